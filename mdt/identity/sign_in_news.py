"""Tell somebody of a new device on their account, of a change to it, and of tries that failed.

A mail says when, and that one must look; what it was stands under Mijn gegevens. It is owed in the
transaction of the change itself, so that whoever changes something cannot keep the mail back.

Source: OWASP ASVS 5.0 6.3.5, 6.3.7; security.md 2 (11). Decisions 136 and 148.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from mdt.events import Event
from mdt.identity import devices
from mdt.models import AuditRecord, EventRecord, Person, SessionLevel, WebSession, base
from mdt.outbox import notices

SHOWN_FOR = timedelta(days=30)
MOST_SHOWN = 10
CHANGED = "SignInChanged"
TRY = "account:sign_in"
"""What the audit trail calls a try to sign in."""
MOST_TRIES = 200


@dataclass(frozen=True)
class News:
    """Something that happened to an account: a new device, a change, or a day of failed tries.

    device: None for a change; "" for a browser without a name. by: who made it, None for oneself.
    tries: how many failed on the day of at, the last of them then; 0 for anything else.
    """

    at: datetime
    device: str | None
    by: str | None = None
    tries: int = 0


def tell_of_device(session: Session, event: Event) -> None:
    """Owe a mail to whose account was used on a new device, but for browsers that forget."""
    row = session.get_one(WebSession, event.subject_id)
    if not devices.is_forgetful(session, row):
        person = session.get_one(Person, row.person_id)
        notices.owe(session, person, notices.DEVICE, now=event.at)


def tell_of_change(session: Session, event: Event) -> None:
    """Owe a mail to the person of whom something changed by which they sign in."""
    person = session.get_one(Person, event.subject_id)
    notices.owe(session, person, notices.CHANGE, now=event.at)


def tell_of_tries(session: Session, person: Person, *, now: datetime) -> None:
    """Owe a mail to whose account so many tries failed that the portal stopped them; once a day."""
    notices.owe(session, person, notices.TRIES, now=now)


def failed_since_last_time(session: Session, person: Person, *, now: datetime) -> list[datetime]:
    """Return when tries to sign in failed since the person last did, the newest first."""
    last = session.exec(
        select(WebSession.created_at)
        .where(WebSession.person_id == person.id, WebSession.level == SessionLevel.FULL)
        .order_by(col(WebSession.created_at).desc())
    ).first()
    longest = now - SHOWN_FOR
    return _failures(session, person.id, max(last, longest) if last else longest)


def lately(session: Session, person: Person, *, now: datetime) -> list[News]:
    """Return what happened to the person's account lately, the newest first."""
    news = [
        *_devices(session, person, now - SHOWN_FOR),
        *_changes(session, person.id, now),
        *_tries(session, person.id, now),
    ]
    return sorted(news, key=lambda one: one.at, reverse=True)[:MOST_SHOWN]


def _devices(session: Session, person: Person, since: datetime) -> list[News]:
    rows = session.exec(
        select(WebSession)
        .where(WebSession.person_id == person.id, WebSession.created_at > since)
        .where(col(WebSession.is_new_device))
        .order_by(col(WebSession.created_at).desc())
        .limit(MOST_SHOWN)
    )
    return [News(row.created_at, row.device) for row in rows]


def _tries(session: Session, person_id: UUID, now: datetime) -> list[News]:
    """Return the failed tries, those of one day together."""
    failed = _failures(session, person_id, now - SHOWN_FOR)
    days = {base.local_date(at): at for at in reversed(failed)}
    counted = Counter(base.local_date(at) for at in failed)
    return [News(at, None, tries=counted[day]) for day, at in days.items()]


def _failures(session: Session, person_id: UUID, since: datetime) -> list[datetime]:
    rows = session.exec(
        select(AuditRecord.at)
        .where(AuditRecord.subject_id == person_id, AuditRecord.action == TRY)
        .where(~col(AuditRecord.allowed), AuditRecord.at > since)
        .order_by(col(AuditRecord.at).desc())
        .limit(MOST_TRIES)
    )
    return list(rows)


def _changes(session: Session, person_id: UUID, now: datetime) -> list[News]:
    rows = session.exec(
        select(EventRecord.at, EventRecord.actor_id, Person.name)
        .join(Person, col(Person.id) == EventRecord.actor_id, isouter=True)
        .where(EventRecord.name == CHANGED, EventRecord.subject_id == person_id)
        .where(EventRecord.at > now - SHOWN_FOR)
        .order_by(col(EventRecord.at).desc())
        .limit(MOST_SHOWN)
    )
    return [News(at, None, name if by != person_id else None) for at, by, name in rows]
