"""Rules of mdt.scheduling.working_days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt.scheduling import working_days

MONDAY = date(2026, 2, 9)
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))


def easter(year: int) -> date:
    """Return Easter Sunday by the rule of Gauss, with the corrections for this century."""
    a, b, c = year % 19, year % 4, year % 7
    d = (19 * a + 24) % 30
    e = (2 * b + 4 * c + 6 * d + 5) % 7
    return date(year, 3, 22) + timedelta(days=d + e)


def is_free(day: date) -> bool:
    """Tell by hand, without the library, whether nobody works that day."""
    fixed = {(1, 1), (4, 27), (12, 25), (12, 26)}
    kings_day_moves = {date(year, 4, 26) for year in (2025, 2031)}
    around_easter = {easter(day.year) + timedelta(days=n) for n in (-2, 0, 1, 39, 49, 50)}
    return (
        day.weekday() >= 5
        or (day.month, day.day) in fixed
        or day in around_easter | kings_day_moves
    )


@given(DAYS, st.integers(1, 30))
def test_a_term_of_working_days_ends_where_counting_by_hand_ends(day: date, number: int) -> None:
    counted = (day + timedelta(days=n) for n in range(1, 90))
    worked = [one for one in counted if not is_free(one)]

    assert working_days.after(day, number) == worked[number - 1]


def test_triage_of_a_report_on_monday_is_due_on_the_next_monday() -> None:
    assert working_days.after(MONDAY, 5) == date(2026, 2, 16)


def test_no_holiday_counts() -> None:
    before_christmas = date(2026, 12, 23)

    assert working_days.after(before_christmas, 1) == date(2026, 12, 24)
    assert working_days.after(before_christmas, 2) == date(2026, 12, 28)
    assert not working_days.is_working(date(2026, 4, 27))
    assert working_days.is_working(date(2026, 5, 5))


def test_a_term_of_no_days_is_no_term() -> None:
    with pytest.raises(ValueError, match="one working day or more"):
        working_days.after(MONDAY, 0)


@given(DAYS)
def test_the_last_working_day_up_to_a_day_is_that_day_or_the_nearest_before_it(day: date) -> None:
    found = working_days.up_to(day)

    between = [found + timedelta(days=n) for n in range(1, (day - found).days + 1)]
    assert found <= day
    assert not is_free(found)
    assert all(is_free(one) for one in between)
