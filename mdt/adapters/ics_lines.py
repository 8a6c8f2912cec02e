"""The lines of iCalendar text that time is made of, and no other.

Zones are named as the world names them, so that no definition that came along is needed.

Source: RFC 5545 3.1 (folded lines), 3.2.19 (TZID); scheduling.md 3.2.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from mdt.models import BusyProblem
from mdt.scheduling import zone_names
from mdt.scheduling.busy_reading import NotRead

_OF_TIME = (
    *("UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"),
    *("SEQUENCE", "STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS"),
)
_NAME = re.compile(r"([A-Za-z0-9-]+)[;:]")
_ZONE = re.compile(r';TZID=(?:"([^"]*)"|(tzone://[^;:]*|[^;:]*))', re.IGNORECASE)


@dataclass
class Lines:
    """Events by their lines, and the lines of free-busy reports."""

    events: list[list[str]] = field(default_factory=list)
    free_busy: list[str] = field(default_factory=list)


def of(content: bytes) -> Lines:
    """Return what is kept. Raises NotRead when this is no calendar, or one that was cut short."""
    text = content.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\0", "")
    unfolded = re.sub(r"\n[ \t]", "", text).strip().split("\n")
    if unfolded[0].strip().upper() != "BEGIN:VCALENDAR" or (
        unfolded[-1].strip().upper() != "END:VCALENDAR"
    ):
        raise NotRead(BusyProblem.NO_CALENDAR)
    return _kept(unfolded)


def text(events: Iterable[list[str]]) -> str:
    """Return events by their lines as one calendar again."""
    inner = [line for event in events for line in ("BEGIN:VEVENT", *event, "END:VEVENT")]
    frame = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//mdt//busy//NL")
    return "\r\n".join((*frame, *inner, "END:VCALENDAR", ""))


def _kept(unfolded: list[str]) -> Lines:
    lines, inside = Lines(), [""]
    for raw in unfolded:
        line = raw.strip()
        word, _, component = line.upper().partition(":")
        if word == "BEGIN":
            inside.append(component)
            if component == "VEVENT":
                lines.events.append([])
        elif word == "END":
            if inside.pop() != component:
                raise NotRead(BusyProblem.NO_CALENDAR)
        else:
            _keep(lines, inside[-1], line)
    lines.events = [event for event in lines.events if event]
    return lines


def _keep(lines: Lines, component: str, line: str) -> None:
    found = _NAME.match(line)
    name = found[1].upper() if found else ""
    if component == "VEVENT" and name in _OF_TIME:
        lines.events[-1].append(name + _ZONE.sub(_renamed, line[len(name) :]))
    elif component == "VFREEBUSY" and name == "FREEBUSY":
        lines.free_busy.append(line)


def _renamed(found: re.Match[str]) -> str:
    return f";TZID={zone(found[1] or found[2] or '')}"


def zone(name: str) -> str:
    """Return the zone as the world names it; ours for one that nobody knows."""
    return zone_names.find(name) or zone_names.HOME
