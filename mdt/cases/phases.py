"""The phase that an open case is in; it may go back as well as on (domain.md 3.7)."""

from datetime import datetime

from sqlmodel import Session

from mdt import events
from mdt.cases import closing
from mdt.errors import N_, DomainError, StaleVersion
from mdt.models import Case, CasePhase, Person

WHILE_OPEN = tuple(phase for phase in CasePhase if phase is not CasePhase.GESLOTEN)
"""The phases one chooses from; a case gets the last one only by being closed."""


class CloseInstead(DomainError):
    """A case is closed by closing it, so that what closing asks is looked at."""

    text = N_("Sluit de zaak om deze fase te kiezen.")


def move(
    session: Session, case: Case, phase: CasePhase, *, version: int, by: Person, now: datetime
) -> None:
    """Put the case in the phase; nothing happens when it is there already.

    Raises CaseIsClosed, CloseInstead, StaleVersion.
    """
    closing.require_open(case)
    if phase not in WHILE_OPEN:
        raise CloseInstead
    if phase is case.phase:
        return
    if case.version != version:
        raise StaleVersion
    case.phase = phase
    case.version += 1
    session.add(case)
    events.record(session, events.CaseMoved(at=now, actor_id=by.id, case_id=case.id))
