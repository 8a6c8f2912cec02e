"""Write what a poll sends: the question, its reminder, and the holds for people's calendars."""

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from uuid import UUID

from sqlmodel import Session

from mdt.adapters.mail_pages import MailPages
from mdt.config import Settings
from mdt.invitations import links as invitation_links
from mdt.invitations import mime, wording
from mdt.invitations.itip import Message, Participation
from mdt.invitations.mime import Envelope
from mdt.models import OutboxMessage, Person, PlaceKind, PollHold, PollPerson, Reply
from mdt.polls.links import PURPOSE
from mdt.reminders import poll_reminders

POLL, HOME = "/p/", "/"
"""Where the links in these mails lead; tests hold them against the portal's own addresses."""

_SAID = {
    "": Participation.NEEDS_ACTION,
    Reply.YES: Participation.ACCEPTED,
    Reply.MAYBE: Participation.TENTATIVE,
}
"""Who said they can is not asked once more by their calendar."""


class PollLetters:
    """The part of the worker's pen that writes for polls."""

    def __init__(
        self, settings: Settings, pages: MailPages, sender: str, clock: Callable[[], datetime]
    ) -> None:
        """Write for this installation; sender: the portal's own address."""
        self._clock = clock
        self._settings = settings
        self._pages = pages
        self._sender = sender

    def news(self, _session: Session, message: OutboxMessage, person: Person) -> EmailMessage:
        """Return the mail that tells who asked that there is something to do."""
        url = f"{self._settings.base_url.rstrip('/')}{HOME}"
        what = message.details["what"]
        return self._pages.plain(message, person, sender=self._sender, what=what, url=url)

    def ask(self, session: Session, message: OutboxMessage, person: Person) -> EmailMessage:
        """Return the mail that asks somebody when they can, or reminds them. Raises NotNow."""
        if message.details["reminds"]:
            poll_reminders.require_welcome(session, message, now=self._clock())
        asked = session.get_one(PollPerson, UUID(message.details["asked"]))
        if message.ends_at is None:
            raise ValueError("a poll says until when one answers")
        return self._pages.plain(
            message,
            person,
            sender=self._sender,
            code=PURPOSE.digits(asked, self._settings.secret_key),
            reminds=bool(message.details["reminds"]),
            until=wording.moment(message.ends_at, message.language),
            url=self._url(asked),
        )

    def hold(self, session: Session, message: OutboxMessage, person: Person) -> EmailMessage:
        """Return the mail that keeps a moment free in a calendar, or lets it go."""
        spoken = self._message(session, message, person)
        first = message.details["first"]
        text, html = self._pages.write(
            message.language,
            "hold/cancel" if spoken.is_cancel else "hold/request",
            subject=mime.subject(spoken, is_first=not first),
            when=wording.span(spoken.starts_at, spoken.ends_at, message.language),
            url=spoken.url,
        )
        envelope = Envelope(
            message_id=message.message_id, first_message_id=first, text=text, html=html
        )
        return mime.compose(spoken, envelope, attach=self._settings.calendar_attachment)

    def _message(self, session: Session, message: OutboxMessage, person: Person) -> Message:
        hold = session.get_one(PollHold, UUID(message.details["hold"]))
        if message.method is None or message.starts_at is None or message.ends_at is None:
            raise ValueError("a hold has a method and a moment")
        domain = self._settings.mail_domain
        return Message(
            method=message.method,
            uid=message.uid,
            sequence=message.sequence,
            stamped_at=message.stamped_at,
            starts_at=message.starts_at,
            ends_at=message.ends_at,
            organizer=f"{invitation_links.ORGANIZER}+{hold.reply_token}@{domain}",
            attendee=person.mail,
            place=PlaceKind(message.place),
            url=self._url(session.get_one(PollPerson, hold.poll_person_id)),
            language=message.language,
            is_hold=True,
            participation=_SAID[message.details["reply"]],
        )

    def _url(self, asked: PollPerson) -> str:
        locator = PURPOSE.locator(asked, self._settings.secret_key)
        return f"{self._settings.base_url.rstrip('/')}{POLL}{locator}"
