"""Write one person's invitation, or its withdrawal, as iCalendar. Pure: same message, same bytes.

One mail, one person, one ATTENDEE: nobody learns from a calendar who else is asked. The organizer
is an address of the portal that is made for this person and this conference.

Source: RFC 5545 (iCalendar), RFC 5546 3.2.2 (REQUEST), 3.2.5 (CANCEL) and 3.2.8
(DECLINECOUNTER).
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache

from icalendar import Event, vCalAddress

from mdt.invitations import entry, vtimezone
from mdt.invitations.entry import Entry, Standing
from mdt.invitations.wording import WORDINGS
from mdt.models import Language, Method, PlaceKind

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
    may_counter: a calendar may propose another moment; somebody reads what it sends.
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
    may_counter: bool = False
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
    if message.method is Method.DECLINE_COUNTER:
        event, has_zone = _declined(message), False
    else:
        shown = _entry(message)
        event, has_zone = entry.component(shown, _people(message)), not shown.needs_utc
        event.add("x-microsoft-disallow-counter", "FALSE" if message.may_counter else "TRUE")
    before, after = _around(message.method, has_zone=has_zone)
    return before + entry.written(event) + after


@cache
def _around(method: Method, *, has_zone: bool) -> tuple[bytes, bytes]:
    """Return what stands before and after the entry; it is the same for every message."""
    calendar = entry.calendar(PRODUCT, method.value)
    if has_zone:
        calendar.add_component(vtimezone.component())
    before, end, rest = calendar.to_ical(sorted=False).rpartition(b"END:VCALENDAR")
    return before, end + rest


def _declined(message: Message) -> Event:
    """Return the answer to a proposed moment: which entry it is about, and a word to people.

    It must have neither a moment nor an attendee; libical's rules refuse it with them.
    """
    event = Event()
    event.add("uid", message.uid)
    event.add("dtstamp", message.stamped_at.astimezone(UTC))
    if message.sequence:
        event.add("sequence", message.sequence)
    event.add("organizer", _organizer(message))
    event.add("comment", f"{_sentence(message)}\n{message.url}")
    return event


def _entry(message: Message) -> Entry:
    words = WORDINGS[message.language]
    return Entry(
        uid=message.uid,
        sequence=message.sequence,
        stamped_at=message.stamped_at,
        starts_at=message.starts_at,
        ends_at=message.ends_at,
        summary=words.summary,
        location=words.places[message.place],
        description=f"{_sentence(message)}\n{message.url}",
        url=message.url,
        standing=_standing(message),
    )


def _sentence(message: Message) -> str:
    words = WORDINGS[message.language]
    if message.is_cancel:
        return words.let_go if message.is_hold else words.cancel
    if message.method is Method.DECLINE_COUNTER:
        return words.kept
    return words.hold if message.is_hold else words.request


def _people(message: Message) -> list[entry.Person]:
    return [("organizer", _organizer(message)), ("attendee", _attendee(message))]


def _organizer(message: Message) -> vCalAddress:
    return vCalAddress.new(message.organizer, cn=WORDINGS[message.language].organizer)


def _attendee(message: Message) -> vCalAddress:
    is_request = message.method is Method.REQUEST
    is_asked = is_request and message.participation is Participation.NEEDS_ACTION
    return vCalAddress.new(
        message.attendee,
        cutype="INDIVIDUAL",
        role="REQ-PARTICIPANT",
        partstat=message.participation.value,
        rsvp=True if is_asked else None,
    )


def _standing(message: Message) -> Standing:
    if message.is_cancel:
        return Standing.CANCELLED
    return Standing.TENTATIVE if message.is_hold else Standing.CONFIRMED
