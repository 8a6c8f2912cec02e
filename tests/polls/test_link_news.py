"""Rules of mdt.polls.link_news: the coordinator hears of a link of a poll that was shut."""

from email import message_from_bytes, policy

import pytest
from sqlmodel import Session, select

from mdt.adapters.letters import Letters
from mdt.config import Settings
from mdt.identity import answer_links
from mdt.models import EventRecord, MessageKind, OutboxMessage, Person
from mdt.polls import asking, link_news
from tests.conftest import NOON
from tests.factories import Make
from tests.polls.cast import DAY, Asking, asking_of, mails_to


@pytest.fixture
def found(make: Make) -> Asking:
    return asking_of(make)


def guess(found: Asking, person: Person, times: int) -> None:
    """Type wrong digits at the link of somebody who is asked."""
    for _ in range(times):
        answer_links.claim_try(found.session, found.row(person))
        link_news.lock(found.session, found.row(person), now=NOON)


def told(found: Asking) -> list[OutboxMessage]:
    return mails_to(found.session, found.coordinator, MessageKind.LINK)


def test_four_wrong_codes_are_nobodys_concern_and_the_fifth_is(
    session: Session, found: Asking
) -> None:
    guess(found, found.officer, 4)
    assert told(found) == []

    guess(found, found.officer, 1)

    [mail] = told(found)
    assert (mail.due_at, mail.details) == (NOON, {})
    assert "PollLinkLocked" in session.exec(select(EventRecord.name)).all()


def test_a_link_that_is_shut_is_told_once_and_the_one_that_replaced_it_is_another(
    found: Asking,
) -> None:
    guess(found, found.officer, 5)
    assert link_news.lock(found.session, found.row(found.officer), now=NOON)
    assert len(told(found)) == 1

    asking.send_again(
        found.session, found.poll, found.row(found.officer), by=found.coordinator, now=NOON
    )
    guess(found, found.officer, 5)

    assert len(told(found)) == 2


def test_nothing_is_told_through_a_wall(make: Make, found: Asking) -> None:
    make.wall(found.conference.items[0].case, found.coordinator)

    guess(found, found.officer, 5)

    assert told(found) == []


def test_the_mail_says_what_to_do_and_neither_who_nor_what_of(found: Asking) -> None:
    guess(found, found.officer, 5)
    [message] = told(found)

    mail = Letters(Settings()).compose(found.session, message)

    read = message_from_bytes(mail.content, policy=policy.default)
    for part in ("plain", "html"):
        body = read.get_body((part,))
        assert body
        assert "stuur een nieuwe link" in body.get_content()
        assert found.conference.items[0].case.alias not in body.get_content()
        assert found.officer.name not in body.get_content()


def test_shut_links_are_counted_while_somebody_can_still_answer_by_them(
    session: Session, make: Make, found: Asking
) -> None:
    other, ids = asking_of(make), [found.conference.id]
    for one in (found.officer, found.prosecutor, found.teacher):
        guess(found, one, 5)
    guess(other, other.officer, 5)
    found.row(found.teacher).left_at = NOON
    session.flush()

    assert link_news.shut(session, ids, now=NOON) == {found.conference.id: 2}
    assert link_news.shut(session, ids, now=NOON + DAY) == {}

    row = found.row(found.officer)
    asking.send_again(session, found.poll, row, by=found.coordinator, now=NOON)
    assert link_news.shut(session, ids, now=NOON) == {found.conference.id: 1}

    asking.withdraw(session, found.poll, by=found.coordinator, now=NOON)
    assert link_news.shut(session, ids, now=NOON) == {}
