"""Rules of mdt.incoming.counters: another moment out of a calendar is a proposal."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from mdt.invitations import proposed_moments
from mdt.models import IncomingProblem, IncomingState, Invitation, Reply
from tests.factories import Make
from tests.incoming import mails
from tests.incoming.cast import asked_of, receive
from tests.incoming.mails import Asked

HOUR = timedelta(hours=1)


@pytest.fixture
def asked(make: Make) -> Invitation:
    return make.invitation(make.convened(), make.person())


def countering(asked: Asked, said: str = "TENTATIVE") -> bytes:
    """Return the proposal to begin two hours later."""
    moved = asked.but(starts_at=asked.starts_at + 2 * HOUR, ends_at=asked.ends_at + 2 * HOUR)
    return mails.outlook(moved, said, method="COUNTER")


@pytest.mark.parametrize(
    ("said", "reply"),
    [("TENTATIVE", Reply.MAYBE), ("DECLINED", Reply.NO), ("ACCEPTED", None)],
)
def test_another_moment_is_proposed_and_what_is_said_to_ours_counts(
    session: Session, asked: Invitation, said: str, reply: Reply | None
) -> None:
    mail = receive(session, countering(asked_of(session, asked), said))

    proposal = proposed_moments.of_invitation(session, asked)
    assert proposal is not None
    assert (proposal.starts_at, proposal.mail_id) == (asked.starts_at + 2 * HOUR, mail.id)
    assert asked.reply is reply
    assert mail.state is IncomingState.DONE


def test_a_proposal_instead_of_a_moment_that_was_left_is_none(
    session: Session, asked: Invitation
) -> None:
    raw = countering(asked_of(session, asked))
    asked.sequence = asked.asked_sequence = 3
    session.flush()

    assert receive(session, raw).problem is IncomingProblem.OTHER_MOMENT
    assert proposed_moments.of_invitation(session, asked) is None


def test_a_number_that_was_never_sent_proposes_nothing(session: Session, asked: Invitation) -> None:
    raw = countering(asked_of(session, asked, sequence=9))

    assert receive(session, raw).problem is IncomingProblem.OTHER_MOMENT


def test_an_earlier_proposal_that_comes_late_changes_nothing(
    session: Session, asked: Invitation
) -> None:
    known = asked_of(session, asked)
    receive(session, countering(known))
    before = known.but(
        written_at=known.written_at - HOUR / 4,
        starts_at=known.starts_at + HOUR,
        ends_at=known.ends_at + HOUR,
    )

    assert receive(session, countering(before)).problem is IncomingProblem.OLDER
    proposal = proposed_moments.of_invitation(session, asked)
    assert proposal is not None
    assert proposal.starts_at == asked.starts_at + 2 * HOUR


def test_nobody_else_proposes_a_moment(session: Session, asked: Invitation) -> None:
    known = asked_of(session, asked)
    raw = mails.outlook(known, "TENTATIVE", method="COUNTER", sender="x@elders.example")

    assert receive(session, raw).problem is IncomingProblem.NOT_PROVEN
    assert proposed_moments.of_invitation(session, asked) is None
