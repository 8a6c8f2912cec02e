"""Rules of mdt.web.timeline."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt.web import timeline
from mdt.web.timeline import Bar

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def bar(first: int, last: int | None) -> Bar:
    """Return a bar between two days, counted from now."""
    return Bar("Huisverbod", NOW + first * DAY, None if last is None else NOW + last * DAY)


def test_a_bar_runs_from_its_start_to_its_end() -> None:
    picture = timeline.lay_out([bar(-10, 10), bar(-10, 0)], now=NOW)

    assert [(row.x, row.width) for row in picture.rows] == [(0, 100), (0, 50)]
    assert picture.now == 50


def test_today_is_always_inside_the_picture() -> None:
    past = timeline.lay_out([bar(-10, -5)], now=NOW)
    future = timeline.lay_out([bar(5, 10)], now=NOW)

    assert (past.now, future.now) == (100, 0)
    assert (past.anchor, future.anchor) == ("end", "start")


def test_a_measure_without_an_end_runs_on_past_the_last_date() -> None:
    picture = timeline.lay_out([bar(-10, 10), bar(-2, None)], now=NOW)

    assert picture.end == NOW + 10 * DAY + timeline.MORE
    assert picture.rows[1].x + picture.rows[1].width == pytest.approx(100, abs=0.02)


def test_a_measure_that_starts_now_without_an_end_has_a_length() -> None:
    assert timeline.lay_out([bar(0, None)], now=NOW).rows[0].width == 100


@pytest.mark.parametrize(
    ("first", "last", "room", "anchor"),
    [
        (-5, 5, (True, True), "middle"),
        (-1, 9, (False, True), "start"),
        (-9, 1, (True, False), "end"),
    ],
)
def test_the_word_for_today_gets_the_place_of_a_date_that_is_near(
    first: int, last: int, room: tuple[bool, bool], anchor: str
) -> None:
    picture = timeline.lay_out([bar(first, last)], now=NOW)

    assert (picture.has_room_for_start, picture.has_room_for_end) == room
    assert picture.anchor == anchor


def test_nothing_cannot_be_laid_out() -> None:
    with pytest.raises(ValueError, match="no bars"):
        timeline.lay_out([], now=NOW)


spans = st.tuples(st.integers(-400, 400), st.one_of(st.none(), st.integers(0, 400)))


@given(st.lists(spans, min_size=1, max_size=8))
def test_every_bar_lies_inside_the_picture(days: list[tuple[int, int | None]]) -> None:
    bars = [bar(first, None if length is None else first + length) for first, length in days]

    picture = timeline.lay_out(bars, now=NOW)

    assert 0 <= picture.now <= 100
    for row in picture.rows:
        assert row.x >= 0
        assert row.width >= 0
        assert row.x + row.width <= 100.02
