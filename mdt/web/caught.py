"""What the demo's catcher kept, as its reader would see it: words, and perhaps a calendar item."""

import json
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
    """One mail or text message. pieces: its text, every other piece the address of a link.

    recipient: a mail address, or the number of a text message, which has no subject.
    """

    key: str
    at: datetime
    recipient: str
    sender: str
    subject: str
    pieces: tuple[str, ...]
    item: CalendarItem | None

    @property
    def is_text(self) -> bool:
        """True for a text message."""
        return not self.subject


def newest(folder: Path, count: int) -> list[Caught]:
    """Return the last mails that came in, the newest first."""
    return [_read(path) for path in _paths(folder)[:count]]


def of(folder: Path, *recipients: str) -> list[Caught]:
    """Return what came to one person's mail address or number, the newest first."""
    return [one for one in newest(folder, REMEMBERED) if one.recipient in recipients]


def _paths(folder: Path) -> list[Path]:
    """Return the files in the folder; their names begin with the moment of arrival."""
    return sorted([*folder.glob("*.eml"), *folder.glob("*.json")], reverse=True)


@lru_cache(REMEMBERED)
def _read(path: Path) -> Caught:
    return _read_text(path) if path.suffix == ".json" else _read_mail(path)


def _read_text(path: Path) -> Caught:
    said = json.loads(path.read_bytes())
    return Caught(
        key=path.stem,
        at=_arrived_at(path),
        recipient=said["to"],
        sender=said["from"],
        subject="",
        pieces=tuple(_ADDRESS.split(said["text"])),
        item=None,
    )


def _read_mail(path: Path) -> Caught:
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    return Caught(
        key=path.stem,
        at=_arrived_at(path),
        recipient=mail["To"].addresses[0].addr_spec.lower(),
        sender=mail["From"].addresses[0].display_name,
        subject=mail["Subject"],
        pieces=tuple(_ADDRESS.split(_part(mail, "text/plain"))),
        item=_item(_part(mail, "text/calendar")),
    )


def _arrived_at(path: Path) -> datetime:
    stamp = path.stem.partition("-")[0]
    return datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)


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
