"""Who can keep a case as its lead or as the victim's contact: people who work here now.

A judge never keeps a case: what she learns of it would bar her from trying the family
(domain.md 3.4). Administrators, auditors and data-protection officers see no content.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import true
from sqlmodel import Session, col, select

from mdt.access import actor as actors
from mdt.access import walls
from mdt.errors import N_, DomainError
from mdt.models import Case, Membership, Organisation, Person


class CannotKeep(DomainError):
    """The person does not work in the region now, or must stay out of cases."""

    text = N_("%(name)s kan deze zaak nu niet dragen. Kies iemand die nu in deze regio werkt.")


@dataclass(frozen=True)
class Keeper:
    """Someone who can keep a case, and where they work."""

    person_id: UUID
    name: str
    organisation: str


def eligible(
    session: Session, region_id: UUID, case: Case | None = None, *, now: datetime
) -> list[Keeper]:
    """Return everybody who can keep a case of the region, by name; one row a person.

    case: the one that it is, when it is there already.
    """
    is_open = ~walls.keeps_out(case.id, col(Person.id)) if case else true()
    rows = session.execute(
        select(Person.id, Person.name, Organisation.name)
        .join(Membership, col(Membership.person_id) == Person.id)
        .join(Organisation, col(Organisation.id) == Membership.organisation_id)
        .where(
            col(Person.is_active),
            Organisation.region_id == region_id,
            col(Membership.role).in_(actors.KEEPING),
            actors.runs(now),
            ~actors.judges(now),
            is_open,
        )
        .order_by(Person.name, col(Membership.from_at))
    )
    first: dict[UUID, Keeper] = {}
    for person_id, name, organisation in rows:
        first.setdefault(person_id, Keeper(person_id, name, organisation))
    return list(first.values())


def require(session: Session, person: Person, case: Case, *, now: datetime) -> None:
    """Raise CannotKeep unless the person can keep the case."""
    if not can_keep(session, person, case, now=now):
        raise CannotKeep(name=person.name)


def can_keep(session: Session, person: Person, case: Case, *, now: datetime) -> bool:
    """Tell whether the person works in the region of the case, and no wall is between."""
    who = actors.load(session, person, now=now)
    is_here = who.may_keep_cases and case.region_id in who.regions(actors.KEEPING)
    return person.is_active and is_here and case.id not in who.walled
