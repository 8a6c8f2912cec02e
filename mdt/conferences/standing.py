"""Standing tables that sit by a rhythm: cases are put on a turn, and one turn may differ.

What changes one turn changes no other. Callers have checked permission and own the transaction.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlmodel import Session, col, select

from mdt import events
from mdt.access import walls
from mdt.conferences import agenda, lifecycle, turns
from mdt.conferences.agenda import Terms
from mdt.conferences.turns import TableTurn, TurnFallsOut
from mdt.directory import claiming
from mdt.errors import N_, DomainError, StaleVersion
from mdt.models import (
    Case,
    Conference,
    ConferenceKind,
    Every,
    Panel,
    PanelException,
    PanelRhythm,
    Person,
    PlaceKind,
    Room,
)
from mdt.scheduling import local_time


class RoomElsewhere(DomainError):
    """The room is not one that the table's region uses."""

    text = N_("Kies een zaal van deze regio die in gebruik is.")


class TurnIsTaken(DomainError):
    """A conference stands on the turn: that is what must be moved or called off."""

    text = N_("Op deze zitting staat al een overleg. Verzet dat overleg, of zeg het af.")


class TurnNotFuture(DomainError):
    """A turn is moved to a moment that is still to come."""

    text = N_("Dit moment is al geweest. Kies een moment dat nog komt.")


@dataclass(frozen=True, kw_only=True)
class RhythmTerms:
    """The rhythm of a table; see PanelRhythm for what the columns mean."""

    every: Every
    first_on: date
    starts: time
    minutes: int
    room_id: UUID | None
    most_cases: int | None
    cutoff_days: int
    cutoff_at: time


def set_rhythm(
    session: Session,
    panel: Panel,
    terms: RhythmTerms,
    *,
    version: int = 0,
    by: Person,
    now: datetime,
) -> PanelRhythm:
    """Let the table sit by this rhythm; what stands on its turns stays.

    version: of the rhythm that was seen, 0 when there was none.
    Raises StaleVersion, RoomElsewhere.
    """
    claiming.hold(session, panel)
    seen = session.get(PanelRhythm, panel.id, populate_existing=True)
    if (seen.version if seen else 0) != version:
        raise StaleVersion
    room = session.get(Room, terms.room_id) if terms.room_id else None
    if terms.room_id and (room is None or room.region_id != panel.region_id or not room.is_active):
        raise RoomElsewhere
    row = seen or PanelRhythm(panel_id=panel.id, version=0, **vars(terms))
    for name, value in vars(terms).items():
        setattr(row, name, value)
    row.version += 1
    session.add(row)
    _record(session, panel.id, by, now)
    return row


def drop_rhythm(session: Session, panel: Panel, *, by: Person, now: datetime) -> None:
    """Let the table sit by no rhythm any more; conferences that stand on a turn stay."""
    row = session.get(PanelRhythm, panel.id)
    if row is None:
        return
    for exception in session.exec(
        select(PanelException).where(PanelException.panel_id == panel.id)
    ):
        session.delete(exception)
    session.delete(row)
    _record(session, panel.id, by, now)


def put(
    session: Session,
    panel: Panel,
    on: date,
    case: Case,
    terms: Terms,
    *,
    kind: ConferenceKind,
    signal_at: datetime | None = None,
    because: str = "",
    by: Person,
    now: datetime,
) -> Conference:
    """Return the conference of the turn with the case on its agenda, made when there was none.

    because: why the case comes after the cut-off.
    Raises TurnFallsOut, TableFull, PastCutOff, and what lifecycle.draft or agenda.add raises.
    """
    found = _claim(session, panel, on)
    if not found.can_sit(now):
        raise TurnFallsOut
    if found.used and walls.touches(session, found.used.conference_id, by.id):
        raise turns.TableFull
    if found.used:
        conference = session.get_one(Conference, found.used.conference_id)
        agenda.add(session, conference, case, terms, because=because, by=by, now=now)
        return conference
    late_because = turns.welcome(found, terms.minutes, because, now=now)
    conference = lifecycle.draft(
        session, case, terms, kind=kind, panel=panel, signal_at=signal_at, by=by, now=now
    )
    conference.turn_on = on
    conference.meant_on = local_time.local(found.turn.starts_at).date()
    conference.items[0].late_because = late_because
    room_id = session.get_one(PanelRhythm, panel.id).room_id
    if room_id:
        conference.place_kind, conference.room_id = PlaceKind.ROOM, room_id
    session.flush()
    return conference


def call_off(
    session: Session,
    panel: Panel,
    on: date,
    *,
    seen: str | None = None,
    by: Person,
    now: datetime,
) -> None:
    """Let one turn fall out, and no other; seen: its stand, if a page showed it.

    Raises TurnFallsOut, TurnIsTaken, StaleVersion.
    """
    _differ(session, panel, on, None, seen=seen, by=by, now=now)


def move(
    session: Session,
    panel: Panel,
    on: date,
    moved_to: datetime,
    *,
    seen: str | None = None,
    by: Person,
    now: datetime,
) -> None:
    """Move one turn, and no other; seen: its stand, if a page showed it.

    Raises TurnFallsOut, TurnIsTaken, TurnNotFuture, StaleVersion.
    """
    if moved_to <= now:
        raise TurnNotFuture
    _differ(session, panel, on, moved_to, seen=seen, by=by, now=now)


def restore(
    session: Session,
    panel: Panel,
    on: date,
    *,
    seen: str | None = None,
    by: Person,
    now: datetime,
) -> None:
    """Let the rhythm count again for one turn. Raises TurnFallsOut, TurnIsTaken, StaleVersion."""
    found = _claim(session, panel, on)
    row = session.get(PanelException, (panel.id, on))
    if row:
        _require_free(found, seen)
        session.delete(row)
        _record(session, panel.id, by, now)


def _claim(session: Session, panel: Panel, on: date) -> TableTurn:
    """Take the table for this transaction, and return its turn: who comes second sees the first."""
    held = select(Panel.id).where(col(Panel.id) == panel.id)
    session.exec(held.with_for_update(key_share=True)).all()
    return turns.one(session, panel.id, on)


def _differ(
    session: Session,
    panel: Panel,
    on: date,
    moved_to: datetime | None,
    *,
    seen: str | None,
    by: Person,
    now: datetime,
) -> None:
    """Let one turn be otherwise than the rhythm has it; what is so already was done before."""
    found = _claim(session, panel, on)
    row = session.get(PanelException, (panel.id, on), populate_existing=True)
    if row and row.moved_to == moved_to:
        return
    _require_free(found, seen)
    row = row or PanelException(panel_id=panel.id, turn_on=on)
    row.moved_to = moved_to
    session.add(row)
    _record(session, panel.id, by, now)


def _require_free(found: TableTurn, seen: str | None) -> None:
    if found.used:
        raise TurnIsTaken
    if seen is not None and found.turn.stand != seen:
        raise StaleVersion


def _record(session: Session, panel_id: UUID, by: Person, now: datetime) -> None:
    events.record(session, events.OrganisationChanged(at=now, actor_id=by.id, subject_id=panel_id))
