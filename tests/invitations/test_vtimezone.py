"""Rules of mdt.invitations.vtimezone."""

import ast
import calendar
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from mdt.invitations import vtimezone

MDT = Path(__file__).parents[2] / "mdt"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def changes_by_rule(timezone: Any, year: int) -> dict[datetime, timedelta]:
    """Return when clocks change in a year and to which offset, as RFC 5545 3.6.5 reads the text."""
    changes = {}
    for observance in timezone.subcomponents:
        assert observance["RRULE"]["FREQ"] == ["YEARLY"]
        assert observance["RRULE"]["BYDAY"] == ["-1SU"]
        [month] = observance["RRULE"]["BYMONTH"]
        onset = observance["DTSTART"].dt.replace(
            year=year, month=month, day=last_sunday(year, month), tzinfo=UTC
        )
        changes[onset - observance["TZOFFSETFROM"].td] = observance["TZOFFSETTO"].td
    return changes


def last_sunday(year: int, month: int) -> int:
    return max(week[calendar.SUNDAY] for week in calendar.monthcalendar(year, month))


def changes_by_database(year: int) -> dict[datetime, timedelta]:
    """Return the same as the time zone database has it: the hours at which the offset jumps."""
    days = (datetime(year, 1, 1, tzinfo=UTC) + timedelta(days=day) for day in range(366))
    return {
        instant: offset(instant)
        for day in days
        if offset(day) != offset(day + timedelta(days=1))
        for instant in (day + timedelta(hours=hour) for hour in range(1, 25))
        if offset(instant) != offset(instant - timedelta(hours=1))
    }


def offset(instant: datetime) -> timedelta:
    difference = instant.astimezone(AMSTERDAM).utcoffset()
    assert difference is not None
    return difference


def test_the_static_text_agrees_with_the_time_zone_database() -> None:
    """When this fails, Europe changed its rule: change the text, and mind what was sent."""
    timezone = vtimezone.component()

    for year in range(1996, 2038):
        assert changes_by_rule(timezone, year) == changes_by_database(year)


def test_the_text_goes_out_line_for_line() -> None:
    written = vtimezone.component().to_ical(sorted=False).decode()

    assert written == vtimezone.TEXT.replace("\n", "\r\n")


def test_nothing_lets_icalendar_write_its_own_time_zones() -> None:
    """Its lists of RDATE show an hour off in ical.js and in classic Outlook."""
    for path in MDT.rglob("*.py"):
        names = {
            getattr(node, "attr", None) or getattr(node, "id", None) or getattr(node, "name", None)
            for node in ast.walk(ast.parse(path.read_text()))
        }
        assert not names & {"add_missing_timezones", "from_tzid", "from_tzinfo"}, path
