"""A mail that left came back: book it as if the other side had refused it at once.

Source: RFC 3464 (delivery status), RFC 3463 (status codes).
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, func, select

from mdt.models import OutboxMessage, OutboxState, Person


def find(session: Session, message_ids: Collection[str], *, address: str) -> OutboxMessage | None:
    """Return the mail of ours with one of these Message-IDs that went to this address.

    Whoever writes a notice of their own knows no Message-ID that was told to somebody else; and a
    mail that somebody let forward did arrive, though its copy may not have.

    address: in lower case; empty when the notice names nobody.
    """
    query = (
        select(OutboxMessage)
        .join(Person, col(Person.id) == OutboxMessage.person_id)
        .where(col(OutboxMessage.message_id).in_(message_ids))
    )
    went_to = func.coalesce(func.nullif(OutboxMessage.former_mail, ""), Person.mail)
    return session.exec(query.where(went_to == address) if address else query).first()


def book(session: Session, message: OutboxMessage, *, status: str, since: datetime) -> bool:
    """Write down that a mail never arrived; False when it was sent anew since the notice came.

    status: such as 5.1.1.
    """
    booked = session.connection().execute(
        update(OutboxMessage)
        .where(col(OutboxMessage.id) == message.id, col(OutboxMessage.sent_at) <= since)
        .where(col(OutboxMessage.state) == OutboxState.SENT)
        .values(state=OutboxState.DEAD, last_error=f"550 {status}")
    )
    session.expire(message)
    return booked.rowcount == 1
