"""Rules of mdt.web.filters: what templates get, in the viewer's language and on our clock."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask, render_template_string
from flask_babel import Babel, force_locale

from mdt import clock
from mdt.web import filters

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def app() -> Iterator[Flask]:
    """Return an application with our filters, on Monday 23 November, half past ten."""
    app = Flask(__name__)
    Babel(app, default_locale="nl")
    filters.init_app(app)
    clock.shift(NOW - clock.now())
    with app.test_request_context():
        yield app
    clock.shift(timedelta(0))


@pytest.mark.usefixtures("app")
@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ at|moment }}", "wo 25 nov, 10.00\N{NO-BREAK SPACE}uur"),
        ("{{ at|moment_long }}", "woensdag 25 november, 10.00\N{NO-BREAK SPACE}uur"),
        ("{{ at|day }}", "wo 25 nov"),
        ("{{ at|day_long }}", "woensdag 25 november"),
        ("{{ at|day_month }}", "25 nov"),
        ("{{ at|clock }}", "10.00"),
        ("{{ at|ago }}", "25 nov"),
        ("{{ at|iso }}", "2026-11-25T10:00:00+01:00"),
        ("{{ on|iso }}", "2026-11-19"),
        ("{{ at|span(end) }}", "wo 25 nov, 10.00 tot 11.00\N{NO-BREAK SPACE}uur"),
        ("{{ 45|duration }}, {{ 45|duration_long }}", "45 min, 45 minuten"),
        ("{{ on|days_late }}, {{ at|days_late }}", "4, None"),
        ("{{ at|days_until }}", "2"),
        ("{{ greeting() }}", "Goedemorgen"),
        ("{{ today() }}", "2026-11-23"),
    ],
)
def test_a_template_says_dates_in_dutch(template: str, said: str) -> None:
    at = datetime(2026, 11, 25, 9, tzinfo=UTC)
    context = {"at": at, "end": at + timedelta(hours=1), "on": date(2026, 11, 19)}

    assert render_template_string(template, **context) == said


@pytest.mark.usefixtures("app")
def test_a_template_follows_the_language_of_the_viewer() -> None:
    at = datetime(2026, 11, 25, 9, tzinfo=UTC)

    with force_locale("en"):
        assert render_template_string("{{ at|moment }}", at=at) == "Wed 25 Nov, 10:00"
        assert render_template_string("{{ at|span(at) }}", at=at) == "Wed 25 Nov, 10:00 to 10:00"
        assert render_template_string("{{ greeting() }}") == "Good morning"


@pytest.mark.usefixtures("app")
def test_seconds_run_down_to_nothing() -> None:
    template = "{{ at|seconds_until }}"

    assert render_template_string(template, at=clock.now() + timedelta(seconds=60)) in {"59", "60"}
    assert render_template_string(template, at=clock.now() - timedelta(seconds=60)) == "0"
