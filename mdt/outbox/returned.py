"""A mail that left came back: book it as if the other side had refused it at once.

Source: RFC 3464 (delivery status), RFC 3463 (status codes).
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, select

from mdt.models import OutboxMessage, OutboxState


def find(
    session: Session, message_ids: Collection[str], *, invitation_id: UUID | None
) -> OutboxMessage | None:
    """Return the mail that came back: by its Message-ID, else the last one of the invitation."""
    by_id = select(OutboxMessage).where(col(OutboxMessage.message_id).in_(message_ids))
    if found := session.exec(by_id).first():
        return found
    if invitation_id is None:
        return None
    return session.exec(
        select(OutboxMessage)
        .where(OutboxMessage.invitation_id == invitation_id)
        .where(OutboxMessage.state == OutboxState.SENT)
        .order_by(col(OutboxMessage.sequence).desc())
    ).first()


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
