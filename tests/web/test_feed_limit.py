"""Rules of mdt.web.feed_limit."""

from datetime import timedelta

from mdt.web.feed_limit import MOST, REMEMBERED, WITHIN, FeedLimit
from tests.conftest import NOON

SECOND = timedelta(seconds=1)


def test_who_asks_now_and_then_is_always_welcome() -> None:
    limit = FeedLimit()

    waits = [limit.wait_seconds("a", now=NOON + n * SECOND * 10) for n in range(500)]

    assert not any(waits)


def test_who_asks_without_end_is_told_when_to_come_back_and_is_welcome_then() -> None:
    limit = FeedLimit()
    for _ in range(MOST):
        assert limit.wait_seconds("a", now=NOON) == 0

    wait = limit.wait_seconds("a", now=NOON + SECOND)

    assert wait == WITHIN.total_seconds() - 1
    assert limit.wait_seconds("b", now=NOON) == 0, "each address is counted by itself"
    assert limit.wait_seconds("a", now=NOON + SECOND + wait * SECOND) == 0


def test_a_clock_that_was_set_back_shuts_nobody_out() -> None:
    limit = FeedLimit()
    for _ in range(MOST + 1):
        limit.wait_seconds("a", now=NOON)

    assert limit.wait_seconds("a", now=NOON - timedelta(hours=1)) == 0


def test_what_is_remembered_has_an_end() -> None:
    limit = FeedLimit()
    for number in range(REMEMBERED + 5):
        limit.wait_seconds(str(number), now=NOON)

    assert len(limit.counts) == REMEMBERED
    assert "4" not in limit.counts
