"""Mail that the demo's catcher kept, as its reader would see it: words, and a calendar item."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import lru_cache
from pathlib import Path

from icalendar import Calendar

REMEMBERED = 2000
"""Mails beyond these are of an earlier demo; a file never changes once it is there."""

_STAMP = "%Y%m%dT%H%M%S%f"
_ADDRESS = re.compile(r"(https?://\S+)")


@dataclass(frozen=True)
class CalendarItem:
    """What a calendar would make of a mail."""

    is_withdrawn: bool
    title: str
    place: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Caught:
    """One mail. pieces: its text, with every other piece the address of a link."""

    key: str
    at: datetime
    recipient: str
    sender: str
    subject: str
    pieces: tuple[str, ...]
    item: CalendarItem | None


def newest(folder: Path, count: int) -> list[Caught]:
    """Return the last mails that came in, the newest first."""
    return [_read(path) for path in _paths(folder)[:count]]


def of(folder: Path, recipient: str) -> list[Caught]:
    """Return one person's mail, the newest first."""
    return [mail for mail in newest(folder, REMEMBERED) if mail.recipient == recipient.lower()]


def _paths(folder: Path) -> list[Path]:
    """Return the files in the folder; their names begin with the moment of arrival."""
    return sorted(folder.glob("*.eml"), reverse=True)


@lru_cache(REMEMBERED)
def _read(path: Path) -> Caught:
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    stamp = path.stem.partition("-")[0]
    return Caught(
        key=path.stem,
        at=datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC),
        recipient=mail["To"].addresses[0].addr_spec.lower(),
        sender=mail["From"].addresses[0].display_name,
        subject=mail["Subject"],
        pieces=tuple(_ADDRESS.split(_part(mail, "text/plain"))),
        item=_item(_part(mail, "text/calendar")),
    )


def _part(mail: EmailMessage, kind: str) -> str:
    for part in mail.walk():
        if part.get_content_type() == kind:
            return str(part.get_content())
    return ""


def _item(text: str) -> CalendarItem | None:
    if not text:
        return None
    calendar = Calendar.from_ical(text)
    event = calendar.events[0]
    return CalendarItem(
        is_withdrawn=str(calendar["METHOD"]) == "CANCEL",
        title=str(event["SUMMARY"]),
        place=str(event["LOCATION"]),
        starts_at=event.DTSTART,
        ends_at=event.DTEND,
    )
