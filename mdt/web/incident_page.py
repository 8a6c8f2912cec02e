"""The incidents of a case as pages show them: who noted each, and what it breaks."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from mdt.cases import incidents
from mdt.models import Case, Incident, Measure, Person, SafetyAction
from mdt.web import board
from mdt.web.database import get_session

NEWEST = 3
"""How many the page of a case tells of; they have a page of their own."""

Choices = list[tuple[UUID, str]]


@dataclass(frozen=True)
class Line:
    """One incident: by, who noted it; breaks, the name of the measure or the action, or empty."""

    incident: Incident
    by: str
    breaks: str


@dataclass(frozen=True)
class Happened:
    """Every incident of a case in the order of UTC, and apart those that were withdrawn."""

    counted: Sequence[Line]
    withdrawn: Sequence[Line]

    @property
    def newest(self) -> Sequence[Line]:
        """Return the last ones, still the earliest first."""
        return self.counted[-NEWEST:]


def of(case: Case) -> Happened:
    """Return the incidents of the case; the caller has the section's permission."""
    session = get_session()
    found = incidents.of(session, case)
    keys = {one.noted_by_id for one in found}
    rows = session.exec(select(Person.id, Person.name).where(col(Person.id).in_(keys)))
    names = dict(rows.all())
    broken = dict((*measures(case), *actions(case))) if found else {}
    lines = [
        Line(
            one,
            names[one.noted_by_id],
            broken.get(one.measure_id or one.action_id or one.id, ""),
        )
        for one in found
    ]
    return Happened(
        [line for line in lines if line.incident.withdrawn_at is None],
        [line for line in lines if line.incident.withdrawn_at is not None],
    )


def measures(case: Case) -> Choices:
    """Return what an incident can break of the measures, the latest first."""
    rows = get_session().exec(
        select(Measure)
        .where(Measure.case_id == case.id)
        .order_by(col(Measure.starts_at).desc(), col(Measure.id))
    )
    return [(measure.id, board.name_of(measure)) for measure in rows]


def actions(case: Case) -> Choices:
    """Return what an incident can break of the actions, the latest first."""
    rows = get_session().exec(
        select(SafetyAction)
        .where(SafetyAction.case_id == case.id)
        .order_by(col(SafetyAction.created_at).desc(), col(SafetyAction.id))
    )
    return [(action.id, action.title) for action in rows]
