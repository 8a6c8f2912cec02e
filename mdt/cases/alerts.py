"""Warn somebody at once, by mail that says no more than to look in the portal."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, or_, select

from mdt.access import walls
from mdt.access.actor import runs
from mdt.models import (
    Case,
    Membership,
    MessageKind,
    Organisation,
    OutboxMessage,
    Person,
    Role,
)
from mdt.outbox import queue


def warn(
    session: Session,
    people: Sequence[Person],
    about: str,
    *,
    case_id: UUID | None = None,
    now: datetime,
) -> int:
    """Owe each of these people one mail about a thing, however often it is said; count the new.

    about: names the thing and tells nothing, such as "emergency_access:<key>". case_id: the one
    case that it is about.
    """
    return sum(
        queue.owe(
            session,
            OutboxMessage(
                kind=MessageKind.ALERT,
                dedupe=f"{about}:{person.id}",
                person_id=person.id,
                case_id=case_id,
                message_id=queue.new_message_id(session),
                language=person.language,
                stamped_at=now,
                created_at=now,
                due_at=now,
            ),
        )
        for person in people
    )


def watchers(
    session: Session, case: Case, *others: UUID, besides: UUID | None, now: datetime
) -> Sequence[Person]:
    """Return the data-protection officers of the case's region and some others, by their keys.

    besides: whom it is about. Nobody behind a wall of the case is among them.
    """
    officers: Any = (
        select(Membership.person_id)
        .join(Organisation, col(Organisation.id) == Membership.organisation_id)
        .where(Organisation.region_id == case.region_id, Membership.role == Role.DPO, runs(now))
    )
    return session.exec(
        select(Person)
        .where(
            col(Person.is_active),
            or_(col(Person.id).in_(others), col(Person.id).in_(officers)),
            Person.id != besides,
            ~walls.keeps_out(case.id, col(Person.id)),
        )
        .order_by(col(Person.id))
    ).all()
