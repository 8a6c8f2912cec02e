"""An answer out of a calendar to a moment that is kept free for a poll.

When it counts as the poll's, and when it is left to a person under Nakijken.

Source: scheduling.md 2.5 and 2.7 (holds); decisions 20 and 30.
"""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from mdt.incoming import checking, reading
from mdt.incoming.checking import NoAnswerInIt
from mdt.models import (
    Channel,
    IncomingMail,
    IncomingProblem,
    IncomingState,
    Invitation,
    MessageKind,
    Method,
    PollAnswer,
    PollHold,
    Reply,
)
from mdt.polls import asking
from tests.conftest import NOON
from tests.factories import Make
from tests.incoming import mails
from tests.incoming.cast import HOUR, receive
from tests.incoming.mails import Asked
from tests.incoming.test_counters import countering
from tests.polls.cast import MAYBE, NO, YES, Asking, asking_of, mails_to
from tests.polls.test_holds import convene

P = IncomingProblem


@pytest.fixture
def found(make: Make) -> Asking:
    """Return a poll whose officer said yes to both moments, and has both kept free."""
    asking = asking_of(make)
    asking.say(asking.officer, YES, YES)
    return asking


def hold_of(found: Asking, number: int = 0) -> PollHold:
    query = select(PollHold).where(PollHold.option_id == found.options[number].id)
    return found.session.exec(query).one()


def known(found: Asking, number: int = 0) -> Asked:
    """Return what the officer's calendar knows of a hold, and answers half an hour on."""
    hold = hold_of(found, number)
    return Asked(
        token=hold.reply_token,
        uid=hold.uid,
        mail=found.officer.mail,
        sequence=hold.sequence,
        starts_at=hold.starts_at,
        ends_at=hold.ends_at,
        written_at=NOON + HOUR / 2,
    )


def said(found: Asking, number: int = 0) -> PollAnswer:
    key = (found.row(found.officer).id, found.options[number].id)
    return found.session.get_one(PollAnswer, key)


@pytest.mark.parametrize(
    ("word", "reply"), [("ACCEPTED", YES), ("TENTATIVE", MAYBE), ("DECLINED", NO)]
)
def test_accept_tentative_and_decline_on_a_hold_are_the_polls_answer_to_that_moment(
    session: Session, found: Asking, word: str, reply: Reply
) -> None:
    mail = receive(session, mails.outlook(known(found), word))

    assert (mail.state, mail.problem) == (IncomingState.DONE, None)
    assert mail.hold_id == hold_of(found).id
    assert mail.conference_id == found.conference.id
    assert (said(found).reply, said(found).channel) == (reply, Channel.MAIL)
    assert (said(found, 1).reply, said(found, 1).channel) == (YES, Channel.LINK)


def test_a_hold_that_is_declined_is_withdrawn_and_the_others_stay(
    session: Session, found: Asking
) -> None:
    for message in mails_to(session, found.officer, MessageKind.HOLD):
        message.attempts = 1  # It may have arrived.
    session.flush()

    receive(session, mails.outlook(known(found), "DECLINED"))

    methods = [one.method for one in mails_to(session, found.officer, MessageKind.HOLD)]
    assert methods.count(Method.CANCEL) == 1
    assert hold_of(found).withdrawn_at
    assert not hold_of(found, 1).withdrawn_at


def test_of_two_answers_to_a_hold_the_later_written_one_counts(
    session: Session, found: Asking
) -> None:
    later = known(found).but(written_at=NOON + HOUR)
    receive(session, mails.outlook(later, "TENTATIVE"), now=NOON + 2 * HOUR)

    mail = receive(session, mails.outlook(known(found), "DECLINED"), now=NOON + 3 * HOUR)

    assert (mail.state, mail.problem) == (IncomingState.DONE, P.OLDER)
    assert said(found).reply is MAYBE


def _from_elsewhere(asked: Asked) -> bytes:
    return mails.outlook(asked.but(mail="iemand@elders.example"))


