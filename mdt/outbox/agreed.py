"""To which mail domains mail may go: those that were agreed on, while somebody vouches for them.

Without a list mail goes everywhere; with one, what is for another domain is held, never lost. Only
the very domain counts, not those under it.

Source: security.md 2 (18): the mail of a lapsed domain went to whoever bought it.
"""

from datetime import datetime

from sqlmodel import Session, select

from mdt.models import MailDomain, OutboxChannel, OutboxMessage, Person
from mdt.models.base import local_date


def may_leave(session: Session, message: OutboxMessage, *, now: datetime) -> bool:
    """Tell whether mail may go to where the message's person reads it now; a text may always."""
    if message.channel is OutboxChannel.TEXT:
        return True
    agreed = {row.name: row.checked_until for row in session.exec(_AGREED)}
    if not agreed:
        return True
    address = message.address(session.get_one(Person, message.person_id))
    until = agreed.get(domain(address))
    return until is not None and local_date(now) <= until


def domain(mail: str) -> str:
    """Return the domain of a mail address, which is kept in lower case."""
    return mail.rpartition("@")[2]


# Made once, for it is asked for every mail.
_AGREED = select(MailDomain)
