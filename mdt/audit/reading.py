"""Read the trail of a region, newest first, a page at a time. Names no content."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, tuple_
from sqlalchemy import select as sa_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, and_, col, func, or_, select

from mdt import acting
from mdt.models import (
    AgendaItem,
    AuditRecord,
    Case,
    EmergencyAccess,
    Membership,
    Organisation,
    Person,
    Seat,
    Wall,
)

PAGE_SIZE = 50


@dataclass(frozen=True)
class Filter:
    """What is asked of the trail."""

    case_id: UUID | None = None
    only_denied: bool = False


@dataclass(frozen=True)
class Line:
    """One access: who, from where, when, what, on what ground, and whether it was allowed."""

    record: AuditRecord
    who: str | None
    organisation: str | None
    reference: str | None


@dataclass(frozen=True)
class Page:
    """Some lines, and the key of the last one when there are older ones."""

    lines: tuple[Line, ...]
    older_than: UUID | None


@acting.by_portal
def page(
    session: Session,
    regions: Collection[UUID],
    wanted: Filter,
    *,
    besides: Collection[UUID] = (),
    older_than: UUID | None = None,
) -> Page:
    """Return a page of the trail of these regions.

    besides: cases of which the reader must not even learn that there was an access.
    older_than: the key of the last line of the page before; an unknown one gives the first page.
    """
    query = _lines().where(_of_regions(regions), *_beside(besides))
    if wanted.case_id:
        query = query.where(col(AuditRecord.case_id) == wanted.case_id)
    if wanted.only_denied:
        query = query.where(~col(AuditRecord.allowed))
    if older_than and (last := session.get(AuditRecord, older_than)):
        query = query.where(_place() < tuple_(last.at, last.id))
    newest_first = query.order_by(col(AuditRecord.at).desc(), col(AuditRecord.id).desc())
    rows = [Line(*row) for row in session.execute(newest_first.limit(PAGE_SIZE + 1))]
    shown = tuple(rows[:PAGE_SIZE])
    return Page(shown, shown[-1].record.id if len(rows) > PAGE_SIZE else None)


@acting.by_portal
def case_of(session: Session, key: UUID) -> Case | None:
    """Return the case with this key, of whatever region."""
    return session.get(Case, key)


@acting.by_portal
def find_case(
    session: Session, regions: Collection[UUID], reference: str, besides: Collection[UUID] = ()
) -> Case | None:
    """Return the case of this reference in one of the regions, but for some."""
    return session.exec(
        select(Case).where(
            func.lower(Case.reference) == reference.strip().lower(),
            col(Case.region_id).in_(regions),
            col(Case.id).not_in(besides),
        )
    ).first()


def _lines() -> Select[AuditRecord, str, str, str]:
    return (
        sa_select(AuditRecord, col(Person.name), col(Organisation.name), col(Case.reference))
        .outerjoin(Person, col(Person.id) == AuditRecord.actor_id)
        .outerjoin(Organisation, col(Organisation.id) == AuditRecord.organisation_id)
        .outerjoin(Case, col(Case.id) == AuditRecord.case_id)
    )


def _place() -> Any:
    return tuple_(col(AuditRecord.at), col(AuditRecord.id))


def _of_regions(regions: Collection[UUID]) -> ColumnElement[bool]:
    """Keep what belongs to a region: by its case, else by who it was."""
    return or_(
        col(Case.region_id).in_(regions),
        and_(col(AuditRecord.case_id).is_(None), _is_of(regions)),
    )


def _beside(cases: Collection[UUID]) -> list[ColumnElement[bool]]:
    """Leave out what is about these cases, or about a sitting, item or seat of theirs."""
    if not cases:
        return []
    case_id, subject_id = col(AuditRecord.case_id), col(AuditRecord.subject_id)
    items = sa_select(col(AgendaItem.conference_id)).where(col(AgendaItem.case_id).in_(cases))
    about: list[Any] = [
        cases,
        *(items, items.with_only_columns(col(AgendaItem.id))),
        *(
            sa_select(col(kind.id)).where(col(kind.case_id).in_(cases))
            for kind in (EmergencyAccess, Seat, Wall)
        ),
    ]
    kept = [or_(subject_id.is_(None), subject_id.not_in(keys)) for keys in about]
    return [or_(case_id.is_(None), case_id.not_in(cases)), *kept]


def _is_of(regions: Collection[UUID]) -> ColumnElement[bool]:
    post: Any = aliased(Membership)
    place: Any = aliased(Organisation)
    whose = func.coalesce(AuditRecord.actor_id, AuditRecord.subject_id)
    return exists().where(
        post.person_id == whose, place.id == post.organisation_id, place.region_id.in_(regions)
    )
