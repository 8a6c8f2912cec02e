"""The turns of standing tables: what stands on each, how much room is left, and who may come.

The number of queries is the same, however many tables and turns there are.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlmodel import Session, col

from mdt.errors import N_, DomainError
from mdt.models import (
    AgendaItem,
    Conference,
    ConferenceState,
    Panel,
    PanelException,
    PanelRhythm,
)
from mdt.scheduling import table_rhythm
from mdt.scheduling.table_rhythm import Exceptions, Turn


class TurnFallsOut(DomainError):
    """The table does not sit then: no turn, a holiday, called off, or over."""

    text = N_("De tafel zit dan niet. Kies een andere zitting.")


class TableFull(DomainError):
    """The turn has no room for the case."""

    text = N_("Deze zitting is vol. Kies een andere zitting, of maak een eigen overleg.")


class PastCutOff(DomainError):
    """The case comes after the cut-off, and nobody said why."""

    text = N_(
        "De agenda van deze zitting is al gesloten. Schrijf op waarom deze zaak er nog bij moet."
    )


@dataclass(frozen=True)
class Used:
    """What stands on a turn: the conference, how many cases, and how many minutes they take."""

    conference_id: UUID
    state: ConferenceState
    cases: int
    minutes: int


@dataclass(frozen=True)
class TableTurn:
    """One turn of a table with what stands on it; used: None while nothing does."""

    panel_id: UUID
    table: str
    turn: Turn
    most_cases: int | None
    minutes: int
    usual_minutes: int
    used: Used | None

    @property
    def minutes_left(self) -> int:
        """How many minutes are not given away."""
        return self.minutes - (self.used.minutes if self.used else 0)

    @property
    def cases_left(self) -> int:
        """How many more cases of the usual length fit in."""
        by_time = max(0, self.minutes_left) // self.usual_minutes
        if self.most_cases is None:
            return by_time
        return max(0, min(by_time, self.most_cases - (self.used.cases if self.used else 0)))

    @property
    def as_full(self) -> "TableTurn":
        """The same turn as it looks to whoever may not learn what stands on it: without room."""
        return replace(self, most_cases=0, used=None)

    def fits(self, minutes: int) -> bool:
        """Tell whether one more case of this length has room."""
        taken = self.used.cases if self.used else 0
        has_place = self.most_cases is None or taken < self.most_cases
        return has_place and minutes <= self.minutes_left

    def can_sit(self, now: datetime) -> bool:
        """Tell whether the turn is still to come, and not off."""
        is_begun = self.used is not None and self.used.state not in _PLANNED
        return self.turn.out is None and self.turn.starts_at > now and not is_begun


_PLANNED = (ConferenceState.DRAFT, ConferenceState.CONVENED)


def ahead(session: Session, panels: Collection[UUID], start: date, end: date) -> list[TableTurn]:
    """Return the turns of these tables whose days lie from start until before end, in order."""
    rows = session.execute(
        select(PanelRhythm, Panel)
        .join(Panel, col(Panel.id) == PanelRhythm.panel_id)
        .where(col(PanelRhythm.panel_id).in_(panels), col(Panel.is_active))
    ).all()
    if not rows:
        return []
    exceptions, used = _exceptions(session, panels), _used(session, panels, start, end)
    found = [
        _table_turn(panel, row, turn, used.get((panel.id, turn.on)))
        for row, panel in rows
        for turn in table_rhythm.turns(table_rhythm.of(row), exceptions[panel.id], start, end)
    ]
    return sorted(found, key=lambda one: (one.turn.starts_at, one.table))


def one(session: Session, panel_id: UUID, on: date) -> TableTurn:
    """Return the turn of a table's day. Raises TurnFallsOut when its rhythm gives none."""
    found = ahead(session, [panel_id], on, date.fromordinal(on.toordinal() + 1))
    if not found:
        raise TurnFallsOut
    return found[0]


def of(session: Session, conference: Conference) -> TableTurn | None:
    """Return the turn for which a conference stands; None for one with a moment of its own."""
    if conference.panel_id is None or conference.turn_on is None:
        return None
    try:
        return one(session, conference.panel_id, conference.turn_on)
    except TurnFallsOut:
        return None


def require_welcome(
    session: Session, conference: Conference, minutes: int, because: str, *, now: datetime
) -> str:
    """Return why a case comes after the cut-off of the conference's turn: "" when it is in time.

    Raises TableFull, PastCutOff. A conference with a moment of its own takes every case.
    """
    found = of(session, conference)
    return welcome(found, minutes, because, now=now) if found else ""


def require_minutes(session: Session, conference: Conference, more: int) -> None:
    """Raise TableFull when the conference's turn has no room for so many minutes more."""
    found = of(session, conference) if more > 0 else None
    if found and more > found.minutes_left:
        raise TableFull


def welcome(found: TableTurn, minutes: int, because: str, *, now: datetime) -> str:
    """Return why a case comes after the cut-off. Raises TableFull, PastCutOff."""
    if not found.fits(minutes):
        raise TableFull
    if now < found.turn.closes_at:
        return ""
    if not because.strip():
        raise PastCutOff
    return because.strip()


def _table_turn(panel: Panel, row: PanelRhythm, turn: Turn, used: Used | None) -> TableTurn:
    return TableTurn(
        panel_id=panel.id,
        table=panel.name,
        turn=turn,
        most_cases=row.most_cases,
        minutes=row.minutes,
        usual_minutes=panel.minutes,
        used=used,
    )


def _exceptions(session: Session, panels: Collection[UUID]) -> Mapping[UUID, Exceptions]:
    found: dict[UUID, dict[date, datetime | None]] = defaultdict(dict)
    rows = session.execute(
        select(PanelException).where(col(PanelException.panel_id).in_(panels))
    ).scalars()
    for row in rows:
        found[row.panel_id][row.turn_on] = row.moved_to
    return found


def _used(
    session: Session, panels: Collection[UUID], start: date, end: date
) -> Mapping[tuple[UUID, date], Used]:
    """Return what stands on the turns: one conference on each (mdt.conferences.standing)."""
    rows: Sequence[Any] = session.execute(
        select(
            col(Conference.panel_id),
            col(Conference.turn_on),
            col(Conference.id),
            col(Conference.state),
            func.count(col(AgendaItem.id)),
            func.coalesce(func.sum(AgendaItem.minutes + AgendaItem.pause_minutes), 0),
        )
        .outerjoin(AgendaItem, col(AgendaItem.conference_id) == Conference.id)
        .where(
            col(Conference.panel_id).in_(panels),
            col(Conference.turn_on) >= start,
            col(Conference.turn_on) < end,
            col(Conference.state) != ConferenceState.CANCELLED,
        )
        .group_by(
            col(Conference.panel_id),
            col(Conference.turn_on),
            col(Conference.id),
            col(Conference.state),
        )
    ).all()
    return {(row[0], row[1]): Used(*row[2:]) for row in rows}
