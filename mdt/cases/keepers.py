"""Who can keep a case as its lead or as the victim's contact: people who work here now.

A judge never keeps a case: what she learns of it would bar her from trying the family
(domain.md 3.4). Administrators, auditors and data-protection officers see no content.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mdt.access import actor as actors
from mdt.errors import N_, DomainError
from mdt.models import Membership, Organisation, Person


class CannotKeep(DomainError):
    """The person does not work in the region now, or must stay out of cases."""

    text = N_("%(name)s kan deze zaak nu niet dragen. Kies iemand die nu in deze regio werkt.")


@dataclass(frozen=True)
class Keeper:
    """Someone who can keep a case, and where they work."""

    person_id: UUID
    name: str
    organisation: str


def eligible(session: Session, region_id: UUID, *, now: datetime) -> list[Keeper]:
    """Return everybody who can keep a case of the region, by name; one row a person."""
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
        )
        .order_by(Person.name, col(Membership.from_at))
    )
    first: dict[UUID, Keeper] = {}
    for person_id, name, organisation in rows:
        first.setdefault(person_id, Keeper(person_id, name, organisation))
    return list(first.values())


def require(session: Session, person: Person, region_id: UUID, *, now: datetime) -> None:
    """Raise CannotKeep unless the person can keep a case of the region."""
    if not can_keep(session, person, region_id, now=now):
        raise CannotKeep(name=person.name)


def can_keep(session: Session, person: Person, region_id: UUID, *, now: datetime) -> bool:
    """Tell whether the person can keep a case of the region."""
    who = actors.load(session, person, now=now)
    return person.is_active and who.may_keep_cases and region_id in who.regions(actors.KEEPING)
