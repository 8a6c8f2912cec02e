"""The plan of one case as a page shows it, read in a number of queries that never grows.

Only what is read is decided here; who may see it is decided by whoever calls.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlmodel import Session, col

from mdt.access.relations import OPEN_ACTION
from mdt.models import (
    ActionState,
    AgendaItem,
    Case,
    Conference,
    ConferenceState,
    Measure,
    Organisation,
    Person,
    PlanHeading,
    PlanVersion,
    Risk,
    SafetyAction,
)
from mdt.safety_plan import lateness, measures
from mdt.safety_plan.lateness import Due


class HasHeading(Protocol):
    """What can stand under a heading of the plan."""

    @property
    def heading(self) -> PlanHeading:
        """Return the heading it stands under."""


Headed = TypeVar("Headed", bound=HasHeading)

AHEAD = (ConferenceState.CONVENED, ConferenceState.IN_SESSION)

# Made once, for these are asked on many pages.
_LINES: Any = (
    select(
        col(SafetyAction.id),
        col(SafetyAction.case_id),
        col(Case.alias),
        col(SafetyAction.heading),
        col(SafetyAction.title),
        col(SafetyAction.owner_id),
        col(Person.name),
        col(Organisation.name),
        col(Risk.name),
        col(SafetyAction.due_on),
        col(SafetyAction.due_at),
        col(SafetyAction.late_after),
        col(SafetyAction.state),
        col(SafetyAction.remark),
        col(SafetyAction.settled_at),
        col(SafetyAction.version),
    )
    .join(Case, col(Case.id) == SafetyAction.case_id)
    .join(Person, col(Person.id) == SafetyAction.owner_id)
    .join(Organisation, col(Organisation.id) == SafetyAction.organisation_id)
    .join(Risk, col(Risk.id) == SafetyAction.risk_id)
)
"""Its columns are the fields of Line, in their order."""

_IN_ORDER = (col(SafetyAction.late_after), col(SafetyAction.title), col(SafetyAction.id))
_COUNTED = _LINES.add_columns(func.count().over()).order_by(*_IN_ORDER)
_IS_OPEN = col(SafetyAction.state).in_(OPEN_ACTION)
_NUMBER = (
    select(func.count())
    .select_from(SafetyAction)
    .join(Case, col(Case.id) == col(SafetyAction.case_id))
)
_OWNER: Any = bindparam("owner_id")
_OPEN_OF = _COUNTED.where(col(SafetyAction.owner_id) == _OWNER, _IS_OPEN)
_NOW: Any = bindparam("now")
_LATE_OF = (
    select(func.count())
    .select_from(SafetyAction)
    .where(col(SafetyAction.owner_id) == _OWNER, lateness.late(_NOW))
)


@dataclass(frozen=True)
class Line:
    """One action as lists show it, with the words for its keys."""

    id: UUID
    case_id: UUID
    alias: str
    heading: PlanHeading
    title: str
    owner_id: UUID
    owner: str
    organisation: str
    risk: str
    due_on: date | None
    due_at: datetime | None
    late_after: datetime
    state: ActionState
    remark: str
    settled_at: datetime | None
    version: int

    @property
    def due(self) -> Due:
        """Return what was agreed: an hour, else a day."""
        return self.due_at or self.due_on or self.late_after

    @property
    def is_open(self) -> bool:
        """True while there is still something to do."""
        return self.state in OPEN_ACTION


@dataclass(frozen=True)
class Count:
    """How many actions stand where; a late one counts as late, in whatever open state."""

    done: int
    busy: int
    late: int
    open: int
    stuck: int

    @property
    def total(self) -> int:
        """Return the number of all actions."""
        return self.done + self.busy + self.late + self.open + self.stuck


@dataclass(frozen=True)
class Meeting:
    """A sitting ahead at which the case is on the agenda."""

    conference_id: UUID
    starts_at: datetime


@dataclass(frozen=True)
class Version:
    """A frozen version of the plan, without its content."""

    id: UUID
    number: int
    frozen_at: datetime


@dataclass(frozen=True)
class Plan:
    """The whole plan of one case at an instant."""

    case: Case
    lines: tuple[Line, ...]
    measures: tuple[Measure, ...]
    versions: tuple[Version, ...]
    next_meeting: Meeting | None
    count: Count


def under_headings(found: Iterable[Headed]) -> list[tuple[PlanHeading, list[Headed]]]:
    """Return the headings under which something was found, in their order, with it."""
    under: dict[PlanHeading, list[Headed]] = {heading: [] for heading in PlanHeading}
    for one in found:
        under[one.heading].append(one)
    return [(heading, ones) for heading, ones in under.items() if ones]


def read(session: Session, case: Case, *, now: datetime) -> Plan:
    """Return the plan of the case as it stands at now."""
    found = lines(session, col(SafetyAction.case_id) == case.id)
    return Plan(
        case=case,
        lines=tuple(found),
        measures=tuple(measures_of(session, case)),
        versions=tuple(versions_of(session, case)),
        next_meeting=next_meeting(session, case, now=now),
        count=count(found, now=now),
    )


def lines(
    session: Session, *conditions: ColumnElement[bool], limit: int | None = None, offset: int = 0
) -> list[Line]:
    """Return the actions under the conditions (on SafetyAction and Case), the first due first."""
    query = _LINES.where(*conditions).limit(limit).offset(offset)
    return [Line(*row) for row in session.execute(query.order_by(*_IN_ORDER))]


def first(session: Session, *conditions: ColumnElement[bool], limit: int) -> tuple[list[Line], int]:
    """Return the first of the actions under the conditions, and how many there are in all."""
    return _counted(session.execute(_COUNTED.where(*conditions).limit(limit)).all())


def first_of(
    session: Session, owner_id: UUID, *, besides: Collection[UUID] = (), limit: int
) -> tuple[list[Line], int]:
    """Return the first of what this owner must do, and how many there are in all.

    besides: leaves out what is in cases that are not for them.
    """
    beside = _OPEN_OF.where(col(SafetyAction.case_id).not_in(besides)) if besides else _OPEN_OF
    return _counted(session.execute(beside.limit(limit), {"owner_id": owner_id}).all())


def _counted(rows: Sequence[Any]) -> tuple[list[Line], int]:
    return [Line(*row[:-1]) for row in rows], rows[0][-1] if rows else 0


def number(session: Session, *conditions: ColumnElement[bool]) -> int:
    """Return how many actions there are under the conditions."""
    return session.scalar(_NUMBER.where(*conditions)) or 0


def late_of(
    session: Session, owner_id: UUID, *, besides: Collection[UUID] = (), now: datetime
) -> int:
    """Return how many actions of this owner are late; besides: in cases that are not for them."""
    query = _LATE_OF.where(col(SafetyAction.case_id).not_in(besides)) if besides else _LATE_OF
    return session.scalar(query, {"owner_id": owner_id, "now": now}) or 0


def last_settled(session: Session, *conditions: ColumnElement[bool], limit: int) -> list[Line]:
    """Return the actions under the conditions that were settled last, the newest first."""
    is_settled = col(SafetyAction.state).not_in(OPEN_ACTION)
    query = _LINES.where(is_settled, *conditions).limit(limit)
    by_time = query.order_by(col(SafetyAction.settled_at).desc(), col(SafetyAction.title))
    return [Line(*row) for row in session.execute(by_time)]


def line(session: Session, action_id: UUID) -> Line:
    """Return one action as lists show it."""
    [found] = lines(session, col(SafetyAction.id) == action_id)
    return found


def count(found: Iterable[Line], *, now: datetime) -> Count:
    """Count the actions by where they stand."""
    keys = [_place(one, now) for one in found]
    return Count(*(keys.count(key) for key in ("done", "busy", "late", "open", "stuck")))


def measures_of(session: Session, case: Case) -> Sequence[Measure]:
    """Return the measures of the case, the first begun first."""
    query = select(Measure).where(col(Measure.case_id) == case.id)
    return session.scalars(query.order_by(col(Measure.starts_at), col(Measure.id))).all()


def is_running(measure: Measure, *, now: datetime) -> bool:
    """Tell whether the measure has not stopped yet; one that must still begin counts too."""
    last = measures.last_instant(measure)
    return last is None or last > now


def versions_of(session: Session, case: Case) -> list[Version]:
    """Return the frozen versions, the newest first."""
    query = select(col(PlanVersion.id), col(PlanVersion.number), col(PlanVersion.frozen_at)).where(
        col(PlanVersion.case_id) == case.id
    )
    return [
        Version(*row) for row in session.execute(query.order_by(col(PlanVersion.number).desc()))
    ]


def next_meeting(session: Session, case: Case, *, now: datetime) -> Meeting | None:
    """Return the sitting ahead at which the case is on the agenda, None when none is planned."""
    query = (
        select(col(Conference.id), col(Conference.starts_at))
        .join(AgendaItem, col(AgendaItem.conference_id) == Conference.id)
        .where(
            col(AgendaItem.case_id) == case.id,
            col(Conference.state).in_(AHEAD),
            (col(Conference.starts_at) > now) | (col(Conference.state) == AHEAD[1]),
        )
        .order_by(col(Conference.starts_at))
        .limit(1)
    )
    row = session.execute(query).first()
    return Meeting(*row) if row else None


_PLACES = {
    ActionState.DONE: "done",
    ActionState.BUSY: "busy",
    ActionState.OPEN: "open",
    ActionState.NOT_DONE: "stuck",
}


def _place(one: Line, now: datetime) -> str:
    return "late" if lateness.is_late(one.state, one.late_after, now=now) else _PLACES[one.state]
