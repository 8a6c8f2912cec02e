"""Rules of mdt.reminders.poll_reminders: by day, on one's own days, and before the poll closes."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from mdt.models import ConferenceKind, MessageKind, OutboxMessage, WorkingPattern
from mdt.outbox.delivery import NotNow
from mdt.polls import asking
from mdt.reminders import poll_reminders
from mdt.scheduling.local_time import resolve_local
from tests.factories import Make
from tests.polls.cast import DAY, MAYBE, YES, Asking, asking_of, mails_to

TUESDAY = "2026-02-10 13:00"


def wall(text: str) -> datetime:
    return resolve_local(datetime.fromisoformat(text))


def reminded(
    make: Make, *, closes: str, asked: str = TUESDAY, **options: Any
) -> tuple[Asking, OutboxMessage]:
    """Return a poll of which everybody is owed the reminder, and the officer's."""
    now, until = wall(asked), wall(closes)
    starts = (until + DAY, until + 2 * DAY)
    found = asking_of(make, starts=starts, now=now, closes_at=until, **options)
    asking.remind(make.session, found.poll, by=None, now=now)
    return found, mails_to(make.session, found.officer, MessageKind.POLL)[-1]


def leaves(session: Session, message: OutboxMessage, at: str) -> datetime | None:
    """Return when the reminder leaves that is looked at then; None for never."""
    try:
        poll_reminders.require_welcome(session, message, now=wall(at))
    except NotNow as word:
        return word.rest.until
    return wall(at)


def works_only(make: Make, found: Asking, weekday: int) -> None:
    make.add(
        WorkingPattern(person_id=found.officer.id, weekday=weekday, starts=time(9), ends=time(17))
    )


@pytest.mark.parametrize(
    ("closes", "looked_at", "expected"),
    [
        ("2026-02-12 13:00", "2026-02-10 14:00", "2026-02-10 14:00"),
        ("2026-02-12 13:00", "2026-02-10 23:00", "2026-02-11 07:00"),
        ("2026-03-31 13:00", "2026-03-27 22:30", "2026-03-30 07:00"),
        ("2026-10-27 13:00", "2026-10-23 22:30", "2026-10-26 07:00"),
        ("2026-03-29 13:00", "2026-03-28 23:00", "2026-03-29 07:00"),
        ("2026-10-25 13:00", "2026-10-24 23:00", "2026-10-25 07:00"),
        ("2026-10-25 13:00", "2026-10-24 20:00", "2026-10-24 20:00"),
        ("2026-02-11 06:00", "2026-02-10 23:00", None),
        ("2026-02-11 13:00", "2026-02-11 13:00", None),
    ],
)
def test_a_reminder_comes_by_day_on_ones_own_days_and_in_any_case_before_the_end(
    session: Session, make: Make, closes: str, looked_at: str, expected: str | None
) -> None:
    _, message = reminded(make, closes=closes)

    assert leaves(session, message, looked_at) == (wall(expected) if expected else None)


def test_who_works_on_one_day_only_hears_then_when_that_is_in_time(
    session: Session, make: Make
) -> None:
    found, message = reminded(make, closes="2026-02-13 13:00")
    works_only(make, found, 3)

    assert leaves(session, message, TUESDAY) == wall("2026-02-12 07:00")


def test_who_does_not_work_before_the_end_hears_at_once_by_day(
    session: Session, make: Make
) -> None:
    found, message = reminded(make, closes="2026-02-13 13:00")
    works_only(make, found, 0)

    assert leaves(session, message, TUESDAY) == wall(TUESDAY)
    assert leaves(session, message, "2026-02-12 23:00") == wall("2026-02-13 07:00")


def test_an_emergency_waits_for_nobody(session: Session, make: Make) -> None:
    _, message = reminded(make, closes="2026-02-12 13:00", kind=ConferenceKind.EMERGENCY)

    assert leaves(session, message, "2026-02-10 23:30") == wall("2026-02-10 23:30")


def test_whoever_answered_meanwhile_is_not_reminded(session: Session, make: Make) -> None:
    found, message = reminded(make, closes="2026-02-12 13:00")
    found.say(found.officer, YES, MAYBE, now=wall(TUESDAY) + timedelta(hours=1))

    assert leaves(session, message, "2026-02-10 15:00") is None


def test_a_poll_that_is_closed_reminds_nobody(session: Session, make: Make) -> None:
    found, message = reminded(make, closes="2026-02-12 13:00")
    asking.close(session, found.poll, by=found.coordinator, now=wall(TUESDAY))

    assert leaves(session, message, "2026-02-10 15:00") is None
