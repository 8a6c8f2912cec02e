"""Who sits at the table of a case: the seats of its last sitting that was convened."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from mdt.access.relations import RUNNING
from mdt.models import AgendaItem, Case, Conference, Person, Seat, SeatDomain


@dataclass(frozen=True)
class Place:
    """One person at the table; domain is None for a chair who holds no seat."""

    person_id: UUID
    name: str
    domain: SeatDomain | None
    is_chair: bool


def of(session: Session, case: Case) -> list[Place]:
    """Return who sits at the case's table, the chair first; nobody before it was convened."""
    last = (
        select(col(Conference.id), col(Conference.chair_id), col(AgendaItem.id), col(Person.name))
        .join(AgendaItem, col(AgendaItem.conference_id) == Conference.id)
        .join(Person, col(Person.id) == Conference.chair_id, isouter=True)
        .where(col(AgendaItem.case_id) == case.id, col(Conference.state).in_(RUNNING))
        .order_by(col(Conference.starts_at).desc())
        .limit(1)
    )
    found = session.execute(last).first()
    if found is None:
        return []
    _, chair_id, item_id, chair = found
    seats = session.execute(
        select(col(Person.id), col(Person.name), col(Seat.domain))
        .join(Person, col(Person.id) == Seat.holder_id)
        .where(col(Seat.item_id) == item_id)
        .order_by(col(Seat.position), col(Person.name))
    )
    places = [Place(key, name, domain, key == chair_id) for key, name, domain in seats]
    if chair_id and not any(place.is_chair for place in places):
        places.append(Place(chair_id, chair, None, is_chair=True))
    return sorted(places, key=lambda place: not place.is_chair)
