"""Put an invitation in the mail that calendars and people understand. Pure: same mail, same bytes.

The calendar part stands last among the alternatives and has no Content-Disposition, so that mail
programs show their buttons; the same bytes may follow as a file for those that only open files.

Source: RFC 6047 2.4 (method parameter), CalConnect's iMIP best practices, RFC 3834 5 (mail that
a program wrote).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.contentmanager import raw_data_manager
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, Compat32
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from mdt.invitations import itip
from mdt.invitations.itip import Message
from mdt.invitations.wording import WORDINGS, moment
from mdt.models import Language, Method

FILE_NAME = "invite.ics"


LINE = 78
"""What fits on a line is written as it is (RFC 5322 2.1.1)."""


class _AsWritten(Compat32):
    """Keeps fields as they were set: parsed at every touch, they take half the time of a mail."""

    def fold_binary(self, name: str, value: str) -> bytes:
        return SMTP.fold_binary(name, value) if value.isascii() else _encoded(name, value)


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """What a mail needs besides its message.

    message_id: fixed when the mail was queued, with its brackets.
    first_message_id: Message-ID of this person's first invitation; empty when this is it.
    is_agreed: the moment was only kept free until now, so that this is an invitation and no change.
    text, html: the mail as people read it.
    """

    message_id: str
    first_message_id: str = ""
    is_agreed: bool = False
    text: str
    html: str


def compose(message: Message, envelope: Envelope, *, attach: bool = True) -> EmailMessage:
    """Return the mail that brings this message to its attendee.

    attach: whether the calendar part also follows as a file.
    """
    calendar = itip.write(message)
    mail = begin(_fields(message, envelope))
    set_words(mail, envelope.text, envelope.html)
    mail.add_alternative(
        calendar.decode(),
        subtype="calendar",
        charset="utf-8",
        cte="base64",
        params={"method": message.method.value, "component": "VEVENT"},
        content_manager=raw_data_manager,
    )
    if attach:
        mail.add_attachment(
            calendar,
            maintype="application",
            subtype="ics",
            filename=FILE_NAME,
            params={"name": FILE_NAME},
            content_manager=raw_data_manager,
        )
    finish(mail, message.language, envelope.message_id)
    return mail


def subject(message: Message, *, is_first: bool) -> str:
    """Return a subject that says when, and never what about or for whom.

    is_first: nothing of this invitation reached the attendee before, whatever its SEQUENCE.
    """
    words = WORDINGS[message.language]
    line = f"{words.summary} – {moment(message.starts_at, message.language)}"
    if message.is_cancel:
        return f"{words.cancelled}: {line}"
    if message.method is Method.DECLINE_COUNTER:
        return f"{words.not_moved}: {line}"
    if message.is_hold:
        return f"{words.held}: {line}"
    return line if is_first else f"{words.changed}: {line}"


def begin(fields: Iterable[tuple[str, Any]]) -> EmailMessage:
    """Return a mail with these fields and nothing in it."""
    mail = EmailMessage(policy=_AsWritten(linesep=SMTP.linesep))
    for name, value in fields:
        mail[name] = _field(name, value)
    return mail


def set_words(mail: EmailMessage, text: str, html: str) -> None:
    """Fill the mail with what people read."""
    in_ascii: dict[str, Any] = {"cte": "quoted-printable", "content_manager": raw_data_manager}
    mail.set_content(text, **in_ascii)
    mail.add_alternative(html, subtype="html", **in_ascii)


def finish(mail: EmailMessage, language: Language, message_id: str) -> None:
    """Say the language, and name the parts' boundaries after the mail instead of at random."""
    # Only now: content headers set earlier move into the first part.
    mail["Content-Language"] = language.value
    for number, part in enumerate(mail.walk()):
        if part.is_multipart():
            digest = sha256(f"{message_id} {number}".encode()).hexdigest()
            part.set_boundary(f"=_{digest[:32]}")


def _field(name: str, value: Any) -> str:
    """Return a field as it is written: parsed only where it must be encoded or folded."""
    text = format_datetime(value) if isinstance(value, datetime) else str(value)
    is_plain = text.isascii() and text.isprintable() and len(f"{name}: {text}") <= LINE
    return text if is_plain else SMTP.header_store_parse(name, value)[1]


@lru_cache(maxsize=256)
def _encoded(name: str, value: str) -> bytes:
    """Return a field that is not in ASCII: a subject, the same for all who are asked."""
    return SMTP.fold_binary(name, value)


def _fields(message: Message, envelope: Envelope) -> Iterator[tuple[str, Any]]:
    organizer = Address(WORDINGS[message.language].organizer, addr_spec=message.organizer)
    is_first = envelope.is_agreed or not envelope.first_message_id
    yield "From", organizer
    yield "Reply-To", organizer
    yield "To", Address(addr_spec=message.attendee)
    yield "Subject", subject(message, is_first=is_first)
    yield "Date", message.stamped_at.astimezone(UTC)
    yield "Message-ID", envelope.message_id
    if envelope.first_message_id:
        yield "In-Reply-To", envelope.first_message_id
        yield "References", envelope.first_message_id
    yield "Auto-Submitted", "auto-generated"
