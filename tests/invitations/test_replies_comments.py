"""What somebody writes beside an answer: for the coordinator, at the seat, and in no mail."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from mdt import events
from mdt.adapters.letters import Letters
from mdt.config import Settings
from mdt.invitations import replies, resend
from mdt.models import MOST_COMMENT, Channel, Conference, Invitation, Reply, Role
from tests.conftest import NOON
from tests.factories import Make
from tests.incoming import mails
from tests.incoming.cast import asked_of, receive
from tests.invitations.cast import convened, happen, invitation_of, messages_to

LATE = "Ik kom tien minuten later."


@pytest.fixture
def asked(make: Make) -> Invitation:
    return make.invitation(make.convened(), make.person())


def say(
    session: Session, invitation: Invitation, comment: str, reply: Reply = Reply.YES, after: int = 0
) -> None:
    replies.note(
        session,
        invitation,
        reply,
        channel=Channel.PORTAL,
        sequence=invitation.sequence,
        by=None,
        now=NOON + timedelta(minutes=after),
        comment=comment,
    )


def read(session: Session, invitation: Invitation) -> str | None:
    answer = replies.of_invitation(session, invitation)
    return answer.comment if answer else None


def test_what_stands_beside_the_answer_that_counts_is_read(
    session: Session, asked: Invitation
) -> None:
    assert read(session, asked) is None
    say(session, asked, f" {LATE}\n")
    assert read(session, asked) == LATE

    say(session, asked, "", after=1)

    assert read(session, asked) == "", "the last answer had nothing to say"


def test_what_a_calendar_sends_along_is_kept_with_the_answer(
    session: Session, asked: Invitation
) -> None:
    receive(session, mails.outlook(asked_of(session, asked), "DECLINED", comment=f"{LATE}\u202e"))

    assert asked.reply is Reply.NO
    assert read(session, asked) == LATE, "without marks that turn the direction of writing"


def test_a_calendar_that_sends_a_book_is_cut_short(session: Session, asked: Invitation) -> None:
    receive(session, mails.outlook(asked_of(session, asked), comment="a" * 800))

    kept = read(session, asked)
    assert kept
    assert (len(kept), kept[-2:]) == (MOST_COMMENT, "a…")


def test_a_judge_s_words_are_not_kept(session: Session, make: Make) -> None:
    judge = make.invitation(make.convened(), make.person(Role.JUDGE))

    say(session, judge, "Ik ken de vader.", Reply.NO)

    assert (judge.reply, read(session, judge)) == (Reply.NO, "")


def test_no_mail_repeats_it(session: Session, make: Make) -> None:
    officer, teacher = make.person(), make.person()
    sitting: Conference = convened(session, make, officer, teacher)
    say(session, invitation_of(session, officer), LATE)
    resend.send_again(session, invitation_of(session, officer), by=make.coordinator(), now=NOON)
    sitting.starts_at = NOON + timedelta(days=3)
    happen(session, events.ConferenceMoved, sitting, after=timedelta(hours=1))

    pen = Letters(Settings())
    for person in (officer, teacher):
        for message in messages_to(session, person):
            assert LATE.encode() not in pen.compose(session, message).content
