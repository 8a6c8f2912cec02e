"""Emergency access: a case that is not one's own, opened for an hour with a reason, and loudly.

Callers have checked permission and own the transaction. Who broke the glass is told to the case
lead and the data-protection officer at once (emergency_access_news); what they saw stands in the
trail, marked. A wall is never passed.

Source: decision 115; NEN 7513 (emergency procedure); AVG art. 6(1)(d), 32.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, and_, col, func, or_, select

from mdt import acting, events
from mdt.access import walls
from mdt.access.actor import Actor
from mdt.cases import emergency_access_events
from mdt.events import Event
from mdt.models import Case, EmergencyAccess, Person, Role
from mdt.vault import watching

LASTS = timedelta(hours=1)
SHOWN = 50


@dataclass(frozen=True)
class Told:
    """One time that somebody broke the glass, in names; who ended it is empty when nobody did."""

    access: EmergencyAccess
    case: Case
    who: str
    ended_by: str = ""
    lead: str = ""
    officer: str = ""


@acting.by_portal
def named(session: Session, reference: str, who: Actor) -> Case | None:
    """Return the case of this whole reference, capitals aside; a wall is not looked at.

    References are of a region: where two have the same, that of who's own region is meant, and
    none when neither is.
    """
    typed = func.lower(reference.strip())
    found = session.exec(select(Case).where(func.lower(Case.reference) == typed)).all()
    own = {post.region_id for post in who.posts}
    near = [case for case in found if case.region_id in own]
    chosen = near or found
    return chosen[0] if len(chosen) == 1 else None


@acting.by_portal
def open_(
    session: Session, case: Case, *, reason: str, by: Person, now: datetime
) -> EmergencyAccess:
    """Return the access of by to the case, for an hour from now, or the one that runs already.

    What is sealed in the case is left out of the reason, without a word: a refusal would tell
    somebody who guesses at it.
    """
    session.exec(select(Case.id).where(Case.id == case.id).with_for_update()).one()
    if runs := running(session, case, by, now=now):
        return runs
    access = EmergencyAccess(
        case_id=case.id,
        person_id=by.id,
        reason=watching.finder_of(session, [case.id]).redact(reason),
        opened_at=now,
        until_at=now + LASTS,
    )
    session.add(access)
    session.flush()
    _record(session, emergency_access_events.EmergencyAccessOpened, access, by, now)
    return access


@acting.by_portal
def running(session: Session, case: Case, who: Person, *, now: datetime) -> EmergencyAccess | None:
    """Return the access of somebody to the case that runs at now."""
    return session.exec(
        select(EmergencyAccess).where(
            EmergencyAccess.case_id == case.id,
            EmergencyAccess.person_id == who.id,
            EmergencyAccess.until_at > now,
            col(EmergencyAccess.ended_at).is_(None),
        )
    ).first()


def end(session: Session, access: EmergencyAccess, *, by: Person, now: datetime) -> None:
    """End it before its hour is over; nothing happens when it is over already."""
    session.refresh(access, with_for_update=True)
    if not access.runs(now):
        return
    access.ended_at, access.ended_by_id = now, by.id
    session.add(access)
    _record(session, emergency_access_events.EmergencyAccessEnded, access, by, now)


def check(session: Session, access: EmergencyAccess, who: Actor, *, now: datetime) -> None:
    """Note that the case lead, or the officer, looked at it; the first time counts."""
    session.refresh(access, with_for_update=True)
    case = session.get_one(Case, access.case_id)
    if case.lead_id == who.id and access.lead_checked_at is None:
        access.lead_checked_at, access.lead_checked_by_id = now, who.id
    if case.region_id in _watched(who) and access.officer_checked_at is None:
        access.officer_checked_at, access.officer_checked_by_id = now, who.id
    session.add(access)


def of_case(session: Session, case: Case) -> list[Told]:
    """Return every time that somebody broke the glass of the case, the newest first."""
    rows = session.exec(
        select(EmergencyAccess)
        .where(EmergencyAccess.case_id == case.id)
        .order_by(col(EmergencyAccess.opened_at).desc(), col(EmergencyAccess.id))
        .limit(SHOWN)
    ).all()
    return _told(session, [(row, case) for row in rows])


def own(session: Session, who: Actor, *, now: datetime) -> list[Told]:
    """Return what runs for the actor, the first to end first."""
    keys = who.emergencies - who.walled
    if not keys:
        return []
    rows = session.exec(
        select(EmergencyAccess, Case)
        .join(Case, col(Case.id) == EmergencyAccess.case_id)
        .where(
            EmergencyAccess.person_id == who.id,
            col(EmergencyAccess.case_id).in_(keys),
            EmergencyAccess.until_at > now,
            col(EmergencyAccess.ended_at).is_(None),
        )
        .order_by(col(EmergencyAccess.until_at))
    ).all()
    return _told(session, rows)


def to_check(session: Session, who: Actor) -> list[Told]:
    """Return what the actor, as case lead or officer, has not looked at yet; the newest first."""
    is_lead = and_(Case.lead_id == who.id, col(EmergencyAccess.lead_checked_at).is_(None))
    is_officer = and_(
        col(Case.region_id).in_(_watched(who)),
        col(EmergencyAccess.officer_checked_at).is_(None),
    )
    rows = session.exec(
        select(EmergencyAccess, Case)
        .join(Case, col(Case.id) == EmergencyAccess.case_id)
        .where(
            or_(is_lead, is_officer) if who.may_keep_cases else is_officer,
            EmergencyAccess.person_id != who.id,
            walls.beside(who.walled, col(Case.id)),
        )
        .order_by(col(EmergencyAccess.opened_at).desc())
        .limit(SHOWN)
    ).all()
    return _told(session, rows)


def may_check(access: EmergencyAccess, case: Case, who: Actor) -> bool:
    """Tell whether the actor has still to say that they looked at it."""
    is_lead = case.lead_id == who.id and access.lead_checked_at is None
    return is_lead or (case.region_id in _watched(who) and access.officer_checked_at is None)


def _watched(who: Actor) -> frozenset[UUID]:
    return who.regions(frozenset({Role.DPO}))


def _told(session: Session, rows: Iterable[tuple[EmergencyAccess, Case]]) -> list[Told]:
    found = list(rows)
    names = _names(
        session,
        [
            key
            for row, _ in found
            for key in (
                row.person_id,
                row.ended_by_id,
                row.lead_checked_by_id,
                row.officer_checked_by_id,
            )
            if key
        ],
    )
    return [
        Told(
            row,
            case,
            who=names[row.person_id],
            ended_by=names.get(row.ended_by_id, ""),
            lead=names.get(row.lead_checked_by_id, ""),
            officer=names.get(row.officer_checked_by_id, ""),
        )
        for row, case in found
    ]


def _names(session: Session, keys: Sequence[UUID]) -> dict[UUID | None, str]:
    if not keys:
        return {}
    rows = session.exec(select(Person.id, Person.name).where(col(Person.id).in_(set(keys))))
    return dict(rows.all())


def _record(
    session: Session, kind: type[Event], access: EmergencyAccess, by: Person, now: datetime
) -> None:
    events.record(
        session, kind(at=now, actor_id=by.id, case_id=access.case_id, subject_id=access.id)
    )
