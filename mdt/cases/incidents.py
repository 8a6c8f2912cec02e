"""The incidents of a case: noted, corrected, withdrawn, and in the order in which they happened.

Instants are in UTC, and so is the order: in the night in which a clock shows 02.30 twice, the first
of the two comes first. Callers have checked permission and own the transaction.

Source: scenarios 1.8 and 2.8 (two incidents in the repeated hour keep their order).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mdt import events
from mdt.cases import closing, incident_events
from mdt.errors import N_, DomainError, StaleVersion
from mdt.events import Event
from mdt.models import Case, Incident, Measure, Person, SafetyAction


class IncidentNotYet(DomainError):
    """An incident has happened."""

    text = N_("Dit moment moet nog komen. Kijk de datum en de tijd na.")


class BreaksTwo(DomainError):
    """An incident breaks a measure or an action, not both."""

    text = N_("Kies een maatregel of een actie, niet allebei.")


class MeasureUnknown(DomainError):
    """A measure that is broken is one of the case."""

    text = N_("Kies een maatregel uit deze zaak.")


class ActionUnknown(DomainError):
    """An action that is broken is one of the case."""

    text = N_("Kies een actie uit deze zaak.")


@dataclass(frozen=True, kw_only=True)
class Account:
    """What is known of an incident. happened_at is aware."""

    happened_at: datetime
    what: str
    measure_id: UUID | None = None
    action_id: UUID | None = None


def of(session: Session, case: Case) -> Sequence[Incident]:
    """Return every incident of the case in the order of UTC, those withdrawn among them."""
    return session.exec(
        select(Incident)
        .where(Incident.case_id == case.id)
        .order_by(col(Incident.happened_at), col(Incident.noted_at), col(Incident.id))
    ).all()


def note(session: Session, case: Case, account: Account, *, by: Person, now: datetime) -> Incident:
    """Return a new incident.

    Raises CaseIsClosed, IncidentNotYet, BreaksTwo, MeasureUnknown, ActionUnknown.
    """
    closing.require_open(case)
    _check(session, case, account, now)
    incident = Incident(case_id=case.id, noted_by_id=by.id, noted_at=now, **vars(account))
    _record(session, incident_events.IncidentNoted, incident, by, now)
    return incident


def correct(
    session: Session,
    incident: Incident,
    account: Account,
    *,
    version: int,
    by: Person,
    now: datetime,
) -> None:
    """Say something else of the incident; nothing happens when it is the same.

    Raises StaleVersion, and what note raises.
    """
    case = session.get_one(Case, incident.case_id)
    closing.require_open(case)
    _require_fresh(incident, version)
    _check(session, case, account, now)
    if all(getattr(incident, name) == value for name, value in vars(account).items()):
        return
    for name, value in vars(account).items():
        setattr(incident, name, value)
    incident.version += 1
    _record(session, incident_events.IncidentCorrected, incident, by, now)


def withdraw(
    session: Session, incident: Incident, *, version: int, by: Person, now: datetime
) -> None:
    """Let the incident count no more. Raises CaseIsClosed, StaleVersion."""
    _set_withdrawn(session, incident, now, version)
    _record(session, incident_events.IncidentWithdrawn, incident, by, now)


def put_back(
    session: Session, incident: Incident, *, version: int, by: Person, now: datetime
) -> None:
    """Let the incident count again. Raises CaseIsClosed, StaleVersion."""
    _set_withdrawn(session, incident, None, version)
    _record(session, incident_events.IncidentPutBack, incident, by, now)


def _set_withdrawn(session: Session, incident: Incident, at: datetime | None, version: int) -> None:
    closing.require_open(session.get_one(Case, incident.case_id))
    _require_fresh(incident, version)
    incident.withdrawn_at = at
    incident.version += 1


def _check(session: Session, case: Case, account: Account, now: datetime) -> None:
    if account.happened_at > now:
        raise IncidentNotYet
    if account.measure_id and account.action_id:
        raise BreaksTwo
    if account.measure_id:
        measure = session.get(Measure, account.measure_id)
        if measure is None or measure.case_id != case.id:
            raise MeasureUnknown
    if account.action_id:
        action = session.get(SafetyAction, account.action_id)
        if action is None or action.case_id != case.id:
            raise ActionUnknown


def _require_fresh(incident: Incident, version: int) -> None:
    if incident.version != version:
        raise StaleVersion


def _record(
    session: Session, kind: type[Event], incident: Incident, by: Person, now: datetime
) -> None:
    session.add(incident)
    session.flush()
    events.record(
        session,
        kind(at=now, actor_id=by.id, case_id=incident.case_id, subject_id=incident.id),
    )
