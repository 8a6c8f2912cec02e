"""What the review ladder needs of the database: at most five queries, whatever there is."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from mdt.models import (
    AgendaItem,
    Case,
    Conference,
    ConferenceKind,
    ConferenceState,
    Measure,
    Person,
    ReviewChoice,
    base,
)
from mdt.scheduling import deadlines, protection, review_ladder
from mdt.scheduling.review_ladder import Ladder, Rung

BEGINS = (ConferenceKind.EMERGENCY, ConferenceKind.FIRST)
"""Sittings with which the ladder begins; the last of them counts."""

_DAY = timedelta(days=1)

AHEAD = (ConferenceState.DRAFT, ConferenceState.CONVENED, ConferenceState.IN_SESSION)


def _alias(model: type[Any]) -> Any:
    return aliased(model)


# The queries are made once: making one anew costs more than asking it. What was held is asked of
# held_at: by its state, SQLite would look through every sitting that was ever held.
_OTHER, _AT = _alias(Conference), _alias(AgendaItem)
_ELSEWHERE = exists().where(_AT.case_id == AgendaItem.case_id, _AT.conference_id == _OTHER.id)
_SAT_SINCE = _ELSEWHERE.where(_OTHER.held_at.is_not(None), _OTHER.starts_at > Conference.starts_at)
_SITS_AHEAD = _ELSEWHERE.where(_OTHER.state.in_(AHEAD))
_LAST_SITTINGS = (
    select(
        col(AgendaItem.id),
        col(AgendaItem.conference_id),
        col(AgendaItem.case_id),
        col(Case.alias),
        col(Conference.starts_at),
        col(Conference.panel_id),
        col(AgendaItem.minutes),
    )
    .join(Conference, col(Conference.id) == AgendaItem.conference_id)
    .join(Case, col(Case.id) == AgendaItem.case_id)
    .where(
        col(Conference.held_at).is_not(None),
        col(Conference.kind) != ConferenceKind.CLOSING,
        col(Case.closed_at).is_(None),
        ~_SAT_SINCE,
    )
    .order_by(col(Conference.starts_at), col(AgendaItem.position))
)
"""The items with which an open case was last spoken about."""

_LAST_OF = _LAST_SITTINGS.where(
    ~_SITS_AHEAD, col(Conference.coordinator_id) == bindparam("coordinator_id")
)
_LAST_AT = _LAST_SITTINGS.where(col(Conference.id) == bindparam("conference_id"))

_CASES: Any = bindparam("cases", expanding=True)
_HELD = (
    select(col(AgendaItem.case_id), col(Conference.kind), col(Conference.starts_at))
    .join(Conference, col(Conference.id) == AgendaItem.conference_id)
    .where(col(AgendaItem.case_id).in_(_CASES), col(Conference.held_at).is_not(None))
    .order_by(col(Conference.starts_at))
)
_MEASURES = select(Measure).where(col(Measure.case_id).in_(_CASES))
_CHOICES = select(ReviewChoice).where(col(ReviewChoice.case_id).in_(_CASES))
_NEXT = (
    select(col(AgendaItem.case_id), col(Conference.id))
    .join(Conference, col(Conference.id) == AgendaItem.conference_id)
    .where(col(AgendaItem.case_id).in_(_CASES), col(Conference.state).in_(AHEAD))
    .order_by(col(Conference.starts_at).is_(None).desc(), col(Conference.starts_at).desc())
)


@dataclass(frozen=True)
class Review:
    """The next review of a case after a sitting.

    next_on: the day that is proposed when this rung is passed over; None when it is the last.
    rung: the step of the ladder, None at its top. due_on: the day that was chosen, else the one
    that is proposed, None when there is neither. falls: the measure that brings it forward.
    choice: what somebody decided. taken_up: the sitting ahead that speaks of the case.
    panel_id, minutes: its standing table, and how long the case took there.
    """

    conference_id: UUID
    item_id: UUID
    case_id: UUID
    alias: str
    rung: Rung | None
    due_on: date | None
    next_on: date | None
    falls: Measure | None
    choice: ReviewChoice | None
    taken_up: UUID | None
    panel_id: UUID | None
    minutes: int

    @property
    def is_skipped(self) -> bool:
        """True when somebody said why there will be none any more."""
        choice = self.choice
        return bool(choice and choice.skipped_because and not choice.passed_days)

    @property
    def is_passed_over(self) -> bool:
        """True when somebody passed over the rung before this one."""
        return bool(self.choice and self.choice.passed_days)

    @property
    def is_chosen(self) -> bool:
        """True when the day is not the ladder's."""
        return bool(self.choice and self.choice.due_on)

    @property
    def waits(self) -> bool:
        """True while somebody must decide."""
        return self.due_on is not None and not self.is_skipped and self.taken_up is None


