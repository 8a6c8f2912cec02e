"""Canary cases: of nobody, and with nothing true in them. Whoever opens one is asked why.

A canary looks like any case of its region. That it stood in a list says nothing of anybody;
opening it does, finding it by its whole name, a try that is refused, and breaking its glass.
What was done is read from the trail, so that no way in is forgotten. Source: security.md 2, row 2.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from mdt.access import walls
from mdt.access.actor import Actor
from mdt.access.policy import Action
from mdt.cases import alerts, naming, opening
from mdt.models import AuditRecord, CanaryCase, Case, Person, Regime, Region, Role
from mdt.models.base import local_date

LISTED = ("%:list", "home:view", "audit:%", "emergency:check", "emergency:end")
"""What says nothing of who did it: that a case stood in a list, and looking who looked."""


@dataclass(frozen=True)
class Seen:
    """A canary case that was opened since the officer looked, by whom last, and when."""

    canary: CanaryCase
    case: Case
    who: str
    at: datetime


def set_up(session: Session, region: Region, *, lead: Person, now: datetime) -> CanaryCase:
    """Return a new canary case of the region, named like any other; lead must know what it is.

    Raises CannotKeep when lead cannot keep a case there.
    """
    today = local_date(now)
    case = opening.open_(
        session,
        region,
        alias=naming.offer(session, region.id, 1, today=today)[0],
        reference=naming.free_reference(session, region.id, today=today),
        regime=Regime.WGS_ZVH,
        lead=lead,
        victim_contact=lead,
        by=lead,
        now=now,
    )
    canary = CanaryCase(case_id=case.id, set_at=now)
    session.add(canary)
    session.flush()
    return canary


def warn_due(session: Session, *, now: datetime) -> int:
    """Owe the officers a mail for each canary case that was opened since the last time.

    Returns for how many. One mail until an officer looked: who opens it ten times is one alarm.
    """
    number = 0
    for canary in session.exec(select(CanaryCase)).all():
        last = _last(session, canary, canary.warned_number)
        if last is None:
            continue
        case = session.get_one(Case, canary.case_id)
        people = alerts.watchers(session, case, besides=last.actor_id, now=now)
        about = f"canary:{canary.id}:{canary.checked_number}"
        alerts.warn(session, people, about, case_id=case.id, now=now)
        canary.warned_number = last.number or 0
        session.add(canary)
        number += 1
    return number


def is_due(session: Session) -> bool:
    """Tell whether any canary case was opened since the last warning; only reads."""
    rows = session.exec(select(CanaryCase)).all()
    return any(_last(session, canary, canary.warned_number) for canary in rows)


def opened(session: Session, who: Actor) -> list[Seen]:
    """Return the canary cases of the officer's regions that were opened since they looked."""
    regions = who.regions(frozenset({Role.DPO}))
    if not regions:
        return []
    rows = session.exec(
        select(CanaryCase, Case)
        .join(Case, col(Case.id) == CanaryCase.case_id)
        .where(col(Case.region_id).in_(regions), walls.beside(who.walled, col(Case.id)))
    ).all()
    return [
        Seen(canary, case, _name(session, last.actor_id), last.at)
        for canary, case in rows
        if (last := _last(session, canary, canary.checked_number))
    ]


def check(session: Session, canary: CanaryCase) -> None:
    """Note that an officer looked at all that was done with it so far."""
    session.refresh(canary, with_for_update=True)
    if last := _last(session, canary, canary.checked_number):
        canary.checked_number = last.number or 0
    session.add(canary)


def of_case(session: Session, case: Case) -> CanaryCase | None:
    """Return what makes the case a canary, None for any other case."""
    return session.exec(select(CanaryCase).where(CanaryCase.case_id == case.id)).first()


def _last(session: Session, canary: CanaryCase, after: int) -> AuditRecord | None:
    """Return the last thing that somebody did with it after a row of the trail, its lead aside."""
    lead_id = session.get_one(Case, canary.case_id).lead_id
    return session.exec(
        select(AuditRecord)
        .where(
            _is_about(canary.case_id),
            col(AuditRecord.number) > after,
            AuditRecord.actor_id != lead_id,
        )
        .order_by(col(AuditRecord.number).desc())
        .limit(1)
    ).first()


def _is_about(case_id: UUID) -> ColumnElement[bool]:
    """Keep what was opened, found by its whole name, or refused."""
    subject = col(AuditRecord.subject_id) == case_id
    action = col(AuditRecord.action)
    is_seen = col(AuditRecord.case_id) == case_id
    for pattern in LISTED:
        is_seen &= action.not_like(pattern)
    is_found = subject & (action == Action.CASE_LIST.value)
    return or_(is_seen, is_found, subject & ~col(AuditRecord.allowed))


def _name(session: Session, key: UUID | None) -> str:
    person = session.get(Person, key) if key else None
    return person.name if person else ""
