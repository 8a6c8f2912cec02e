"""The tables of many conferences in one glance each: a mark for every chair.

For lists; three queries, however many conferences there are.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from mdt.conferences import asked, sought
from mdt.models import AgendaItem, Conference, ConferenceState, Seat, SeatDomain, SeatFill
from mdt.seats import cover
from mdt.seats.cover import Mark, SeatState

# The query is made once: making it anew costs more than asking it.
_CHAIRS = (
    select(
        col(AgendaItem.conference_id),
        col(AgendaItem.id),
        col(Seat.id),
        col(Seat.domain),
        col(Seat.required),
        col(Seat.quorum),
        col(Seat.holder_id),
        col(Seat.fill),
        col(Conference.state),
    )
    .join(Seat, col(Seat.item_id) == AgendaItem.id)
    .join(Conference, col(Conference.id) == AgendaItem.conference_id)
    .where(col(AgendaItem.conference_id).in_(bindparam("conferences", expanding=True)))
    .order_by(col(AgendaItem.position), col(Seat.position), col(Seat.id))
)


@dataclass(frozen=True, slots=True)
class _Standing:
    """A seat as cover wants it."""

    domain: SeatDomain
    required: bool
    quorum: bool
    state: SeatState


def of(
    session: Session, conferences: Collection[UUID], wanted: Collection[UUID] | None = None
) -> dict[UUID, list[Mark]]:
    """Return the marks of each conference that has seats, in the order of its table.

    wanted: the seats for which somebody is asked now, when the caller knows them already.
    """
    if not conferences:
        return {}
    if wanted is None:
        wanted = sought.running(session, conferences)
    invited = asked.of(session, conferences)
    tables: dict[UUID, dict[UUID, list[_Standing]]] = defaultdict(lambda: defaultdict(list))
    rows = session.execute(_CHAIRS, {"conferences": conferences})
    for conference_id, item_id, key, domain, required, quorum, holder_id, fill, stage in rows:
        answer = invited.get((conference_id, holder_id)) if holder_id else None
        is_pooled = fill is not SeatFill.PERSON and stage is ConferenceState.DRAFT
        is_sought = key in wanted
        state = cover.state(holder_id, answer, is_pooled=is_pooled, is_sought=is_sought)
        seat = _Standing(domain, required, quorum, state)
        tables[conference_id][item_id].append(seat)
    return {key: cover.merged(items.values()) for key, items in tables.items()}
