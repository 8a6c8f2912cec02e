"""Rules of mdt.demo.offset."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mdt.demo import offset

FIRST = datetime(2026, 2, 13, tzinfo=UTC)
LAST = FIRST + timedelta(days=7)


@given(st.datetimes(datetime(2026, 3, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis wants naive bounds
def test_the_story_is_moved_by_whole_weeks_so_that_today_lies_before_its_review(
    today: datetime,
) -> None:
    moved = offset.whole_weeks(today)

    assert moved % timedelta(weeks=1) == timedelta(0)
    assert FIRST <= today - moved < LAST
