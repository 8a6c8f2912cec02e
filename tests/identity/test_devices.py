"""Rules of mdt.identity.devices, through the sessions that note what browser it was."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from mdt.identity import sessions
from mdt.models import MessageKind, OutboxMessage, Person, SessionLevel, WebSession
from tests.conftest import NOON
from tests.factories import Make

DAY = timedelta(days=1)
OWN, OTHER = "own-mark", "other-mark"


@pytest.fixture
def person(make: Make) -> Person:
    return make.person()


def sign_in(
    session: Session,
    person: Person,
    mark: str,
    *,
    now: datetime = NOON,
    device: str = "Firefox, Windows",
    level: SessionLevel = SessionLevel.FULL,
) -> WebSession:
    key = sessions.start(session, person, level=level, device=device, mark=mark, now=now)
    return session.exec(
        select(WebSession).where(WebSession.id_hash == sessions.hash_key(key))
    ).one()


def told(session: Session, person: Person) -> int:
    query = select(OutboxMessage).where(
        OutboxMessage.person_id == person.id, OutboxMessage.kind == MessageKind.SIGN_IN
    )
    return len(session.exec(query).all())


def test_the_first_browser_and_one_that_comes_back_are_not_new(
    session: Session, person: Person
) -> None:
    rows = [sign_in(session, person, OWN, now=NOON + number * DAY) for number in range(3)]

    assert [row.is_new_device for row in rows] == [False] * 3
    assert told(session, person) == 0


def test_another_browser_is_new_once_and_its_owner_hears_of_it_once(
    session: Session, person: Person
) -> None:
    sign_in(session, person, OWN)

    rows = [sign_in(session, person, OTHER, now=NOON + number * DAY) for number in (1, 2)]

    assert [row.is_new_device for row in rows] == [True, False]
    assert told(session, person) == 1


def test_a_browser_of_the_same_name_is_another_one_all_the_same(
    session: Session, person: Person
) -> None:
    sign_in(session, person, OWN)
    assert sign_in(session, person, OTHER, device="Firefox, Windows").is_new_device


def test_a_password_alone_says_nothing_of_a_browser(session: Session, person: Person) -> None:
    sign_in(session, person, OWN)

    half = sign_in(session, person, OTHER, level=SessionLevel.PASSWORD_ONLY)

    assert (half.mark_hash, half.is_new_device, told(session, person)) == ("", False, 0)


def test_what_a_colleague_used_is_new_for_oneself_and_no_row_says_that_it_is_one_browser(
    session: Session, make: Make, person: Person
) -> None:
    colleague = make.person()
    theirs = sign_in(session, colleague, OTHER)
    sign_in(session, person, OWN)

    mine = sign_in(session, person, OTHER)

    assert mine.is_new_device
    assert OTHER not in mine.mark_hash
    assert mine.mark_hash != theirs.mark_hash


def test_a_browser_that_forgets_its_mark_every_day_gives_one_mail_a_month(
    session: Session, person: Person
) -> None:
    sign_in(session, person, OWN)

    rows = [
        sign_in(session, person, f"mark {number}", now=NOON + number * DAY)
        for number in range(1, 31)
    ]
    assert all(row.is_new_device for row in rows), "the page still names each"
    assert told(session, person) == 1

    sign_in(session, person, "mark 80", now=NOON + 80 * DAY)
    assert told(session, person) == 2


def test_beside_a_browser_that_forgets_one_of_another_name_is_told_of(
    session: Session, person: Person
) -> None:
    sign_in(session, person, OWN)
    sign_in(session, person, "forgotten", now=NOON + DAY)

    sign_in(session, person, OTHER, now=NOON + 2 * DAY, device="Safari, iPhone")

    assert told(session, person) == 2


def test_beside_a_browser_that_came_back_a_new_one_of_its_name_is_told_of(
    session: Session, person: Person
) -> None:
    sign_in(session, person, OWN)
    for number in (1, 2):
        sign_in(session, person, OTHER, now=NOON + number * DAY)

    sign_in(session, person, "a third", now=NOON + 3 * DAY)

    assert told(session, person) == 2
