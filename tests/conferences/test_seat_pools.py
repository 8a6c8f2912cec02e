"""Rules of mdt.conferences.seat_pools, up to a conference that is convened out of its pools."""

from collections import Counter
from datetime import date, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from mdt.conferences import lifecycle, moments, places, seat_pools, timetable
from mdt.conferences.candidates import CannotSit
from mdt.conferences.moments import Finder, Terms
from mdt.models import (
    Conference,
    ConferenceState,
    DutyPeriod,
    DutyRoster,
    Organisation,
    Person,
    SeatDomain,
    SeatFill,
)
from mdt.scheduling import duty_rosters
from tests.conferences import cast
from tests.conferences.cast import Table, seat_of
from tests.conferences.test_moments import at, busy
from tests.conftest import NOON
from tests.factories import Make

HORIZON = date(2026, 3, 8)


@pytest.fixture
def table(make: Make) -> Table:
    return cast.table(make)


def search(session: Session, conference: Conference) -> Finder:
    session.flush()
    return moments.finder(session, conference, until=HORIZON, terms=Terms(), now=NOON)


def pooled(make: Make, table: Table, domain: SeatDomain = SeatDomain.POLICE) -> Conference:
    """Return a draft in which the seat of the domain is filled out of its organisation."""
    conference = cast.draft(make, table)
    seat = seat_of(conference, domain)
    seat.holder_id, seat.fill = None, SeatFill.ORGANISATION
    make.session.flush()
    return conference


def sat(make: Make, person: Person, days_ago: int, times: int = 1) -> None:
    for _ in range(times):
        held = make.convened(state=ConferenceState.HELD, starts_at=NOON - timedelta(days=days_ago))
        make.seat(held, person)


def test_a_seat_is_searched_over_everybody_of_its_organisation(
    session: Session, make: Make, table: Table
) -> None:
    conference = pooled(make, table)
    officer = table.people[SeatDomain.POLICE]
    colleague = make.person(
        organisation=session.get_one(Organisation, make.organisation_of(officer))
    )
    seat = seat_of(conference, SeatDomain.POLICE)
    for person in (officer, table.deputy):
        busy(make, person, "10.00", "11.00")

    found = search(session, conference)
    [place] = [one for one in found.places if one.key == seat.id]

    assert set(place.candidates) == {officer.id, table.deputy.id, colleague.id}
    assert found.holders_at(at("10.00")) == {seat.id: colleague.id}


def test_who_sat_least_in_recent_months_comes_first(
    session: Session, make: Make, table: Table
) -> None:
    conference = pooled(make, table)
    sat(make, table.deputy, days_ago=10)
    sat(make, table.people[SeatDomain.POLICE], days_ago=400, times=3)

    [pool] = seat_pools.of(session, timetable.of(session, conference), {}, {}, now=NOON).values()

    assert pool == [table.people[SeatDomain.POLICE].id, table.deputy.id]


def test_the_others_of_the_pool_who_could_come_are_spare(
    session: Session, make: Make, table: Table
) -> None:
    conference = pooled(make, table)
    found = search(session, conference)
    slot = found.at(at("10.00"))
    assert slot

    [choice] = seat_pools.chosen(found.places, slot).values()

    assert {choice.person, *choice.spares} == {
        table.people[SeatDomain.POLICE].id,
        table.deputy.id,
    }


def test_nobody_takes_two_seats_of_an_item(session: Session, make: Make, table: Table) -> None:
    conference = pooled(make, table)
    first = seat_of(conference, SeatDomain.POLICE)
    second = make.seat(conference, domain=SeatDomain.POLICE, fill=SeatFill.ORGANISATION)

    taken = search(session, conference).holders_at(at("10.00"))

    assert taken.keys() == {first.id, second.id}
    assert len(set(taken.values())) == 2


def test_convening_puts_who_was_chosen_on_the_seat(
    session: Session, make: Make, table: Table
) -> None:
    conference = pooled(make, table)
    holders = search(session, conference).holders_at(at("10.00"))

    lifecycle.convene(
        session, conference, at("10.00"), holders=holders, by=table.coordinator, now=NOON
    )

    seat = seat_of(conference, SeatDomain.POLICE)
    assert seat.holder_id == holders[seat.id]


def test_somebody_who_may_not_sit_there_is_refused_and_nothing_changes(
    session: Session, make: Make, table: Table
) -> None:
    conference = pooled(make, table)
    seat, stranger = seat_of(conference, SeatDomain.POLICE), make.stranger()

    with pytest.raises(CannotSit):
        lifecycle.convene(
            session,
            conference,
            at("10.00"),
            holders={seat.id: stranger.id},
            by=table.coordinator,
            now=NOON,
        )

    session.refresh(seat)
    assert (seat.holder_id, conference.state) == (None, ConferenceState.DRAFT)


def test_a_place_out_of_a_pool_is_vacant_only_when_the_pool_is_empty(
    session: Session, make: Make, table: Table
) -> None:
    conference = pooled(make, table)
    whole = timetable.of(session, conference)
    seat = seat_of(conference, SeatDomain.POLICE)

    filled = places.of(whole, seat_pools.of(session, whole, {}, {}, now=NOON))
    empty = places.of(whole, {})

    assert [place.key for place in filled if place.is_vacant] == []
    assert [place.key for place in empty if place.is_vacant] == [seat.id]


