"""Rules of mdt.web.latest_page: how long it is still, in words."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from mdt.app import create_app
from mdt.config import ConfigError, Settings
from mdt.web import latest_page
from tests.factories import Make

NOON = datetime(2026, 2, 10, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "left", "said"),
    [
        (NOON, timedelta(0), "dat is voorbij"),
        (NOON, timedelta(seconds=20), "nog 1 minuut"),
        (NOON, timedelta(minutes=59), "nog 59 minuten"),
        (NOON, timedelta(hours=23, minutes=59, seconds=30), "nog 24 uur"),
        (NOON, timedelta(hours=72), "nog 72 uur"),
        (NOON, timedelta(hours=73), "nog 3 dagen"),
        (
            datetime(2026, 10, 22, 20, tzinfo=UTC),
            timedelta(hours=60),
            "nog 60 uur – let op: de zomertijd eindigt in de nacht naar zondag 25 oktober",
        ),
        (
            datetime(2027, 3, 28, 0, 30, tzinfo=UTC),
            timedelta(hours=2),
            "nog 2 uur – let op: de zomertijd begint vannacht",
        ),
        (datetime(2027, 3, 28, 1, tzinfo=UTC), timedelta(hours=2), "nog 2 uur"),
    ],
)
def test_what_is_near_is_said_in_hours_that_elapse(
    app: Flask, now: datetime, left: timedelta, said: str
) -> None:
    with app.test_request_context():
        assert latest_page.left(now + left, now=now) == said


@pytest.mark.parametrize(
    ("took", "said"),
    [
        (timedelta(days=2, hours=15, minutes=20), "2 dagen, 15 uur en 20 minuten"),
        (timedelta(days=1, hours=3), "1 dag en 3 uur"),
        (timedelta(minutes=1), "1 minuut"),
        (timedelta(0), "0 minuten"),
    ],
)
def test_what_elapsed_from_the_signal_is_said_without_what_is_none(
    app: Flask, make: Make, took: timedelta, said: str
) -> None:
    conference = make.conference(signal_at=NOON, starts_at=NOON + took)
    with app.test_request_context():
        assert latest_page.waited(conference) == said


def test_nothing_is_said_of_the_wait_while_the_signal_or_the_moment_is_not_known(
    app: Flask, make: Make
) -> None:
    with app.test_request_context():
        assert latest_page.waited(make.conference(signal_at=NOON)) == ""
        assert latest_page.waited(make.conference(starts_at=NOON)) == ""


def test_a_clock_that_cannot_be_read_stops_the_start_by_its_name(settings: Settings) -> None:
    wrong = Settings(database_url=settings.database_url, secret_key="t" * 32, clocks="triage=soon")

    with pytest.raises(ConfigError, match="MDT_CLOCKS is 'triage=soon'"):
        create_app(wrong)
