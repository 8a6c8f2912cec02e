"""How the seats of many sittings stand at once, for lists; mdt.invitations.status has one whole."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, and_, col, select

from mdt.invitations import status
from mdt.models import (
    AgendaItem,
    Invitation,
    MessageKind,
    OutboxMessage,
    OutboxState,
    Seat,
    SeatDomain,
    SubstituteProposal,
)
from mdt.seats import cover
from mdt.seats.cover import SeatState


@dataclass(frozen=True)
class Standing:
    """One seat and how it stands."""

    seat_id: UUID
    item_id: UUID
    conference_id: UUID
    domain: SeatDomain
    required: bool
    quorum: bool
    state: SeatState


def of(session: Session, item_ids: Collection[UUID]) -> dict[UUID, list[Standing]]:
    """Return the seats of these agenda items by conference, in the order of their agenda."""
    rows = session.exec(
        select(Seat, AgendaItem.conference_id, Invitation)
        .join(AgendaItem, col(AgendaItem.id) == Seat.item_id)
        .join(
            Invitation,
            and_(
                col(Invitation.conference_id) == AgendaItem.conference_id,
                col(Invitation.person_id) == Seat.holder_id,
            ),
            isouter=True,
        )
        .where(col(Seat.item_id).in_(item_ids))
        .order_by(col(AgendaItem.position), col(Seat.position))
    ).all()
    failed = _undelivered(session, {conference_id for _, conference_id, _ in rows})
    found: dict[UUID, list[Standing]] = {}
    for seat, conference_id, invitation in rows:
        found.setdefault(conference_id, []).append(
            Standing(
                seat_id=seat.id,
                item_id=seat.item_id,
                conference_id=conference_id,
                domain=seat.domain,
                required=seat.required,
                quorum=seat.quorum,
                state=_state(seat, invitation, failed),
            )
        )
    return found


def proposals(session: Session, conference_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return how many substitutes each conference has to decide on, for those that have any."""
    rows = session.exec(
        select(Invitation.conference_id)
        .join(SubstituteProposal, col(SubstituteProposal.invitation_id) == Invitation.id)
        .where(
            col(Invitation.conference_id).in_(conference_ids),
            col(Invitation.withdrawn_at).is_(None),
            col(SubstituteProposal.settled_at).is_(None),
        )
    )
    found: dict[UUID, int] = {}
    for conference_id in rows:
        found[conference_id] = found.get(conference_id, 0) + 1
    return found


def _state(seat: Seat, asked: Invitation | None, failed: Collection[UUID]) -> SeatState:
    is_failed = asked is not None and asked.id in failed
    return cover.state(seat.holder_id, asked, is_undelivered=is_failed)


def _undelivered(session: Session, conference_ids: Collection[UUID]) -> set[UUID]:
    """Return the invitations whose last message did not arrive."""
    rows = session.exec(
        select(OutboxMessage.invitation_id, OutboxMessage.state, OutboxMessage.last_error)
        .where(
            col(OutboxMessage.conference_id).in_(conference_ids),
            OutboxMessage.kind == MessageKind.INVITATION,
        )
        .order_by(col(OutboxMessage.sequence), col(OutboxMessage.created_at))
    )
    last = {key: (OutboxState(state), error) for key, state, error in rows if key}
    return {key for key, message in last.items() if status.is_undelivered(*message)}
