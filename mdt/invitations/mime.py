"""Put an invitation in the mail that calendars and people understand. Pure: same mail, same bytes.

The calendar part stands last among the alternatives and has no Content-Disposition, so that mail
programs show their buttons; the same bytes may follow as a file for those that only open files.

Source: RFC 6047 2.4 (method parameter), CalConnect's iMIP best practices, RFC 3834 5 (mail that
a program wrote).
"""

from dataclasses import dataclass
from datetime import UTC
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256

from mdt.invitations import itip
from mdt.invitations.itip import Message
from mdt.invitations.wording import WORDINGS, moment
from mdt.models import Method

FILE_NAME = "invite.ics"


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
    mail = EmailMessage(policy=SMTP)
    _address(mail, message, envelope)
    mail.set_content(envelope.text, cte="quoted-printable")
    mail.add_alternative(envelope.html, subtype="html", cte="quoted-printable")
    mail.add_alternative(
        calendar.decode(),
        subtype="calendar",
        charset="utf-8",
        cte="base64",
        params={"method": message.method.value, "component": "VEVENT"},
    )
    if attach:
        mail.add_attachment(
            calendar,
            maintype="application",
            subtype="ics",
            filename=FILE_NAME,
            params={"name": FILE_NAME},
        )
    # Only now: content headers set earlier move into the first part.
    mail["Content-Language"] = message.language.value
    fix_boundaries(mail, envelope.message_id)
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


def _address(mail: EmailMessage, message: Message, envelope: Envelope) -> None:
    name = WORDINGS[message.language].organizer
    organizer = Address(display_name=name, addr_spec=message.organizer)
    mail["From"] = organizer
    mail["Reply-To"] = organizer
    mail["To"] = Address(addr_spec=message.attendee)
    is_first = envelope.is_agreed or not envelope.first_message_id
    mail["Subject"] = subject(message, is_first=is_first)
    mail["Date"] = message.stamped_at.astimezone(UTC)
    mail["Message-ID"] = envelope.message_id
    if envelope.first_message_id:
        mail["In-Reply-To"] = envelope.first_message_id
        mail["References"] = envelope.first_message_id
    mail["Auto-Submitted"] = "auto-generated"


def fix_boundaries(mail: EmailMessage, message_id: str) -> None:
    """Name the parts' boundaries after the mail instead of at random."""
    for number, part in enumerate(mail.walk()):
        if part.is_multipart():
            digest = sha256(f"{message_id} {number}".encode()).hexdigest()
            part.set_boundary(f"=_{digest[:32]}")
