"""Closing a case: only when nobody still has work in it and everything is written up.

Callers have checked permission and own the transaction.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from mdt import events
from mdt.access.relations import OPEN_ACTION
from mdt.cases import keepers, retention_terms
from mdt.cases.retention_terms import TERMS, Terms
from mdt.errors import N_, DomainError, StaleVersion
from mdt.models import (
    AgendaItem,
    Case,
    CasePhase,
    Conference,
    ConferenceState,
    Person,
    SafetyAction,
)

AHEAD = (ConferenceState.DRAFT, ConferenceState.CONVENED, ConferenceState.IN_SESSION)


class CaseIsClosed(DomainError):
    """A closed case stands as it was left."""

    text = N_("Deze zaak is gesloten. Heropen de zaak als u iets wilt wijzigen.")


class ActionsOpen(DomainError):
    """Somebody still has work to do in the case."""

    text = N_("Er staan nog %(count)s acties open. Rond ze af of geef ze een andere stand.")


class ConferenceAhead(DomainError):
    """The case is on the agenda of a sitting that is yet to be held."""

    text = N_("De zaak staat nog op de agenda van een overleg. Houd het, of zeg het af.")


class MinutesNotAdopted(DomainError):
    """A sitting was held and its minutes are not final; its seats still give rights."""

    text = N_("Het verslag van een overleg is nog niet vastgesteld.")


class KeeperMissing(DomainError):
    """The lead or the victim's contact does not work here any more."""

    text = N_(
        "De casusregisseur of de vaste contactpersoon werkt hier niet meer. Draag eerst over."
    )


def obstacles(session: Session, case: Case, *, now: datetime) -> list[DomainError]:
    """Return everything that keeps the case from being closed, each as its refusal."""
    found: list[DomainError] = []
    if count := _open_actions(session, case.id):
        found.append(ActionsOpen(count=count))
    if _sits(session, case.id, col(Conference.state).in_(AHEAD)):
        found.append(ConferenceAhead())
    is_held = col(Conference.state) == ConferenceState.HELD
    if _sits(session, case.id, is_held & col(Conference.adopted_at).is_(None)):
        found.append(MinutesNotAdopted())
    if not _is_kept(session, case, now=now):
        found.append(KeeperMissing())
    return found


def close(
    session: Session,
    case: Case,
    *,
    terms: Terms = TERMS,
    version: int,
    by: Person,
    now: datetime,
) -> None:
    """Close the case and set how long it is kept.

    Raises CaseIsClosed, StaleVersion, and the first of obstacles.
    """
    require_open(case)
    if case.version != version:
        raise StaleVersion
    for obstacle in obstacles(session, case, now=now):
        raise obstacle
    case.closed_at = now
    case.phase = CasePhase.GESLOTEN
    case.retain_until = retention_terms.retain_until(case, terms, closed_at=now)
    case.version += 1
    session.add(case)
    events.record(session, events.CaseClosed(at=now, actor_id=by.id, case_id=case.id))


def require_open(case: Case) -> None:
    """Raise CaseIsClosed unless the case is open."""
    if not case.is_open:
        raise CaseIsClosed


def _open_actions(session: Session, case_id: UUID) -> int:
    return session.exec(
        select(func.count()).where(
            SafetyAction.case_id == case_id, col(SafetyAction.state).in_(OPEN_ACTION)
        )
    ).one()


def _sits(session: Session, case_id: UUID, condition: ColumnElement[bool]) -> bool:
    found = session.exec(
        select(Conference.id)
        .join(AgendaItem, col(AgendaItem.conference_id) == Conference.id)
        .where(AgendaItem.case_id == case_id, condition)
        .limit(1)
    )
    return found.first() is not None


def _is_kept(session: Session, case: Case, *, now: datetime) -> bool:
    people = (session.get_one(Person, key) for key in (case.lead_id, case.victim_contact_id))
    return all(keepers.can_keep(session, person, case, now=now) for person in people)
