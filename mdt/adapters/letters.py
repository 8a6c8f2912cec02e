"""Write the mail that a message in the outbox stands for: text, HTML and calendar part.

The bytes follow from the row, what it points at and our keys, so that a mail that is sent twice
is the same mail. Nothing of a case is in it but its alias, and that only for whom it was named
when the message was queued.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import parseaddr
from uuid import UUID

from sqlmodel import Session

from mdt import clock as clocks
from mdt.access import walls
from mdt.adapters import dkim
from mdt.adapters.mail_pages import MailPages
from mdt.adapters.poll_letters import PollLetters
from mdt.adapters.reminder_letters import ReminderLetters
from mdt.config import Settings
from mdt.identity import links as one_time_links
from mdt.invitations import links, mime, wording
from mdt.invitations.itip import Message, Participation
from mdt.invitations.mime import Envelope
from mdt.models import (
    Case,
    Invitation,
    MessageKind,
    OneTimeLink,
    OutboxMessage,
    Person,
    PlaceKind,
    Reply,
)
from mdt.outbox.delivery import Mail, NotNow

SENDER = "portaal"
INVITATION, ONE_TIME_LINK, HOME, PROFILE = "/u/", "/account/links/", "/", "/profile/"
"""Where the links in mail lead; tests hold them against the portal's own addresses."""

Writer = Callable[[Session, OutboxMessage, Person], EmailMessage]

_STANDS = {
    "": Participation.NEEDS_ACTION,
    Reply.YES: Participation.ACCEPTED,
    Reply.MAYBE: Participation.TENTATIVE,
    Reply.NO: Participation.DECLINED,
}


@dataclass(frozen=True)
class InvitationLetter:
    """What an invitation tells the person who reads it.

    answer_stands: only the place changed, or the mail is sent again; nobody has to answer anew.
    is_agreed: a moment that was asked about before is agreed. own_part: when their own items are,
    both ends, for who is asked for longer than those take.
    """

    when: str
    where: str
    minutes: int
    aliases: str
    url: str
    code: str
    is_update: bool
    is_for_judge: bool
    answer_stands: bool
    is_agreed: bool = False
    own_part: tuple[str, ...] = ()


