"""Where a conference sits and who leads it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists
from sqlmodel import Session, col, or_, select

from mdt import events
from mdt.access import actor as actors
from mdt.access import walls
from mdt.conferences import cascades, changing
from mdt.errors import N_, DomainError, IllegalTransition, StaleVersion
from mdt.models import (
    AgendaItem,
    Conference,
    ConferenceKind,
    ConferenceState,
    Membership,
    Organisation,
    Person,
    PlaceKind,
    Region,
    Role,
    Room,
    SeeksFor,
)

LEADING = (Role.CHAIR, Role.COORDINATOR)
"""Roles with which people can chair a table."""


class RoomMissing(DomainError):
    """A table in a room sits in one that the region has and uses."""

    text = N_("Kies een zaal die nu in gebruik is.")


class CannotChair(DomainError):
    """The person is no chair or coordinator of the region now."""

    text = N_("%(name)s kan hier nu niet voorzitten. Kies een voorzitter van deze regio.")


@dataclass(frozen=True)
class StandIns:
    """For which seats the portal looks by itself, and how long each who is asked may take."""

    seeks_for: SeeksFor
    patience_minutes: int


@dataclass(frozen=True, kw_only=True)
class Arrangements:
    """Why, where and under whom the table sits. stand_ins: None leaves that as it is."""

    kind: ConferenceKind
    place_kind: PlaceKind
    room_id: UUID | None = None
    video_url: str = ""
    chair_id: UUID | None = None
    stand_ins: StandIns | None = None


def change(
    session: Session,
    conference: Conference,
    wanted: Arrangements,
    *,
    version: int,
    by: Person,
    now: datetime,
) -> None:
    """Change the kind, place and chair; whoever was asked is told what concerns them.

    Raises IllegalTransition, StaleVersion, RoomMissing, CannotChair, and SlotTaken when the room
    or the chair is taken at the moment that was agreed.
    """
    changing.claim_open(session, conference)
    if ConferenceKind.KNOWLEDGE in {conference.kind, wanted.kind}:
        raise IllegalTransition  # mdt.conferences.knowledge changes those, and nothing becomes one
    if conference.version != version:
        raise StaleVersion
    _require_room(session, conference, wanted)
    _require_chair(session, conference, wanted.chair_id, now=now)
    is_room = wanted.place_kind is PlaceKind.ROOM
    with changing.sound(session, conference):
        _set_stand_ins(session, conference, wanted)
        conference.kind = wanted.kind
        conference.place_kind = wanted.place_kind
        conference.room_id = wanted.room_id if is_room else None
        conference.video_url = "" if is_room else wanted.video_url
        conference.chair_id = wanted.chair_id
        conference.version += 1
    is_convened = conference.state is ConferenceState.CONVENED
    kind = events.ConferenceMoved if is_convened else events.ConferenceChanged
    events.record(session, kind(at=now, actor_id=by.id, conference_id=conference.id))


def stand_ins(session: Session, conference: Conference) -> StandIns:
    """Return how stand-ins are sought for the conference."""
    patience = cascades.terms_of(session, conference).patience_minutes
    return StandIns(conference.seeks_for, patience)


def rooms(session: Session, conference: Conference) -> list[Room]:
    """Return the rooms that the conference can sit in."""
    query = select(Room).where(Room.region_id == conference.region_id, col(Room.is_active))
    return list(session.exec(query.order_by(Room.name)))


def chairs(session: Session, conference: Conference, *, now: datetime) -> list[Person]:
    """Return who can chair the conference, by name: nobody whom a wall keeps out of its cases."""
    region_id = conference.region_id
    above = select(Region.parent_id).where(Region.id == region_id)
    shut = exists().where(
        col(AgendaItem.conference_id) == conference.id,
        walls.keeps_out(col(AgendaItem.case_id), col(Person.id)),
    )
    rows = session.exec(
        select(Person)
        .join(Membership, col(Membership.person_id) == Person.id)
        .join(Organisation, col(Organisation.id) == Membership.organisation_id)
        .where(
            col(Person.is_active),
            actors.runs(now),
            col(Membership.role).in_(LEADING),
            or_(Organisation.region_id == region_id, col(Organisation.region_id).in_(above)),
            ~shut.correlate_except(AgendaItem),
        )
        .order_by(Person.name)
    )
    return list({person.id: person for person in rows}.values())


def usual_chair(session: Session, conference: Conference, *, now: datetime) -> UUID | None:
    """Return the first chair of the region who has a seat at the conference, if any."""
    seated = {seat.holder_id for item in conference.items for seat in item.seats}
    people = session.exec(
        select(Membership.person_id)
        .join(Organisation, col(Organisation.id) == Membership.organisation_id)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(
            Organisation.region_id == conference.region_id,
            Membership.role == Role.CHAIR,
            actors.runs(now),
            col(Membership.person_id).in_(seated - {None}),
        )
        .order_by(Person.name)
    )
    return people.first()


def _require_room(session: Session, conference: Conference, wanted: Arrangements) -> None:
    if wanted.place_kind is not PlaceKind.ROOM:
        return
    here = {room.id for room in rooms(session, conference)}
    if wanted.room_id not in here and wanted.room_id != conference.room_id:
        raise RoomMissing
    if wanted.room_id is None:
        raise RoomMissing


def _require_chair(
    session: Session, conference: Conference, chair_id: UUID | None, *, now: datetime
) -> None:
    if chair_id is None or chair_id == conference.chair_id:
        return
    here = {person.id for person in chairs(session, conference, now=now)}
    if chair_id not in here:
        person = session.get(Person, chair_id)
        raise CannotChair(name=person.name if person else "")


def _set_stand_ins(session: Session, conference: Conference, wanted: Arrangements) -> None:
    """Keep what was chosen; a conference of another kind looks as is usual for it."""
    chosen = wanted.stand_ins
    if chosen is not None and chosen != stand_ins(session, conference):
        conference.seeks_for = chosen.seeks_for
        conference.patience_minutes = chosen.patience_minutes
    elif conference.kind is not wanted.kind:
        conference.kind = wanted.kind
        cascades.as_usual(conference)
