"""Without its quorum a table is not convened, and does not decide without a typed reason.

Source: model.md, decided (quorum); domain.md 3.1 (core seats) and glossary 8.
"""

from collections import defaultdict
from uuid import UUID

from sqlmodel import Session, col, select

from mdt.conferences import sought
from mdt.errors import N_, DomainError
from mdt.models import AgendaItem, Attendance, Conference, ConferenceKind, Seat, SeatPart
from mdt.seats import cover

_People = dict[UUID, set[UUID]]
"""People by the item that they were at."""


class NoSeats(DomainError):
    """An item without a seat asks nobody."""

    text = N_("Bij een zaak staat nog geen stoel. Zet eerst de stoelen klaar.")


class QuorumNotMet(DomainError):
    """Seats of the quorum have nobody to ask."""

    text = N_("Zonder deze stoelen kan het overleg niet doorgaan: %(seats)s. Kies wie er komt.")


class QuorumAbsent(DomainError):
    """Seats of the quorum are not at the table, and no reason was typed."""

    text = N_("Niet aan tafel: %(seats)s. Schrijf op waarom de tafel toch besluit.")


def require_held(session: Session, conference: Conference) -> None:
    """Raise NoSeats or QuorumNotMet unless every item has seats and its quorum can be asked.

    A seat for which somebody is sought, or was in vain, does not stand in the way: the coordinator
    sees it, and the table decides without it for a typed reason only. A knowledge session has no
    items and decides nothing.
    """
    if conference.kind is ConferenceKind.KNOWLEDGE:
        return
    seats = _seats(session, conference)
    seated = {seat.item_id for seat in seats}
    items = session.exec(select(AgendaItem.id).where(AgendaItem.conference_id == conference.id))
    if not set(items) <= seated or not seats:
        raise NoSeats
    sought_for = sought.excused(session, conference.id)
    if missing := [seat for seat in cover.unheld(seats) if seat.id not in sought_for]:
        raise QuorumNotMet(seats=[seat.domain for seat in missing])


def absent(session: Session, conference: Conference) -> list[Seat]:
    """Return the quorum seats whose holder did not stay with their item until it was closed.

    A table decides with its quorum there, so having come is not enough; it is for who holds a
    seat for some parts of the item, and may leave after those.
    """
    came, stayed = _attendance(session, conference)
    in_parts = _held_in_parts(session, conference)
    return [
        seat
        for seat in _seats(session, conference)
        if cover.absent([seat], (came if seat.id in in_parts else stayed)[seat.item_id])
    ]


def _attendance(session: Session, conference: Conference) -> tuple[_People, _People]:
    """Return who came to each item, and who was there until it was closed, or still is."""
    came: _People = defaultdict(set)
    stayed: _People = defaultdict(set)
    rows = session.execute(
        select(Attendance, AgendaItem.closed_at)
        .join(AgendaItem, col(AgendaItem.id) == Attendance.item_id)
        .where(AgendaItem.conference_id == conference.id)
    )
    for attendance, closed_at in rows:
        came[attendance.item_id].add(attendance.person_id)
        until = closed_at or conference.held_at
        if attendance.out_at is None or (until and attendance.out_at >= until):
            stayed[attendance.item_id].add(attendance.person_id)
    return came, stayed


def _held_in_parts(session: Session, conference: Conference) -> set[UUID]:
    return set(
        session.exec(
            select(SeatPart.seat_id)
            .join(Seat, col(Seat.id) == SeatPart.seat_id)
            .join(AgendaItem, col(AgendaItem.id) == Seat.item_id)
            .where(AgendaItem.conference_id == conference.id)
        )
    )


def _seats(session: Session, conference: Conference) -> list[Seat]:
    return list(
        session.exec(
            select(Seat)
            .join(AgendaItem, col(AgendaItem.id) == Seat.item_id)
            .where(AgendaItem.conference_id == conference.id)
            .order_by(col(AgendaItem.position), col(Seat.position))
        )
    )
