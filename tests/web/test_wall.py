"""Wall-clock time as people type it."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from hypothesis import given
from hypothesis import strategies as some
from pydantic import BaseModel

from mdt.web import wall
from mdt.web.forms import Problems

instants = some.datetimes(
    datetime(2025, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2028, 12, 31),  # noqa: DTZ001 - hypothesis adds the zone
    timezones=some.just(UTC),
)


class Form(BaseModel):
    """A form with one moment."""

    at_day: date | None = None
    at_time: time | None = None
    at_fold: int | None = None


def read(app: Flask, **typed: Any) -> tuple[datetime | None, Problems]:
    problems: Problems = {}
    with app.test_request_context(), force_locale("nl"):
        return wall.read(Form(**typed), "at", problems), problems


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"at_day": "2026-03-29", "at_time": "02:30"}, "at_time"),
        ({"at_day": "2026-10-25", "at_time": "02:30"}, "at_fold"),
        ({"at_day": "2026-02-10"}, "at_time"),
    ],
)
def test_nothing_typed_is_guessed_at(app: Flask, typed: dict[str, Any], field: str) -> None:
    at, problems = read(app, **typed)

    assert at is None
    assert list(problems) == [field]


def test_without_a_day_there_is_no_moment_and_no_problem(app: Flask) -> None:
    assert read(app, at_time="10:00") == (None, {})


@pytest.mark.parametrize(("fold", "hour"), [(0, 0), (1, 1)])
def test_either_of_the_two_can_be_meant(app: Flask, fold: int, hour: int) -> None:
    at, problems = read(app, at_day="2026-10-25", at_time="02:30", at_fold=fold)

    assert (at, problems) == (datetime(2026, 10, 25, hour, 30, tzinfo=UTC), {})


@given(at=instants)
def test_what_is_shown_is_read_back_to_the_same_minute(at: datetime) -> None:
    minute = at.replace(second=0, microsecond=0)
    shown = {name: value for name, value in wall.show("at", minute).items() if value}
    problems: Problems = {}

    assert wall.read(Form(**shown), "at", problems) == minute
    assert not problems


def test_no_moment_shows_empty_fields() -> None:
    assert set(wall.show("at", None).values()) == {""}
