"""Busy time out of iCalendar text, expanded over a stretch; nothing else of it is even parsed.

Only the lines that time is made of are kept: a summary, a place or a guest is dropped before any
library sees it. Rules that make millions of moments, or none, are refused before they are
expanded.

Source: RFC 5545 3.3.10 (recurrence), 3.6.1 (TRANSP, STATUS), 3.6.4 (VFREEBUSY); scheduling.md 3.2.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any

import recurring_ical_events
from icalendar import Calendar, vPeriod

from mdt.adapters import ics_lines, ics_once, ics_rules
from mdt.models import BusyProblem
from mdt.models.base import AMSTERDAM
from mdt.scheduling import local_time
from mdt.scheduling.busy_reading import Busy, NotRead
from mdt.scheduling.masks import Interval

MOST_EVENTS = 5_000


def busy(content: bytes, within: Interval, ours: Collection[str] = ()) -> list[Busy]:
    """Return the busy time in a calendar.

    ours: UIDs of events that are left out.
    Raises NotRead with NO_CALENDAR, TOO_LARGE or RECURRENCE.
    """
    lines = ics_lines.of(content)
    if len(lines.events) > MOST_EVENTS:
        raise NotRead(BusyProblem.TOO_LARGE)
    for event in lines.events:
        _refuse_hostile(event)
    try:
        once = ics_once.read(lines.events, within, ours)
        found = worked_out(once.others, within, ours)
        return once.busy + found + [one for line in lines.free_busy for one in _reported(line)]
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError) as error:
        raise NotRead(BusyProblem.NO_CALENDAR) from error


def _refuse_hostile(event: list[str]) -> None:
    started = next((_value(line) for line in event if line.startswith("DTSTART")), "")
    for line in event:
        is_rule = line.startswith("RRULE")
        if is_rule and ics_rules.is_hostile(ics_rules.read(_value(line)), started):
            raise NotRead(BusyProblem.RECURRENCE)


def _value(line: str) -> str:
    return line.rpartition(":")[2]


def worked_out(events: Sequence[list[str]], within: Interval, ours: Collection[str]) -> list[Busy]:
    """Return the busy time of events of any kind, with every moment of those that recur."""
    if not events:
        return []
    calendar = Calendar.from_ical(ics_lines.text(events))
    found: list[Any] = recurring_ical_events.of(calendar).between(*within)
    return [_busy(one) for one in found if _takes_time(one, ours)]


def _takes_time(event: Any, ours: Collection[str]) -> bool:
    return not (
        str(event.get("UID", "")) in ours
        or str(event.get("STATUS", "")).upper() == "CANCELLED"
        or str(event.get("TRANSP", "")).upper() == "TRANSPARENT"
        or _outlook(event) in ics_once.FREE
    )


def _busy(event: Any) -> Busy:
    is_tentative = str(event.get("STATUS", "")).upper() == "TENTATIVE"
    return Busy(
        _instant(event.start), _instant(event.end), is_tentative or _outlook(event) == "TENTATIVE"
    )


def _outlook(event: Any) -> str:
    """Return what Outlook says beside the standard's own words."""
    return str(event.get(ics_once.OUTLOOK, "")).upper()


def _instant(when: date | datetime) -> datetime:
    """Return the instant in UTC; a day begins, and a time without a zone is meant, in Amsterdam."""
    if not isinstance(when, datetime):
        return local_time.midnight(when)
    return (when if when.tzinfo else when.replace(tzinfo=AMSTERDAM)).astimezone(UTC)


def _reported(line: str) -> Iterator[Busy]:
    """Yield the periods of a FREEBUSY line.

    Whole days come as midnights in UTC, which is not when a day begins here: both are taken.
    """
    head, _, periods = line.partition(":")
    kind = re.search(r"FBTYPE=([^;:]*)", head.upper())
    status = kind[1] if kind else "BUSY"
    if status == "FREE":
        return
    for period in periods.split(","):
        start, end = vPeriod.from_ical(period)  # type: ignore[no-untyped-call] # it has no types
        end = start + end if not isinstance(end, datetime) else end
        if _is_midnight(start) and _is_midnight(end):
            start = min(start, local_time.midnight(start.date()))
            end = max(end, local_time.midnight(end.date()))
        yield Busy(_instant(start), _instant(end), status == "BUSY-TENTATIVE")


def _is_midnight(at: datetime) -> bool:
    return (at.hour, at.minute, at.second) == (0, 0, 0)
