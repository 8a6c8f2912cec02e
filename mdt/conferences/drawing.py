"""Who comes out of a pool or a roster when a moment is agreed, and makes room for another moment.

Somebody whom a coordinator named for a seat stays on it; whoever came for the moment alone does not
bind the next one.

Source: model.md, idea 2 (a seat is filled by a person out of a pool).
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from mdt.conferences import candidates
from mdt.models import Conference, Person, Seat, SeatFill


def take(
    session: Session, conference: Conference, holders: Mapping[UUID, UUID], *, now: datetime
) -> None:
    """Put people on seats that nobody holds or was named for, by the seat's key.

    The caller records the event. Raises CannotSit, SitsAlready.
    """
    seats = [seat for item in conference.items for seat in item.seats if seat.id in holders]
    taking = [seat for seat in seats if seat.holder_id is None or seat.is_open_again]
    for seat in taking:
        seat.holder_id = None
    session.flush()
    for seat in taking:
        person = session.get_one(Person, holders[seat.id])
        candidates.require(session, seat, person, now=now)
        seat_down(seat, person)
        session.flush()


def seat_down(seat: Seat, person: Person) -> None:
    """Let somebody hold the seat whom nobody named: another moment may bring another."""
    seat.holder_id, seat.is_drawn = person.id, seat.fill is not SeatFill.PERSON


def give_back(session: Session, conference: Conference) -> None:
    """Leave the seats empty whose holders came out of a pool or a roster, as they were before."""
    for seat in [seat for item in conference.items for seat in item.seats if seat.is_open_again]:
        seat.holder_id, seat.is_drawn = None, False
    session.flush()