def at(session: Session, conference: Conference, ladder: Ladder, *, now: datetime) -> list[Review]:
    """Return the next review of every case that sat last at this conference."""
    rows = session.execute(_LAST_AT, {"conference_id": conference.id}).all()
    ahead = _ahead(session, {row.case_id for row in rows}) if rows else {}
    return _reviews(session, rows, ahead, ladder, now)


def not_taken_up(session: Session, who: Person, ladder: Ladder, *, now: datetime) -> list[Review]:
    """Return the same of the sittings that somebody organised, without what was taken up."""
    rows = session.execute(_LAST_OF, {"coordinator_id": who.id}).all()
    return _reviews(session, rows, {}, ladder, now)


def _reviews(
    session: Session, rows: Sequence[Any], ahead: Mapping[UUID, UUID], ladder: Ladder, now: datetime
) -> list[Review]:
    cases = {row.case_id for row in rows}
    if not cases:
        return []
    began, falling = _began(session, cases), _falling(session, cases, now)
    chosen = _chosen(session, cases)
    return [
        _review(
            row,
            ladder,
            began_on=began[row.case_id],
            falls=falling.get(row.case_id),
            choice=chosen.get((row.conference_id, row.case_id)),
            taken_up=ahead.get(row.case_id),
        )
        for row in rows
    ]


def _review(
    row: Any,
    ladder: Ladder,
    *,
    began_on: date,
    falls: Measure | None,
    choice: ReviewChoice | None,
    taken_up: UUID | None,
) -> Review:
    sat_on = base.local_date(row.starts_at)
    ends = protection.last(falls) if falls else None
    ends_on = base.local_date(ends) if ends else None
    passed = choice.passed_days if choice else 0
    rung, proposed, falls_on = _proposal(ladder, began_on, sat_on, ends_on, passed)
    passing = _proposal(ladder, began_on, sat_on, ends_on, rung.days) if rung else None
    return Review(
        conference_id=row.conference_id,
        item_id=row.id,
        case_id=row.case_id,
        alias=row.alias,
        rung=rung,
        due_on=(choice.due_on if choice else None) or proposed,
        next_on=passing.on if passing else None,
        falls=falls if rung and falls_on and falls_on <= rung.on else None,
        choice=choice,
        taken_up=taken_up,
        panel_id=row.panel_id,
        minutes=row.minutes,
    )


class _Proposal(NamedTuple):
    """A rung, its day, and the day on which a measure ends that can bring it forward."""

    rung: Rung | None
    on: date | None
    falls_on: date | None


def _proposal(
    ladder: Ladder, began_on: date, sat_on: date, falls_on: date | None, passed_days: int
) -> _Proposal:
    """Return what is proposed once the rungs up to so many days after the beginning were passed."""
    rung = review_ladder.next_rung(
        ladder, began_on=began_on, sat_on=sat_on, passed_days=passed_days
    )
    if passed_days and falls_on and falls_on <= began_on + passed_days * _DAY:
        falls_on = None  # whoever passed over that rung knew of it
    on = review_ladder.day_for(rung, sat_on=sat_on, falls_on=falls_on) if rung else None
    return _Proposal(rung, on, falls_on)


def _began(session: Session, cases: Collection[UUID]) -> Mapping[UUID, date]:
    """Return on which local day the ladder of each case began.

    With the last sitting that was a first one or an emergency; without one, with the first.
    """
    found: dict[UUID, date] = {}
    for case_id, kind, starts_at in session.execute(_HELD, {"cases": cases}):
        if kind in BEGINS or case_id not in found:
            found[case_id] = base.local_date(starts_at)
    return found


def _falling(session: Session, cases: Collection[UUID], now: datetime) -> Mapping[UUID, Measure]:
    """Return per case the measure that ends first without a successor."""
    rows = session.execute(_MEASURES, {"cases": cases}).scalars()
    by_case: dict[UUID, list[Measure]] = defaultdict(list)
    for measure in rows:
        by_case[measure.case_id].append(measure)
    found = {
        case_id: deadlines.by_measures(ConferenceKind.REVIEW, measures, now=now)
        for case_id, measures in by_case.items()
    }
    return {key: one.measure for key, one in found.items() if one and one.measure}


def _chosen(session: Session, cases: Collection[UUID]) -> Mapping[tuple[UUID, UUID], ReviewChoice]:
    rows = session.execute(_CHOICES, {"cases": cases})
    return {(row.conference_id, row.case_id): row for row in rows.scalars()}


def _ahead(session: Session, cases: Collection[UUID]) -> Mapping[UUID, UUID]:
    """Return per case the sitting ahead that speaks of it; the nearest, those without one last."""
    return {row.case_id: row.id for row in session.execute(_NEXT, {"cases": cases})}
