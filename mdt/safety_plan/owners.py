"""Who can own an action: people who serve an organisation near the case and may act in it.

That is everybody of the case's own region or of the centre above it, and whoever holds a
seat at the case, from wherever they come. A judge never owns an action: no presence of hers
may turn into a part in the case (domain.md 3.4).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy import case as when
from sqlmodel import Session, col, or_

from mdt.access import actor as actors
from mdt.access import walls
from mdt.errors import N_, DomainError
from mdt.models import Case, Membership, Organisation, Person, Region, Role, Seat

ACTING = (Role.CHAIR, Role.COORDINATOR, Role.PROFESSIONAL, Role.SPECIALIST)
"""Roles that can be given work; the others watch, set up, or judge."""


class OwnerCannotAct(DomainError):
    """The person does not serve an organisation here now, or must stay out of the case."""

    text = N_("Kies iemand die nu bij een organisatie werkt. Een rechter krijgt geen actie.")


@dataclass(frozen=True)
class Owner:
    """Someone who can own an action of a case, for the organisation they serve."""

    person_id: UUID
    name: str
    organisation_id: UUID
    organisation: str
    at_table: bool


def eligible(session: Session, case: Case, *, now: datetime) -> list[Owner]:
    """Return everybody who can own an action of the case, those at its table first."""
    return sorted(_read(session, case, now=now), key=lambda one: (not one.at_table, one.name))


def find(session: Session, case: Case, person_id: UUID, *, now: datetime) -> Owner:
    """Return the person as an owner of an action of the case. Raises OwnerCannotAct."""
    found = _read(session, case, col(Person.id) == person_id, now=now)
    if not found:
        raise OwnerCannotAct
    return found[0]


def _read(
    session: Session, case: Case, *conditions: ColumnElement[bool], now: datetime
) -> list[Owner]:
    """Return one owner a person: who serves several organisations acts for one near the case."""
    seated = exists().where(col(Seat.case_id) == case.id, col(Seat.holder_id) == Person.id)
    keeps = col(Person.id).in_((case.lead_id, case.victim_contact_id))
    at_table = or_(seated, keeps)
    is_near = or_(
        col(Organisation.region_id) == case.region_id,
        col(Organisation.region_id).in_(
            select(col(Region.parent_id)).where(col(Region.id) == case.region_id)
        ),
    )
    rows = session.execute(
        select(
            col(Person.id), col(Person.name), col(Organisation.id), col(Organisation.name), at_table
        )
        .join(Membership, col(Membership.person_id) == Person.id)
        .join(Organisation, col(Organisation.id) == Membership.organisation_id)
        .where(
            col(Person.is_active),
            actors.runs(now),
            col(Membership.role).in_(ACTING),
            or_(is_near, seated),
            ~actors.judges(now),
            ~walls.keeps_out(case.id, col(Person.id)),
            *conditions,
        )
        .order_by(
            when((col(Organisation.region_id) == case.region_id, 0), else_=1),
            col(Membership.from_at),
        )
    )
    return _one_each(Owner(*row) for row in rows)


def _one_each(owners: Iterable[Owner]) -> list[Owner]:
    """Keep the first of each person."""
    first: dict[UUID, Owner] = {}
    for one in owners:
        first.setdefault(one.person_id, one)
    return list(first.values())
