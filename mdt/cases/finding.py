"""Finding cases among those that somebody may see: a page of the list, and a search.

Every query takes the policy's own condition (access.guard.visible_cases): a case that is
not for the reader is in no list, no number and no search.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select

from mdt.models import AgendaItem, Case, Conference, ConferenceState, Person

PER_PAGE = 25
MOST_FOUND = 20


@dataclass(frozen=True)
class Listed:
    """A case as a list shows it; next_at is the start of its next sitting."""

    case: Case
    lead: str
    next_at: datetime | None = None


@dataclass(frozen=True)
class Page:
    """One page of a list, counted from 1; pages is at least 1."""

    rows: Sequence[Listed]
    number: int
    pages: int
    total: int


def page(
    session: Session,
    may_see: ColumnElement[bool],
    may_see_sitting: ColumnElement[bool],
    *,
    is_open: bool,
    number: int,
    now: datetime,
) -> Page:
    """Return a page of the open or the closed cases, the newest first.

    may_see: condition on Case; may_see_sitting: condition on Conference. A number beyond
    the last page gives the last one.
    """
    closed_at = col(Case.closed_at)
    is_wanted = closed_at.is_(None) if is_open else closed_at.is_not(None)
    total = session.exec(select(func.count()).select_from(Case).where(may_see, is_wanted)).one()
    pages = max(1, -(-total // PER_PAGE))
    number = min(max(number, 1), pages)
    rows = session.exec(
        select(Case, Person.name)
        .join(Person, col(Person.id) == Case.lead_id)
        .where(may_see, is_wanted)
        .order_by(col(Case.opened_at).desc(), col(Case.id))
        .offset((number - 1) * PER_PAGE)
        .limit(PER_PAGE)
    ).all()
    upcoming = _next_sittings(session, [case.id for case, _ in rows], may_see_sitting, now)
    listed = [Listed(case, lead, upcoming.get(case.id)) for case, lead in rows]
    return Page(listed, number, pages, total)


def search(session: Session, may_see: ColumnElement[bool], words: str) -> list[Listed]:
    """Return cases whose alias or reference holds the words, open ones first.

    One more than MOST_FOUND are returned at most, so that the reader can be told of more.
    """
    wanted = " ".join(words.split())
    if not wanted:
        return []
    rows = session.exec(
        select(Case, Person.name)
        .join(Person, col(Person.id) == Case.lead_id)
        .where(
            may_see,
            or_(
                col(Case.alias).icontains(wanted, autoescape=True),
                col(Case.reference).icontains(wanted, autoescape=True),
            ),
        )
        .order_by(col(Case.closed_at).is_not(None), Case.alias, col(Case.opened_at).desc())
        .limit(MOST_FOUND + 1)
    )
    return [Listed(case, lead) for case, lead in rows]


def _next_sittings(
    session: Session, case_ids: Sequence[UUID], may_see: ColumnElement[bool], now: datetime
) -> dict[UUID, datetime]:
    rows = session.exec(
        select(AgendaItem.case_id, func.min(Conference.starts_at))
        .join(Conference, col(Conference.id) == AgendaItem.conference_id)
        .where(
            col(AgendaItem.case_id).in_(case_ids),
            Conference.state == ConferenceState.CONVENED,
            col(Conference.starts_at) >= now,
            may_see,
        )
        .group_by(col(AgendaItem.case_id))
    )
    return {case_id: starts_at for case_id, starts_at in rows if starts_at}
