"""Let the data-protection officers hear who opens many cases within an hour, while it goes on.

A mail for each hour of somebody, which says no more than to look; who it was stands in the log
("Veel zaken in een uur"). A case that is shut to an officer does not count for that officer, and
nobody watches themselves. Source: security.md 2, row 2 (a curious colleague).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from mdt.access import walls
from mdt.access.actor import Actor, runs
from mdt.audit import curiosity
from mdt.audit.curiosity import Burst
from mdt.cases import alerts
from mdt.models import Membership, Organisation, OutboxMessage, Person, Role

LOOKS_BACK = timedelta(hours=1)
"""Before the hour that runs: what was opened just before it struck is not lost."""

SHOWN_FOR = timedelta(days=1)
"""How long it stands on Vandaag; the log keeps it."""


def warn_due(session: Session, *, at_least: int, now: datetime) -> int:
    """Owe each officer a mail for each hour in which somebody opened so many; return how many."""
    found = list(_found(session, at_least, now))
    return sum(alerts.warn(session, [who], _about(one), now=now) for who, one in found)


def is_due(session: Session, *, at_least: int, now: datetime) -> bool:
    """Tell whether there is a mail to owe; only reads."""
    return any(not _is_told(session, who, one) for who, one in _found(session, at_least, now))


def lately(session: Session, who: Actor, *, at_least: int, now: datetime) -> list[Burst]:
    """Return who opened so many since yesterday, for an officer; the latest first."""
    regions = who.regions(frozenset({Role.DPO}))
    if not regions:
        return []
    found = curiosity.bursts(
        session, regions, besides=who.walled, since=now - SHOWN_FOR, at_least=at_least
    )
    return [one for one in found if one.person_id != who.id]


def _found(session: Session, at_least: int, now: datetime) -> Iterator[tuple[Person, Burst]]:
    since = now.replace(minute=0, second=0, microsecond=0) - LOOKS_BACK
    for officer, region_id in _officers(session, now):
        shut = walls.cases(session, officer.id)
        for one in curiosity.bursts(
            session, {region_id}, besides=shut, since=since, at_least=at_least
        ):
            if one.person_id != officer.id:
                yield officer, one


def _officers(session: Session, now: datetime) -> list[tuple[Person, UUID]]:
    rows = session.exec(
        select(Person, Organisation.region_id)
        .join(Membership, col(Membership.person_id) == Person.id)
        .join(Organisation, col(Organisation.id) == Membership.organisation_id)
        .where(Membership.role == Role.DPO, runs(now), col(Person.is_active))
        .distinct()
        .order_by(col(Person.id))
    )
    return list(rows)


def _about(one: Burst) -> str:
    return f"curiosity:{one.person_id}:{one.from_at:%Y-%m-%dT%H}"


def _is_told(session: Session, officer: Person, one: Burst) -> bool:
    known = select(OutboxMessage.id).where(OutboxMessage.dedupe == f"{_about(one)}:{officer.id}")
    return session.exec(known).first() is not None
