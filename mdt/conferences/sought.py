"""Seats for which somebody is sought: what the rest of a conference must know of it.

Plain reads; the search itself is mdt.conferences.cascades.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from mdt.access import walls
from mdt.models import Cascade, CascadeAsk, CascadeState, Reply, Seat, SeatDomain

OPEN = (CascadeState.ANNOUNCED, CascadeState.RUNNING, CascadeState.EXHAUSTED)
"""States in which a yes still takes the seat."""

MAY_RETURN = frozenset(SeatDomain) - {SeatDomain.JUDICIARY}
"""Seats for which a no may become a yes while they are open. A judge who says no may be barred:
everything closes to her at once (scenarios.md, check 2.5)."""

# Made once, for it is asked on every list of conferences.
_HERE = col(Cascade.conference_id).in_(bindparam("conferences", expanding=True))
_RUNNING = select(col(Cascade.seat_id)).where(_HERE, col(Cascade.state) == CascadeState.RUNNING)
_UNDER_WAY = (
    select(Cascade)
    .where(
        _HERE,
        col(Cascade.state).in_((CascadeState.ANNOUNCED, CascadeState.RUNNING)),
        col(Cascade.seat_id).is_not(None),
    )
    .order_by(col(Cascade.started_at))
)


def asked(session: Session, conference_id: UUID) -> dict[UUID, list[UUID]]:
    """Return who is asked for a seat that is still open, with these seats.

    Who said no is asked no more; who let their patience pass still is.
    """
    rows = session.execute(
        select(col(CascadeAsk.person_id), col(Cascade.seat_id))
        .join(Cascade, col(Cascade.id) == CascadeAsk.cascade_id)
        .where(
            col(Cascade.conference_id) == conference_id,
            col(Cascade.state).in_(OPEN),
            col(Cascade.seat_id).is_not(None),
            col(CascadeAsk.reply).is_distinct_from(Reply.NO),
            ~walls.keeps_out(col(Cascade.case_id), col(CascadeAsk.person_id)),
        )
        .order_by(col(CascadeAsk.position))
    )
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for person_id, seat_id in rows:
        found[person_id].append(seat_id)
    return found


def may_return(session: Session, conference_id: UUID) -> frozenset[UUID]:
    """Return who said no to a seat that is still open, and may change that."""
    rows = session.scalars(
        select(col(CascadeAsk.person_id))
        .join(Cascade, col(Cascade.id) == CascadeAsk.cascade_id)
        .where(
            col(Cascade.conference_id) == conference_id,
            col(Cascade.state).in_(OPEN),
            col(Cascade.seat_id).is_not(None),
            col(Cascade.domain).in_(MAY_RETURN),
            col(CascadeAsk.reply) == Reply.NO,
            ~walls.keeps_out(col(Cascade.case_id), col(CascadeAsk.person_id)),
        )
    )
    return frozenset(rows)


def running(session: Session, conference_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return the seats of these conferences for which somebody is asked now."""
    rows = session.scalars(_RUNNING, {"conferences": conference_ids})
    return frozenset(key for key in rows if key)


def under_way(session: Session, conference_ids: Collection[UUID]) -> Sequence[Cascade]:
    """Return the searches that the portal is at for these conferences, or is about to begin.

    Those that keep their holder only watch an answer, in an emergency: nobody was lost there yet.
    """
    return session.scalars(_UNDER_WAY, {"conferences": conference_ids}).all()


def seats(searches: Iterable[Cascade]) -> frozenset[UUID]:
    """Return the seats for which somebody is asked now, among these searches."""
    asking = (one for one in searches if one.state is CascadeState.RUNNING)
    return frozenset(one.seat_id for one in asking if one.seat_id)


def excused(session: Session, conference_id: UUID) -> frozenset[UUID]:
    """Return the seats that a convened conference may leave empty: somebody was sought."""
    rows = session.scalars(
        select(col(Cascade.seat_id)).where(col(Cascade.conference_id) == conference_id)
    )
    return frozenset(key for key in rows if key)


def unsettled(session: Session, conference_id: UUID) -> list[Seat]:
    """Return the seats that count, that lost their person and that nobody took or gave up."""
    searches = select(col(Cascade.seat_id)).where(
        col(Cascade.conference_id) == conference_id, col(Cascade.seat_id).is_not(None)
    )
    given_up = searches.where(col(Cascade.state) == CascadeState.WAIVED)
    rows = session.scalars(
        select(Seat)
        .where(
            col(Seat.id).in_(searches),
            col(Seat.id).not_in(given_up),
            col(Seat.holder_id).is_(None),
            col(Seat.required) | col(Seat.quorum),
        )
        .order_by(col(Seat.position), col(Seat.id))
    )
    return list(rows)


def open_of(session: Session, seat_id: UUID) -> Cascade | None:
    """Return the search for this seat in which a yes still counts, if there is one."""
    return session.scalars(
        select(Cascade).where(col(Cascade.seat_id) == seat_id, col(Cascade.state).in_(OPEN))
    ).first()


def newest_of(session: Session, seat_id: UUID) -> Cascade | None:
    """Return the last search for this seat, open or not."""
    query = select(Cascade).where(col(Cascade.seat_id) == seat_id)
    return session.scalars(query.order_by(col(Cascade.started_at).desc())).first()


def asks_of(session: Session, row: Cascade) -> Sequence[CascadeAsk]:
    """Return everybody who was asked in this search, in order."""
    return session.scalars(
        select(CascadeAsk)
        .where(col(CascadeAsk.cascade_id) == row.id)
        .order_by(col(CascadeAsk.position))
    ).all()
