"""Read one iTIP message out of a calendar part. Pure, and line by line.

Only the lines that an answer is made of are looked at, each by itself, so that one broken line, an
alarm or a zone's own definition does not cost the whole answer.

Source: RFC 5545 3.1 (lines), 3.8.4.1 (ATTENDEE); RFC 5546 3.2.3 (REPLY), 3.2.7 (COUNTER),
3.2.2.3 (delegation); scheduling.md 2.5, 2.6, 3.2.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import vText
from icalendar.parser import Contentline

from mdt.incoming.content import Answered, Content, Countered, Delegated, NotUnderstood
from mdt.models import IncomingProblem, Reply
from mdt.scheduling import zone_names

MOST_COMMENT = 2000
MOST_ADDRESS = 254
MOST_SEQUENCE = 2**31 - 1

_WANTED = re.compile(
    r"(UID|SEQUENCE|DTSTAMP|DTSTART|DTEND|DURATION|ATTENDEE|COMMENT|RECURRENCE-ID)[;:]",
    re.IGNORECASE,
)
_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(Z?)")
_DURATION = re.compile(r"P(?:(\d{1,3})D)?(?:T(?:(\d{1,3})H)?(?:(\d{1,4})M)?(?:(\d{1,6})S)?)?")
_REPLIES = {"ACCEPTED": Reply.YES, "TENTATIVE": Reply.MAYBE, "DECLINED": Reply.NO}
_NOTHING = NotUnderstood(IncomingProblem.NO_CALENDAR)


@dataclass(frozen=True)
class Line:
    """What stands after a name: its parameters, by their names in capitals, and its value."""

    params: Mapping[str, str]
    value: str


@dataclass
class Told:
    """The lines of the one event of a message, by name, and the METHOD."""

    method: str = ""
    events: int = 0
    lines: dict[str, list[Line]] = field(default_factory=dict)

    def first(self, name: str) -> Line | None:
        return next(iter(self.lines.get(name, ())), None)

    def value(self, name: str) -> str:
        line = self.first(name)
        return line.value.strip() if line else ""


def read(content: bytes, *, method: str = "") -> Content:
    """Return what a calendar part says.

    method: of the part's Content-Type; Proton's bridge leaves it out, others the METHOD inside.
    """
    told = _told(_text(content))
    said = (told.method or method).strip().upper()
    attendees = [line for line in told.lines.get("ATTENDEE", ()) if _address(line.value)]
    if told.events != 1 or not told.value("UID") or not attendees or "RECURRENCE-ID" in told.lines:
        return _NOTHING
    if said == "COUNTER":
        return _counter(told, attendees)
    return _reply(told, attendees) if said == "REPLY" else _NOTHING


def _reply(told: Told, attendees: Sequence[Line]) -> Content:
    delegator = next((one for one in attendees if _partstat(one) == "DELEGATED"), None)
    if delegator is not None:
        to = _address(delegator.params.get("DELEGATED-TO", "").split(",")[0])
        return Delegated(**_about(told, delegator), to=to) if to else _NOTHING
    answering = [one for one in attendees if _partstat(one) in _REPLIES]
    if len(answering) != 1:
        return _NOTHING  # nobody says anything, or one speaks for others
    [speaker] = answering
    return Answered(
        **_about(told, speaker),
        reply=_REPLIES[_partstat(speaker)],
        delegated_from=_address(speaker.params.get("DELEGATED-FROM", "").split(",")[0]),
    )


def _counter(told: Told, attendees: Sequence[Line]) -> Content:
    if len(attendees) != 1:
        return _NOTHING
    [speaker] = attendees
    about = _about(told, speaker)
    starts_at, ends_at = about["starts_at"], about["ends_at"]
    if not starts_at or not ends_at or ends_at <= starts_at:
        return _NOTHING
    # "Yes" to a moment while proposing another says nothing that one can count on.
    reply = _REPLIES.get(_partstat(speaker))
    return Countered(**about, reply=None if reply is Reply.YES else reply)


def _about(told: Told, speaker: Line) -> dict[str, Any]:
    starts_at = instant(told.first("DTSTART"))
    return {
        "uid": told.value("UID")[:255],
        "attendee": _address(speaker.value),
        "sequence": _sequence(told.value("SEQUENCE")),
        "stamped_at": instant(told.first("DTSTAMP")),
        "starts_at": starts_at,
        "ends_at": instant(told.first("DTEND")) or _after(starts_at, told.value("DURATION")),
        "comment": _comment(told, speaker),
    }


def instant(line: Line | None) -> datetime | None:
    """Return a moment in UTC; None for a whole day, a zone that nobody knows, or no moment."""
    found = _TIME.fullmatch(line.value.strip()) if line else None
    if line is None or found is None:
        return None
    zone = "UTC" if found[7] else zone_names.find(line.params.get("TZID", ""))
    try:
        numbers = (int(found[number]) for number in range(1, 7))
        return datetime(*numbers, tzinfo=ZoneInfo(zone)).astimezone(UTC) if zone else None  # type: ignore[misc,arg-type] # six numbers
    except (ValueError, OverflowError):
        return None


def _after(starts_at: datetime | None, duration: str) -> datetime | None:
    found = _DURATION.fullmatch(duration)
    if starts_at is None or found is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    try:
        return starts_at + timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        return None


def _sequence(text: str) -> int:
    """Return SEQUENCE; 0 when it is not there or no number (RFC 5546 2.1.4)."""
    return min(int(text), MOST_SEQUENCE) if re.fullmatch(r"[0-9]{1,10}", text) else 0


def _comment(told: Told, speaker: Line) -> str:
    """Return what the person wrote: Google puts it beside ATTENDEE, others in COMMENT."""
    text = speaker.params.get("X-RESPONSE-COMMENT", "") or str(
        vText.from_ical(told.value("COMMENT"))
    )
    return text.strip()[:MOST_COMMENT]


def _partstat(line: Line) -> str:
    return line.params.get("PARTSTAT", "").strip().upper()


def _address(value: str) -> str:
    """Return the bare mail address in «mailto:Somebody@partner.example», in lower case."""
    address = value.strip().strip('"').strip()
    if address.lower().startswith("mailto:"):
        address = address[len("mailto:") :]
    address = address.strip().lower()
    is_one = address.count("@") == 1 and not re.search(r"[\s<>,;\"]", address)
    return address if is_one and len(address) <= MOST_ADDRESS else ""


def _text(content: bytes) -> str:
    """Return the lines, unfolded; in UTF-8, or else what Windows writes."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    return re.sub(r"\n[ \t]", "", text)


def _told(text: str) -> Told:
    told, inside = Told(), [""]
    for raw in text.split("\n"):
        line = raw.strip()
        word, _, rest = line.partition(":")
        if word.upper() == "BEGIN":
            inside.append(rest.strip().upper())
            told.events += inside[-1] == "VEVENT"
        elif word.upper() == "END":
            inside = inside[:-1] or [""]
        elif inside[-1] == "VCALENDAR" and word.upper() == "METHOD":
            told.method = rest
        elif inside[-1] == "VEVENT" and (name := _WANTED.match(line)):
            told.lines.setdefault(name[1].upper(), []).extend(_parsed(line))
    return told


def _parsed(line: str) -> Iterator[Line]:
    """Yield the line in its parts, or nothing when it is broken."""
    try:
        _, params, value = Contentline(line).parts()  # type: ignore[no-untyped-call] # it has no types
    except ValueError:
        return
    plain = {
        name.upper(): ",".join(map(str, found)) if isinstance(found, list) else str(found)
        for name, found in params.items()
    }
    yield Line(plain, value)
