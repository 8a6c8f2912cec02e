"""Rules of mdt.invitations.link_news: the coordinator hears of a link that was shut."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlmodel import Session

from mdt.adapters.letters import Letters
from mdt.config import Settings
from mdt.identity import answer_links
from mdt.invitations import joining, replies, resend, unsettled
from mdt.models import (
    CodeWay,
    Conference,
    ConferenceState,
    Invitation,
    MessageKind,
    OutboxMessage,
    Person,
)
from tests.conftest import NOON
from tests.factories import Make
from tests.invitations.cast import messages_to

SECRET = "a" * 32


@pytest.fixture
def sitting(make: Make) -> Conference:
    return make.convened(coordinator_id=make.coordinator().id)


@pytest.fixture
def samira(session: Session, sitting: Conference) -> Person:
    return session.get_one(Person, sitting.coordinator_id)


@pytest.fixture
def asked(make: Make, sitting: Conference) -> Invitation:
    return make.invitation(sitting, make.person(name="Kees Verhoef"))


def guess(session: Session, invitation: Invitation, times: int) -> None:
    """Type wrong digits at the link of the invitation."""
    for _ in range(times):
        answer_links.claim_try(session, invitation)
        replies.lock(session, invitation, now=NOON)


def told(session: Session, person: Person) -> list[OutboxMessage]:
    return [one for one in messages_to(session, person) if one.kind is MessageKind.LINK]


def test_four_wrong_codes_are_nobodys_concern_and_the_fifth_is(
    session: Session, samira: Person, asked: Invitation
) -> None:
    guess(session, asked, 4)
    assert told(session, samira) == []

    guess(session, asked, 1)

    [mail] = told(session, samira)
    assert mail.due_at == NOON
    assert mail.details == {}


def test_a_link_that_is_shut_is_told_once(
    session: Session, samira: Person, asked: Invitation
) -> None:
    guess(session, asked, 5)
    replies.lock(session, asked, now=NOON)

    assert len(told(session, samira)) == 1


def test_the_link_that_replaced_it_is_another_one(
    session: Session, samira: Person, asked: Invitation
) -> None:
    guess(session, asked, 5)
    resend.send_again(session, asked, by=samira, now=NOON)

    guess(session, asked, 5)

    assert len(told(session, samira)) == 2


def test_five_wrong_codes_at_the_door_are_told_too(
    session: Session, samira: Person, asked: Invitation
) -> None:
    joining.make_code(session, asked, CodeWay.SPOKEN, secret=SECRET, by=samira, now=NOON)

    for _ in range(answer_links.MAX_WRONG_CODES):
        joining.admit(session, asked, "no code", secret=SECRET, device="", now=NOON)

    assert len(told(session, samira)) == 1


def test_nothing_is_told_through_a_wall(
    session: Session, make: Make, sitting: Conference, samira: Person, asked: Invitation
) -> None:
    make.wall(sitting.items[0].case, samira)

    guess(session, asked, 5)

    assert told(session, samira) == []


def test_the_mail_says_what_to_do_and_neither_who_nor_what_of(
    session: Session, sitting: Conference, samira: Person, asked: Invitation
) -> None:
    guess(session, asked, 5)
    [message] = told(session, samira)

    mail = Letters(Settings()).compose(session, message)

    read = message_from_bytes(mail.content, policy=policy.default)
    assert read["Subject"] == "Er staat iets voor u klaar in het portaal"
    for part in ("plain", "html"):
        body = read.get_body((part,))
        assert body
        assert "stuur een nieuwe link" in body.get_content()
        assert sitting.items[0].case.alias not in body.get_content()
        assert "Verhoef" not in body.get_content()


def test_shut_links_are_counted_until_they_are_replaced(
    session: Session, make: Make, sitting: Conference, samira: Person, asked: Invitation
) -> None:
    guess(session, asked, 5)
    withdrawn = {"withdrawn_at": NOON, "locked_at": NOON}
    make.invitation(sitting, make.person(), **withdrawn)
    make.invitation(make.convened(), make.person(), locked_at=NOON)
    make.invitation(sitting, make.person())
    assert unsettled.of(session, [sitting.id], now=NOON).shut == {sitting.id: 1}

    resend.send_again(session, asked, by=samira, now=NOON)

    assert unsettled.of(session, [sitting.id], now=NOON).shut == {}


def test_a_shut_link_of_a_sitting_that_was_is_no_work_any_more(
    session: Session, make: Make
) -> None:
    held = make.convened(state=ConferenceState.HELD, starts_at=NOON - timedelta(hours=2))
    make.invitation(held, make.person(), locked_at=NOON, ends_at=NOON)

    assert unsettled.of(session, [held.id], now=NOON).shut == {}
