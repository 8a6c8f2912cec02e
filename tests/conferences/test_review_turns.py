"""Rules of mdt.conferences.review_turns: on which turn of its table a case can come back."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from mdt.conferences import review_turns, reviews, standing
from mdt.models import Conference, ConferenceKind, ConferenceState
from mdt.scheduling import local_time
from tests.conferences import cast
from tests.conferences.cast import Table
from tests.conferences.test_standing import AFTER, NEXT, put, sits
from tests.conftest import NOON
from tests.factories import Make

LADDER = (14, 30)
"""So that the review is due on Tuesday 24 February, the second turn."""


@pytest.fixture
def at(make: Make) -> Table:
    table = cast.table(make)
    sits(make, table)
    return table


@pytest.fixture
def held(make: Make, at: Table) -> Conference:
    return make.convened(
        state=ConferenceState.HELD,
        starts_at=NOON - timedelta(hours=1),
        coordinator_id=at.coordinator.id,
        panel_id=at.panel.id,
    )


def turn_of(
    session: Session, held: Conference, ladder: tuple[int, ...] = LADDER, **columns: Any
) -> date | None:
    now = columns.pop("now", NOON)
    found = review_turns.of(session, reviews.after(session, held, ladder, now=now), now=now)
    turn = found.get(held.items[0].id)
    return local_time.local(turn.turn.starts_at).date() if turn else None


def test_it_is_the_last_turn_until_the_day_of_the_review(
    session: Session, held: Conference
) -> None:
    assert turn_of(session, held) == AFTER
    assert turn_of(session, held, (13,)) == NEXT


def test_there_is_none_when_all_turns_come_after_it(session: Session, held: Conference) -> None:
    assert turn_of(session, held, (3,)) is None


def test_for_a_review_that_is_late_it_is_the_first_turn_with_room(
    session: Session, make: Make, held: Conference, at: Table
) -> None:
    late = NOON + timedelta(days=4)
    assert reviews.after(session, held, (3,), now=late)[0].due_on == date(2026, 2, 13)

    assert turn_of(session, held, (3,), now=late - timedelta(days=1)) is None, "not late yet"
    assert turn_of(session, held, (3,), now=late) == AFTER, "the agenda of the first is closed"
    put(make, at, AFTER, minutes=90)
    assert turn_of(session, held, (3,), now=late) == AFTER + timedelta(days=7)


def test_a_review_held_late_moves_no_other_and_what_comes_too_soon_after_it_is_passed_over(
    session: Session, make: Make, held: Conference
) -> None:
    ladder, case = (7, 30, 90), held.items[0].case
    began = local_time.local(held.starts_at or NOON).date()

    def review_after(days: int) -> date | None:
        sat = make.convened(
            case,
            kind=ConferenceKind.REVIEW,
            state=ConferenceState.HELD,
            starts_at=NOON + timedelta(days=days),
            held_at=NOON + timedelta(days=days),
        )
        return reviews.after(session, sat, ladder, now=NOON + timedelta(days=days))[0].due_on

    assert review_after(20) == began + timedelta(days=30), "13 days late; the next stays"
    assert review_after(25) == began + timedelta(days=90), "the one of day 30 would be too soon"


def test_a_full_turn_is_passed_over(
    session: Session, make: Make, held: Conference, at: Table
) -> None:
    put(make, at, AFTER, minutes=90)

    assert turn_of(session, held) == NEXT


def test_a_turn_that_is_off_is_passed_over(session: Session, held: Conference, at: Table) -> None:
    standing.call_off(session, at.panel, AFTER, by=at.coordinator, now=NOON)

    assert turn_of(session, held) == NEXT


def test_a_turn_that_is_moved_past_the_day_is_passed_over(
    session: Session, held: Conference, at: Table
) -> None:
    later = NOON + timedelta(days=16)
    standing.move(session, at.panel, AFTER, later, by=at.coordinator, now=NOON)

    assert turn_of(session, held) == NEXT


def test_a_turn_whose_agenda_is_closed_is_no_proposal(session: Session, held: Conference) -> None:
    friday = NOON + timedelta(days=11)

    assert turn_of(session, held, now=friday) is None


def test_a_table_without_a_rhythm_and_a_case_that_is_taken_up_have_none(
    session: Session, make: Make, held: Conference, at: Table
) -> None:
    item = held.items[0]
    reviews.take_up(session, item, LADDER, on=AFTER, by=at.coordinator, now=NOON)
    assert turn_of(session, held) is None

    alone = make.convened(
        state=ConferenceState.HELD, starts_at=NOON, coordinator_id=at.coordinator.id
    )
    assert turn_of(session, alone) is None


def test_the_review_joins_what_stands_on_the_turn_with_the_same_table(
    session: Session, make: Make, held: Conference, at: Table
) -> None:
    officer = make.seated(held)
    there = put(make, at, AFTER)

    made = reviews.take_up(session, held.items[0], LADDER, on=AFTER, by=at.coordinator, now=NOON)

    assert made.id == there.id
    assert [item.case_id for item in made.items][1:] == [held.items[0].case_id]
    assert [seat.holder_id for seat in made.items[1].seats] == [officer.id]
