"""Agree with partners on their mail domains, and look again before the day on which it ends.

Callers have checked permission and own the transaction.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from mdt import events
from mdt.directory.people import runs
from mdt.errors import N_, DomainError, StaleVersion
from mdt.models import MailDomain, Membership, Organisation, OutboxMessage, OutboxState, Person
from mdt.models.base import local_date
from mdt.outbox import agreed, queue

LONGEST = timedelta(days=2 * 365)
SOON = timedelta(days=30)


class TooFarAhead(DomainError):
    """Nobody can vouch for a domain for so long."""

    text = N_("Kies een dag binnen twee jaar: dan moet iemand weer kijken.")


@dataclass(frozen=True)
class Standing:
    """One agreed domain, and how many messages wait because of it."""

    row: MailDomain
    is_over: bool
    is_soon: bool
    held: int


@dataclass(frozen=True)
class Unknown:
    """A domain that people of the region have and nobody agreed on."""

    name: str
    people: int
    held: int


def agree(
    session: Session, name: str, until: date, *, version: int = 1, by: Person, now: datetime
) -> MailDomain:
    """Vouch for a domain until a day; a day that is over ends it. What was held for it may leave.

    version: of the row that was looked at, for a domain that is on the list.
    Raises TooFarAhead, StaleVersion.
    """
    if until > local_date(now) + LONGEST:
        raise TooFarAhead
    row = session.exec(select(MailDomain).where(MailDomain.name == name)).first()
    if row is None:
        row = MailDomain(name=name, checked_until=until)
    elif row.checked_until == until:
        return row
    elif row.version != version:
        raise StaleVersion
    else:
        row.checked_until, row.version = until, row.version + 1
    session.add(row)
    session.flush()
    is_there = col(Person.mail).endswith(f"@{name}", autoescape=True)
    queue.release(session, is_there, now=now)
    events.record(session, events.MailDomainAgreed(at=now, actor_id=by.id, subject_id=row.id))
    return row


def all_agreed(
    session: Session, may_see: ColumnElement[bool], *, now: datetime
) -> Sequence[Standing]:
    """Return the list of the installation, what ends first on top.

    may_see: condition on OutboxMessage for what its reader may know of; only that is counted.
    """
    held, today = _held(session, may_see, now), local_date(now)
    rows = session.exec(select(MailDomain).order_by(col(MailDomain.checked_until), MailDomain.name))
    return [
        Standing(
            row=row,
            is_over=row.checked_until < today,
            is_soon=today <= row.checked_until < today + SOON,
            held=held[row.name],
        )
        for row in rows
    ]


def not_agreed(
    session: Session, regions: Collection[UUID], may_see: ColumnElement[bool], *, now: datetime
) -> list[Unknown]:
    """Return the domains that people of these regions have and that are not on the list.

    So is one that something is held for; may_see: as in all_agreed.
    """
    known, held = set(session.exec(select(MailDomain.name))), _held(session, may_see, now)
    mails = session.exec(
        select(Person.mail)
        .join(Membership, col(Membership.person_id) == Person.id)
        .join(Organisation, col(Organisation.id) == Membership.organisation_id)
        .where(col(Organisation.region_id).in_(regions), col(Person.is_active), runs(now))
        .distinct()
    )
    used = Counter(agreed.domain(mail) for mail in mails)
    return [
        Unknown(name, used[name], held[name]) for name in sorted(used | held) if name not in known
    ]


def _held(session: Session, may_see: ColumnElement[bool], now: datetime) -> Counter[str]:
    """Return how many messages of use are held, by the domain that they are for."""
    rows = session.execute(
        select(Person.mail, func.count())
        .join(OutboxMessage, col(OutboxMessage.person_id) == Person.id)
        .where(OutboxMessage.state == OutboxState.HELD, queue.is_of_use(now), may_see)
        .group_by(col(Person.mail))
    )
    found: Counter[str] = Counter()
    for mail, count in rows:
        found[agreed.domain(mail)] += count
    return found
