"""The risks of a case: rows that every action and measure points at, never free text.

Callers have checked permission and own the transaction. A risk that is no longer there is
set aside: what was agreed against it still says so.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from mdt import events
from mdt.access.relations import OPEN_ACTION
from mdt.cases import closing
from mdt.errors import N_, DomainError, StaleVersion
from mdt.models import Case, CasePerson, Person, Risk, SafetyAction


class RiskNamedTwice(DomainError):
    """Two risks of a case would have the same name for the same person."""

    text = N_("Dit risico staat er al.")


class ForWhomUnknown(DomainError):
    """A risk is for somebody in this case, or for nobody in particular."""

    text = N_("Kies iemand uit deze zaak.")


def of(session: Session, case: Case) -> list[Risk]:
    """Return the risks of the case in their order, those set aside last."""
    return list(
        session.exec(
            select(Risk)
            .where(Risk.case_id == case.id)
            .order_by(col(Risk.is_active).desc(), col(Risk.position), Risk.name)
        )
    )


def open_actions(session: Session, case: Case) -> dict[UUID, int]:
    """Return how many open actions each risk of the case has, for those that have any."""
    rows = session.exec(
        select(SafetyAction.risk_id, func.count())
        .where(SafetyAction.case_id == case.id, col(SafetyAction.state).in_(OPEN_ACTION))
        .group_by(col(SafetyAction.risk_id))
    )
    return dict(rows.all())


def add(
    session: Session,
    case: Case,
    name: str,
    *,
    for_whom: CasePerson | None = None,
    by: Person,
    now: datetime,
) -> Risk:
    """Return a new last risk. Raises CaseIsClosed, RiskNamedTwice, ForWhomUnknown."""
    closing.require_open(case)
    _require_known(case, for_whom)
    _require_free(session, case, name, for_whom)
    positions = session.exec(select(Risk.position).where(Risk.case_id == case.id))
    risk = Risk(
        case_id=case.id,
        name=name,
        for_whom_id=for_whom.id if for_whom else None,
        position=max(positions, default=-1) + 1,
    )
    session.add(risk)
    session.flush()
    _record(session, risk, by, now)
    return risk


def change(
    session: Session,
    case: Case,
    risk: Risk,
    name: str,
    *,
    for_whom: CasePerson | None,
    version: int,
    by: Person,
    now: datetime,
) -> None:
    """Give the risk other words, everywhere it is shown; nothing happens when they are the same.

    Raises CaseIsClosed, StaleVersion, RiskNamedTwice, ForWhomUnknown.
    """
    closing.require_open(case)
    _require_known(case, for_whom)
    for_whom_id = for_whom.id if for_whom else None
    if (name, for_whom_id) == (risk.name, risk.for_whom_id):
        return
    if risk.version != version:
        raise StaleVersion
    _require_free(session, case, name, for_whom, but=risk)
    risk.name, risk.for_whom_id = name, for_whom_id
    risk.version += 1
    _record(session, risk, by, now)


def set_active(
    session: Session, case: Case, risk: Risk, *, is_active: bool, by: Person, now: datetime
) -> None:
    """Set the risk aside, or put it back; its actions keep pointing at it.

    Raises CaseIsClosed, RiskNamedTwice when another took its name meanwhile.
    """
    closing.require_open(case)
    if risk.is_active is is_active:
        return
    if is_active:
        for_whom = session.get(CasePerson, risk.for_whom_id) if risk.for_whom_id else None
        _require_free(session, case, risk.name, for_whom, but=risk)
    risk.is_active = is_active
    risk.version += 1
    _record(session, risk, by, now)


def _require_known(case: Case, for_whom: CasePerson | None) -> None:
    if for_whom is not None and for_whom.case_id != case.id:
        raise ForWhomUnknown


def _require_free(
    session: Session,
    case: Case,
    name: str,
    for_whom: CasePerson | None,
    *,
    but: Risk | None = None,
) -> None:
    for other in of(session, case):
        is_same = other.name.casefold() == name.casefold()
        is_for_same = other.for_whom_id == (for_whom.id if for_whom else None)
        if other.is_active and other is not but and is_same and is_for_same:
            raise RiskNamedTwice


def _record(session: Session, risk: Risk, by: Person, now: datetime) -> None:
    session.add(risk)
    events.record(
        session,
        events.RiskChanged(at=now, actor_id=by.id, case_id=risk.case_id, subject_id=risk.id),
    )