def _of_another_hour(asked: Asked) -> bytes:
    return mails.outlook(asked.but(starts_at=asked.starts_at + HOUR), "DECLINED")


def _about_something_else(asked: Asked) -> bytes:
    return mails.outlook(asked.but(uid="iets-anders"), "DECLINED")


@pytest.mark.parametrize(
    ("write", "problem"),
    [
        (_from_elsewhere, P.OTHER_ADDRESS),
        (_of_another_hour, P.OTHER_MOMENT),
        (_about_something_else, P.NO_CALENDAR),
        (countering, P.OTHER_MOMENT),
        (lambda asked: mails.delegating(asked, "collega@elders.example"), P.OTHER_ADDRESS),
    ],
)
def test_whatever_is_not_plainly_their_answer_to_the_hold_is_left_to_a_person(
    session: Session, found: Asking, write: Callable[[Asked], bytes], problem: IncomingProblem
) -> None:
    mail = receive(session, write(known(found)))

    assert (mail.state, mail.problem) == (IncomingState.CHECK, problem)
    assert said(found).channel is Channel.LINK


def test_an_answer_that_nobody_vouches_for_is_left_to_a_person_who_takes_it_over_with_a_click(
    session: Session, found: Asking
) -> None:
    raw = mails.outlook(known(found), "DECLINED")
    mail = receive(session, raw, authenticator="mx.portaal.example")
    assert (mail.state, mail.problem) == (IncomingState.CHECK, P.NOT_PROVEN)
    assert said(found).reply is YES

    content = reading.read(raw).content
    checking.take_over(session, mail, content, by=found.coordinator, now=NOON + HOUR)

    assert (said(found).reply, said(found).channel) == (NO, Channel.COORDINATOR)
    assert said(found).noted_by_id == found.coordinator.id
    assert mail.state is IncomingState.SETTLED


def test_words_beside_an_answer_are_read_by_a_person_and_the_answer_counts(
    session: Session, found: Asking
) -> None:
    raw = mails.outlook(known(found), "TENTATIVE", comment="Alleen online.")

    mail = receive(session, raw)

    assert (mail.state, mail.problem) == (IncomingState.CHECK, P.REMARK)
    assert said(found).reply is MAYBE


def test_an_answer_to_a_hold_of_a_poll_that_is_over_is_left_to_a_person(
    session: Session, found: Asking
) -> None:
    asked = known(found)
    asking.withdraw(session, found.poll, by=found.coordinator, now=NOON)
    raw = mails.outlook(asked, "DECLINED")

    mail = receive(session, raw)

    assert mail.state is IncomingState.CHECK
    assert mail.problem in {P.OTHER_MOMENT, P.OVER}
    assert said(found).reply is YES
    content = reading.read(raw).content
    with pytest.raises(NoAnswerInIt):
        checking.take_over(session, mail, content, by=found.coordinator, now=NOON + HOUR)


def test_after_the_time_to_answer_it_is_late_and_a_person_may_still_take_it_over(
    session: Session, found: Asking
) -> None:
    late = found.poll.closes_at + timedelta(minutes=1)
    raw = mails.outlook(known(found), "DECLINED")

    mail = receive(session, raw, now=late)

    assert (mail.state, mail.problem) == (IncomingState.CHECK, P.OVER)
    content = reading.read(raw).content
    checking.take_over(session, mail, content, by=found.coordinator, now=late)
    assert said(found).reply is NO


def test_once_the_moment_is_agreed_a_no_to_the_hold_never_counts_for_the_invitation(
    session: Session, found: Asking
) -> None:
    asked = known(found)
    convene(found)

    mail: IncomingMail = receive(session, mails.outlook(asked, "DECLINED"))

    invitation = session.exec(
        select(Invitation).where(Invitation.person_id == found.officer.id)
    ).one()
    assert (mail.state, mail.problem) == (IncomingState.CHECK, P.OTHER_MOMENT)
    assert mail.invitation_id == invitation.id
    assert (invitation.uid, invitation.reply) == (asked.uid, YES)
