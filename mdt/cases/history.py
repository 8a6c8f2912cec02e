"""What happened in a case, newest first: read from events, told nowhere else.

A sitting's own events belong to the time line of every case on its agenda; they name no
other case. Answers and presence are the sitting's, not the case's, and stay there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from sqlmodel import Session, and_, col, or_, select

from mdt import events
from mdt.cases import (
    document_events,
    emergency_access_events,
    incident_events,
    retention_events,
    subject_events,
    vault_events,
    wall_events,
)
from mdt.models import AgendaItem, Case, EventRecord, Person

OF_A_CASE = frozenset(
    kind.__name__
    for kind in (
        emergency_access_events.EmergencyAccessEnded,
        emergency_access_events.EmergencyAccessOpened,
        events.ActionAgreed,
        events.ActionChanged,
        events.ActionMoved,
        events.CaseChanged,
        events.CaseClosed,
        events.CaseHandedOver,
        events.CaseMoved,
        events.CaseOpened,
        events.CasePersonChanged,
        events.CaseReopened,
        events.ConferenceCancelled,
        events.ConferenceConvened,
        events.ConferenceHeld,
        events.ConferenceMoved,
        events.InvitationsTakenBack,
        events.MeasureChanged,
        events.MinutesAdopted,
        events.PlanFrozen,
        events.ProcedureChanged,
        events.RiskChanged,
        document_events.DocumentAdded,
        document_events.DocumentPutBack,
        document_events.DocumentWithdrawn,
        incident_events.IncidentCorrected,
        incident_events.IncidentNoted,
        incident_events.IncidentPutBack,
        incident_events.IncidentWithdrawn,
        retention_events.DestructionProposed,
        retention_events.DestructionWithdrawn,
        retention_events.RetentionExtended,
        subject_events.SubjectAnswerGiven,
        subject_events.SubjectReviewAsked,
        subject_events.SubjectReviewDecided,
        vault_events.SealedValueChanged,
        wall_events.WallLiftAgreed,
        wall_events.WallLiftRefused,
        wall_events.WallLifted,
        wall_events.WallSet,
    )
)
"""Names of the events that a case's time line shows."""

OF_ITS_OWN_ROW = frozenset(
    kind.__name__
    for kind in (
        events.CaseChanged,
        events.CaseClosed,
        events.CaseHandedOver,
        events.CaseMoved,
        events.CaseOpened,
        events.CaseReopened,
    )
)
"""Names of the events that changed the case itself, and not something in it."""


@dataclass(frozen=True)
class Happening:
    """One event as a time line tells it: who is a name, empty when the portal did it."""

    name: str
    at: datetime
    who: str
    conference_id: UUID | None


@dataclass(frozen=True)
class Stretch:
    """The same thing done again and again by one person, told once; latest is the last of them."""

    latest: Happening
    times: int


@dataclass(frozen=True)
class Change:
    """Who changed a row last, and when."""

    who: str
    at: datetime


def of(
    session: Session, case: Case, *, limit: int, skip: int = 0
) -> tuple[Sequence[Happening], bool]:
    """Return a stretch of the case's time line, newest first, and whether there is more."""
    at_its_sittings = col(EventRecord.conference_id).in_(
        select(AgendaItem.conference_id).where(AgendaItem.case_id == case.id)
    )
    rows = session.exec(
        select(EventRecord, Person.name)
        .join(Person, col(Person.id) == EventRecord.actor_id, isouter=True)
        .where(
            col(EventRecord.name).in_(OF_A_CASE),
            or_(
                EventRecord.case_id == case.id,
                and_(col(EventRecord.case_id).is_(None), at_its_sittings),
            ),
        )
        .order_by(col(EventRecord.at).desc(), col(EventRecord.id).desc())
        .offset(skip)
        .limit(limit + 1)
    ).all()
    told = [
        Happening(record.name, record.at, who or "", record.conference_id) for record, who in rows
    ]
    return told[:limit], len(told) > limit


def told_once(happenings: Sequence[Happening]) -> list[Stretch]:
    """Return what happened, newest first, with each run of the same told once."""
    runs = groupby(happenings, key=lambda one: (one.name, one.who, one.conference_id))
    found = [list(run) for _, run in runs]
    return [Stretch(run[0], len(run)) for run in found]


def last_change(session: Session, key: UUID) -> Change | None:
    """Return who last changed the row with this key; None if nobody.

    The row is a case, something in one, or a conference.
    """
    is_case_itself = and_(EventRecord.case_id == key, col(EventRecord.name).in_(OF_ITS_OWN_ROW))
    is_sitting_itself = and_(
        EventRecord.conference_id == key, col(EventRecord.subject_id).is_(None)
    )
    found = session.exec(
        select(EventRecord.at, Person.name)
        .join(Person, col(Person.id) == EventRecord.actor_id)
        .where(or_(EventRecord.subject_id == key, is_case_itself, is_sitting_itself))
        .order_by(col(EventRecord.id).desc())
        .limit(1)
    ).first()
    return Change(found[1], found[0]) if found else None
