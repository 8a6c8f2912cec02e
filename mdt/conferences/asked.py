"""What became of asking people: who answered what, and whom no mail reached.

Reads many conferences at once, with one query.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import and_, bindparam, exists, or_, select
from sqlmodel import Session, col

from mdt.models import Invitation, OutboxChannel, OutboxMessage, OutboxState
from mdt.seats.cover import Asked

Key = tuple[UUID, UUID]
"""A conference and a person."""

_IS_FAILING = and_(
    col(OutboxMessage.state) == OutboxState.PENDING, col(OutboxMessage.last_error) != ""
)
_IS_UNDELIVERED = exists().where(
    col(OutboxMessage.invitation_id) == Invitation.id,
    col(OutboxMessage.sequence) == Invitation.sequence,
    col(OutboxMessage.channel) == OutboxChannel.MAIL,
    or_(col(OutboxMessage.state).in_((OutboxState.DEAD, OutboxState.HELD)), _IS_FAILING),
)
"""The last message of an invitation was refused, or keeps failing."""

# The query is made once: making it anew costs more than asking it.
_LIVE = select(
    col(Invitation.conference_id),
    col(Invitation.person_id),
    col(Invitation.reply),
    _IS_UNDELIVERED,
).where(
    col(Invitation.conference_id).in_(bindparam("conferences", expanding=True)),
    col(Invitation.withdrawn_at).is_(None),
)


def of(session: Session, conference_ids: Collection[UUID]) -> dict[Key, Asked]:
    """Return every live invitation of these conferences by conference and person."""
    return {
        (conference_id, person_id): Asked(reply, is_undelivered)
        for conference_id, person_id, reply, is_undelivered in session.execute(
            _LIVE, {"conferences": conference_ids}
        )
    }
