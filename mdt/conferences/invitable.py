"""Who can be invited to a knowledge session: whoever could sit at a table near its region."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Session, col, or_, select

from mdt.access import actor as actors
from mdt.conferences.serving import SITTING
from mdt.models import Membership, Organisation, Person, Region

MOST_FOUND = 20


class Found(NamedTuple):
    """Somebody who can be invited, and where they work."""

    person_id: UUID
    name: str
    organisation: str


def search(
    session: Session,
    region_id: UUID,
    words: str,
    *,
    besides: Collection[UUID] = (),
    now: datetime,
) -> list[Found]:
    """Return whoever has all the words in their own name or that of their organisation, by name.

    besides: who is left out. One more than MOST_FOUND at most, so that one can be told of more.
    """
    query = _query(region_id, now).where(col(Person.id).not_in(besides))
    for word in words.split():
        query = query.where(
            or_(
                col(Person.name).icontains(word, autoescape=True),
                col(Organisation.name).icontains(word, autoescape=True),
            )
        )
    return _once_each(session, query, MOST_FOUND + 1)


def named(
    session: Session, region_id: UUID, people: Collection[UUID], *, now: datetime
) -> list[Found]:
    """Return who of these people can be invited, by name."""
    query = _query(region_id, now).where(col(Person.id).in_(people))
    return _once_each(session, query, len(people))


def among(
    session: Session, region_id: UUID, people: Collection[UUID], *, now: datetime
) -> set[UUID]:
    """Return who of these people can be invited."""
    return {one.person_id for one in named(session, region_id, people, now=now)}


def _once_each(session: Session, query: Any, most: int) -> list[Found]:
    """Return whom the query finds, by name; with the first of their organisations."""
    found: dict[UUID, Found] = {}
    for row in session.execute(query.order_by(Person.name, Person.id, Organisation.name)):
        if len(found) == most:
            break
        found.setdefault(row[0], Found(*row))
    return list(found.values())


def _query(region_id: UUID, now: datetime) -> Any:
    above = select(Region.parent_id).where(Region.id == region_id)
    return (
        select(col(Person.id), col(Person.name), col(Organisation.name))
        .join(Membership, col(Membership.person_id) == Person.id)
        .join(Organisation, col(Organisation.id) == Membership.organisation_id)
        .where(
            col(Person.is_active),
            actors.runs(now),
            col(Membership.role).in_(SITTING),
            or_(col(Organisation.region_id) == region_id, col(Organisation.region_id).in_(above)),
        )
    )
