"""Who looked at one case: for its lead and the data-protection officer, newest first.

What somebody opened in one minute on one ground is one look, however many sections a page has.
Source: NEN 7513 (readable for whom it is about); AVG art. 15; security.md 2, row 2.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, or_, select

from mdt.models import AuditRecord, Case, Organisation, Person, Role, Seat, SeatDomain

PAGE_SIZE = 100
"""So many rows of the trail at a time; they make fewer looks."""


@dataclass(frozen=True)
class Look:
    """Somebody opened parts of the case, or tried to: who, when, which, and on what ground.

    emergency: by breaking the glass, and by no other right.
    """

    who: str | None
    organisation: str | None
    roles: tuple[Role, ...]
    seats: tuple[SeatDomain, ...]
    at: datetime
    parts: tuple[tuple[str, str], ...]
    allowed: bool
    emergency: bool = False


@dataclass(frozen=True)
class Page:
    """Some looks, and the key of the last row when there are older ones."""

    looks: tuple[Look, ...]
    older_than: UUID | None


def page(
    session: Session,
    case: Case,
    *,
    person_id: UUID | None = None,
    older_than: UUID | None = None,
) -> Page:
    """Return a page of who looked at the case, or of what one person did.

    older_than: the key of the last row of the page before; an unknown one gives the first page.
    """
    query = (
        sa_select(AuditRecord, col(Person.name), col(Organisation.name))
        .outerjoin(Person, col(Person.id) == AuditRecord.actor_id)
        .outerjoin(Organisation, col(Organisation.id) == AuditRecord.organisation_id)
        .where(_is_about(case))
    )
    if person_id:
        query = query.where(col(AuditRecord.actor_id) == person_id)
    if older_than and (last := session.get(AuditRecord, older_than)):
        query = query.where(col(AuditRecord.number) < last.number)
    newest_first = query.order_by(col(AuditRecord.number).desc())
    found = session.execute(newest_first.limit(PAGE_SIZE + 1)).all()
    shown = found[:PAGE_SIZE]
    seats = _seats(session, case, {record.actor_id for record, *_ in shown})
    looks = tuple(_look(list(rows), seats) for _, rows in groupby(shown, _together))
    return Page(looks, shown[-1][0].id if len(found) > PAGE_SIZE else None)


def people(session: Session, case: Case) -> list[tuple[UUID, str]]:
    """Return everybody who stands in the trail of the case, by name."""
    known = select(AuditRecord.actor_id).where(_is_about(case))
    named = select(Person.id, Person.name).where(col(Person.id).in_(known))
    return [(key, name) for key, name in session.exec(named.order_by(Person.name))]


def _is_about(case: Case) -> ColumnElement[bool]:
    """Keep what was seen or done of the case, and who wanted to see it and might not."""
    return or_(col(AuditRecord.case_id) == case.id, col(AuditRecord.subject_id) == case.id)


def _together(row: Any) -> tuple[Any, ...]:
    record = row[0]
    minute = record.at.replace(second=0, microsecond=0)
    return record.actor_id, minute, record.allowed, record.emergency, record.roles


def _look(
    rows: Sequence[tuple[AuditRecord, str | None, str | None]],
    seats: dict[UUID, tuple[SeatDomain, ...]],
) -> Look:
    record, who, organisation = rows[0]
    return Look(
        who=who,
        organisation=organisation,
        roles=tuple(Role(role) for role in record.roles.split(",") if role in set(Role)),
        seats=seats.get(record.actor_id, ()) if record.actor_id else (),
        at=record.at,
        parts=tuple(dict.fromkeys((one.action, one.ground) for one, *_ in reversed(rows))),
        allowed=record.allowed,
        emergency=record.emergency,
    )


def _seats(
    session: Session, case: Case, people: set[UUID | None]
) -> dict[UUID, tuple[SeatDomain, ...]]:
    """Return which seats each of these people holds at the case, now or last."""
    held = select(Seat.holder_id, Seat.domain).where(
        Seat.case_id == case.id, col(Seat.holder_id).in_(people - {None})
    )
    found: dict[UUID, dict[Any, None]] = {}
    for holder_id, domain in session.exec(held.order_by(Seat.domain)):
        if holder_id:
            found.setdefault(holder_id, {})[domain] = None
    return {key: tuple(domains) for key, domains in found.items()}
