"""What became of asking people: who answered what, and whom no mail reached.

Reads many conferences at once, with one query.
"""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, select
from sqlmodel import Session, col

from mdt.models import Invitation, OutboxChannel, OutboxMessage, OutboxState
from mdt.seats.cover import Asked

Key = tuple[UUID, UUID]
"""A conference and a person."""

_IS_FAILING = and_(
    col(OutboxMessage.state) == OutboxState.PENDING, col(OutboxMessage.last_error) != ""
)


def _last_message_is(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return whether the condition holds for the last message of an invitation."""
    return exists().where(
        col(OutboxMessage.invitation_id) == Invitation.id,
        col(OutboxMessage.sequence) == Invitation.sequence,
        col(OutboxMessage.channel) == OutboxChannel.MAIL,
        condition,
    )


_IS_UNDELIVERED = _last_message_is(
    or_(col(OutboxMessage.state) == OutboxState.DEAD, _IS_FAILING)
).label("is_undelivered")
"""It was refused, or keeps failing."""

_IS_HELD = _last_message_is(col(OutboxMessage.state) == OutboxState.HELD).label("is_held")
"""It waits here: its mail domain is not agreed on."""

# The query is made once: making it anew costs more than asking it.
_LIVE = select(
    col(Invitation.conference_id),
    col(Invitation.person_id),
    col(Invitation.reply),
    _IS_UNDELIVERED,
    _IS_HELD,
).where(
    col(Invitation.conference_id).in_(bindparam("conferences", expanding=True)),
    col(Invitation.withdrawn_at).is_(None),
)


def of(session: Session, conference_ids: Collection[UUID]) -> dict[Key, Asked]:
    """Return every live invitation of these conferences by conference and person."""
    return {
        (conference_id, person_id): Asked(reply, is_undelivered, is_held)
        for conference_id, person_id, reply, is_undelivered, is_held in session.execute(
            _LIVE, {"conferences": conference_ids}
        )
    }
