"""Closing a case and opening it again."""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session

from mdt.cases import closing, reopening
from mdt.cases.closing import (
    ActionsOpen,
    CaseIsClosed,
    ConferenceAhead,
    KeeperMissing,
    MinutesNotAdopted,
)
from mdt.cases.keepers import CannotKeep
from mdt.cases.naming import AliasInUse
from mdt.cases.reopening import CaseIsOpen
from mdt.errors import DomainError, StaleVersion
from mdt.models import ActionState, Case, CasePhase, ConferenceState, Person
from tests.cases.test_opening import events_of
from tests.conftest import NOON
from tests.factories import Make

HELD = {"state": ConferenceState.HELD, "starts_at": NOON, "held_at": NOON}


def close(session: Session, make: Make, case: Case, version: int = 1) -> None:
    closing.close(session, case, version=version, by=make.coordinator(), now=NOON)


def test_a_case_with_nothing_open_is_closed(session: Session, make: Make) -> None:
    case = make.case()
    make.action(case, state=ActionState.DONE)
    make.action(case, state=ActionState.NOT_DONE)
    make.conference(case, **HELD, adopted_at=NOON)
    make.conference(case, state=ConferenceState.CANCELLED)

    close(session, make, case)

    assert not case.is_open
    assert (case.closed_at, case.phase) == (NOON, CasePhase.GESLOTEN)
    assert case.retain_until == date(2031, 2, 10)
    assert (case.version, events_of(session, case)) == (2, ["CaseClosed"])


@pytest.mark.parametrize("state", [ActionState.OPEN, ActionState.BUSY])
def test_an_open_action_keeps_a_case_open(session: Session, make: Make, state: ActionState) -> None:
    case = make.case()
    make.action(case, state=state)
    with pytest.raises(ActionsOpen, match="1 acties"):
        close(session, make, case)
    assert case.is_open


@pytest.mark.parametrize(
    "state", [ConferenceState.DRAFT, ConferenceState.CONVENED, ConferenceState.IN_SESSION]
)
def test_a_sitting_ahead_keeps_a_case_open(
    session: Session, make: Make, state: ConferenceState
) -> None:
    case = make.case()
    make.conference(case, state=state)
    with pytest.raises(ConferenceAhead):
        close(session, make, case)


def test_minutes_that_are_not_adopted_keep_a_case_open(session: Session, make: Make) -> None:
    case = make.case()
    make.conference(case, **HELD)
    with pytest.raises(MinutesNotAdopted):
        close(session, make, case)


@pytest.mark.parametrize("keeper", ["lead_id", "victim_contact_id"])
def test_a_case_without_somebody_who_works_here_is_not_closed(
    session: Session, make: Make, keeper: str
) -> None:
    case = make.case(**{keeper: make.person(is_active=False).id})
    with pytest.raises(KeeperMissing):
        close(session, make, case)


def test_everything_in_the_way_is_told_at_once(session: Session, make: Make) -> None:
    case = make.case(lead_id=make.person(None).id)
    make.action(case)
    make.conference(case)
    make.conference(case, **HELD)

    kinds: list[type[DomainError]] = [
        type(obstacle) for obstacle in closing.obstacles(session, case, now=NOON)
    ]
    assert kinds == [ActionsOpen, ConferenceAhead, MinutesNotAdopted, KeeperMissing]


def test_work_in_another_case_is_not_in_the_way(session: Session, make: Make) -> None:
    case, other = make.case(), make.case()
    make.action(other)
    make.conference(other)
    assert closing.obstacles(session, case, now=NOON) == []


def test_closing_twice_or_from_a_stale_page_is_refused(session: Session, make: Make) -> None:
    case = make.case(version=2)
    with pytest.raises(StaleVersion):
        close(session, make, case)
    close(session, make, case, version=2)
    with pytest.raises(CaseIsClosed):
        close(session, make, case, version=3)


def reopen(session: Session, make: Make, case: Case, *, lead: Person | None = None) -> None:
    reopening.reopen(
        session,
        case,
        lead=lead or session.get_one(Person, case.lead_id),
        victim_contact=session.get_one(Person, case.victim_contact_id),
        version=case.version,
        by=make.coordinator(),
        now=NOON,
    )


def test_a_case_opens_again_with_safety_first(session: Session, make: Make) -> None:
    case = make.case()
    close(session, make, case)
    reopen(session, make, case)

    assert case.is_open
    assert (case.phase, case.retain_until) == (CasePhase.DIRECTE_VEILIGHEID, None)
    assert events_of(session, case) == ["CaseClosed", "CaseReopened"]


def test_an_open_case_is_not_opened_again(session: Session, make: Make) -> None:
    with pytest.raises(CaseIsOpen):
        reopen(session, make, make.case())


def test_a_case_opens_again_only_with_people_who_work_here(session: Session, make: Make) -> None:
    case = make.case(lead_id=make.person(is_active=False).id, closed_at=NOON)
    with pytest.raises(CannotKeep):
        reopen(session, make, case)

    lead = make.person()
    reopen(session, make, case, lead=lead)
    assert (case.is_open, case.lead_id) == (True, lead.id)


def test_a_case_whose_alias_went_to_another_is_not_opened_again(
    session: Session, make: Make
) -> None:
    long_ago = datetime(2010, 1, 1, tzinfo=UTC)
    case = make.case(alias="Wilg", closed_at=long_ago, retain_until=date(2015, 1, 1))
    make.case(alias="wilg")
    with pytest.raises(AliasInUse):
        reopen(session, make, case)
    assert not case.is_open
