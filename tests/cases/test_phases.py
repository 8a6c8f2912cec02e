"""The phase of a case."""

import pytest
from sqlmodel import Session

from mdt.cases import phases
from mdt.cases.closing import CaseIsClosed
from mdt.cases.phases import CloseInstead
from mdt.errors import StaleVersion
from mdt.models import Case, CasePhase
from tests.cases.test_opening import events_of
from tests.conftest import NOON
from tests.factories import Make


def move(session: Session, make: Make, case: Case, phase: CasePhase, version: int = 1) -> None:
    phases.move(session, case, phase, version=version, by=make.coordinator(), now=NOON)


def test_a_case_goes_on_and_back(session: Session, make: Make) -> None:
    case = make.case()
    move(session, make, case, CasePhase.HERSTEL)
    move(session, make, case, CasePhase.DIRECTE_VEILIGHEID, version=2)
    assert (case.phase, case.version) == (CasePhase.DIRECTE_VEILIGHEID, 3)
    assert events_of(session, case) == ["CaseMoved", "CaseMoved"]


def test_the_phase_it_is_in_already_leaves_no_event(session: Session, make: Make) -> None:
    case = make.case()
    move(session, make, case, CasePhase.DIRECTE_VEILIGHEID, version=0)
    assert (case.version, events_of(session, case)) == (1, [])


def test_a_case_is_closed_by_closing_it(session: Session, make: Make) -> None:
    with pytest.raises(CloseInstead):
        move(session, make, make.case(), CasePhase.GESLOTEN)


def test_a_stale_phase_and_a_closed_case_are_refused(session: Session, make: Make) -> None:
    with pytest.raises(StaleVersion):
        move(session, make, make.case(version=2), CasePhase.HERSTEL)
    with pytest.raises(CaseIsClosed):
        move(session, make, make.case(closed_at=NOON), CasePhase.HERSTEL)
