"""Rules of mdt.scheduling.review_ladder."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mdt.scheduling import review_ladder, working_days
from mdt.scheduling.review_ladder import LADDER, Rung

FIRST = date(2026, 2, 12)
"""The first conference of scenario 1, a Thursday."""
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
LADDERS = st.lists(st.integers(1, 900), min_size=1, max_size=8, unique=True).map(sorted)
LATER = st.integers(0, 900)


def test_the_first_review_of_populier_is_the_day_before_the_house_ban_ends() -> None:
    rung = review_ladder.next_rung(LADDER, began_on=FIRST, sat_on=FIRST)

    assert rung == Rung(7, date(2026, 2, 19))
    day = review_ladder.day_for(rung, sat_on=FIRST, falls_on=date(2026, 2, 20))
    assert day == date(2026, 2, 19)


def test_a_rung_on_a_day_off_is_taken_before_it() -> None:
    rung = review_ladder.next_rung(LADDER, began_on=FIRST, sat_on=date(2026, 2, 19))

    assert rung == Rung(30, date(2026, 3, 14))  # a Saturday
    assert review_ladder.day_for(rung, sat_on=date(2026, 2, 19)) == date(2026, 3, 13)


def test_protection_that_falls_sooner_brings_the_review_forward() -> None:
    rung = Rung(90, date(2026, 5, 13))

    day = review_ladder.day_for(rung, sat_on=date(2026, 3, 19), falls_on=date(2026, 4, 28))

    assert day == date(2026, 4, 24), "27 April is King's Day, and a Monday"


def test_a_review_just_before_a_rung_does_its_work() -> None:
    on_day_28 = FIRST + timedelta(days=28)

    rung = review_ladder.next_rung(LADDER, began_on=FIRST, sat_on=on_day_28)
    assert rung is not None
    assert rung.days == 90


def test_at_the_top_nothing_is_proposed() -> None:
    top = FIRST + timedelta(days=540)

    assert review_ladder.next_rung(LADDER, began_on=FIRST, sat_on=top) is None


@given(LADDERS, DAYS, LATER)
def test_moving_one_review_moves_no_other(ladder: list[int], began_on: date, late: int) -> None:
    planned = {began_on + timedelta(days=days) for days in ladder}
    sat_on = began_on + timedelta(days=late)

    rung = review_ladder.next_rung(ladder, began_on=began_on, sat_on=sat_on)

    if rung is None:
        assert all(day < sat_on + timedelta(days=ladder[0]) for day in planned)
    else:
        assert rung.on in planned
        passed = [day for day in planned if sat_on < day < rung.on]
        assert all(day - sat_on < timedelta(days=ladder[0]) for day in passed)


@given(LADDERS, DAYS, LATER, st.none() | LATER)
def test_the_day_is_a_working_day_after_the_sitting_and_in_time_if_one_is_left(
    ladder: list[int], began_on: date, late: int, falls: int | None
) -> None:
    sat_on = began_on + timedelta(days=late)
    rung = review_ladder.next_rung(ladder, began_on=began_on, sat_on=sat_on)
    if rung is None:
        return
    falls_on = None if falls is None else sat_on + timedelta(days=falls)

    day = review_ladder.day_for(rung, sat_on=sat_on, falls_on=falls_on)

    assert working_days.is_working(day)
    assert day > sat_on
    last = min(rung.on, falls_on - timedelta(days=1)) if falls_on else rung.on
    assert day <= last or day == working_days.after(sat_on, 1)
