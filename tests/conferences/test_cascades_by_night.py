"""A search for a stand-in rests at night, unless it is an emergency (mdt.conferences.cascades)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from mdt.conferences import sought
from mdt.models import Cascade, CascadeState, ConferenceKind, Reply
from mdt.scheduling.local_time import resolve_local
from tests.conferences import searching
from tests.conferences.searching import MINUTE
from tests.factories import Make

NIGHTS = [("2026-02-10", "2026-02-11"), ("2026-03-28", "2026-03-29"), ("2026-10-24", "2026-10-25")]
"""A plain one, and both on which Dutch clocks change in 2026."""


def wall(day: str, clock: str) -> datetime:
    return resolve_local(datetime.fromisoformat(f"{day} {clock}"))


def bench(make: Make, day: str, clock: str = "12:00", **columns: Any) -> searching.Bench:
    """Return the sitting on this day, at noon or when the clock shows this."""
    starts_at = wall(day, clock)
    ends_at = starts_at + timedelta(minutes=45)
    return searching.bench(make, starts_at=starts_at, ends_at=ends_at, **columns)


def until(session: Session, row: Cascade) -> datetime:
    return sought.asks_of(session, row)[-1].until_at


@pytest.mark.parametrize(("evening", "morning"), NIGHTS)
def test_whoever_is_asked_in_the_evening_may_answer_in_the_morning(
    session: Session, make: Make, evening: str, morning: str
) -> None:
    found = bench(make, morning)
    row = found.lose(patience=120, now=wall(evening, "21:00"))

    found.work(wall(evening, "21:00"))
    found.work(wall(morning, "07:59"))
    assert len(found.asked(row)) == 1
    assert until(session, row) == wall(morning, "08:00")

    found.work(wall(morning, "08:00"))
    assert len(found.asked(row)) == 2


@pytest.mark.parametrize(("evening", "morning"), NIGHTS)
def test_nobody_is_asked_at_night_and_the_first_is_at_seven(
    make: Make, evening: str, morning: str
) -> None:
    found = bench(make, morning)
    row = found.lose(patience=30, now=wall(evening, "21:40"))
    found.work(wall(evening, "21:40"))
    [first] = [one for one in found.judges if one.name in found.asked(row)]
    found.say(first, Reply.NO, wall(evening, "23:10"))

    found.work(wall(evening, "23:10"))
    found.work(wall(morning, "06:59"))
    assert found.asked(row) == [first.name]
    assert row.due_at == wall(morning, "07:00")

    found.work(wall(morning, "07:00"))
    assert len(found.asked(row)) == 2


def test_a_no_at_night_begins_nothing_before_seven_and_may_be_taken_back_till_then(
    session: Session, make: Make
) -> None:
    found = bench(make, "2026-02-11")
    found.say(found.judges[0], Reply.NO, wall("2026-02-10", "23:00"))
    row = sought.open_of(session, found.seat.id)
    assert row is not None

    found.work(wall("2026-02-11", "03:00"))

    assert (row.state, row.due_at) == (CascadeState.ANNOUNCED, wall("2026-02-11", "07:00"))


def test_a_yes_at_night_takes_the_seat(make: Make) -> None:
    found = bench(make, "2026-02-11")
    row = found.lose(patience=30, now=wall("2026-02-10", "21:40"))
    found.work(wall("2026-02-10", "21:40"))

    found.say(found.judges[1], Reply.YES, wall("2026-02-10", "23:10"))

    assert (row.state, found.seat.holder_id) == (CascadeState.FILLED, found.judges[1].id)


@pytest.mark.parametrize(
    ("kind", "starts"),
    [(ConferenceKind.EMERGENCY, "12:00"), (ConferenceKind.FIRST, "04:00")],
)
def test_an_emergency_and_a_sitting_at_night_wait_for_no_morning(
    make: Make, kind: ConferenceKind, starts: str
) -> None:
    found = bench(make, "2026-02-11", starts, kind=kind)
    night = wall("2026-02-11", "02:00")
    row = found.lose(patience=10, now=night)

    found.work(night)
    found.work(night + 10 * MINUTE)

    assert found.asked(row) == ["Rechter 1", "Rechter 2"]
