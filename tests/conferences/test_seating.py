"""Rules of mdt.conferences.seating."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from mdt.conferences import seating
from mdt.conferences.candidates import CannotSit, SitsAlready
from mdt.conferences.double_booking import SlotTaken
from mdt.conferences.quorum import NoSeats, QuorumNotMet
from mdt.conferences.seating import Duties
from mdt.errors import IllegalTransition, StaleVersion
from mdt.models import (
    Conference,
    ConferenceState,
    EventRecord,
    PartKind,
    Seat,
    SeatDeputy,
    SeatDomain,
    SeatPart,
)
from tests.conferences import cast
from tests.conferences.cast import seat_of
from tests.conftest import NOON
from tests.factories import Make

TOMORROW = NOON + timedelta(days=1)


def convene(conference: Conference, session: Session) -> None:
    conference.state, conference.starts_at = ConferenceState.CONVENED, TOMORROW
    session.flush()


def names_of_events(session: Session) -> list[str]:
    events = session.exec(select(EventRecord).order_by(EventRecord.id))  # type: ignore[arg-type] # a column here
    return [event.name for event in events]


def test_who_is_appointed_holds_the_seat_and_who_was_replaced_is_its_first_deputy(
    session: Session, make: Make
) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    seat, usual = seat_of(conference, SeatDomain.POLICE), at.people[SeatDomain.POLICE]

    seating.appoint(session, seat, at.deputy, seen=usual.id, by=at.coordinator, now=NOON)

    session.expire_all()
    assert seat.holder_id == at.deputy.id
    assert [row.person_id for row in seat.deputies] == [usual.id]
    event = session.exec(select(EventRecord).where(EventRecord.name == "SeatsChanged")).one()
    assert (event.case_id, event.conference_id, event.subject_id) == (
        seat.case_id,
        conference.id,
        seat.id,
    )


def test_an_appointment_by_a_stale_page_is_refused(session: Session, make: Make) -> None:
    at = cast.table(make)
    seat = seat_of(cast.draft(make, at), SeatDomain.POLICE)

    with pytest.raises(StaleVersion):
        seating.appoint(session, seat, at.deputy, seen=None, by=at.coordinator, now=NOON)

    assert seat.holder_id == at.people[SeatDomain.POLICE].id


def test_appointing_who_sits_there_already_changes_nothing(session: Session, make: Make) -> None:
    at = cast.table(make)
    seat, usual = seat_of(cast.draft(make, at), SeatDomain.OM), at.people[SeatDomain.OM]

    seating.appoint(session, seat, usual, seen=None, by=at.coordinator, now=NOON)

    assert names_of_events(session) == ["ConferenceDrafted"]


def test_one_person_holds_one_seat_at_a_case(session: Session, make: Make) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    officer = at.people[SeatDomain.POLICE]
    extra = seating.add(
        session, conference.items[0], SeatDomain.POLICE, by=at.coordinator, now=NOON
    )

    with pytest.raises(SitsAlready):
        seating.appoint(session, extra, officer, seen=None, by=at.coordinator, now=NOON)
    with pytest.raises(SitsAlready):
        seating.add(
            session,
            conference.items[0],
            SeatDomain.POLICE,
            holder=officer,
            by=at.coordinator,
            now=NOON,
        )

    session.expire_all()
    police = [seat for seat in conference.items[0].seats if seat.domain is SeatDomain.POLICE]
    assert [seat.holder_id for seat in police] == [officer.id, None]


def test_a_seat_is_not_for_people_of_another_domain(session: Session, make: Make) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    seat = seat_of(conference, SeatDomain.OM)
    stranger = make.stranger()

    with pytest.raises(CannotSit):
        seating.appoint(session, seat, stranger, seen=seat.holder_id, by=at.coordinator, now=NOON)
    with pytest.raises(CannotSit):
        seating.set_deputies(session, seat, [stranger], by=at.coordinator, now=NOON)


def test_a_new_seat_comes_last_and_is_held_for_its_domains_usual_parts(
    session: Session, make: Make
) -> None:
    at = cast.table(make)
    item = cast.draft(make, at).items[0]
    judge = cast.someone(make, SeatDomain.JUDICIARY)

    seat = seating.add(
        session, item, SeatDomain.JUDICIARY, holder=judge, by=at.coordinator, now=NOON
    )

    session.expire_all()
    assert item.seats[-1].id == seat.id
    assert (seat.holder_id, seat.required, seat.quorum) == (judge.id, True, False)
    procedures = item.parts[0]
    assert [row.part_id for row in seat.parts] == [procedures.id]


def test_a_seat_may_be_for_one_organisation_of_its_domain_and_region(
    session: Session, make: Make
) -> None:
    at = cast.table(make)
    item = cast.draft(make, at).items[0]
    organisation = make.organisation(SeatDomain.PROBATION)

    seat = seating.add(
        session,
        item,
        SeatDomain.PROBATION,
        organisation=organisation,
        by=at.coordinator,
        now=NOON,
    )

    assert seat.organisation_id == organisation.id
    with pytest.raises(seating.OrganisationElsewhere):
        seating.add(
            session, item, SeatDomain.OM, organisation=organisation, by=at.coordinator, now=NOON
        )


def test_duties_say_what_a_seat_counts_for_and_when_it_is_held(
    session: Session, make: Make
) -> None:
    at = cast.table(make)
    seat = seat_of(cast.draft(make, at), SeatDomain.JUDICIARY)
    parts = {PartKind.PROCEDURES, PartKind.TELLING}

    seating.change(
        session,
        seat,
        Duties(required=False, quorum=True, parts=parts),
        version=1,
        by=at.coordinator,
        now=NOON,
    )

    session.expire_all()
    kinds = {part.id: part.kind for part in seat.item.parts}
    assert (seat.required, seat.quorum) == (True, True)
    assert {kinds[row.part_id] for row in seat.parts} == parts


def test_a_seat_for_every_part_is_a_seat_for_the_whole_item(session: Session, make: Make) -> None:
    at = cast.table(make)
    seat = seat_of(cast.draft(make, at), SeatDomain.JUDICIARY)

    seating.change(
        session,
        seat,
        Duties(required=True, quorum=False, parts=set(PartKind)),
        version=1,
        by=at.coordinator,
        now=NOON,
    )

    assert not session.exec(select(SeatPart).where(SeatPart.seat_id == seat.id)).all()


def test_a_seat_is_not_held_for_a_part_that_is_not_there(session: Session, make: Make) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at, minutes=5)
    seat = seat_of(conference, SeatDomain.OM)

    with pytest.raises(seating.UnknownPart):
        seating.change(
            session,
            seat,
            Duties(required=True, quorum=True, parts={PartKind.VOICE}),
            version=1,
            by=at.coordinator,
            now=NOON,
        )


def test_deputies_are_kept_in_order_without_the_holder(session: Session, make: Make) -> None:
    at = cast.table(make)
    seat = seat_of(cast.draft(make, at), SeatDomain.POLICE)
    other = cast.someone(make, SeatDomain.POLICE)
    holder = at.people[SeatDomain.POLICE]

    seating.set_deputies(session, seat, [other, holder, at.deputy], by=at.coordinator, now=NOON)

    session.expire_all()
    assert [row.person_id for row in seat.deputies] == [other.id, at.deputy.id]


def test_a_seat_goes_with_its_deputies_and_parts(session: Session, make: Make) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)

    for domain in (SeatDomain.POLICE, SeatDomain.JUDICIARY, SeatDomain.VLAW):
        seating.remove(session, seat_of(conference, domain), by=at.coordinator, now=NOON)

    session.expire_all()
    assert len(conference.items[0].seats) == 4
    assert not session.exec(select(SeatPart)).all()
    assert not session.exec(select(SeatDeputy)).all()


def test_a_seat_can_be_left_empty_while_nobody_was_asked(session: Session, make: Make) -> None:
    at = cast.table(make)
    seat = seat_of(cast.draft(make, at), SeatDomain.OM)

    with pytest.raises(StaleVersion):
        seating.release(session, seat, seen=None, by=at.coordinator, now=NOON)
    seating.release(session, seat, seen=seat.holder_id, by=at.coordinator, now=NOON)
    seating.release(session, seat, seen=None, by=at.coordinator, now=NOON)

    assert seat.holder_id is None
    assert names_of_events(session) == ["ConferenceDrafted", "SeatsChanged"]


def test_after_convening_no_quorum_seat_is_left_without_a_holder(
    session: Session, make: Make
) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    convene(conference, session)
    om, advocate = (seat_of(conference, domain) for domain in (SeatDomain.OM, SeatDomain.VLAW))
    count = len(names_of_events(session))

    with pytest.raises(QuorumNotMet):
        seating.release(session, om, seen=om.holder_id, by=at.coordinator, now=NOON)
    with pytest.raises(QuorumNotMet):
        seating.add(
            session,
            conference.items[0],
            SeatDomain.OM,
            Duties(required=True, quorum=True),
            by=at.coordinator,
            now=NOON,
        )

    assert om.holder_id == at.people[SeatDomain.OM].id
    assert len(names_of_events(session)) == count
    seating.release(session, advocate, seen=advocate.holder_id, by=at.coordinator, now=NOON)
    assert names_of_events(session)[-1] == "SeatsChanged"


def test_after_convening_an_item_keeps_at_least_one_seat(session: Session, make: Make) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    for seat in list(conference.items[0].seats):
        if seat.domain is not SeatDomain.OM:
            seating.remove(session, seat, by=at.coordinator, now=NOON)
    convene(conference, session)

    with pytest.raises(NoSeats):
        seating.remove(session, seat_of(conference, SeatDomain.OM), by=at.coordinator, now=NOON)

    assert len(session.exec(select(Seat)).all()) == 1


def test_after_convening_nobody_is_appointed_who_is_elsewhere_then(
    session: Session, make: Make
) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    convene(conference, session)
    make.seated(make.convened(starts_at=TOMORROW), at.deputy)
    seat = seat_of(conference, SeatDomain.POLICE)

    with pytest.raises(SlotTaken):
        seating.appoint(session, seat, at.deputy, seen=seat.holder_id, by=at.coordinator, now=NOON)
    assert seat.holder_id == at.people[SeatDomain.POLICE].id

    conference.overlap_allowed = True
    seating.appoint(session, seat, at.deputy, seen=seat.holder_id, by=at.coordinator, now=NOON)
    assert seat.holder_id == at.deputy.id


def test_once_the_table_sits_its_seats_stay(session: Session, make: Make) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    seat = seat_of(conference, SeatDomain.POLICE)
    conference.state = ConferenceState.IN_SESSION
    session.flush()
    duties = Duties(required=True, quorum=False)

    for change in (
        lambda: seating.appoint(
            session, seat, at.deputy, seen=seat.holder_id, by=at.coordinator, now=NOON
        ),
        lambda: seating.release(session, seat, seen=seat.holder_id, by=at.coordinator, now=NOON),
        lambda: seating.change(session, seat, duties, version=1, by=at.coordinator, now=NOON),
        lambda: seating.set_deputies(session, seat, [], by=at.coordinator, now=NOON),
        lambda: seating.remove(session, seat, by=at.coordinator, now=NOON),
        lambda: seating.add(session, seat.item, SeatDomain.OM, by=at.coordinator, now=NOON),
    ):
        with pytest.raises(IllegalTransition):
            change()
