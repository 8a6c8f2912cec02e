"""One entry in somebody's calendar, as iCalendar's VEVENT. Pure: same entry, same lines.

Invitations by mail and the calendars that people subscribe to write theirs here, so that both say
the same. There is no field for a name, a case or a note: what cannot be said cannot leak.

Source: RFC 5545 3.6.1; MS-OXCICAL 2.1.3.1.1.20.31 (X-MICROSOFT-CDO-BUSYSTATUS).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from icalendar import Calendar, Event, vCalAddress
from icalendar.parser import Contentline

from mdt.scheduling import local_time

Person = tuple[str, vCalAddress]
"""A property's name and the address in it."""


OCTETS = 74
"""The longest piece of a line, as icalendar cuts it: with the blank of a fold it is 75."""

_ESCAPES, _FOLD = re.compile(r"[\\^]"), "\r\n "


class Standing(StrEnum):
    """STATUS of an entry, RFC 5545 3.8.1.11."""

    CANCELLED = "CANCELLED"
    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"


_BUSY_STATUS = {
    Standing.CANCELLED: "FREE",
    Standing.CONFIRMED: "BUSY",
    Standing.TENTATIVE: "TENTATIVE",
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What a calendar shows of one moment.

    stamped_at: DTSTAMP. description: a sentence, and the address on a line of its own.
    """

    uid: str
    sequence: int
    stamped_at: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    location: str
    description: str
    url: str
    standing: Standing

    @property
    def needs_utc(self) -> bool:
        """True when a local time could be taken for the wrong one of two.

        A local time that happens twice means its first occurrence (RFC 5545 3.3.5), but ical.js
        takes the second. In that hour both ends are said in UTC, and no time zone is needed.
        """
        return any(map(local_time.happens_twice, (self.starts_at, self.ends_at)))


def calendar(product: str, method: str) -> Calendar:
    """Return a calendar object without entries."""
    empty = Calendar()
    empty.add("prodid", product)
    empty.add("version", "2.0")
    empty.add("calscale", "GREGORIAN")
    empty.add("method", method)
    return empty


def component(entry: Entry, people: Iterable[Person] = ()) -> Event:
    """Return the entry as a VEVENT. people: who asks and who is asked; nobody where none is."""
    event, is_off = Event(), entry.standing is Standing.CANCELLED
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.stamped_at.astimezone(UTC))
    event.add("sequence", entry.sequence)
    event.add("dtstart", _time(entry, entry.starts_at))
    event.add("dtend", _time(entry, entry.ends_at))
    event.add("summary", entry.summary)
    event.add("location", entry.location)
    event.add("description", entry.description)
    event.add("url", entry.url)
    for name, address in people:
        event.add(name, address)
    event.add("status", entry.standing.value)
    event.add("transp", "TRANSPARENT" if is_off else "OPAQUE")
    event.add("class", "PRIVATE")
    event.add("x-microsoft-cdo-busystatus", _BUSY_STATUS[entry.standing])
    return event


def written(event: Event) -> bytes:
    """Return the lines of a VEVENT, in their order, as icalendar folds them; only quicker."""
    return b"".join(_folded(line) for line in event.content_lines(sorted=False) if line)


def _folded(line: Contentline) -> bytes:
    """Return a line, folded. In ASCII without escapes it can be cut anywhere: RFC 5545 3.1."""
    if not line.isascii() or (len(line) > OCTETS and _ESCAPES.search(line)):
        folded: bytes = line.to_ical()  # type: ignore[no-untyped-call]
    else:
        folded = _FOLD.join(line[at : at + OCTETS] for at in range(0, len(line), OCTETS)).encode()
    return folded + b"\r\n"


def _time(entry: Entry, moment: datetime) -> datetime:
    return moment.astimezone(UTC) if entry.needs_utc else local_time.local(moment)
