"""Rules of mdt.scheduling.table_rhythm."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt.models import Every
from mdt.scheduling import local_time, table_rhythm, working_days
from mdt.scheduling.table_rhythm import Out, Rhythm

TUESDAY = date(2026, 2, 10)
START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def rhythm(**columns: Any) -> Rhythm:
    values: dict[str, Any] = {
        "every": Every.WEEK,
        "first_on": TUESDAY,
        "starts": time(10),
        "minutes": 120,
        "cutoff_days": 2,
        "cutoff_at": time(12),
    }
    return Rhythm(**values | columns)


@pytest.mark.parametrize(
    ("every", "first_on", "expected"),
    [
        (Every.WEEK, TUESDAY, ["02-10", "02-17", "02-24", "03-03"]),
        (Every.TWO_WEEKS, TUESDAY, ["02-10", "02-24", "03-10", "03-24"]),
        (Every.MONTH, TUESDAY, ["02-10", "03-10", "04-14", "05-12"]),
        (Every.MONTH, date(2026, 3, 31), ["03-31", "04-28", "05-26", "06-30"]),
    ],
)
def test_a_table_comes_round(every: Every, first_on: date, expected: list[str]) -> None:
    found = table_rhythm.days(rhythm(every=every, first_on=first_on), TUESDAY, date(2026, 8, 1))

    assert [f"{day:%m-%d}" for day in found[:4]] == expected


def test_a_turn_begins_at_the_same_time_on_the_wall_all_year() -> None:
    found = table_rhythm.turns(rhythm(), {}, TUESDAY, date(2026, 12, 31))

    assert {f"{local_time.local(one.starts_at):%H:%M}" for one in found} == {"10:00"}
    assert {one.starts_at.hour for one in found} == {8, 9}, "in summer and in winter"


def test_a_holiday_falls_out_and_is_shown() -> None:
    kings_day = rhythm(first_on=date(2026, 4, 20))
    found = table_rhythm.turns(kings_day, {}, date(2026, 4, 20), date(2026, 5, 5))

    assert [(one.on.day, one.out) for one in found] == [(20, None), (27, Out.HOLIDAY), (4, None)]


def test_the_agenda_closes_working_days_before() -> None:
    turn = table_rhythm.turn(rhythm(), {}, TUESDAY)

    assert turn is not None
    assert turn.closes_at == datetime(2026, 2, 6, 11, tzinfo=UTC)
    same_day = table_rhythm.turn(rhythm(cutoff_days=0, cutoff_at=time(8)), {}, TUESDAY)
    assert same_day is not None
    assert same_day.closes_at == datetime(2026, 2, 10, 7, tzinfo=UTC)


def test_a_turn_that_is_moved_keeps_its_day_and_closes_before_its_new_moment() -> None:
    moved_to = datetime(2026, 2, 12, 13, tzinfo=UTC)
    turn = table_rhythm.turn(rhythm(), {TUESDAY: moved_to}, TUESDAY)

    assert turn is not None
    assert (turn.on, turn.starts_at, turn.is_moved, turn.out) == (TUESDAY, moved_to, True, None)
    assert local_time.local(turn.closes_at).date() == date(2026, 2, 10)


def test_a_day_without_a_turn_has_none() -> None:
    assert table_rhythm.turn(rhythm(), {}, TUESDAY + timedelta(days=1)) is None
    assert table_rhythm.turn(rhythm(), {}, TUESDAY - timedelta(days=7)) is None


@given(
    st.sampled_from(Every),
    DAYS,
    TIMES,
    st.integers(0, 700),
    st.none() | st.integers(0, 10_000).map(lambda hours: START + timedelta(hours=hours)),
)
def test_what_becomes_of_one_turn_leaves_all_others_as_they_were(
    every: Every, first_on: date, starts: time, span: int, moved_to: datetime | None
) -> None:
    comes = rhythm(every=every, first_on=first_on, starts=starts)
    end = first_on + timedelta(days=span + 1)
    before = table_rhythm.turns(comes, {}, first_on, end)
    changed = before[len(before) // 2].on

    after = table_rhythm.turns(comes, {changed: moved_to}, first_on, end)

    assert [one.on for one in after] == [one.on for one in before]
    rest = [one for one in before if one.on != changed]
    assert [one for one in after if one.on != changed] == rest
    assert before[0].on == first_on
    assert all(one.on.weekday() == first_on.weekday() for one in before)
    assert all((one.out is Out.HOLIDAY) != working_days.is_working(one.on) for one in before)
