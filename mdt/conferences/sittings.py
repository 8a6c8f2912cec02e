"""The sittings that are somebody's own, for lists: those they organise, chair or are asked to.

The number of queries is the same for one sitting and for ten thousand, and what is read
depends on what is one's own, not on what there is. Which cases are shown follows the
policy; somebody who is only asked sees the span of their own seats, never the whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, union
from sqlmodel import Session, and_, col, or_, select

from mdt.access import guard
from mdt.access.actor import Actor
from mdt.access.policy import Action
from mdt.models import AgendaItem, Case, Conference, ConferenceState, Invitation

OPEN = (ConferenceState.DRAFT, ConferenceState.CONVENED, ConferenceState.IN_SESSION)
PLANNED = (ConferenceState.CONVENED, ConferenceState.IN_SESSION, ConferenceState.HELD)


@dataclass(frozen=True)
class Topic:
    """A case on the agenda that the viewer may know of."""

    item_id: UUID
    case_id: UUID
    alias: str


@dataclass(frozen=True)
class Sitting:
    """A sitting, and what it is to the viewer; invitation is their own, if they are asked."""

    conference: Conference
    topics: tuple[Topic, ...]
    invitation: Invitation | None
    organises: bool
    chairs: bool

    @property
    def is_led(self) -> bool:
        """True for who answers for the whole of it."""
        return self.organises or self.chairs

    @property
    def starts_at(self) -> datetime | None:
        """Start of the sitting, or of the viewer's own span when they are only asked."""
        if self.invitation and not self.is_led:
            return self.invitation.starts_at
        return self.conference.starts_at

    @property
    def ends_at(self) -> datetime | None:
        """End of the sitting, or of the viewer's own span when they are only asked."""
        if self.invitation and not self.is_led:
            return self.invitation.ends_at
        return self.conference.ends_at

    @property
    def minutes(self) -> int:
        """How long the viewer is needed."""
        if self.starts_at is None or self.ends_at is None:
            return self.conference.minutes
        return round((self.ends_at - self.starts_at).total_seconds() / 60)


def ahead(session: Session, who: Actor) -> list[Sitting]:
    """Return the viewer's own sittings that are not over, and held ones without final minutes.

    In order of their moment, those without one last.
    """
    is_unwritten = and_(
        col(Conference.state) == ConferenceState.HELD, col(Conference.adopted_at).is_(None)
    )
    found = _read(session, who, or_(col(Conference.state).in_(OPEN), is_unwritten))
    return sorted(found, key=lambda one: (one.starts_at is None, one.starts_at or _created(one)))


def between(session: Session, who: Actor, start: datetime, end: datetime) -> list[Sitting]:
    """Return the viewer's own sittings that begin within start and end, in order."""
    is_then = and_(col(Conference.starts_at) >= start, col(Conference.starts_at) < end)
    found = _read(session, who, col(Conference.state).in_(PLANNED), is_then)
    return sorted(found, key=lambda one: one.starts_at or _created(one))


def _created(sitting: Sitting) -> datetime:
    return sitting.conference.created_at


def _read(session: Session, who: Actor, *conditions: ColumnElement[bool]) -> list[Sitting]:
    rows = session.exec(
        select(Conference, Invitation)
        .join(Invitation, _asks(who), isouter=True)
        .where(col(Conference.id).in_(_own(who)), *conditions)
    ).all()
    topics = _topics(session, who, [conference.id for conference, _ in rows])
    return [
        Sitting(
            conference=conference,
            topics=tuple(topics.get(conference.id, ())),
            invitation=invitation,
            organises=conference.coordinator_id == who.id,
            chairs=conference.chair_id == who.id,
        )
        for conference, invitation in rows
    ]


def _own(who: Actor) -> ColumnElement[bool]:
    """Return the keys of the viewer's own, by three indexes; an OR would read every sitting."""
    keys = union(
        select(col(Conference.id)).where(Conference.coordinator_id == who.id),
        select(col(Conference.id)).where(Conference.chair_id == who.id),
        select(col(Invitation.conference_id)).where(
            Invitation.person_id == who.id, col(Invitation.withdrawn_at).is_(None)
        ),
    ).subquery()
    return select(keys.c[0]).scalar_subquery()


def _asks(who: Actor) -> ColumnElement[bool]:
    return and_(
        col(Invitation.conference_id) == Conference.id,
        Invitation.person_id == who.id,
        col(Invitation.withdrawn_at).is_(None),
    )


def _topics(session: Session, who: Actor, keys: Sequence[UUID]) -> dict[UUID, list[Topic]]:
    rows = session.exec(
        select(AgendaItem.conference_id, AgendaItem.id, AgendaItem.case_id, Case.alias)
        .join(Conference, col(Conference.id) == AgendaItem.conference_id)
        .join(Case, col(Case.id) == AgendaItem.case_id)
        .where(col(AgendaItem.conference_id).in_(keys), guard.visible_items(who, Action.ITEM_VIEW))
        .order_by(col(AgendaItem.position))
    )
    found: dict[UUID, list[Topic]] = {}
    for conference_id, item_id, case_id, alias in rows:
        found.setdefault(conference_id, []).append(Topic(item_id, case_id, alias))
    return found
