"""Proceedings of a case: adding, changing, settling.

Callers have checked permission and own the transaction. What is kept is court, stage and dates:
no facts and no merits, for a judge who comes for the procedures reads exactly this.

Source: domain.md 3.4 (PROCES).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, exists
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from mdt import events
from mdt.cases import closing
from mdt.errors import N_, DomainError, StaleVersion
from mdt.models import (
    Case,
    CasePerson,
    ContactRule,
    Organisation,
    Person,
    Procedure,
    ProcedureKind,
    ProcedurePerson,
    ProcedureStage,
    SeatDomain,
    base,
)

_CASE_ID: Any = bindparam("case_id")
_BEAR_ON = sa_select(
    exists().where(col(Procedure.case_id) == _CASE_ID)
    | exists().where(col(ContactRule.case_id) == _CASE_ID)
)

RULED = frozenset({ProcedureStage.PROVISIONAL, ProcedureStage.DECIDED})


class HearingMissing(DomainError):
    """A hearing that is set has a moment."""

    text = N_("Vul in wanneer de zitting is, of kies een andere stand.")


class DecisionMissing(DomainError):
    """What was decided, was decided on a day."""

    text = N_("Vul in op welke dag de rechter besliste, of kies een andere stand.")


class DecisionStillToCome(DomainError):
    """Nobody knows a decision before its day."""

    text = N_("Deze dag moet nog komen. Vul de dag van de zitting in bij Zitting.")


class OverBeforeDecision(DomainError):
    """What was decided runs from its day on."""

    text = N_("Dit ligt voor de dag van de beslissing. Kijk beide na.")


class BoundUnknown(DomainError):
    """A proceeding binds people of its own case."""

    text = N_("Kies mensen uit deze zaak.")


class NoCourt(DomainError):
    """A proceeding is at a court that the portal knows."""

    text = N_("Kies een rechtbank uit de lijst.")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What is known of a proceeding. hearing_at is aware; people are keys of the case's own."""

    kind: ProcedureKind
    stage: ProcedureStage
    court_id: UUID | None = None
    number: str = ""
    hearing_at: datetime | None = None
    decided_on: date | None = None
    runs_until: date | None = None
    people: frozenset[UUID] = field(default_factory=frozenset)


def bear_on(session: Session, case: Case) -> bool:
    """Tell whether the case has a proceeding, or a word about contact that one could contradict."""
    return bool(session.execute(_BEAR_ON, {"case_id": case.id}).scalar())


def of(session: Session, case: Case) -> list[Procedure]:
    """Return the proceedings of the case: those that run, the next hearing first; then the rest."""
    rows = session.exec(select(Procedure).where(Procedure.case_id == case.id)).all()
    return sorted(rows, key=_order)


def bound(session: Session, procedures: Collection[Procedure]) -> Mapping[UUID, frozenset[UUID]]:
    """Return whom each of these proceedings binds, for those that bind anybody."""
    keys = [one.id for one in procedures]
    rows = session.exec(
        select(ProcedurePerson).where(col(ProcedurePerson.procedure_id).in_(keys))
    ).all()
    return {
        key: frozenset(row.person_id for row in rows if row.procedure_id == key)
        for key in {row.procedure_id for row in rows}
    }


def courts(session: Session) -> Sequence[Organisation]:
    """Return the courts that the portal knows, by name, of whatever region."""
    return session.exec(
        select(Organisation)
        .where(Organisation.domain == SeatDomain.JUDICIARY, col(Organisation.is_active))
        .order_by(Organisation.name)
    ).all()


def add(session: Session, case: Case, terms: Terms, *, by: Person, now: datetime) -> Procedure:
    """Return a new proceeding of the case.

    Raises CaseIsClosed, HearingMissing, DecisionMissing, DecisionStillToCome,
    OverBeforeDecision, BoundUnknown, NoCourt.
    """
    _check(session, case, terms, now)
    procedure = Procedure(case_id=case.id, kind=terms.kind)
    _apply(session, procedure, terms)
    _record(session, procedure, by, now)
    return procedure


def change(
    session: Session, procedure: Procedure, terms: Terms, *, version: int, by: Person, now: datetime
) -> None:
    """Change what is known of the proceeding; nothing happens when it is the same.

    Raises StaleVersion, and what add raises.
    """
    _check(session, session.get_one(Case, procedure.case_id), terms, now)
    if terms_of(session, procedure) == terms:
        return
    if procedure.version != version:
        raise StaleVersion
    _apply(session, procedure, terms)
    procedure.version += 1
    _record(session, procedure, by, now)


def settle(
    session: Session,
    procedure: Procedure,
    *,
    is_over: bool,
    version: int,
    by: Person,
    now: datetime,
) -> None:
    """Say that the proceeding is over, or that it runs after all.

    What it said of contact stays: a final decision on visits goes on.
    Raises CaseIsClosed, StaleVersion.
    """
    closing.require_open(session.get_one(Case, procedure.case_id))
    if (procedure.settled_at is not None) is is_over:
        return
    if procedure.version != version:
        raise StaleVersion
    procedure.settled_at = now if is_over else None
    procedure.version += 1
    _record(session, procedure, by, now)


def terms_of(session: Session, procedure: Procedure) -> Terms:
    """Return what is known of the proceeding."""
    people = bound(session, [procedure]).get(procedure.id, frozenset())
    names = [name for name in Terms.__dataclass_fields__ if name != "people"]
    return Terms(**{name: getattr(procedure, name) for name in names}, people=people)


def _order(procedure: Procedure) -> tuple[bool, bool, float, str, UUID]:
    hearing = procedure.hearing_at
    return (
        procedure.settled_at is not None,
        hearing is None,
        hearing.timestamp() if hearing else 0,
        procedure.kind.value,
        procedure.id,
    )


def _check(session: Session, case: Case, terms: Terms, now: datetime) -> None:
    closing.require_open(case)
    _check_days(terms, now)
    if terms.court_id and terms.court_id not in {court.id for court in courts(session)}:
        raise NoCourt
    known = session.exec(select(CasePerson.id).where(CasePerson.case_id == case.id))
    if not terms.people <= set(known):
        raise BoundUnknown


def _check_days(terms: Terms, now: datetime) -> None:
    if terms.stage is ProcedureStage.HEARING_SET and terms.hearing_at is None:
        raise HearingMissing
    if terms.stage in RULED and terms.decided_on is None:
        raise DecisionMissing
    if terms.decided_on and terms.decided_on > base.local_date(now):
        raise DecisionStillToCome
    if terms.decided_on and terms.runs_until and terms.runs_until < terms.decided_on:
        raise OverBeforeDecision


def _apply(session: Session, procedure: Procedure, terms: Terms) -> None:
    for name, value in vars(terms).items():
        if name != "people":
            setattr(procedure, name, value)
    session.add(procedure)
    session.flush()
    for row in session.exec(
        select(ProcedurePerson).where(ProcedurePerson.procedure_id == procedure.id)
    ):
        session.delete(row)
    session.flush()
    for key in sorted(terms.people):
        session.add(ProcedurePerson(procedure_id=procedure.id, person_id=key))


def _record(session: Session, procedure: Procedure, by: Person, now: datetime) -> None:
    session.add(procedure)
    events.record(
        session,
        events.ProcedureChanged(
            at=now, actor_id=by.id, case_id=procedure.case_id, subject_id=procedure.id
        ),
    )
