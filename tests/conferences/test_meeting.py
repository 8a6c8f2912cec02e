"""Rules of mdt.conferences.meeting."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from mdt.conferences import meeting
from mdt.conferences.meeting import MinutesAreFinal, NoSeatHere, NotInSession
from mdt.errors import StaleVersion
from mdt.models import (
    Attendance,
    Conference,
    ConferenceState,
    EventRecord,
    NoteKind,
)
from tests.conftest import NOON
from tests.factories import Make

LATER = NOON + timedelta(minutes=9)


def _sitting(make: Make) -> Conference:
    return make.convened(state=ConferenceState.IN_SESSION, starts_at=NOON)


def test_presence_is_noted_for_an_item_with_the_time_in_and_out(
    session: Session, make: Make
) -> None:
    conference = _sitting(make)
    [item], person = conference.items, make.seated(conference)

    meeting.come(session, item, person, by=make.person(), now=NOON)
    assert meeting.present(session, [item]) == {item.id: {person.id}}
    meeting.go(session, item, person, by=make.person(), now=LATER)

    assert meeting.present(session, [item]) == {item.id: set()}
    row = session.exec(select(Attendance)).one()
    assert (row.in_at, row.out_at) == (NOON, LATER)


def test_someone_who_comes_twice_is_there_once(session: Session, make: Make) -> None:
    conference = _sitting(make)
    [item], person = conference.items, make.seated(conference)

    for _ in range(2):
        meeting.come(session, item, person, by=person, now=NOON)

    assert len(session.exec(select(Attendance)).all()) == 1
    assert len(session.exec(select(EventRecord)).all()) == 1


def test_someone_without_a_seat_cannot_be_there_but_the_chair_can(
    session: Session, make: Make
) -> None:
    chair = make.person()
    conference = make.convened(state=ConferenceState.IN_SESSION, chair_id=chair.id)
    [item] = conference.items

    with pytest.raises(NoSeatHere):
        meeting.come(session, item, make.person(), by=chair, now=NOON)
    meeting.come(session, item, chair, by=chair, now=NOON)

    assert meeting.present(session, [item]) == {item.id: {chair.id}}


def test_nobody_comes_before_the_table_sits(session: Session, make: Make) -> None:
    conference = make.convened()
    person = make.seated(conference)

    with pytest.raises(NotInSession):
        meeting.come(session, conference.items[0], person, by=person, now=NOON)
    with pytest.raises(NotInSession):
        meeting.take_up(session, conference.items[0], by=person, now=NOON)
    with pytest.raises(NotInSession):
        meeting.write(session, conference.items[0], "Tekst", by=person, now=NOON)


def test_taking_up_an_item_closes_the_one_before(session: Session, make: Make) -> None:
    conference = _sitting(make)
    make.item(conference, make.case(), position=1)
    first, second = conference.items
    by = make.person()

    meeting.take_up(session, first, by=by, now=NOON)
    meeting.take_up(session, second, by=by, now=LATER)

    assert (first.opened_at, first.closed_at) == (NOON, LATER)
    assert (second.opened_at, second.closed_at) == (LATER, None)


def test_a_line_is_written_and_rewritten_and_a_stale_one_refused(
    session: Session, make: Make
) -> None:
    conference, by = _sitting(make), make.person()
    [item] = conference.items
    note = meeting.write(session, item, "Eerst", NoteKind.DECISION, by=by, now=NOON)

    meeting.rewrite(session, note, "Beter", version=1, by=by, now=LATER)
    with pytest.raises(StaleVersion):
        meeting.rewrite(session, note, "Te laat", version=1, by=by, now=LATER)

    assert [line.text for line in meeting.notes(session, [item])[item.id]] == ["Beter"]


def test_adopted_minutes_do_not_change(session: Session, make: Make) -> None:
    conference, by = _sitting(make), make.person()
    note = meeting.write(session, conference.items[0], "Eerst", by=by, now=NOON)
    conference.state, conference.adopted_at = ConferenceState.HELD, NOON

    with pytest.raises(MinutesAreFinal):
        meeting.rewrite(session, note, "Anders", version=1, by=by, now=LATER)
    with pytest.raises(MinutesAreFinal):
        meeting.write(session, conference.items[0], "Nog iets", by=by, now=LATER)

    assert note.text == "Eerst"
