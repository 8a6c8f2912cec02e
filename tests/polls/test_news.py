"""Rules of mdt.polls.news: who asked hears when there is something to do."""

from email import message_from_bytes, policy

import pytest
from sqlmodel import Session

from mdt.adapters.letters import Letters
from mdt.config import Settings
from mdt.models import Channel, MessageKind, OutboxState, Person, Reply
from mdt.polls import answering, asking
from tests.conftest import NOON
from tests.factories import Make
from tests.polls.cast import DAY, HOUR, MAYBE, NO, YES, Asking, asking_of, mails_to

END = NOON + DAY


@pytest.fixture
def found(make: Make) -> Asking:
    return asking_of(make)


def news(session: Session, person: Person) -> list[str]:
    return [one.details["what"] for one in mails_to(session, person, MessageKind.POLL_NEWS)]


def test_the_last_answer_is_told_and_those_before_are_not(session: Session, found: Asking) -> None:
    found.say(found.officer, YES, YES)
    found.say(found.prosecutor, YES, MAYBE)
    assert news(session, found.coordinator) == []

    found.say(found.teacher, NO, NO)

    [mail] = mails_to(session, found.coordinator, MessageKind.POLL_NEWS)
    assert (mail.details["what"], mail.due_at) == ("answered", NOON)


def test_an_answer_that_is_changed_afterwards_is_not_told_again(
    session: Session, found: Asking
) -> None:
    for person in (found.officer, found.prosecutor, found.teacher):
        found.say(person, YES, YES)
    found.say(found.teacher, MAYBE, YES, now=NOON + HOUR)

    assert news(session, found.coordinator) == ["answered"]


def test_when_no_moment_can_be_any_more_that_is_told(session: Session, found: Asking) -> None:
    found.say(found.officer, NO, YES)
    assert news(session, found.coordinator) == []

    found.say(found.prosecutor, YES, NO)

    assert news(session, found.coordinator) == ["impossible"]


def test_when_the_time_is_over_that_is_told(session: Session, found: Asking) -> None:
    found.say(found.officer, YES, YES)

    asking.close(session, found.poll, by=None, now=END)

    assert news(session, found.coordinator) == ["over"]


def test_a_poll_that_everybody_answered_ends_without_another_mail(
    session: Session, found: Asking
) -> None:
    for person in (found.officer, found.prosecutor, found.teacher):
        found.say(person, YES, YES)

    asking.close(session, found.poll, by=None, now=END)

    assert news(session, found.coordinator) == ["answered"]


def test_who_closes_the_poll_needs_no_mail(session: Session, found: Asking) -> None:
    found.say(found.officer, YES, YES)

    asking.close(session, found.poll, by=found.coordinator, now=NOON)

    assert news(session, found.coordinator) == []


def test_who_notes_the_last_answer_needs_no_mail(session: Session, found: Asking) -> None:
    found.say(found.officer, YES, YES)
    found.say(found.prosecutor, YES, YES)
    answering.answer(
        session,
        found.row(found.teacher),
        found.replies(YES, YES),
        channel=Channel.COORDINATOR,
        by=found.coordinator,
        now=NOON,
    )

    assert news(session, found.coordinator) == []


def test_a_poll_that_convenes_by_itself_says_nothing_when_all_agree(
    session: Session, make: Make
) -> None:
    found = asking_of(make, convenes_itself=True)
    for person in (found.officer, found.prosecutor, found.teacher):
        found.say(person, YES, YES)

    assert news(session, found.coordinator) == []


def test_a_poll_that_is_called_off_takes_its_news_back(session: Session, found: Asking) -> None:
    found.say(found.officer, NO, NO)

    asking.withdraw(session, found.poll, by=found.coordinator, now=NOON)

    [mail] = mails_to(session, found.coordinator, MessageKind.POLL_NEWS)
    assert mail.state is OutboxState.TAKEN_BACK


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ((YES, YES), "Iedereen gaf antwoord"),
        ((NO, NO), "Geen van uw momenten kan nog"),
    ],
)
def test_the_mail_says_what_to_do_and_nothing_of_the_case(
    session: Session, found: Asking, *, said: tuple[Reply, Reply], title: str
) -> None:
    for person in (found.officer, found.prosecutor, found.teacher):
        if found.poll.is_live and (person is found.officer or said == (YES, YES)):
            found.say(person, *said)
    [message] = mails_to(session, found.coordinator, MessageKind.POLL_NEWS)

    mail = Letters(Settings()).compose(session, message)

    read = message_from_bytes(mail.content, policy=policy.default)
    assert read["Subject"] == "Er staat iets voor u klaar in het portaal"
    for part in ("plain", "html"):
        body = read.get_body((part,))
        assert body
        assert title in body.get_content()
        assert found.conference.items[0].case.alias not in body.get_content()
