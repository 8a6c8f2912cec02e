"""Rules of mdt.incoming.answers: which answer by mail counts."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from mdt import events
from mdt.invitations import replies
from mdt.models import Channel, Conference, IncomingProblem, IncomingState, Invitation, Reply
from tests.conftest import NOON
from tests.factories import Make
from tests.incoming import mails
from tests.incoming.cast import HOUR, answers_to, asked_of, receive
from tests.invitations.cast import TOMORROW, deliver, happen

MINUTE = timedelta(minutes=1)


@pytest.fixture
def asked(make: Make) -> Invitation:
    return make.invitation(make.convened(), make.person())


@pytest.mark.parametrize(
    ("said", "reply"),
    [("ACCEPTED", Reply.YES), ("TENTATIVE", Reply.MAYBE), ("DECLINED", Reply.NO)],
)
def test_an_answer_out_of_a_calendar_counts_as_one_by_link(
    session: Session, asked: Invitation, said: str, reply: Reply
) -> None:
    mail = receive(session, mails.outlook(asked_of(session, asked), said))

    assert asked.reply is reply
    assert (mail.state, mail.problem) == (IncomingState.DONE, None)
    assert mail.invitation_id == asked.id
    [answer] = answers_to(session, asked)
    assert (answer.channel, answer.at) == (Channel.MAIL, NOON + HOUR / 2)


def test_of_two_answers_the_one_that_was_written_last_counts(
    session: Session, asked: Invitation
) -> None:
    known = asked_of(session, asked)
    receive(session, mails.outlook(known.but(written_at=NOON + 20 * MINUTE), "DECLINED"))

    late = receive(session, mails.outlook(known.but(written_at=NOON + 10 * MINUTE), "ACCEPTED"))

    assert asked.reply is Reply.NO
    assert (late.state, late.problem) == (IncomingState.DONE, IncomingProblem.OLDER)
    assert len(answers_to(session, asked)) == 1


def test_an_answer_that_comes_a_second_time_is_noted_once(
    session: Session, asked: Invitation
) -> None:
    first = mails.outlook(asked_of(session, asked), "ACCEPTED")
    receive(session, first)

    again = receive(session, first.replace(b"Message-ID: <", b"Message-ID: <again."))

    assert (again.state, again.problem) == (IncomingState.DONE, IncomingProblem.OLDER)
    assert len(answers_to(session, asked)) == 1


def test_a_calendar_that_repeats_our_dtstamp_can_still_change_its_mind(
    session: Session, asked: Invitation
) -> None:
    known = asked_of(session, asked)
    ours = mails.utc(asked.stamped_at)
    for minutes, said in ((10, "ACCEPTED"), (20, "DECLINED")):
        written = known.but(written_at=NOON + minutes * MINUTE)
        mail = mails.outlook(written, said, stamped=ours)
        receive(session, mail)

    assert asked.reply is Reply.NO


def test_a_mail_that_was_long_on_its_way_does_not_overrule_a_later_answer_by_link(
    session: Session, asked: Invitation
) -> None:
    mail = mails.outlook(asked_of(session, asked, written_at=NOON + 10 * MINUTE), "ACCEPTED")
    replies.note(
        session,
        asked,
        Reply.NO,
        channel=Channel.LINK,
        sequence=0,
        by=None,
        now=NOON + 20 * MINUTE,
    )

    receive(session, mail, now=NOON + HOUR)

    assert asked.reply is Reply.NO


def test_a_clock_that_runs_ahead_does_not_close_the_door_to_later_answers(
    session: Session, asked: Invitation
) -> None:
    known = asked_of(session, asked)
    ahead = known.but(written_at=NOON.replace(year=2999))
    receive(session, mails.outlook(ahead, "ACCEPTED"), now=NOON + HOUR)

    receive(
        session,
        mails.outlook(known.but(written_at=NOON + 2 * HOUR), "DECLINED"),
        now=NOON + 2 * HOUR,
    )

    assert asked.reply is Reply.NO


def move(session: Session, asked: Invitation, make: Make) -> None:
    """Give the conference that asks another moment; the invitee is asked anew."""
    conference = session.get_one(Conference, asked.conference_id)
    make.seat(conference, session.get_one(type(make.person()), asked.person_id))
    happen(session, events.ConferenceConvened, conference)
    deliver(session)
    conference.starts_at = TOMORROW + 3 * HOUR
    happen(session, events.ConferenceMoved, conference, after=MINUTE)
    session.refresh(asked)
    assert asked.sequence > 0


def test_an_answer_to_an_older_moment_never_counts_for_the_new_one(
    session: Session, make: Make, asked: Invitation
) -> None:
    before = mails.outlook(asked_of(session, asked), "ACCEPTED")
    move(session, asked, make)

    mail = receive(session, before)

    assert asked.reply is None
    assert (mail.state, mail.problem) == (IncomingState.CHECK, IncomingProblem.OTHER_MOMENT)


def test_a_right_number_with_the_time_of_another_moment_counts_for_nothing(
    session: Session, asked: Invitation
) -> None:
    known = asked_of(session, asked, starts_at=asked.starts_at + HOUR)

    assert receive(session, mails.outlook(known)).problem is IncomingProblem.OTHER_MOMENT
    assert asked.reply is None


def test_a_number_that_was_never_sent_counts_only_with_the_right_time(
    session: Session, asked: Invitation
) -> None:
    known = asked_of(session, asked, sequence=7)

    assert receive(session, mails.outlook(known, zone="Ergens")).problem is (
        IncomingProblem.OTHER_MOMENT
    )
    assert receive(session, mails.outlook(known)).problem is None
    assert answers_to(session, asked)[0].sequence == asked.sequence


def test_after_the_sitting_an_answer_changes_nothing(session: Session, asked: Invitation) -> None:
    late = asked.ends_at + HOUR
    mail = receive(session, mails.outlook(asked_of(session, asked)), now=late)

    assert (mail.state, mail.problem) == (IncomingState.CHECK, IncomingProblem.OVER)
    assert answers_to(session, asked) == []
