"""The sittings that are somebody's own, for lists: those they organise, chair or are asked to.

The number of queries is the same for one sitting and for ten thousand, and what is read
depends on what is one's own, not on what there is. Which cases are shown follows the
policy; somebody who is only asked sees the span of their own seats, never the whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, union
from sqlmodel import Session, and_, col, or_, select

from mdt.access import guard
from mdt.access.actor import Actor
from mdt.access.policy import Action
from mdt.models import AgendaItem, Case, Conference, ConferenceState, Invitation

OPEN = (ConferenceState.DRAFT, ConferenceState.CONVENED, ConferenceState.IN_SESSION)
PLANNED = (ConferenceState.CONVENED, ConferenceState.IN_SESSION, ConferenceState.HELD)

# The queries are made once: making one anew costs more than asking it.
_WHO: Any = bindparam("person_id")
_ASKS = and_(
    col(Invitation.conference_id) == Conference.id,
    col(Invitation.person_id) == _WHO,
    col(Invitation.withdrawn_at).is_(None),
)
_KEYS = union(
    select(col(Conference.id)).where(Conference.coordinator_id == _WHO),
    select(col(Conference.id)).where(Conference.chair_id == _WHO),
    select(col(Invitation.conference_id)).where(
        Invitation.person_id == _WHO, col(Invitation.withdrawn_at).is_(None)
    ),
).subquery()
"""The keys of one's own, by three indexes; an OR would read every sitting."""

_OWN = (
    select(Conference, Invitation)
    .select_from(_KEYS)
    .join(Conference, col(Conference.id) == _KEYS.c[0])
    .join(Invitation, _ASKS, isouter=True)
)
_IS_UNWRITTEN = and_(
    col(Conference.state) == ConferenceState.HELD, col(Conference.adopted_at).is_(None)
)
_AHEAD = _OWN.where(or_(col(Conference.state).in_(OPEN), _IS_UNWRITTEN))
_BETWEEN = _OWN.where(
    col(Conference.state).in_(PLANNED),
    col(Conference.starts_at) >= bindparam("start"),
    col(Conference.starts_at) < bindparam("end"),
)
_TOPICS = (
    select(AgendaItem.conference_id, AgendaItem.id, AgendaItem.case_id, Case.alias)
    .join(Conference, col(Conference.id) == AgendaItem.conference_id)
    .join(Case, col(Case.id) == AgendaItem.case_id)
    .where(col(AgendaItem.conference_id).in_(bindparam("conferences", expanding=True)))
    .order_by(col(AgendaItem.position))
)


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
    found = _read(session, who, _AHEAD)
    return sorted(found, key=lambda one: (one.starts_at is None, one.starts_at or _created(one)))


def between(session: Session, who: Actor, start: datetime, end: datetime) -> list[Sitting]:
    """Return the viewer's own sittings that begin within start and end, in order."""
    found = _read(session, who, _BETWEEN, start=start, end=end)
    return sorted(found, key=lambda one: one.starts_at or _created(one))


def _created(sitting: Sitting) -> datetime:
    return sitting.conference.created_at


def _read(session: Session, who: Actor, query: Any, **values: datetime) -> list[Sitting]:
    rows = session.execute(query, {"person_id": who.id} | values).all()
    topics = _topics(session, who, [conference for conference, _ in rows])
    found = [
        Sitting(
            conference=conference,
            topics=tuple(topics.get(conference.id, ())),
            invitation=invitation,
            organises=conference.coordinator_id == who.id,
            chairs=conference.chair_id == who.id,
        )
        for conference, invitation in rows
    ]
    return _beside_walls(session, who, found) if who.walled else found


def _beside_walls(session: Session, who: Actor, found: Sequence[Sitting]) -> list[Sitting]:
    """Return what is left of these sittings when cases are shut to the viewer.

    With such a case on its agenda a sitting is nobody's to lead, and in sight for a seat at
    another case only.
    """
    keys = [one.conference.id for one in found]
    is_open = guard.beside_walled_conferences(who, col(Conference.id))
    may_see = guard.visible_conferences(who, Action.CONFERENCE_VIEW)
    rows: Sequence[Any] = session.execute(
        select(col(Conference.id), is_open.label("is_open")).where(
            col(Conference.id).in_(keys), or_(is_open, may_see)
        )
    ).all()
    known: dict[UUID, bool] = dict(rows)
    return [
        one if known[one.conference.id] else replace(one, organises=False, chairs=False)
        for one in found
        if one.conference.id in known
    ]


def _topics(session: Session, who: Actor, own: Sequence[Conference]) -> dict[UUID, list[Topic]]:
    may_see = guard.items_of(who, Action.ITEM_VIEW, *own)
    rows = session.execute(
        _TOPICS.where(may_see), {"conferences": [conference.id for conference in own]}
    )
    found: dict[UUID, list[Topic]] = {}
    for conference_id, item_id, case_id, alias in rows:
        found.setdefault(conference_id, []).append(Topic(item_id, case_id, alias))
    return found
