"""Which organisation takes over a seat when one may not be used or has nobody, in order.

A region's own table: an organisation brings what it always brings, so that its domain says which
seats it takes over. It may be of another region.

Source: scenarios.md, scenario 2 (16:05); model.md (fallback organisation per seat domain).
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mdt import events
from mdt.errors import N_, DomainError
from mdt.models import Organisation, Person, Region, SeatDomain, SeatFallback


class TakesOverAlready(DomainError):
    """The organisation is in the region's table."""

    text = N_("Deze organisatie neemt hier al stoelen over.")


def add(
    session: Session, region: Region, organisation: Organisation, *, by: Person, now: datetime
) -> SeatFallback:
    """Let the organisation take over seats of its domain, after the others.

    Raises TakesOverAlready.
    """
    rows = _of_domain(session, region.id, organisation.domain)
    if any(row.organisation_id == organisation.id for row in rows):
        raise TakesOverAlready
    rank = max((row.rank for row in rows), default=-1) + 1
    row = SeatFallback(region_id=region.id, organisation_id=organisation.id, rank=rank)
    session.add(row)
    _record(session, row, by, now)
    return row


def put_first(session: Session, row: SeatFallback, *, by: Person, now: datetime) -> None:
    """Let this organisation be the first that is asked for its domain."""
    organisation = session.get_one(Organisation, row.organisation_id)
    others = [
        one for one in _of_domain(session, row.region_id, organisation.domain) if one is not row
    ]
    for rank, one in enumerate([row, *others]):
        one.rank = rank
    _record(session, row, by, now)


def remove(session: Session, row: SeatFallback, *, by: Person, now: datetime) -> None:
    """Let the organisation take over no more; who sits somewhere stays there."""
    session.delete(row)
    _record(session, row, by, now)


def of(
    session: Session, region_id: UUID, domains: Collection[SeatDomain] | None = None
) -> list[tuple[SeatFallback, Organisation]]:
    """Return the region's table, the first of each domain first; of all domains by default."""
    query = (
        select(SeatFallback, Organisation)
        .join(Organisation, col(Organisation.id) == SeatFallback.organisation_id)
        .where(SeatFallback.region_id == region_id, col(Organisation.is_active))
        .order_by(col(SeatFallback.rank), Organisation.name)
    )
    if domains is not None:
        query = query.where(col(Organisation.domain).in_(domains))
    return list(session.exec(query).all())


def _of_domain(session: Session, region_id: UUID, domain: SeatDomain) -> list[SeatFallback]:
    """Return the rows of one domain in order, also those of an organisation that is retired."""
    return list(
        session.exec(
            select(SeatFallback)
            .join(Organisation, col(Organisation.id) == SeatFallback.organisation_id)
            .where(SeatFallback.region_id == region_id, Organisation.domain == domain)
            .order_by(col(SeatFallback.rank), Organisation.name)
        )
    )


def _record(session: Session, row: SeatFallback, by: Person, now: datetime) -> None:
    session.flush()
    events.record(session, events.OrganisationChanged(at=now, actor_id=by.id, subject_id=row.id))
