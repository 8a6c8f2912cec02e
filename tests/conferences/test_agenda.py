"""Rules of mdt.conferences.agenda."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session, func, select

from mdt.conferences import agenda
from mdt.conferences.agenda import Terms
from mdt.conferences.double_booking import SlotTaken
from mdt.conferences.parts import PartsTooLong
from mdt.conferences.quorum import NoSeats, QuorumNotMet
from mdt.errors import IllegalTransition, StaleVersion
from mdt.models import (
    AgendaItem,
    AgendaPart,
    Conference,
    ConferenceState,
    EventRecord,
    PartKind,
    Region,
    Seat,
    SeatDomain,
    SeatPart,
)
from tests.conferences import cast
from tests.conferences.cast import Table, seat_of
from tests.conftest import NOON
from tests.factories import Make

TOMORROW = NOON + timedelta(days=1)


def terms(minutes: int = 30, **columns: Any) -> Terms:
    return Terms(question="Wat is er nodig?", minutes=minutes, **columns)


def two_cases(make: Make, at: Table) -> Conference:
    conference = cast.draft(make, at)
    agenda.add(
        make.session, conference, cast.case_of(make, at), terms(), by=at.coordinator, now=NOON
    )
    return conference


def convene(conference: Conference, session: Session) -> None:
    conference.state, conference.starts_at = ConferenceState.CONVENED, TOMORROW
    session.flush()


def last_event(session: Session) -> EventRecord:
    [event] = session.exec(select(EventRecord).order_by(EventRecord.id.desc()).limit(1))  # type: ignore[union-attr] # a column here
    return event


def test_a_second_case_comes_last_with_its_own_question_parts_and_seats(
    session: Session, make: Make
) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    case = cast.case_of(make, at)

    item = agenda.add(session, conference, case, terms(), by=at.coordinator, now=NOON)

    session.expire_all()
    assert [one.id for one in conference.items][-1] == item.id
    assert (item.question, item.minutes, item.position) == ("Wat is er nodig?", 30, 1)
    assert len(item.parts) == 6
    assert len(item.seats) == len(conference.items[0].seats)
    assert conference.minutes == 75
    event = last_event(session)
    assert (event.name, event.case_id, event.conference_id, event.subject_id) == (
        "AgendaChanged",
        case.id,
        conference.id,
        item.id,
    )


def test_a_case_stands_on_an_agenda_once(session: Session, make: Make) -> None:
    at = cast.table(make)
    case = cast.case_of(make, at)
    conference = cast.draft(make, at, case)

    with pytest.raises(agenda.CaseTwice):
        agenda.add(session, conference, case, terms(), by=at.coordinator, now=NOON)


def test_a_closed_case_and_one_of_another_region_come_to_no_table(
    session: Session, make: Make
) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    elsewhere = make.case(region_id=make.add(Region(name="Elders")).id)

    for case, refusal in (
        (make.case(closed_at=NOON), agenda.CaseIsClosed),
        (elsewhere, agenda.CaseElsewhere),
    ):
        with pytest.raises(refusal):
            agenda.add(session, conference, case, terms(), by=at.coordinator, now=NOON)

    assert len(session.exec(select(AgendaItem)).all()) == 1


def test_a_sitting_takes_no_more_than_eight_hours(session: Session, make: Make) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at, minutes=451)

    with pytest.raises(agenda.TooLong):
        agenda.add(
            session, conference, cast.case_of(make, at), terms(), by=at.coordinator, now=NOON
        )

    session.expire_all()
    assert conference.minutes == 451
    assert len(conference.items) == 1


def test_an_item_gets_another_question_length_and_parts(session: Session, make: Make) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    item = conference.items[0]
    wanted = [(kind, 10) for kind in (PartKind.PROCEDURES, PartKind.VOICE, PartKind.TELLING)]

    agenda.change(
        session,
        item,
        terms(60, parts=wanted),
        version=item.version,
        by=at.coordinator,
        now=NOON,
    )

    session.expire_all()
    assert (item.question, item.minutes, conference.minutes) == ("Wat is er nodig?", 60, 60)
    assert [(part.kind, part.minutes) for part in item.parts] == wanted
    assert item.version == 2


def test_a_stale_item_is_refused(session: Session, make: Make) -> None:
    at = cast.table(make)
    item = cast.draft(make, at).items[0]

    with pytest.raises(StaleVersion):
        agenda.change(session, item, terms(), version=0, by=at.coordinator, now=NOON)

    assert item.question == cast.QUESTION


def test_a_refused_change_leaves_nothing_behind(session: Session, make: Make) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    item = conference.items[0]
    count = session.exec(select(func.count()).select_from(EventRecord)).one()

    with pytest.raises(PartsTooLong):
        agenda.change(
            session,
            item,
            terms(20, parts=[(PartKind.PROCEDURES, 30)]),
            version=item.version,
            by=at.coordinator,
            now=NOON,
        )

    assert (item.question, item.minutes, item.version) == (cast.QUESTION, 45, 1)
    assert session.exec(select(func.count()).select_from(EventRecord)).one() == count


def test_items_change_places(session: Session, make: Make) -> None:
    at = cast.table(make)
    conference = two_cases(make, at)
    first, second = conference.items

    agenda.place(session, second, 0, by=at.coordinator, now=NOON)

    session.expire_all()
    assert [item.id for item in conference.items] == [second.id, first.id]
    assert last_event(session).name == "AgendaChanged"


def test_moving_an_item_to_where_it_is_changes_nothing(session: Session, make: Make) -> None:
    at = cast.table(make)
    conference = two_cases(make, at)
    before = last_event(session).id

    agenda.place(session, conference.items[1], 9, by=at.coordinator, now=NOON)

    assert last_event(session).id == before


def test_an_item_leaves_with_its_parts_and_seats(session: Session, make: Make) -> None:
    at = cast.table(make)
    conference = two_cases(make, at)
    first, second = conference.items

    agenda.remove(session, first, by=at.coordinator, now=NOON)

    session.expire_all()
    assert [(item.id, item.position) for item in conference.items] == [(second.id, 0)]
    assert conference.minutes == 30
    assert {seat.item_id for seat in session.exec(select(Seat))} == {second.id}
    assert {part.item_id for part in session.exec(select(AgendaPart))} == {second.id}
    held = {part.part_id for part in session.exec(select(SeatPart))}
    assert held <= {part.id for part in second.parts}


def test_the_last_item_stays(session: Session, make: Make) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)

    with pytest.raises(agenda.LastItem):
        agenda.remove(session, conference.items[0], by=at.coordinator, now=NOON)


def test_a_sitting_that_began_keeps_its_agenda(session: Session, make: Make) -> None:
    at = cast.table(make)
    conference = two_cases(make, at)
    conference.state = ConferenceState.IN_SESSION
    session.flush()
    item = conference.items[0]

    for change in (
        lambda: agenda.remove(session, item, by=at.coordinator, now=NOON),
        lambda: agenda.place(session, item, 1, by=at.coordinator, now=NOON),
        lambda: agenda.change(session, item, terms(), version=1, by=at.coordinator, now=NOON),
        lambda: agenda.add(session, conference, make.case(), terms(), by=at.coordinator, now=NOON),
    ):
        with pytest.raises(IllegalTransition):
            change()


def test_after_convening_a_new_case_needs_its_quorum_asked(session: Session, make: Make) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    convene(conference, session)
    empty = make.panel()
    make.panel_seat(empty, SeatDomain.OM, quorum=True)

    for panel, refusal in ((empty, QuorumNotMet), (make.panel(), NoSeats)):
        with pytest.raises(refusal):
            agenda.add(
                session,
                conference,
                cast.case_of(make, at),
                terms(),
                panel=panel,
                by=at.coordinator,
                now=NOON,
            )

    session.expire_all()
    assert len(conference.items) == 1


def test_after_convening_nothing_may_grow_into_somebodys_other_conference(
    session: Session, make: Make
) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    convene(conference, session)
    other = make.convened(starts_at=TOMORROW + timedelta(minutes=50), minutes=30)
    make.seated(other, at.people[SeatDomain.OM])
    item = conference.items[0]

    agenda.change(session, item, terms(50), version=1, by=at.coordinator, now=NOON)
    with pytest.raises(SlotTaken) as refused:
        agenda.change(session, item, terms(55), version=2, by=at.coordinator, now=NOON)

    assert refused.value.people == {at.people[SeatDomain.OM].id}
    assert (item.minutes, conference.minutes) == (50, 50)
    assert seat_of(conference, SeatDomain.OM).holder_id == at.people[SeatDomain.OM].id
