"""To whom a case can be shut: organisations around it, their units and people, and guests."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, exists
from sqlmodel import Session, col, or_, select

from mdt.access import actor as actors
from mdt.models import Membership, Organisation, Person, Region, SeatFallback, Unit


class Choices(NamedTuple):
    """Organisations, units and people by name, each with its key."""

    organisations: list[tuple[UUID, str]]
    units: list[tuple[UUID, str]]
    people: list[tuple[UUID, str]]


def of(session: Session, region_id: UUID, *, now: datetime) -> Choices:
    """Return everybody near the region: its own, the centre above it, and who takes over there."""
    above = select(Region.parent_id).where(Region.id == region_id)
    takes_over = select(SeatFallback.organisation_id).where(SeatFallback.region_id == region_id)
    places = session.exec(
        select(Organisation.id, Organisation.name)
        .where(
            or_(
                Organisation.region_id == region_id,
                col(Organisation.region_id).in_(above),
                col(Organisation.id).in_(takes_over),
            )
        )
        .order_by(Organisation.name)
    ).all()
    keys = [key for key, _ in places]
    within = col(Unit.organisation_id).in_(keys)
    return Choices(
        list(places),
        units(session, within),
        _people(session, keys, now=now),
    )


def units(session: Session, which: ColumnElement[bool]) -> list[tuple[UUID, str]]:
    """Return those units, each with the name of its organisation behind its own, in that order.

    Those out of use too: who once belonged to one can be in the way of a case.
    """
    rows = session.execute(
        select(Unit.id, Unit.name, Organisation.name)
        .join(Organisation, col(Organisation.id) == Unit.organisation_id)
        .where(which)
        .order_by(Organisation.name, Unit.name)
    )
    return [(key, f"{name}, {place}") for key, name, place in rows]


def _people(session: Session, places: list[UUID], *, now: datetime) -> list[tuple[UUID, str]]:
    """Return who works there, with where, and guests who work nowhere; one row a person."""
    guest = ~exists().where(col(Membership.person_id) == Person.id, actors.runs(now))
    works = session.execute(
        select(Person.id, Person.name, Organisation.name)
        .join(Membership, col(Membership.person_id) == Person.id)
        .join(Organisation, col(Organisation.id) == Membership.organisation_id)
        .where(col(Organisation.id).in_(places), actors.runs(now), col(Person.is_active))
        .order_by(Person.name, col(Membership.from_at))
    )
    guests = session.exec(
        select(Person.id, Person.name).where(guest, col(Person.is_active)).order_by(Person.name)
    )
    found: dict[UUID, str] = {}
    for key, name, place in works:
        found.setdefault(key, f"{name}, {place}")
    return sorted([*found.items(), *guests], key=lambda one: one[1])
