"""Rules of mdt.adapters.ics_once: it says what the library says, which is the judge."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mdt.adapters import ics, ics_lines, ics_once
from mdt.scheduling import busy_reading
from tests.adapters.test_ics import calendar

WITHIN = (datetime(2026, 3, 23, tzinfo=UTC), datetime(2026, 4, 6, tzinfo=UTC))

ZONES = st.sampled_from(
    ["Europe/Amsterdam", "W. Europe Standard Time", "America/New_York", "Nergens"]
)
# From before the stretch that is asked for until after it, with the night of the summer time.
WALL = st.datetimes(datetime(2026, 3, 21), datetime(2026, 4, 8)).map(  # noqa: DTZ001 - wall clock
    lambda at: at.replace(microsecond=0, second=0, minute=at.minute // 15 * 15)
)
WALLS = st.tuples(WALL, WALL)
# Both ends in one zone: with two the library is an hour off over the summer time; see below.
TIMES = st.one_of(
    WALLS.map(lambda both: [f":{one:%Y%m%dT%H%M%S}Z" for one in both]),
    st.tuples(ZONES, WALLS).map(
        lambda two: [f";TZID={two[0]}:{one:%Y%m%dT%H%M%S}" for one in two[1]]
    ),
    WALLS.map(lambda both: [f":{one:%Y%m%dT%H%M%S}" for one in both]),
)
WORDS = st.lists(
    st.sampled_from(
        [
            *("STATUS:TENTATIVE", "STATUS:cancelled", "STATUS:CONFIRMED", "TRANSP:TRANSPARENT"),
            *("TRANSP:OPAQUE", "X-MICROSOFT-CDO-BUSYSTATUS:FREE", "SEQUENCE:3", "UID:shared"),
            *("X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE", "RRULE:FREQ=DAILY;COUNT=3", r"UID:a\,b"),
        ]
    ),
    max_size=3,
)


@st.composite
def events(draw: st.DrawFn) -> str:
    start, end = draw(TIMES)
    return " | ".join([f"DTSTART{start}", f"DTEND{end}", *draw(WORDS)])


@settings(max_examples=300, deadline=None)
@given(st.lists(events(), max_size=4))
def test_what_is_read_from_the_lines_is_what_the_library_works_out(found: list[str]) -> None:
    lines = ics_lines.of(calendar(*found)).events
    try:
        expected = ics.worked_out(lines, WITHIN, ("0",))
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError):
        return

    once = ics_once.read(lines, WITHIN, ("0",))

    both = once.busy + ics.worked_out(once.others, WITHIN, ("0",))
    assert busy_reading.merged(both, WITHIN) == busy_reading.merged(expected, WITHIN)


@pytest.mark.parametrize(
    ("event", "is_once"),
    [
        ("DTSTART:20260324T090000Z | DTEND:20260324T100000Z", True),
        ("DTSTART;TZID=Europe/Amsterdam:20260324T090000 | DTEND:20260324T100000Z", True),
        ("DTSTART:20260324T090000 | DTEND:20260324T100000", False),
        ("DTSTART:20260324T090000Z | DURATION:PT1H", False),
        ("DTSTART;VALUE=DATE:20260324 | DTEND;VALUE=DATE:20260325", False),
        ("DTSTART:20260324T090000Z | DTEND:20260324T100000Z | RRULE:FREQ=DAILY", False),
        ("DTSTART:20260324T090000Z | DTEND:20260324T096100Z", False),
    ],
)
def test_whatever_is_not_plain_is_left_to_the_library(event: str, *, is_once: bool) -> None:
    found = ics_once.read(ics_lines.of(calendar(event)).events, WITHIN, ())

    assert (len(found.busy), len(found.others)) == ((1, 0) if is_once else (0, 1))


def test_an_end_in_another_zone_is_the_instant_that_it_says() -> None:
    """RFC 5545, 3.3.5: a time with Z is absolute, whatever zone the event began in."""
    event = "DTSTART;TZID=Europe/Amsterdam:20260328T000000 | DTEND:20260330T000000Z"
    [busy] = ics_once.read(ics_lines.of(calendar(event)).events, WITHIN, ()).busy

    assert busy.starts_at == datetime(2026, 3, 27, 23, tzinfo=UTC)
    assert busy.ends_at == datetime(2026, 3, 30, tzinfo=UTC)


def test_an_event_that_another_one_may_change_is_left_to_the_library() -> None:
    event = "DTSTART:20260324T090000Z | DTEND:20260324T100000Z | UID:shared"
    content = calendar(event, event).replace(b"UID:0\r\n", b"").replace(b"UID:1\r\n", b"")

    assert len(ics_once.read(ics_lines.of(content).events, WITHIN, ()).others) == 2
