"""Write what reminds people: which case and by when, never what of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from uuid import UUID

from sqlmodel import Session

from mdt.adapters.mail_pages import MailPages
from mdt.config import Settings
from mdt.invitations import wording
from mdt.models import OutboxMessage, Person
from mdt.reminders import still
from mdt.safety_plan.changes import due_of

ACTION, DONE, NOT_DONE = "/actions/", "/done", "/not-done"
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
        lines = [
            ActionLine(
                alias=line.alias,
                due=wording.due(due_of(line.action), message.language),
                is_late=line.is_late,
                url=self._url(line.action.id),
                done_url=self._url(line.action.id, DONE),
                not_done_url=self._url(line.action.id, NOT_DONE),
            )
            for line in still.lines(session, message, now=self._clock())
        ]
        return self._pages.plain(message, person, sender=self._sender, actions=lines)

    def _url(self, action_id: UUID, step: str = "") -> str:
        return f"{self._settings.base_url.rstrip('/')}{ACTION}{action_id}{step}"