def test_whoever_is_on_duty_then_takes_the_seat_at_night_too(
    session: Session, make: Make, table: Table
) -> None:
    conference = pooled(make, table)
    seat = seat_of(conference, SeatDomain.POLICE)
    seat.fill = SeatFill.DUTY
    officer = table.people[SeatDomain.POLICE]
    duty_rosters.set_up(
        session,
        session.get_one(Organisation, make.organisation_of(officer)),
        SeatDomain.POLICE,
        DutyPeriod.ALWAYS,
        duty_rosters.Terms(
            first_on=date(2026, 2, 5),
            hands_over=time(9),
            hours=None,
            people=[officer.id, table.deputy.id],
        ),
        by=table.coordinator,
        now=NOON,
    )
    busy(make, officer, "22.00", "23.00", date(2026, 2, 10))

    found = search(session, conference)

    assert found.holders_at(at("08.00")) == {seat.id: officer.id}
    assert found.holders_at(at("09.00")) == {seat.id: table.deputy.id}
    assert found.holders_at(at("23.00", date(2026, 2, 14))) == {seat.id: table.deputy.id}
    assert found.holders_at(at("22.15", date(2026, 2, 10))) == {}


def test_a_seat_waits_in_vain_for_duty_without_a_roster(
    session: Session, make: Make, table: Table
) -> None:
    conference = pooled(make, table)
    seat_of(conference, SeatDomain.POLICE).fill = SeatFill.DUTY

    found = search(session, conference)

    assert [place.key for place in found.empty] == [seat_of(conference, SeatDomain.POLICE).id]


def _on_duty(make: Make, *people: Person) -> DutyRoster:
    """Let these people of one organisation take turns at the police's duty, hand-over at nine."""
    return duty_rosters.set_up(
        make.session,
        make.session.get_one(Organisation, make.organisation_of(people[0])),
        SeatDomain.POLICE,
        DutyPeriod.ALWAYS,
        duty_rosters.Terms(
            first_on=date(2026, 2, 5),
            hands_over=time(9),
            hours=None,
            people=[one.id for one in people],
        ),
        by=make.person(),
        now=NOON,
    )


def _taking_over(make: Make, rank: int = 0) -> Person:
    """Return somebody of an organisation of another region that takes over from the police."""
    organisation = make.organisation(SeatDomain.POLICE, region_id=make.another_region().id)
    make.fallback(organisation, rank=rank)
    return make.person(organisation=organisation)


def test_without_a_roster_of_its_own_who_takes_over_is_on_duty_for_the_seat(
    session: Session, make: Make, table: Table
) -> None:
    conference = pooled(make, table)
    seat = seat_of(conference, SeatDomain.POLICE)
    seat.fill = SeatFill.DUTY
    second, first = _taking_over(make, rank=1), _taking_over(make)
    _on_duty(make, second)
    _on_duty(make, first)

    found = search(session, conference)

    assert found.holders_at(at("03.00")) == {seat.id: first.id}


def test_who_takes_over_is_asked_only_while_nobody_of_the_seats_own_is_there(
    session: Session, make: Make, table: Table
) -> None:
    conference = pooled(make, table)
    seat = seat_of(conference, SeatDomain.POLICE)
    seat.fill = SeatFill.DUTY
    officer, stand_in = table.people[SeatDomain.POLICE], _taking_over(make)
    _on_duty(make, officer)
    _on_duty(make, stand_in)
    busy(make, officer, "10.00", "12.00")

    found = search(session, conference)

    assert found.holders_at(at("09.00")) == {seat.id: officer.id}
    assert found.holders_at(at("10.30")) == {seat.id: stand_in.id}
    assert found.holders_at(at("12.00")) == {seat.id: officer.id}
    assert found.holders_at(at("11.30")) == {}, "an hour that neither is there for as a whole"


def test_a_seat_of_one_organisation_falls_back_as_its_domain_does(
    session: Session, make: Make, table: Table
) -> None:
    conference = pooled(make, table)
    seat = seat_of(conference, SeatDomain.POLICE)
    seat.fill, seat.organisation_id = SeatFill.DUTY, make.organisation(SeatDomain.POLICE).id
    _on_duty(make, table.people[SeatDomain.POLICE])
    stand_in = _taking_over(make)
    _on_duty(make, stand_in)

    found = search(session, conference)

    assert found.holders_at(at("10.00")) == {seat.id: stand_in.id}


def test_convening_seats_who_takes_over(session: Session, make: Make, table: Table) -> None:
    conference = pooled(make, table)
    seat = seat_of(conference, SeatDomain.POLICE)
    seat.fill = SeatFill.DUTY
    stand_in = _taking_over(make)
    _on_duty(make, stand_in)

    lifecycle.convene(
        session,
        conference,
        at("10.00"),
        holders=search(session, conference).holders_at(at("10.00")),
        by=table.coordinator,
        now=NOON,
    )

    assert seat.holder_id == stand_in.id


@given(st.lists(st.uuids(), unique=True, max_size=8), st.data())
def test_turns_are_spread_as_evenly_as_counting_by_hand(
    pool: list[UUID], data: st.DataObject
) -> None:
    sat_before = Counter(
        {who: data.draw(st.integers(0, 4)) for who in pool if data.draw(st.booleans())}
    )

    order = seat_pools.in_turn(pool, sat_before)

    left, expected = list(pool), []
    while left:
        least = min(sat_before[who] for who in left)
        expected.append(next(who for who in left if sat_before[who] == least))
        left.remove(expected[-1])
    assert order == expected
