"""Rules of mdt.conferences.candidates."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlmodel import Session

from mdt.conferences import candidates
from mdt.conferences.candidates import CannotSit, SitsAlready
from mdt.models import Membership, Organisation, Person, Region, Role, Seat, SeatDomain
from tests.conferences import cast
from tests.conferences.cast import seat_of
from tests.conftest import NOON
from tests.factories import Make
from tests.queries import counted


def names(session: Session, make: Make, domain: SeatDomain) -> list[str]:
    seat = seat_of(cast.draft(make, cast.table(make)), domain)
    return [one.name for one in candidates.of(session, seat, now=NOON)]


def test_people_of_the_seats_domain_can_sit_its_deputies_first(
    session: Session, make: Make
) -> None:
    at = cast.table(make)
    colleague = cast.someone(make, SeatDomain.POLICE)
    cast.someone(make, SeatDomain.OM)
    seat = seat_of(cast.draft(make, at), SeatDomain.POLICE)

    found = candidates.of(session, seat, now=NOON)

    assert found[0].person_id == at.deputy.id
    assert {one.person_id for one in found[1:]} == {at.people[SeatDomain.POLICE].id, colleague.id}
    assert [one.rank for one in found] == [0, None, None]


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.DPO])
def test_who_only_watches_or_sets_up_sits_at_no_table(
    session: Session, make: Make, role: Role
) -> None:
    watcher = cast.someone(make, SeatDomain.OM, role)

    assert watcher.name not in names(session, make, SeatDomain.OM)


def test_who_left_or_is_inactive_or_works_elsewhere_cannot_sit(
    session: Session, make: Make
) -> None:
    left, inactive = (cast.someone(make, SeatDomain.OM) for _ in range(2))
    session.add(inactive)
    inactive.is_active = False
    membership = session.get_one(Membership, _membership(make, left).id)
    membership.until_at = NOON - timedelta(days=1)
    elsewhere = make.add(Region(name="Elders"))
    organisation = make.organisation(SeatDomain.OM, region_id=elsewhere.id)
    stranger = make.person(organisation=organisation)

    found = names(session, make, SeatDomain.OM)

    assert not {left.name, inactive.name, stranger.name} & set(found)


def _membership(make: Make, person: Person) -> Membership:
    [membership] = make._memberships(person)  # noqa: SLF001 - the maker's own look-up
    return membership


def test_the_centre_above_the_region_can_sit_at_its_tables(session: Session, make: Make) -> None:
    centre = make.add(Region(name="Superregio"))
    make.region.parent_id = centre.id
    expert = make.person(organisation=make.organisation(SeatDomain.OM, region_id=centre.id))

    assert expert.name in names(session, make, SeatDomain.OM)


def test_a_seat_of_one_organisation_is_for_its_people_only(session: Session, make: Make) -> None:
    at = cast.table(make)
    seat = seat_of(cast.draft(make, at), SeatDomain.OM)
    mine = at.people[SeatDomain.OM]
    cast.someone(make, SeatDomain.OM)
    seat.organisation_id = make.organisation_of(mine)
    session.flush()

    assert [one.person_id for one in candidates.of(session, seat, now=NOON)] == [mine.id]


def test_the_victims_contact_comes_from_help_and_shelter(session: Session, make: Make) -> None:
    helper, officer = (cast.someone(make, domain) for domain in (SeatDomain.SHN, SeatDomain.POLICE))

    found = names(session, make, SeatDomain.VICTIM_CONTACT)

    assert helper.name in found
    assert officer.name not in found


def test_nobody_is_offered_a_second_seat_at_a_case(session: Session, make: Make) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    holder = at.people[SeatDomain.VICTIM_CONTACT]
    organisation = session.get_one(Organisation, make.organisation_of(holder))
    organisation.domain = SeatDomain.OM
    session.flush()
    seat = seat_of(conference, SeatDomain.OM)

    assert holder.id not in {one.person_id for one in candidates.of(session, seat, now=NOON)}
    with pytest.raises(SitsAlready):
        candidates.require(session, seat, holder, now=NOON)


def test_who_does_not_serve_the_domain_is_refused_by_name(session: Session, make: Make) -> None:
    seat = seat_of(cast.draft(make, cast.table(make)), SeatDomain.OM)
    officer = cast.someone(make, SeatDomain.POLICE)

    with pytest.raises(CannotSit, match=officer.name):
        candidates.require(session, seat, officer, now=NOON)


def test_people_of_an_organisation_that_takes_over_come_last_and_may_sit(
    session: Session, make: Make
) -> None:
    conference = cast.draft(make, cast.table(make))
    seat = seat_of(conference, SeatDomain.POLICE)
    first, second = (
        make.organisation(SeatDomain.POLICE, region_id=make.another_region().id) for _ in range(2)
    )
    make.fallback(second, rank=1)
    make.fallback(first, rank=0)
    other, one = make.person(organisation=second), make.person(organisation=first)

    found = candidates.of(session, seat, now=NOON)
    candidates.require(session, seat, one, now=NOON)

    assert [(each.person_id, each.takes_over) for each in found[-2:]] == [
        (one.id, 0),
        (other.id, 1),
    ]
    assert {each.takes_over for each in found[:-2]} == {None}


def test_who_takes_over_another_domain_cannot_sit_here(session: Session, make: Make) -> None:
    conference = cast.draft(make, cast.table(make))
    elsewhere = make.organisation(SeatDomain.OM, region_id=make.another_region().id)
    make.fallback(elsewhere)
    person = make.person(organisation=elsewhere)

    with pytest.raises(CannotSit):
        candidates.require(session, seat_of(conference, SeatDomain.POLICE), person, now=NOON)


def test_a_pool_is_of_those_it_belongs_to_and_only_without_them_of_the_first_that_takes_over(
    session: Session, make: Make
) -> None:
    at = cast.table(make)
    seat = seat_of(cast.draft(make, at), SeatDomain.POLICE)
    empty, first, second = (
        make.organisation(SeatDomain.POLICE, region_id=make.another_region().id) for _ in range(3)
    )
    for rank, one in enumerate((empty, first, second)):
        make.fallback(one, rank=rank)
    people = {make.person(organisation=first).id, make.person(organisation=first).id}
    make.person(organisation=second)

    own = {one.person_id for one in candidates.pool(session, seat, now=NOON)}
    for person in (at.people[SeatDomain.POLICE], at.deputy):
        person.is_active = False
        session.add(person)
    session.flush()
    others = {one.person_id for one in candidates.pool(session, seat, now=NOON)}

    assert own == {at.people[SeatDomain.POLICE].id, at.deputy.id}
    assert others == people


def test_who_can_sit_is_read_for_all_seats_at_once(session: Session, make: Make) -> None:
    conference = cast.draft(make, cast.table(make))
    make.fallback(make.organisation(SeatDomain.OM, region_id=make.another_region().id))
    seats = conference.items[0].seats
    deputies = {seat.id: [deputy.person_id for deputy in seat.deputies] for seat in seats}
    one_by_one = {seat.id: candidates.of(session, seat, now=NOON) for seat in seats}

    def queries(some: Sequence[Seat]) -> int:
        with counted(session.connection()) as seen:
            candidates.of_each(session, some, deputies, now=NOON)
        return len(seen)

    assert candidates.of_each(session, seats, deputies, now=NOON) == one_by_one
    assert queries(seats) == queries([seat_of(conference, SeatDomain.VICTIM_CONTACT)])
    assert candidates.of_each(session, [], {}, now=NOON) == {}
