"""Rules of mdt.web.slot_look."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from urllib.parse import parse_qsl

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from mdt.scheduling import local_time
from mdt.web import slot_look
from mdt.web.forms import Problems
from mdt.web.slot_look import Look, SlotTooFar

NOW = datetime(2026, 2, 10, 12, tzinfo=UTC)


@pytest.fixture(autouse=True, scope="module")
def _in_dutch() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app, default_locale="nl")
    with app.test_request_context():
        yield


def look(query: str) -> tuple[Look, Problems]:
    sent: MultiDict[str, str] = MultiDict(parse_qsl(query.replace("+", "%2B")))
    return slot_look.of(sent, now=NOW)


@pytest.mark.parametrize(
    ("query", "minutes", "monday"),
    [
        ("", None, None),
        ("minutes=90&week=2026-02-18", 90, date(2026, 2, 16)),
        ("minutes=4&week=2026-02-10", None, date(2026, 2, 9)),
        ("minutes=481&week=2026-02-08", None, None),
        ("minutes=many&week=soon", None, None),
        ("week=9999-12-31", None, None),
    ],
)
def test_a_filter_that_makes_no_sense_is_none(
    query: str, minutes: int | None, monday: date | None
) -> None:
    found, problems = look(query)

    assert (found.minutes, found.monday, problems) == (minutes, monday, {})


def test_a_chosen_moment_brings_its_own_week() -> None:
    found, _ = look("starts_at=2026-02-19T10:00:00+01:00&week=2026-02-10")

    assert found.chosen == datetime(2026, 2, 19, 9, tzinfo=UTC)
    assert found.monday == date(2026, 2, 16)


@pytest.mark.parametrize(
    "moment",
    ["tomorrow", "2026-02-12T10:00", "9999-12-31T23:59+00:00", "0001-01-01T00:00+02:00"],
)
def test_a_moment_that_is_none_is_not_chosen(moment: str) -> None:
    found, problems = look(f"starts_at={moment}")

    assert (found.chosen, problems) == (None, {})


@pytest.mark.parametrize(
    ("query", "field", "problem"),
    [
        ("on=2026-02-19", "at", "Vul de tijd in."),
        ("at=10:00", "on", "Vul de dag in."),
        ("on=later&at=10:00", "on", "Vul een datum in, bijvoorbeeld 27-11-2026."),
        ("on=2026-02-19&at=ten", "at", "Vul een tijd in, bijvoorbeeld 13:30."),
        (
            "on=2026-02-10&at=13:00",
            "on",
            "Dit moment is al geweest. Kies een moment dat nog komt.",
        ),
        ("on=2028-02-09&at=10:00", "on", "Kies een dag binnen een jaar."),
        (
            "on=2026-03-29&at=02:30",
            "at",
            "Deze tijd bestaat niet: de klok gaat die nacht een uur vooruit.",
        ),
        (
            "on=2026-10-25&at=02:30",
            "fold",
            "Deze tijd komt die nacht twee keer voor. Kies de eerste of de tweede keer.",
        ),
    ],
)
def test_a_typed_moment_that_is_none_says_why(query: str, field: str, problem: str) -> None:
    found, problems = look(query)

    assert problems == {field: problem}
    assert found.chosen is None
    assert not found.may_suggest


@pytest.mark.parametrize(("fold", "hour"), [("0", 0), ("1", 1)])
def test_the_hour_that_comes_twice_is_chosen_by_its_turn(fold: str, hour: int) -> None:
    found, _ = look(f"on=2026-10-25&at=02:30&fold={fold}")

    assert found.chosen == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)


@given(st.datetimes(datetime(2026, 2, 11), datetime(2027, 2, 10)))  # noqa: DTZ001 - wall clock
def test_what_was_typed_is_what_the_clock_on_the_wall_will_show(wall: datetime) -> None:
    found, problems = look(f"on={wall:%Y-%m-%d}&at={wall:%H:%M}")

    if problems:
        assert problems.keys() <= {"at", "fold"}
    else:
        assert found.chosen
        shown = local_time.local(found.chosen).replace(tzinfo=None)
        assert shown == wall.replace(second=0, microsecond=0)


def test_what_was_chosen_is_gone_once_somebody_took_it() -> None:
    found, _ = look("starts_at=2026-02-19T10:00:00+01:00&minutes=90")

    after = found.with_gone

    assert (after.chosen, after.gone, after.minutes) == (None, found.chosen, 90)
    assert after.monday == found.monday
    assert not after.may_suggest


def test_a_moment_further_than_a_year_away_is_refused() -> None:
    slot_look.require_near(NOW + timedelta(days=366), now=NOW)
    with pytest.raises(SlotTooFar):
        slot_look.require_near(NOW + timedelta(days=367), now=NOW)
