"""Versions of the plan: frozen when a sitting is held, and never changed afterwards."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func
from sqlmodel import Session, SQLModel, col, select

from mdt import events
from mdt.events import Event
from mdt.models import (
    ActionState,
    AgendaItem,
    Case,
    Conference,
    MeasureKind,
    Person,
    PlanHeading,
    PlanVersion,
)
from mdt.safety_plan import overview


class FrozenAction(SQLModel):
    """An action as it stood."""

    heading: PlanHeading
    title: str
    owner: str
    organisation: str
    risk: str
    due_on: date | None
    due_at: datetime | None
    state: ActionState
    remark: str


class FrozenMeasure(SQLModel):
    """A measure as it stood."""

    kind: MeasureKind
    title: str
    legal_basis: str
    starts_at: datetime
    ends_at: datetime | None
    ended_at: datetime | None
    note: str


class Content(SQLModel):
    """The plan as it stood, kept as text."""

    measures: list[FrozenMeasure]
    actions: list[FrozenAction]

    @property
    def sections(self) -> list[tuple[PlanHeading, list[FrozenAction]]]:
        """Return the headings that have actions, in their order, with their actions."""
        return overview.under_headings(self.actions)


def freeze_held(session: Session, event: Event) -> None:
    """React to a sitting that was held: freeze the plan of every case at it."""
    conference = session.get_one(Conference, event.conference_id)
    by = session.get_one(Person, event.actor_id)
    freeze(session, conference, by=by, now=event.at)


def freeze(
    session: Session, conference: Conference, *, by: Person, now: datetime
) -> list[PlanVersion]:
    """Return the plans of the cases at the conference, frozen as they stand; once a case."""
    cases = session.exec(
        select(Case)
        .join(AgendaItem, col(AgendaItem.case_id) == Case.id)
        .where(AgendaItem.conference_id == conference.id, ~_is_frozen(conference.id))
        .order_by(col(AgendaItem.position))
    ).all()
    return [_freeze(session, case, conference, by, now) for case in cases]


def content_of(version: PlanVersion) -> Content:
    """Return what the version says."""
    return Content.model_validate(version.content)


def _is_frozen(conference_id: UUID) -> Any:
    frozen = select(PlanVersion.case_id).where(PlanVersion.conference_id == conference_id)
    return col(Case.id).in_(frozen)


def _freeze(
    session: Session, case: Case, conference: Conference, by: Person, now: datetime
) -> PlanVersion:
    version = PlanVersion(
        case_id=case.id,
        number=_last_number(session, case) + 1,
        conference_id=conference.id,
        frozen_by_id=by.id,
        frozen_at=now,
        content=_content(session, case, now).model_dump(mode="json"),
    )
    session.add(version)
    events.record(
        session,
        events.PlanFrozen(
            at=now,
            actor_id=by.id,
            case_id=case.id,
            conference_id=conference.id,
            subject_id=version.id,
        ),
    )
    return version


def _last_number(session: Session, case: Case) -> int:
    query = select(func.max(PlanVersion.number)).where(PlanVersion.case_id == case.id)
    return session.exec(query).one() or 0


def _content(session: Session, case: Case, now: datetime) -> Content:
    """Return the plan in words: a version stays readable whatever is changed later."""
    plan = overview.read(session, case, now=now)
    return Content(
        measures=[FrozenMeasure.model_validate(one, from_attributes=True) for one in plan.measures],
        actions=[FrozenAction.model_validate(one, from_attributes=True) for one in plan.lines],
    )
