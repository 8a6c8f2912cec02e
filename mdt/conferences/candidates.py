"""Who can hold a seat: people who serve an organisation of the seat's domain near the case.

Administrators, auditors and data-protection officers sit at no table. Somebody who holds
another seat at the item is not offered: one person, one seat (model.md, always true 3).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from mdt.access import actor as actors
from mdt.errors import N_, DomainError
from mdt.models import (
    AgendaItem,
    Case,
    Conference,
    Membership,
    Organisation,
    Person,
    Region,
    Role,
    Seat,
    SeatDomain,
)

SITTING = (Role.CHAIR, Role.COORDINATOR, Role.JUDGE, Role.PROFESSIONAL, Role.SPECIALIST)
"""Roles with which people sit at a table."""

SERVED_BY: Mapping[SeatDomain, frozenset[SeatDomain]] = {
    SeatDomain.VICTIM_CONTACT: frozenset(
        {SeatDomain.LOCAL_TEAM, SeatDomain.SHELTER, SeatDomain.SHN, SeatDomain.VT}
    ),
}
"""Seats that people of other domains hold (domain.md 3.1: the contact is of VT, VO or SHN)."""


class CannotSit(DomainError):
    """The person does not serve the seat's domain here now."""

    text = N_("%(name)s kan niet op deze stoel. Kies iemand van de organisatie die hier hoort.")


class SitsAlready(DomainError):
    """The person would hold two seats at one item."""

    text = N_("%(name)s heeft al een stoel bij deze zaak.")


@dataclass(frozen=True)
class Candidate:
    """Someone who can hold a seat; rank orders the seat's own deputies, None for others."""

    person_id: UUID
    name: str
    organisation: str
    function: str
    rank: int | None = None


def of(session: Session, seat: Seat, *, now: datetime) -> list[Candidate]:
    """Return everybody who can take the seat: its deputies first, then the others by name."""
    ranks = {deputy.person_id: deputy.rank for deputy in seat.deputies}
    seated = _seated(session, seat)
    found: dict[UUID, Candidate] = {}
    for person_id, name, organisation, function in _rows(session, seat, now=now):
        if person_id not in seated:
            one = Candidate(person_id, name, organisation, function, ranks.get(person_id))
            found.setdefault(person_id, one)
    return sorted(found.values(), key=lambda one: (one.rank is None, one.rank or 0, one.name))


def require(session: Session, seat: Seat, person: Person, *, now: datetime) -> None:
    """Raise SitsAlready or CannotSit unless the person can take the seat."""
    if person.id in _seated(session, seat):
        raise SitsAlready(name=person.name)
    if not any(row[0] == person.id for row in _rows(session, seat, now=now)):
        raise CannotSit(name=person.name)


def _seated(session: Session, seat: Seat) -> frozenset[UUID | None]:
    """Return who holds another seat at the same item."""
    others = select(Seat.holder_id).where(Seat.item_id == seat.item_id, Seat.id != seat.id)
    return frozenset(session.exec(others)) - {None}


def _rows(session: Session, seat: Seat, *, now: datetime) -> list[tuple[UUID, str, str, str]]:
    rows = session.execute(
        select(Person.id, Person.name, Organisation.name, Membership.function)
        .join(Membership, col(Membership.person_id) == Person.id)
        .join(Organisation, col(Organisation.id) == Membership.organisation_id)
        .where(
            col(Person.is_active),
            actors.runs(now),
            col(Membership.role).in_(SITTING),
            _is_near(session, seat),
            _serves(seat),
        )
        .order_by(Person.name, col(Membership.from_at))
    )
    return [tuple(row) for row in rows]


def _is_near(session: Session, seat: Seat) -> ColumnElement[bool]:
    """Return the condition that keeps organisations of the sitting's region and those above it."""
    here = session.exec(
        select(Conference.region_id)
        .join(AgendaItem, col(AgendaItem.conference_id) == Conference.id)
        .where(AgendaItem.id == seat.item_id)
    ).one()
    above = select(Region.parent_id).where(Region.id == here)
    region_id = col(Organisation.region_id)
    return or_(region_id == here, region_id.in_(above))


def _serves(seat: Seat) -> ColumnElement[bool]:
    """Return the condition that keeps who serves the seat, is its deputy, or the case's contact."""
    own = [deputy.person_id for deputy in seat.deputies]
    conditions: list[ColumnElement[bool]] = [col(Person.id).in_(own)]
    if seat.domain is SeatDomain.VICTIM_CONTACT:
        contact = select(Case.victim_contact_id).where(Case.id == seat.case_id)
        conditions.append(col(Person.id).in_(contact))
    if seat.organisation_id:
        conditions.append(col(Organisation.id) == seat.organisation_id)
    else:
        domains = SERVED_BY.get(seat.domain, frozenset({seat.domain}))
        conditions.append(col(Organisation.domain).in_(domains))
    return or_(*conditions)
