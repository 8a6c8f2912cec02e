"""Knowledge sessions: about a subject and never about a case, for people invited by name.

Without items and seats nobody is barred by coming, and nobody sees anything of a case. Callers have
checked permission and own the transaction.

Source: domain.md 3.4, mode KENNIS (general part only; no firewall beyond the log).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, delete, select

from mdt import events
from mdt.conferences import arrangements, changing, invitable
from mdt.conferences.knowledge_events import GuestsChanged
from mdt.conferences.lifecycle import SlotNotFuture
from mdt.errors import N_, DomainError, IllegalTransition, StaleVersion
from mdt.models import (
    Conference,
    ConferenceKind,
    ConferenceState,
    KnowledgeGuest,
    Person,
    PlaceKind,
    Regime,
)


class TooSoon(DomainError):
    """People hear of a session some time before it."""

    text = N_("Dit moment is te dichtbij. Kies een moment over %(hours)s uur of later.")


class CannotInvite(DomainError):
    """The person works for nobody near this region now."""

    text = N_("Een van deze mensen kan hier nu niet worden gevraagd. Kies opnieuw.")


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a session is about, when, for how long and where. starts_at: aware.

    notice: how long before it people must hear of it. overlap_allowed: somebody said that people or
    the room may be taken then.
    """

    topic: str
    starts_at: datetime
    minutes: int
    place_kind: PlaceKind
    room_id: UUID | None = None
    video_url: str = ""
    notice: timedelta = timedelta(hours=24)
    overlap_allowed: bool = False


def plan(
    session: Session, region_id: UUID, wanted: Plan, *, by: Person, now: datetime
) -> Conference:
    """Return a new session whose moment stands; nobody is invited yet.

    Raises SlotNotFuture, TooSoon, RoomMissing, and SlotTaken when its room is.
    """
    with session.begin_nested():
        conference = Conference(
            region_id=region_id,
            kind=ConferenceKind.KNOWLEDGE,
            regime=Regime.ANONIEM_ADVIES,
            coordinator_id=by.id,
            created_at=now,
        )
        session.add(conference)
        session.flush()
        _record(session, events.ConferenceDrafted, conference, by, now)
        _set(session, conference, wanted, now=now)
        _record(session, events.ConferenceConvened, conference, by, now)
    return conference


def change(
    session: Session,
    conference: Conference,
    wanted: Plan,
    *,
    version: int,
    by: Person,
    now: datetime,
) -> None:
    """Change subject, moment, length and place; whoever is invited is told what concerns them.

    What was taken back is planned again by this. Raises IllegalTransition, StaleVersion, and what
    plan raises; SlotTaken also when somebody who is invited is taken then.
    """
    _claim(session, conference)
    if conference.version != version:
        raise StaleVersion
    was_draft = conference.state is ConferenceState.DRAFT
    with session.begin_nested():
        _set(session, conference, wanted, now=now)
        conference.version += 1
        kind = events.ConferenceConvened if was_draft else events.ConferenceMoved
        _record(session, kind, conference, by, now)


def invite(
    session: Session,
    conference: Conference,
    people: Collection[UUID],
    *,
    overlap_allowed: bool = False,
    by: Person,
    now: datetime,
) -> None:
    """Invite these people by name; whoever is invited already stays so.

    Raises IllegalTransition, CannotInvite, and SlotTaken when one of them is taken then.
    """
    _claim(session, conference)
    if not set(people) <= invitable.among(session, conference.region_id, people, now=now):
        raise CannotInvite
    new = set(people) - guests(session, conference)
    if not new:
        return
    conference.overlap_allowed = conference.overlap_allowed or overlap_allowed
    with changing.sound(session, conference):
        for person_id in sorted(new):
            session.add(KnowledgeGuest(conference_id=conference.id, person_id=person_id))
    _record(session, GuestsChanged, conference, by, now)


def take_off(
    session: Session, conference: Conference, person_id: UUID, *, by: Person, now: datetime
) -> None:
    """Invite somebody no more; they hear of it. Raises IllegalTransition."""
    _claim(session, conference)
    if person_id not in guests(session, conference):
        return
    session.exec(
        delete(KnowledgeGuest).where(
            col(KnowledgeGuest.conference_id) == conference.id,
            col(KnowledgeGuest.person_id) == person_id,
        )
    )
    _record(session, GuestsChanged, conference, by, now)


def guests(session: Session, conference: Conference) -> set[UUID]:
    """Return who is invited by name."""
    here = KnowledgeGuest.conference_id == conference.id
    return set(session.exec(select(KnowledgeGuest.person_id).where(here)))


def _claim(session: Session, conference: Conference) -> None:
    changing.claim_open(session, conference)
    if conference.kind is not ConferenceKind.KNOWLEDGE:
        raise IllegalTransition


def _set(session: Session, conference: Conference, wanted: Plan, *, now: datetime) -> None:
    """Put what is wanted on the row, if everybody is free then and the room is."""
    is_same_moment = conference.starts_at == wanted.starts_at
    if wanted.starts_at <= now:
        raise SlotNotFuture
    if wanted.starts_at < now + wanted.notice and not is_same_moment:
        raise TooSoon(hours=wanted.notice // timedelta(hours=1))
    is_room = wanted.place_kind is PlaceKind.ROOM
    here = {room.id for room in arrangements.rooms(session, conference)} if is_room else set()
    if is_room and wanted.room_id not in here | ({conference.room_id} - {None}):
        raise arrangements.RoomMissing
    if not is_same_moment or wanted.overlap_allowed:
        conference.overlap_allowed = wanted.overlap_allowed
    with changing.sound(session, conference):
        conference.topic = wanted.topic
        conference.minutes = wanted.minutes
        conference.place_kind = wanted.place_kind
        conference.room_id = wanted.room_id if is_room else None
        conference.video_url = "" if is_room else wanted.video_url
        conference.starts_at = wanted.starts_at
        if conference.state is ConferenceState.DRAFT:
            conference.state, conference.convened_at = ConferenceState.CONVENED, now
        session.add(conference)


def _record(
    session: Session, kind: type[events.Event], conference: Conference, by: Person, now: datetime
) -> None:
    session.add(conference)
    events.record(session, kind(at=now, actor_id=by.id, conference_id=conference.id))
