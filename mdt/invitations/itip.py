"""Write one person's invitation, or its withdrawal, as iCalendar. Pure: same message, same bytes.

One mail, one person, one ATTENDEE: nobody learns from a calendar who else is asked. The organizer
is an address of the portal that is made for this person and this conference.

Source: RFC 5545 (iCalendar), RFC 5546 3.2.2 (REQUEST) and 3.2.5 (CANCEL).
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from icalendar import Calendar, Event, vCalAddress

from mdt.invitations import vtimezone
from mdt.invitations.wording import WORDINGS
from mdt.models import Language, Method, PlaceKind
from mdt.scheduling import local_time

PRODUCT = "-//overlegportaal//itip 1//NL"


class Participation(StrEnum):
    """PARTSTAT of the invitee, RFC 5545 3.2.12."""

    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    NEEDS_ACTION = "NEEDS-ACTION"
    TENTATIVE = "TENTATIVE"


@dataclass(frozen=True, kw_only=True)
class Message:
    """All that is said to one person about one moment.

    sequence, stamped_at: SEQUENCE and DTSTAMP, fixed when the message was queued.
    organizer, attendee: bare mail addresses; the organizer's holds the token of this invitation.
    url: where this person answers.
    is_hold: the moment is only being kept free.
    participation: the answer that stands; a new moment asks again.
    """

    method: Method
    uid: str
    sequence: int
    stamped_at: datetime
    starts_at: datetime
    ends_at: datetime
    organizer: str
    attendee: str
    place: PlaceKind
    url: str
    language: Language = Language.NL
    is_hold: bool = False
    participation: Participation = Participation.NEEDS_ACTION

    def __post_init__(self) -> None:
        if None in {moment.tzinfo for moment in (self.stamped_at, self.starts_at, self.ends_at)}:
            raise ValueError("an instant carries its zone")
        if self.ends_at <= self.starts_at:
            raise ValueError("an invitation ends after it starts")
        if self.organizer.lower() == self.attendee.lower():
            raise ValueError("nobody is invited by their own address")
        if any(mark < " " for text in (self.organizer, self.attendee, self.url) for mark in text):
            raise ValueError("an address has no control characters")

    @property
    def is_cancel(self) -> bool:
        return self.method is Method.CANCEL


def write(message: Message) -> bytes:
    """Return the message as an iCalendar object with one VEVENT, lines folded and ended by CRLF."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", message.method.value)
    if not _needs_utc(message):
        calendar.add_component(vtimezone.component())
    calendar.add_component(_event(message))
    written: bytes = calendar.to_ical(sorted=False)
    return written


def _event(message: Message) -> Event:
    words, event = WORDINGS[message.language], Event()
    event.add("uid", message.uid)
    event.add("dtstamp", message.stamped_at.astimezone(UTC))
    event.add("sequence", message.sequence)
    event.add("dtstart", _time(message, message.starts_at))
    event.add("dtend", _time(message, message.ends_at))
    event.add("summary", words.summary)
    event.add("location", words.places[message.place])
    event.add("description", f"{_sentence(message)}\n{message.url}")
    event.add("url", message.url)
    event.add("organizer", vCalAddress.new(message.organizer, cn=words.organizer))
    event.add("attendee", _attendee(message))
    event.add("status", _status(message))
    event.add("transp", "TRANSPARENT" if message.is_cancel else "OPAQUE")
    event.add("class", "PRIVATE")
    event.add("x-microsoft-cdo-busystatus", _busy_status(message))
    event.add("x-microsoft-disallow-counter", "TRUE")
    return event


def _needs_utc(message: Message) -> bool:
    """Tell whether a local time could be taken for the wrong one of two.

    A local time that happens twice means its first occurrence (RFC 5545 3.3.5), but ical.js takes
    the second. In that hour both ends are said in UTC, and no time zone is needed.
    """
    return any(map(local_time.happens_twice, (message.starts_at, message.ends_at)))


def _time(message: Message, moment: datetime) -> datetime:
    return moment.astimezone(UTC) if _needs_utc(message) else local_time.local(moment)


def _sentence(message: Message) -> str:
    words = WORDINGS[message.language]
    if message.is_cancel:
        return words.let_go if message.is_hold else words.cancel
    return words.hold if message.is_hold else words.request


def _attendee(message: Message) -> vCalAddress:
    is_asked = message.participation is Participation.NEEDS_ACTION and not message.is_cancel
    return vCalAddress.new(
        message.attendee,
        cutype="INDIVIDUAL",
        role="REQ-PARTICIPANT",
        partstat=message.participation.value,
        rsvp=True if is_asked else None,
    )


def _status(message: Message) -> str:
    if message.is_cancel:
        return "CANCELLED"
    return "TENTATIVE" if message.is_hold else "CONFIRMED"


def _busy_status(message: Message) -> str:
    if message.is_cancel:
        return "FREE"
    return "TENTATIVE" if message.is_hold else "BUSY"
