"""Write what reminds people: which moment or case, and by when; never what of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage

from sqlmodel import Session

from mdt.adapters.mail_pages import MailPages
from mdt.config import Settings
from mdt.invitations import links, wording
from mdt.models import Language, OutboxMessage, Person
from mdt.reminders import still
from mdt.reminders.still import Line, Sitting
from mdt.safety_plan.changes import due_of

ACTION, DONE, NOT_DONE, MORE_TIME = "/actions/", "/done", "/not-done", "/more-time"
ANSWER, CONFERENCE, HOME = "/u/", "/conferences/", "/"
"""Where the links in these mails lead; tests hold them against the portal's own addresses."""


@dataclass(frozen=True)
class ActionLine:
    """One action as a mail may name it: the word for its case, its date, its addresses."""

    alias: str
    due: str
    is_late: bool
    url: str
    done_url: str
    not_done_url: str
    more_time_url: str


@dataclass(frozen=True)
class SittingLine:
    """One sitting as a mail may name it: its moment, and an address.

    work_left: how many actions the reader has open for it; 0 when an answer is what is missing,
    for which code are the digits.
    """

    when: str
    work_left: int
    url: str
    code: str


class ReminderLetters:
    """The part of the worker's pen that reminds."""

    def __init__(
        self,
        settings: Settings,
        pages: MailPages,
        sender: str,
        clock: Callable[[], datetime],
    ) -> None:
        """Write for this installation; sender: the portal's own address."""
        self._settings = settings
        self._pages = pages
        self._sender = sender
        self._clock = clock

    def remind(self, session: Session, message: OutboxMessage, person: Person) -> EmailMessage:
        """Return the mail with what still holds of the reminder.

        Raises NotNow when nothing does, or when its reader must not be disturbed now.
        """
        found = still.content(session, message, now=self._clock())
        return self._pages.plain(
            message,
            person,
            sender=self._sender,
            actions=[self._action(line, message.language) for line in found.actions],
            sittings=[self._sitting(one, message.language) for one in found.sittings],
        )

    def agreed(self, session: Session, message: OutboxMessage, person: Person) -> EmailMessage:
        """Return the mail about somebody's new actions; it names those still to be done."""
        lines = still.agreed(session, message, now=self._clock())
        return self._pages.plain(
            message,
            person,
            sender=self._sender,
            count=int(message.details["count"]),
            actions=[self._action(line, message.language) for line in lines],
            url=self._url(HOME),
        )

    def decided(self, session: Session, message: OutboxMessage, person: Person) -> EmailMessage:
        """Return the mail that says somebody decided about more time. Raises NotNow."""
        action = still.decided(session, message, now=self._clock())
        url = self._url(f"{ACTION}{action.id}")
        return self._pages.plain(message, person, sender=self._sender, url=url)

    def _action(self, line: Line, language: Language) -> ActionLine:
        address = f"{ACTION}{line.action.id}"
        return ActionLine(
            alias=line.alias,
            due=wording.due(due_of(line.action), language),
            is_late=line.is_late,
            url=self._url(address),
            done_url=self._url(address, DONE),
            not_done_url=self._url(address, NOT_DONE),
            more_time_url=self._url(address, MORE_TIME),
        )

    def _sitting(self, sitting: Sitting, language: Language) -> SittingLine:
        its, secret = sitting.invitation, self._settings.secret_key
        return SittingLine(
            when=wording.span(its.starts_at, its.ends_at, language),
            work_left=sitting.work_left,
            url=self._url(ANSWER, links.locator(its, secret))
            if sitting.is_unanswered
            else self._url(CONFERENCE, str(its.conference_id)),
            code=links.code(its, secret) if sitting.is_unanswered else "",
        )

    def _url(self, path: str, rest: str = "") -> str:
        return f"{self._settings.base_url.rstrip('/')}{path}{rest}"
