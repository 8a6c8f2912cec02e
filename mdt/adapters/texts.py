"""Write the text message that a row in the outbox stands for.

Its words are neutral: no name, place, case or kind of organisation, for it lights up on whatever
telephone lies on the table.
"""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from mdt import clock as clocks
from mdt.access import walls
from mdt.adapters.mail_pages import MailPages
from mdt.config import Settings
from mdt.identity import text_codes
from mdt.models import Invitation, MessageKind, OutboxMessage, Person
from mdt.outbox import numbers
from mdt.outbox.delivery import Mail, NotDelivered, NotNow

KINDS = frozenset({MessageKind.CODE, MessageKind.URGENT})
"""What this pen writes; all other kinds are mail."""

NO_NUMBER = "NoMobileNumber"
"""Why a message did not leave whose person has lost their number meanwhile."""


class Texts:
    """The pen of text messages; its compose() is what mdt.outbox.delivery wants."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime] = clocks.now) -> None:
        """Write for this installation; clock: says whether a message is still of use."""
        self._settings = settings
        self._pages = MailPages()
        self._clock = clock

    def compose(self, session: Session, message: OutboxMessage) -> Mail:
        """Return the message, to the number that counts for its person now.

        Raises NotNow when it is of no use any more or a wall came between, NotDelivered when there
        is no number.
        """
        if message.ends_at and message.ends_at <= self._clock():
            raise NotNow
        if walls.silences(session, message.conference_id, message.person_id):
            raise NotNow
        found = message.invitation_id and session.get(Invitation, message.invitation_id)
        number = numbers.of(session.get_one(Person, message.person_id), found or None)
        if not number:
            raise NotDelivered(NO_NUMBER, is_permanent=True)
        words = self._pages.text(message.language, message.kind.value, **self._context(message))
        return Mail("", number, words.encode(), key=str(message.id))

    def _context(self, message: OutboxMessage) -> dict[str, object]:
        if message.kind is MessageKind.CODE:
            code = text_codes.read(self._settings.secret_key, message)
            return {"code": code, "minutes": message.details["minutes"]}
        return {"url": self._settings.base_url.rstrip("/")}
