"""Rules of mdt.seats.defaults: the seats a case starts with."""

from datetime import timedelta

from sqlmodel import Session, select

from mdt.models import Conference, Membership, Organisation, SeatDomain
from tests.conferences import cast
from tests.conferences.cast import seat_of
from tests.factories import Make


def holders(conference: Conference) -> dict[SeatDomain, object]:
    return {seat.domain: seat.holder_id for seat in conference.items[0].seats}


def test_a_case_starts_with_the_seats_and_people_of_the_table(make: Make) -> None:
    at = cast.table(make)

    conference = cast.draft(make, at)

    assert holders(conference) == {
        **{domain: person.id for domain, person in at.people.items()},
        SeatDomain.PROCESS: at.chair.id,
    }
    quorum = {seat.domain for seat in conference.items[0].seats if seat.quorum}
    assert quorum == set(cast.QUORUM)
    assert [row.person_id for row in seat_of(conference, SeatDomain.POLICE).deputies] == [
        at.deputy.id
    ]


def test_the_victims_own_contact_sits_in_her_seat_and_the_usual_one_is_deputy(make: Make) -> None:
    at = cast.table(make)
    hers = cast.someone(make, SeatDomain.SHELTER)

    conference = cast.draft(make, at, cast.case_of(make, at, victim_contact_id=hers.id))

    seat = seat_of(conference, SeatDomain.VICTIM_CONTACT)
    assert seat.holder_id == hers.id
    assert [row.person_id for row in seat.deputies] == [at.people[SeatDomain.VICTIM_CONTACT].id]


def test_the_case_lead_sits_in_the_seat_of_their_own_domain(session: Session, make: Make) -> None:
    at = cast.table(make)
    usual = at.people[SeatDomain.VT]
    organisation = session.get_one(Organisation, make.organisation_of(usual))
    lead = make.person(organisation=organisation)

    conference = cast.draft(make, at, cast.case_of(make, at, lead_id=lead.id))

    seat = seat_of(conference, SeatDomain.VT)
    assert seat.holder_id == lead.id
    assert [row.person_id for row in seat.deputies] == [usual.id]


def test_nobody_gets_two_seats_at_one_case(make: Make) -> None:
    at = cast.table(make)
    busy = at.people[SeatDomain.VT]

    conference = cast.draft(
        make, at, cast.case_of(make, at, lead_id=busy.id, victim_contact_id=busy.id)
    )

    assert seat_of(conference, SeatDomain.VICTIM_CONTACT).holder_id == busy.id
    assert seat_of(conference, SeatDomain.VT).holder_id is None
    held = [person for person in holders(conference).values() if person]
    assert len(held) == len(set(held))
    deputies = [row for seat in conference.items[0].seats for row in seat.deputies]
    assert busy.id not in {row.person_id for row in deputies}


def test_whoever_left_the_region_takes_no_seat_any_more(session: Session, make: Make) -> None:
    at = cast.table(make)
    left = at.people[SeatDomain.OM]
    membership = session.exec(select(Membership).where(Membership.person_id == left.id)).one()
    membership.until_at = make.now - timedelta(days=1)
    session.flush()

    conference = cast.draft(make, at)

    assert seat_of(conference, SeatDomain.OM).holder_id is None


def test_a_judge_is_asked_for_the_procedures_and_an_advocate_for_two_parts(make: Make) -> None:
    conference = cast.draft(make, cast.table(make))
    kinds = {part.id: part.kind.value for part in conference.items[0].parts}

    def parts(domain: SeatDomain) -> set[str]:
        return {kinds[row.part_id] for row in seat_of(conference, domain).parts}

    assert parts(SeatDomain.JUDICIARY) == {"procedures"}
    assert parts(SeatDomain.VLAW) == {"voice", "telling"}
    assert parts(SeatDomain.POLICE) == set()
