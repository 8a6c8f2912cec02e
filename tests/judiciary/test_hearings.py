"""One hearing for several proceedings."""

from typing import Any

import pytest
from sqlmodel import Session

from mdt.errors import StaleVersion
from mdt.judiciary import hearings
from mdt.models import (
    Case,
    HearingProposal,
    Procedure,
    ProcedureKind,
    ProcedureStage,
    ProposalState,
    SeatDomain,
)
from tests.conftest import NOON
from tests.factories import Make


def proceeding(make: Make, case: Case, **columns: Any) -> Procedure:
    values: dict[str, Any] = {"kind": ProcedureKind.FAMILY} | columns
    return make.add(Procedure(case_id=case.id, **values))


def propose(session: Session, make: Make, case: Case, *chosen: Procedure) -> HearingProposal:
    keys = frozenset(one.id for one in chosen)
    return hearings.propose(session, case, keys, by=make.coordinator(), now=NOON)


def test_several_proceedings_are_proposed_to_their_court(session: Session, make: Make) -> None:
    case, court = make.case(), make.organisation(SeatDomain.JUDICIARY)
    one, other = proceeding(make, case), proceeding(make, case, court_id=court.id)

    proposal = propose(session, make, case, one, other)

    assert proposal.court_id == court.id
    assert hearings.parts(session, [proposal])[proposal.id] == {one.id, other.id}
    assert proposal.state is ProposalState.PROPOSED


def test_it_takes_two_that_still_await_a_hearing_and_a_court(session: Session, make: Make) -> None:
    case, court = make.case(), make.organisation(SeatDomain.JUDICIARY)
    one = proceeding(make, case, court_id=court.id)
    decided = proceeding(make, case, stage=ProcedureStage.DECIDED)
    over = proceeding(make, case, settled_at=NOON)
    elsewhere = proceeding(make, make.case(), court_id=court.id)
    nowhere = proceeding(make, case), proceeding(make, case)

    for chosen in ((one,), (one, decided), (one, over), (one, elsewhere), nowhere):
        with pytest.raises(hearings.TooFew):
            propose(session, make, case, *chosen)
    assert not hearings.of(session, case)


def test_the_same_is_not_proposed_twice_until_it_was_answered(session: Session, make: Make) -> None:
    case, court = make.case(), make.organisation(SeatDomain.JUDICIARY)
    one, other, third = (proceeding(make, case, court_id=court.id) for _ in range(3))
    proposal = propose(session, make, case, one, other)
    by = make.coordinator()

    with pytest.raises(hearings.AlreadyProposed):
        propose(session, make, case, other, one)
    propose(session, make, case, one, third)
    declined = ProposalState.DECLINED
    hearings.settle(session, proposal, declined, version=1, by=by, now=NOON)
    propose(session, make, case, one, other)


def test_an_answer_can_be_taken_back_and_whoever_is_second_is_told(
    session: Session, make: Make
) -> None:
    case, court = make.case(), make.organisation(SeatDomain.JUDICIARY)
    proposal = propose(
        session, make, case, proceeding(make, case), proceeding(make, case, court_id=court.id)
    )
    by, accepted = make.coordinator(), ProposalState.ACCEPTED

    hearings.settle(session, proposal, accepted, version=1, by=by, now=NOON)
    assert proposal.settled_at == NOON
    with pytest.raises(StaleVersion):
        hearings.settle(session, proposal, ProposalState.DECLINED, version=1, by=by, now=NOON)
    hearings.settle(session, proposal, ProposalState.PROPOSED, version=2, by=by, now=NOON)
    assert proposal.settled_at is None