class Letters:
    """The pen of the worker; its compose() is what mdt.outbox.delivery wants."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime] = clocks.now) -> None:
        """Write for this installation: its address, mail domain and keys.

        clock: says whether what a reminder is about still holds.
        Raises ConfigError when the key that mail is signed with cannot be used.
        """
        self._signer = dkim.signer(settings)
        self._settings = settings
        self._pages = MailPages()
        self._sender = f"{SENDER}@{settings.mail_domain}"
        self._polls = PollLetters(settings, self._pages, self._sender, clock)
        self._reminders = ReminderLetters(settings, self._pages, self._sender, clock)
        self._writers: Mapping[MessageKind, Writer] = {
            MessageKind.ALERT: self._word,
            MessageKind.DECLINED_MOMENT: self._declined_moment,
            MessageKind.HOLD: self._polls.hold,
            MessageKind.INVITATION: self._invitation,
            MessageKind.LINK: self._word,
            MessageKind.MORE_TIME: self._reminders.decided,
            MessageKind.ONE_TIME_LINK: self._one_time_link,
            MessageKind.POLL: self._polls.ask,
            MessageKind.POLL_NEWS: self._polls.news,
            MessageKind.REMINDER: self._reminders.remind,
            MessageKind.SEAT: self._word,
            MessageKind.SIGN_IN: self._sign_in,
            MessageKind.TASK: self._reminders.agreed,
        }

    def compose(self, session: Session, message: OutboxMessage) -> Mail:
        """Return the mail for a message, to the address that its person has now.

        Raises NotNow when a wall came between the person and what it is about.
        """
        if walls.silences(session, message.conference_id, message.person_id):
            raise NotNow
        person = session.get_one(Person, message.person_id)
        mail = self._writers[message.kind](session, message, person)
        content = mail.as_bytes()
        if self._signer:
            content = self._signer.sign(content, at=message.stamped_at)
        return Mail(parseaddr(mail["From"])[1], message.address(person), content)

    def _invitation(self, session: Session, message: OutboxMessage, person: Person) -> EmailMessage:
        invitation = session.get_one(Invitation, message.invitation_id)
        spoken = self._message(message, invitation, person)
        first, is_agreed = message.details["first"], "agreed" in message.details
        text, html = self._pages.write(
            message.language,
            "invitation/cancel" if spoken.is_cancel else "invitation/request",
            subject=mime.subject(spoken, is_first=is_agreed or not first),
            letter=self._letter(session, message, invitation, spoken),
        )
        envelope = Envelope(
            message_id=message.message_id,
            first_message_id=first,
            is_agreed=is_agreed,
            text=text,
            html=html,
        )
        return mime.compose(spoken, envelope, attach=self._settings.calendar_attachment)

    def _declined_moment(
        self, session: Session, message: OutboxMessage, person: Person
    ) -> EmailMessage:
        invitation = session.get_one(Invitation, message.invitation_id)
        spoken = self._message(message, invitation, person)
        text, html = self._pages.write(
            message.language,
            "declined_moment/mail",
            subject=mime.subject(spoken, is_first=False),
            when=wording.span(spoken.starts_at, spoken.ends_at, message.language),
            url=spoken.url,
        )
        envelope = Envelope(
            message_id=message.message_id,
            first_message_id=message.details["first"],
            text=text,
            html=html,
        )
        # As a file it would only be a second copy of a moment that stands already.
        return mime.compose(spoken, envelope, attach=False)

    def _message(self, message: OutboxMessage, invitation: Invitation, person: Person) -> Message:
        if message.method is None or message.starts_at is None or message.ends_at is None:
            raise ValueError("an invitation has a method and a moment")
        locator = links.locator(invitation, self._settings.secret_key)
        return Message(
            method=message.method,
            uid=message.uid,
            sequence=message.sequence,
            stamped_at=message.stamped_at,
            starts_at=message.starts_at,
            ends_at=message.ends_at,
            organizer=links.reply_address(invitation, self._settings.mail_domain),
            attendee=person.mail,
            place=PlaceKind(message.place),
            url=self._address(INVITATION, locator),
            language=message.language,
            may_counter=bool(self._settings.imap_url),
            participation=_STANDS[message.details["reply"]],
        )

    def _letter(
        self, session: Session, message: OutboxMessage, invitation: Invitation, spoken: Message
    ) -> InvitationLetter:
        return InvitationLetter(
            when=wording.span(spoken.starts_at, spoken.ends_at, message.language),
            where=wording.WORDINGS[message.language].places[spoken.place],
            minutes=round((spoken.ends_at - spoken.starts_at).total_seconds() / 60),
            aliases=_aliases(session, message),
            url=spoken.url,
            code=links.code(invitation, self._settings.secret_key),
            is_update=bool(message.details["first"]) and "agreed" not in message.details,
            is_for_judge=bool(message.details["judge"]),
            answer_stands=bool(message.details["reply"]),
            is_agreed="agreed" in message.details,
            own_part=tuple(
                wording.clock(datetime.fromisoformat(end), message.language)
                for end in message.details.get("own", "").split()
            ),
        )

    def _word(self, _: Session, message: OutboxMessage, person: Person) -> EmailMessage:
        """Return a mail that says no more than to open the portal."""
        return self._plain(message, person, url=self._address(HOME))

    def _sign_in(self, _: Session, message: OutboxMessage, person: Person) -> EmailMessage:
        """Return a mail that says when somebody's account was used or changed, and by whom not."""
        return self._plain(
            message,
            person,
            what=message.details["what"],
            when=wording.moment(message.stamped_at, message.language),
            url=self._address(PROFILE),
        )

    def _one_time_link(
        self, session: Session, message: OutboxMessage, person: Person
    ) -> EmailMessage:
        link = session.get_one(OneTimeLink, UUID(message.details["link_id"]))
        token = one_time_links.token(self._settings.secret_key, link.id)
        return self._plain(
            message,
            person,
            purpose=link.purpose.value,
            until=wording.moment(link.expires_at, message.language),
            url=self._address(ONE_TIME_LINK, token),
        )

    def _plain(self, message: OutboxMessage, person: Person, **context: object) -> EmailMessage:
        return self._pages.plain(message, person, sender=self._sender, **context)

    def _address(self, path: str, key: str = "") -> str:
        return f"{self._settings.base_url.rstrip('/')}{path}{key}"


def _aliases(session: Session, message: OutboxMessage) -> str:
    """Return the cases that were named when the message was queued; none for a judge.

    Nor one that was shut to the person since.
    """
    keys = [UUID(key) for key in filter(None, message.details["cases"].split(","))]
    if not keys:
        return ""
    walled = walls.cases(session, message.person_id)
    return ", ".join(session.get_one(Case, key).alias for key in keys if key not in walled)
