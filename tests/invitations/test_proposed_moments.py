"""Rules of mdt.invitations.proposed_moments."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from mdt import events
from mdt.invitations import proposed_moments, unsettled
from mdt.invitations.proposed_moments import AlreadyTold, Moment, MomentIsOver, MomentSettled
from mdt.invitations.replies import InvitationWithdrawn
from mdt.models import (
    Conference,
    Invitation,
    MessageKind,
    Method,
    MomentProposal,
    OutboxMessage,
    OutboxState,
    Person,
)
from mdt.outbox import queue
from tests.conftest import NOON
from tests.factories import Make
from tests.invitations.cast import TOMORROW, convened, deliver, happen, invitation_of

HOUR = timedelta(hours=1)
UNDO = timedelta(seconds=queue.Terms().undo_seconds)
LATER = TOMORROW + 3 * HOUR


@pytest.fixture
def person(make: Make) -> Person:
    return make.person()


@pytest.fixture
def asked(session: Session, make: Make, person: Person) -> Invitation:
    convened(session, make, person)
    deliver(session)
    return invitation_of(session, person)


def propose(
    session: Session,
    asked: Invitation,
    *,
    starts: timedelta = timedelta(0),
    written: timedelta = HOUR,
) -> bool:
    moment = Moment(LATER + starts, LATER + starts + HOUR, NOON + written)
    return proposed_moments.propose(session, asked, moment, mail_id=None, now=NOON + 2 * HOUR)


def waits(session: Session, asked: Invitation) -> MomentProposal:
    found = proposed_moments.of_invitation(session, asked)
    assert found is not None
    return found


def test_a_moment_that_is_proposed_waits_for_the_coordinator(
    session: Session, asked: Invitation
) -> None:
    assert propose(session, asked)

    assert waits(session, asked).starts_at == LATER
    assert unsettled.of(session, [asked.conference_id], now=NOON).moments == {
        asked.conference_id: 1
    }
    assert asked.reply is None


def test_of_two_proposals_the_one_that_was_written_last_waits(
    session: Session, asked: Invitation
) -> None:
    assert propose(session, asked, starts=HOUR)

    assert not propose(session, asked, written=HOUR / 2)
    assert waits(session, asked).starts_at == LATER + HOUR
    assert propose(session, asked, written=2 * HOUR)
    assert waits(session, asked).starts_at == LATER
    assert len(session.exec(select(MomentProposal)).all()) == 1


def test_what_is_over_or_withdrawn_takes_no_proposal(session: Session, asked: Invitation) -> None:
    with pytest.raises(MomentIsOver):
        propose(session, asked, starts=-30 * HOUR)
    asked.withdrawn_at = NOON
    with pytest.raises(InvitationWithdrawn):
        propose(session, asked)
    assert session.exec(select(MomentProposal)).all() == []


def test_declining_owes_the_calendar_a_word_once(
    session: Session, make: Make, asked: Invitation
) -> None:
    propose(session, asked)
    proposal, coordinator = waits(session, asked), make.coordinator()

    proposed_moments.decline(session, proposal, by=coordinator, now=NOON + 2 * HOUR)

    with pytest.raises(MomentSettled):
        proposed_moments.decline(session, proposal, by=coordinator, now=NOON + 2 * HOUR)
    query = select(OutboxMessage).where(OutboxMessage.kind == MessageKind.DECLINED_MOMENT)
    [owed] = session.exec(query)
    assert (owed.method, owed.sequence, owed.uid) == (
        Method.DECLINE_COUNTER,
        asked.sequence,
        asked.uid,
    )
    assert (owed.starts_at, owed.due_at) == (asked.starts_at, NOON + 2 * HOUR + UNDO)
    assert (proposal.accepted, proposal.settled_by_id) == (False, coordinator.id)
    assert proposed_moments.of_invitation(session, asked) is None


def words(session: Session) -> list[OutboxMessage]:
    session.expire_all()
    kind = OutboxMessage.kind == MessageKind.DECLINED_MOMENT
    return list(session.exec(select(OutboxMessage).where(kind).order_by(col(OutboxMessage.state))))


def test_what_was_declined_waits_again_while_nobody_was_told(
    session: Session, make: Make, asked: Invitation
) -> None:
    propose(session, asked)
    proposal, coordinator = waits(session, asked), make.coordinator()
    proposed_moments.decline(session, proposal, by=coordinator, now=NOON)
    assert proposed_moments.undoable(session, asked, now=NOON) == (proposal, NOON + UNDO)

    proposed_moments.undo(session, proposal, by=coordinator, now=NOON)

    assert waits(session, asked).id == proposal.id
    assert [one.state for one in words(session)] == [OutboxState.TAKEN_BACK]
    assert proposed_moments.undoable(session, asked, now=NOON) is None
    proposed_moments.decline(session, proposal, by=coordinator, now=NOON + UNDO)
    states = [one.state for one in words(session)]
    assert states == [OutboxState.PENDING, OutboxState.TAKEN_BACK]


@pytest.mark.parametrize("how", ["sent", "in hand"])
def test_what_the_invitee_knows_is_not_taken_back(
    session: Session, make: Make, asked: Invitation, how: str
) -> None:
    propose(session, asked)
    proposal, coordinator = waits(session, asked), make.coordinator()
    proposed_moments.decline(session, proposal, by=coordinator, now=NOON)
    [word] = words(session)
    if how == "sent":
        word.state, word.attempts = OutboxState.SENT, 1
    else:
        word.leased_until = NOON + HOUR
    session.flush()

    with pytest.raises(AlreadyTold):
        proposed_moments.undo(session, proposal, by=coordinator, now=NOON)

    assert proposal.accepted is False


def test_a_proposal_that_was_moved_past_is_not_taken_back(
    session: Session, make: Make, asked: Invitation
) -> None:
    propose(session, asked)
    proposal, coordinator = waits(session, asked), make.coordinator()
    proposed_moments.decline(session, proposal, by=coordinator, now=NOON)
    move(session, asked, LATER + HOUR)

    with pytest.raises(MomentSettled):
        proposed_moments.undo(session, proposal, by=coordinator, now=NOON)


def move(session: Session, asked: Invitation, starts_at: object) -> None:
    conference = session.get_one(Conference, asked.conference_id)
    conference.starts_at = starts_at  # type: ignore[assignment]
    happen(session, events.ConferenceMoved, conference, after=2 * HOUR)
    session.refresh(asked)


def test_moving_to_the_moment_takes_the_proposal_and_owes_no_other_word(
    session: Session, asked: Invitation
) -> None:
    propose(session, asked)
    proposal = waits(session, asked)

    move(session, asked, LATER)

    assert proposal.accepted is True
    assert proposed_moments.of_invitation(session, asked) is None
    methods = {one.method for one in session.exec(select(OutboxMessage))}
    assert Method.DECLINE_COUNTER not in methods


def test_moving_elsewhere_leaves_no_proposal_waiting(session: Session, asked: Invitation) -> None:
    propose(session, asked)
    proposal = waits(session, asked)

    move(session, asked, LATER + 24 * HOUR)

    assert proposal.accepted is False
    assert unsettled.of(session, [asked.conference_id], now=NOON).moments == {}


def test_the_sitting_begins_so_much_earlier_as_it_did_before_the_invitees_part(
    session: Session, asked: Invitation
) -> None:
    propose(session, asked)
    conference = session.get_one(Conference, asked.conference_id)
    asked.starts_at += HOUR / 2

    begins = proposed_moments.begins(waits(session, asked), asked, conference)

    assert begins == LATER - HOUR / 2
