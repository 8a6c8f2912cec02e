"""What became of asking people: who answered what, and whom no mail reached.

Reads many conferences at once, with two queries.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlmodel import Session, col

from mdt.models import Invitation, OutboxMessage, OutboxState
from mdt.seats.cover import Asked

Key = tuple[UUID, UUID]
"""A conference and a person."""


def of(session: Session, conference_ids: Collection[UUID]) -> dict[Key, Asked]:
    """Return every live invitation of these conferences by conference and person."""
    invitations = session.execute(
        select(
            col(Invitation.id),
            col(Invitation.conference_id),
            col(Invitation.person_id),
            col(Invitation.reply),
        ).where(
            col(Invitation.conference_id).in_(conference_ids),
            col(Invitation.withdrawn_at).is_(None),
        )
    ).all()
    if not invitations:
        return {}
    undelivered = _undelivered(session, conference_ids)
    return {
        (conference_id, person_id): Asked(reply, key in undelivered)
        for key, conference_id, person_id, reply in invitations
    }


def _undelivered(session: Session, conference_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return the invitations whose last message was refused, or keeps failing."""
    is_failing = and_(
        col(OutboxMessage.state) == OutboxState.PENDING, col(OutboxMessage.last_error) != ""
    )
    rows = session.execute(
        select(col(Invitation.id))
        .join(
            OutboxMessage,
            and_(
                col(OutboxMessage.invitation_id) == Invitation.id,
                col(OutboxMessage.sequence) == Invitation.sequence,
            ),
        )
        .where(
            col(Invitation.conference_id).in_(conference_ids),
            or_(col(OutboxMessage.state) == OutboxState.DEAD, is_failing),
        )
    )
    return frozenset(key for (key,) in rows)
