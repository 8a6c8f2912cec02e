"""Rules of mdt.statistics.quarters."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt.statistics import quarters

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(DAYS)
def test_a_quarter_begins_on_the_first_of_one_of_four_months(day: date) -> None:
    first = quarters.of(day)

    assert (first.day, first.month % 3, first.year) == (1, 1, day.year)
    assert first <= day < quarters.later(first, 1)
    assert quarters.number(first) in {1, 2, 3, 4}


@given(DAYS, st.integers(-40, 40))
def test_so_many_later_and_back_is_the_same_quarter(day: date, count: int) -> None:
    first = quarters.of(day)

    assert quarters.later(quarters.later(first, count), -count) == first


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 3, 31, 21, 59, tzinfo=UTC), date(2025, 7, 1)),
        (datetime(2026, 3, 31, 22, 0, tzinfo=UTC), date(2025, 10, 1)),
    ],
)
def test_a_quarter_is_told_when_another_one_has_passed_by_dutch_clocks(
    now: datetime, expected: date
) -> None:
    assert quarters.published(now) == expected


def test_a_quarter_lasts_from_midnight_to_midnight_by_dutch_clocks() -> None:
    assert quarters.span(date(2026, 1, 1)) == (
        datetime(2025, 12, 31, 23, tzinfo=UTC),
        datetime(2026, 3, 31, 22, tzinfo=UTC),
    )
