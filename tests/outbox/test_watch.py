"""Rules of mdt.outbox.watch."""

from datetime import timedelta

from sqlmodel import Session

from mdt.models import OutboxChannel, OutboxState
from mdt.outbox import watch
from mdt.outbox.watch import Standing
from tests.conftest import NOON
from tests.factories import Make

MINUTE = timedelta(minutes=1)


def test_the_outbox_tells_what_waits_for_what_and_what_left_lately(
    session: Session, make: Make
) -> None:
    make.message(due_at=NOON - 2 * MINUTE)
    make.message(due_at=NOON - MINUTE, attempts=3)
    make.message(due_at=NOON + MINUTE)
    make.message(due_at=NOON + MINUTE, attempts=1, last_error="451")
    make.message(state=OutboxState.HELD, due_at=NOON - MINUTE)
    make.message(state=OutboxState.HELD, due_at=NOON - MINUTE, ends_at=NOON)
    make.message(state=OutboxState.SENT, due_at=NOON - MINUTE)
    make.message(state=OutboxState.SENT, due_at=NOON - timedelta(days=2))
    make.message(state=OutboxState.DEAD, due_at=NOON - timedelta(days=1))

    standing = watch.standing(session, now=NOON)

    assert standing == Standing(
        due=2, later=1, again=1, held=1, sent=1, oldest_due_at=NOON - 2 * MINUTE
    )


def test_the_oldest_message_may_be_a_text(session: Session, make: Make) -> None:
    make.message(due_at=NOON - MINUTE)
    make.message(due_at=NOON - 2 * MINUTE, channel=OutboxChannel.TEXT)

    assert watch.oldest_due_at(session, now=NOON) == NOON - 2 * MINUTE


def test_nothing_is_late_while_nothing_waits_past_its_time(session: Session, make: Make) -> None:
    make.message(due_at=NOON + MINUTE)

    assert watch.oldest_due_at(session, now=NOON) is None
    assert not watch.is_late(None, NOON)


def test_a_message_is_late_five_minutes_after_its_time() -> None:
    assert not watch.is_late(NOON - 5 * MINUTE, NOON)
    assert watch.is_late(NOON - 5 * MINUTE - timedelta(seconds=1), NOON)
