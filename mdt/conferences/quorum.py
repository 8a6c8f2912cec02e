"""Without its quorum a table is not convened, and does not decide without a typed reason.

Source: model.md, decided (quorum); domain.md 3.1 (core seats) and glossary 8.
"""

from sqlmodel import Session, col, select

from mdt.conferences import sought
from mdt.errors import N_, DomainError
from mdt.models import AgendaItem, Attendance, Conference, Seat
from mdt.seats import cover


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
    sees it, and the table decides without it for a typed reason only.
    """
    seats = _seats(session, conference)
    seated = {seat.item_id for seat in seats}
    items = session.exec(select(AgendaItem.id).where(AgendaItem.conference_id == conference.id))
    if not set(items) <= seated or not seats:
        raise NoSeats
    sought_for = sought.excused(session, conference.id)
    if missing := [seat for seat in cover.unheld(seats) if seat.id not in sought_for]:
        raise QuorumNotMet(seats=[seat.domain for seat in missing])


def absent(session: Session, conference: Conference) -> list[Seat]:
    """Return the quorum seats whose holder did not come to their item."""
    came = session.execute(
        select(Attendance.item_id, Attendance.person_id)
        .join(AgendaItem, col(AgendaItem.id) == Attendance.item_id)
        .where(AgendaItem.conference_id == conference.id)
    ).all()
    return [
        seat
        for seat in _seats(session, conference)
        if cover.absent([seat], {person for item, person in came if item == seat.item_id})
    ]


def _seats(session: Session, conference: Conference) -> list[Seat]:
    return list(
        session.exec(
            select(Seat)
            .join(AgendaItem, col(AgendaItem.id) == Seat.item_id)
            .where(AgendaItem.conference_id == conference.id)
            .order_by(col(AgendaItem.position), col(Seat.position))
        )
    )
