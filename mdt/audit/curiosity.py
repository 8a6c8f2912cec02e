"""Who opened many cases within an hour: for the officer, who asks why.

Counted by the hour of the clock, and by case: a case that only stood in a list does not count, nor
does one that could not be opened. What somebody does for work can look like this: it is a question
and no verdict.
Source: security.md 2, row 2 (a curious colleague).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import String, cast, distinct
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, func

from mdt.models import AuditRecord, Case, Organisation, Person

SHOWN = 100
_HOUR = len("2026-02-10 12")


@dataclass(frozen=True)
class Burst:
    """Somebody opened so many cases within an hour, from the first one on."""

    person_id: UUID
    who: str
    organisation: str | None
    from_at: datetime
    until_at: datetime
    cases: int


def bursts(
    session: Session,
    regions: Collection[UUID],
    *,
    besides: Collection[UUID] = (),
    since: datetime,
    at_least: int,
) -> list[Burst]:
    """Return who opened at least so many cases of these regions in an hour, the latest first.

    besides: cases of which the reader must not even learn that there was an access.
    """
    number: Any = func.count(distinct(col(AuditRecord.case_id)))
    first, last = func.min(AuditRecord.at), func.max(AuditRecord.at)
    hour = func.substr(cast(col(AuditRecord.at), String), 1, _HOUR)
    query = (
        sa_select(col(Person.id), col(Person.name), col(Organisation.name), first, last, number)
        .join(Case, col(Case.id) == AuditRecord.case_id)
        .join(Person, col(Person.id) == AuditRecord.actor_id)
        .outerjoin(Organisation, col(Organisation.id) == AuditRecord.organisation_id)
        .where(
            col(AuditRecord.allowed),
            col(AuditRecord.at) >= since,
            col(AuditRecord.action).not_like("%:list"),
            col(Case.region_id).in_(regions),
            col(Case.id).not_in(besides),
        )
        .group_by(col(Person.id), col(Person.name), col(Organisation.name), hour)
        .having(number >= at_least)
        .order_by(last.desc(), col(Person.name))
        .limit(SHOWN)
    )
    return [Burst(*row) for row in session.execute(query)]
