"""Rules of mdt.demo.offset."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mdt.demo import offset, populier
from mdt.models.base import AMSTERDAM

WEEK = timedelta(weeks=1)
MORNING = populier.SINCE
"""Of the first conference; its review begins a week later."""


@given(st.datetimes(datetime(2026, 3, 1), datetime(2040, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis wants naive bounds
def test_the_story_is_moved_by_whole_weeks_so_that_today_lies_before_its_review(
    today: datetime,
) -> None:
    moved = offset.whole_weeks(today, MORNING)

    assert moved % WEEK == timedelta(0)
    assert MORNING <= today.astimezone(AMSTERDAM).replace(tzinfo=None) - moved < MORNING + WEEK


def test_on_the_day_of_the_table_it_is_the_first_conference_that_is_today() -> None:
    afternoon = datetime(2026, 11, 26, 12, 52, tzinfo=UTC)

    assert (afternoon - offset.whole_weeks(afternoon, MORNING)).date() == MORNING.date()
