"""Who can hold a seat: people who serve an organisation of the seat's domain near the case.

Administrators, auditors and data-protection officers sit at no table. Somebody who holds
another seat at the item is not offered: one person, one seat (model.md, always true 3).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, or_, select

from mdt.access import actor as actors
from mdt.access import walls
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
from mdt.seats import fallbacks

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
    """Someone who can hold a seat; rank orders the seat's own deputies, None for others.

    takes_over: the place of their organisation among those that take over; None for whoever
    belongs to the seat.
    """

    person_id: UUID
    name: str
    organisation: str
    function: str
    rank: int | None = None
    takes_over: int | None = None


def of(session: Session, seat: Seat, *, now: datetime) -> list[Candidate]:
    """Return everybody who can take the seat: its deputies, the others by name, who takes over."""
    ranks = {deputy.person_id: deputy.rank for deputy in seat.deputies}
    seated = _seated(session, seat)
    found: dict[UUID, Candidate] = {}
    for row in _rows(session, seat, now=now):
        if row.person_id not in seated:
            one = Candidate(
                row.person_id,
                row.name,
                row.organisation,
                row.function,
                ranks.get(row.person_id),
                row.takes_over,
            )
            found[one.person_id] = min(found.get(one.person_id, one), one, key=_nearness)
    return sorted(found.values(), key=_nearness)


def pool(session: Session, seat: Seat, *, now: datetime) -> list[Candidate]:
    """Return out of whom the seat is filled: those it belongs to, else the first that take over."""
    found = of(session, seat, now=now)
    nearest = min((_takes_over(one) for one in found), default=0)
    return [one for one in found if _takes_over(one) == nearest]


def require(session: Session, seat: Seat, person: Person, *, now: datetime) -> None:
    """Raise SitsAlready or CannotSit unless the person can take the seat."""
    if person.id in _seated(session, seat):
        raise SitsAlready(name=person.name)
    if not any(row.person_id == person.id for row in _rows(session, seat, now=now)):
        raise CannotSit(name=person.name)


def served_by(domain: SeatDomain) -> frozenset[SeatDomain]:
    """Return the domains whose people hold seats of this domain."""
    return SERVED_BY.get(domain, frozenset({domain}))


def _seated(session: Session, seat: Seat) -> frozenset[UUID | None]:
    """Return who holds another seat at the same item."""
    others = select(Seat.holder_id).where(Seat.item_id == seat.item_id, Seat.id != seat.id)
    return frozenset(session.exec(others)) - {None}


class _Row(NamedTuple):
    person_id: UUID
    name: str
    organisation: str
    function: str
    takes_over: int | None


def _nearness(one: Candidate) -> tuple[int, bool, int, str]:
    return _takes_over(one), one.rank is None, one.rank or 0, one.name


def _takes_over(one: Candidate) -> int:
    return -1 if one.takes_over is None else one.takes_over


def _rows(session: Session, seat: Seat, *, now: datetime) -> list[_Row]:
    region_id = _region_of(session, seat)
    ranks = _taking_over(session, seat, region_id)
    belongs = _is_near(region_id) & _serves(seat)
    rows = session.execute(
        sa_select(
            col(Person.id),
            col(Person.name),
            col(Organisation.name),
            col(Membership.function),
            col(Organisation.id),
            belongs,
        )
        .join(Membership, col(Membership.person_id) == Person.id)
        .join(Organisation, col(Organisation.id) == Membership.organisation_id)
        .where(
            col(Person.is_active),
            actors.runs(now),
            col(Membership.role).in_(SITTING),
            col(Organisation.id).not_in(walls.organisations(session, seat.case_id)),
            or_(belongs, col(Organisation.id).in_(ranks)),
        )
        .order_by(Person.name, col(Membership.from_at))
    )
    return [
        _Row(person_id, name, organisation, function, None if is_its else ranks[key])
        for person_id, name, organisation, function, key, is_its in rows
    ]


def _region_of(session: Session, seat: Seat) -> UUID:
    return session.exec(
        select(Conference.region_id)
        .join(AgendaItem, col(AgendaItem.conference_id) == Conference.id)
        .where(AgendaItem.id == seat.item_id)
    ).one()


def _taking_over(session: Session, seat: Seat, region_id: UUID) -> dict[UUID, int]:
    """Return the organisations that take over seats like this one, each with its place."""
    rows = fallbacks.of(session, region_id, served_by(seat.domain))
    return {organisation.id: place for place, (_, organisation) in enumerate(rows)}


def _is_near(region_id: UUID) -> ColumnElement[bool]:
    """Return the condition that keeps organisations of the sitting's region and those above it."""
    above = select(Region.parent_id).where(Region.id == region_id)
    theirs = col(Organisation.region_id)
    return or_(theirs == region_id, theirs.in_(above))


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
        conditions.append(col(Organisation.domain).in_(served_by(seat.domain)))
    return or_(*conditions)
