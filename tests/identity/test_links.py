"""Rules of mdt.identity.links."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt import engine as engines
from mdt.identity import links
from mdt.models import LinkPurpose, MessageKind, OneTimeLink, OutboxMessage, Person
from tests.conftest import NOON
from tests.factories import Make

SECRET = "s" * 32
FIRST = LinkPurpose.FIRST_SIGN_IN


def issue(session: Session, person: Person, purpose: LinkPurpose = FIRST) -> OneTimeLink:
    return links.issue(session, person, purpose, secret=SECRET, by=None, now=NOON)


def test_the_worker_finds_the_token_again_from_the_row(session: Session, make: Make) -> None:
    link = issue(session, make.person())

    token = links.token(SECRET, link.id)

    assert links.find(session, token, now=NOON) == link
    assert token not in link.token_hash
    assert links.find(session, links.token("t" * 32, link.id), now=NOON) is None


@pytest.mark.parametrize(
    ("purpose", "lasts"),
    [(FIRST, timedelta(days=7)), (LinkPurpose.NEW_PASSWORD, timedelta(hours=1))],
)
def test_a_link_works_until_it_is_too_old(
    session: Session, make: Make, purpose: LinkPurpose, lasts: timedelta
) -> None:
    token = links.token(SECRET, issue(session, make.person(), purpose).id)

    assert links.find(session, token, now=NOON + lasts - timedelta(seconds=1))
    assert links.find(session, token, now=NOON + lasts) is None


def test_a_recovery_does_not_work_before_somebody_agreed(session: Session, make: Make) -> None:
    link = issue(session, make.person(), LinkPurpose.RECOVERY)
    token = links.token(SECRET, link.id)
    assert links.find(session, token, now=NOON) is None

    link.approved_at = NOON
    session.flush()

    assert links.find(session, token, now=NOON) == link


def test_a_new_link_ends_the_older_one_of_its_purpose(session: Session, make: Make) -> None:
    person = make.person()
    first, other = issue(session, person), issue(session, person, LinkPurpose.NEW_PASSWORD)
    second = issue(session, person)

    found = [
        links.find(session, links.token(SECRET, link.id), now=NOON)
        for link in (first, other, second)
    ]
    assert found == [None, other, second]


def test_looking_spends_nothing_and_using_spends_once(session: Session, make: Make) -> None:
    link = issue(session, make.person())
    token = links.token(SECRET, link.id)
    for _ in range(3):
        assert links.find(session, token, now=NOON)

    links.spend(session, link, now=NOON)

    assert links.find(session, token, now=NOON) is None
    with pytest.raises(links.LinkSpent):
        links.spend(session, link, now=NOON)


def test_of_many_uses_at_once_one_wins(session: Session, make: Make, engine: Engine) -> None:
    link = issue(session, make.person())
    session.commit()
    outcomes: list[str] = []
    start = threading.Barrier(8)

    def use() -> None:
        start.wait()
        with Session(engines.writing(engine)) as own:
            try:
                links.spend(own, own.get_one(OneTimeLink, link.id), now=NOON)
                own.commit()
                outcomes.append("used")
            except links.LinkSpent:
                outcomes.append("spent")

    threads = [threading.Thread(target=use) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["spent"] * 7 + ["used"]


def test_the_mail_is_owed_once_and_keeps_no_token(session: Session, make: Make) -> None:
    person = make.person()
    link = issue(session, person)
    links.owe(session, link, now=NOON)
    links.owe(session, link, now=NOON)

    message = session.exec(select(OutboxMessage)).one()
    assert (message.kind, message.person_id) == (MessageKind.ONE_TIME_LINK, person.id)
    assert message.details == {"link_id": str(link.id), "purpose": "first_sign_in"}
    assert links.token(SECRET, link.id) not in message.model_dump_json()
