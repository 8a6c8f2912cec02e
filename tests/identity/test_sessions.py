"""Rules of mdt.identity.sessions."""

from datetime import datetime, timedelta
from secrets import token_urlsafe

import pytest
from sqlmodel import Session, select

from mdt.identity import sessions
from mdt.models import Person, SessionLevel, WebSession
from tests.conftest import NOON
from tests.factories import Make

MINUTE = timedelta(minutes=1)


@pytest.fixture
def person(make: Make) -> Person:
    return make.person()


def start(
    session: Session,
    person: Person,
    level: SessionLevel = SessionLevel.FULL,
    now: datetime = NOON,
) -> str:
    return sessions.start(session, person, level=level, device="Firefox", now=now)


def row_of(session: Session, key: str) -> WebSession:
    query = select(WebSession).where(WebSession.id_hash == sessions.hash_key(key))
    return session.exec(query).one()


def test_a_session_is_found_by_its_key_and_only_the_hash_is_kept(
    session: Session, person: Person
) -> None:
    key = start(session, person)

    found = sessions.find(session, key, now=NOON)
    assert found is not None
    assert found[1] == person
    assert key not in found[0].model_dump_json()
    assert sessions.find(session, found[0].id_hash, now=NOON) is None


def test_a_key_is_256_bits_that_the_system_draws_each_time(
    session: Session, person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[int | None] = []

    def draw(count: int | None) -> str:
        drawn.append(count)
        return token_urlsafe(count)

    monkeypatch.setattr(sessions, "token_urlsafe", draw)

    assert start(session, person) != start(session, person)
    assert drawn == [32, 32]


def test_a_session_ends_after_a_quarter_without_work(session: Session, person: Person) -> None:
    key = start(session, person)

    assert sessions.find(session, key, now=NOON + 15 * MINUTE - timedelta(seconds=1))
    assert sessions.find(session, key, now=NOON + 15 * MINUTE) is None


def test_a_session_ends_after_eight_hours_of_work(session: Session, person: Person) -> None:
    key = start(session, person)
    row = row_of(session, key)

    row.seen_at = NOON + timedelta(hours=8) - MINUTE
    session.flush()

    assert sessions.find(session, key, now=NOON + timedelta(hours=8) - MINUTE)
    assert sessions.find(session, key, now=NOON + timedelta(hours=8)) is None


def test_a_password_alone_is_not_kept_waiting_for_its_code(
    session: Session, person: Person
) -> None:
    key = start(session, person, SessionLevel.PASSWORD_ONLY)
    row_of(session, key).seen_at = NOON + 9 * MINUTE
    session.flush()

    assert sessions.find(session, key, now=NOON + 9 * MINUTE)
    assert sessions.find(session, key, now=NOON + 10 * MINUTE) is None


def test_the_fourth_browser_ends_the_one_that_was_used_longest_ago(
    session: Session, person: Person
) -> None:
    first, second, third = (start(session, person, now=NOON + n * MINUTE) for n in range(3))
    row_of(session, first).seen_at = NOON + 5 * MINUTE
    session.flush()

    fourth = start(session, person, now=NOON + 6 * MINUTE)

    now = NOON + 6 * MINUTE
    alive = [bool(sessions.find(session, key, now=now)) for key in (first, second, third, fourth)]
    assert alive == [True, False, True, True]


def test_a_password_alone_ends_nobodys_work(session: Session, person: Person) -> None:
    keys = [start(session, person) for _ in range(3)]
    for _ in range(5):
        start(session, person, SessionLevel.PASSWORD_ONLY)

    assert all(sessions.find(session, key, now=NOON) for key in keys)
    assert len(sessions.live(session, person, now=NOON)) == 3


def test_a_revoked_session_is_gone_at_once(session: Session, person: Person) -> None:
    key = start(session, person)
    sessions.revoke(row_of(session, key), now=NOON)
    session.flush()

    assert sessions.find(session, key, now=NOON) is None


def test_a_disabled_person_has_no_session(session: Session, person: Person) -> None:
    key = start(session, person)
    person.is_active = False
    session.flush()

    assert sessions.find(session, key, now=NOON) is None


def test_every_session_can_be_ended_but_the_one_in_use(session: Session, person: Person) -> None:
    mine, other = start(session, person), start(session, person)
    half = start(session, person, SessionLevel.PASSWORD_ONLY)

    sessions.revoke_all(session, person, but=row_of(session, mine).id, now=NOON)

    alive = [bool(sessions.find(session, key, now=NOON)) for key in (mine, other, half)]
    assert alive == [True, False, False]


def test_an_ended_session_still_says_whose_text_is_kept(session: Session, person: Person) -> None:
    key = start(session, person)
    half = start(session, person, SessionLevel.PASSWORD_ONLY)
    sessions.revoke_all(session, person, now=NOON)

    assert sessions.whose(session, key) == person.id
    assert sessions.whose(session, half) is None
    assert sessions.whose(session, "unknown") is None


def test_a_code_is_a_proof_for_five_minutes(session: Session, person: Person) -> None:
    row = row_of(session, start(session, person))

    assert sessions.is_fresh(row, now=NOON + 4 * MINUTE)
    assert not sessions.is_fresh(row, now=NOON + 5 * MINUTE)
    sessions.prove(row, now=NOON + 5 * MINUTE)
    assert sessions.is_fresh(row, now=NOON + 9 * MINUTE)
    assert not sessions.is_fresh(
        row_of(session, start(session, person, SessionLevel.PASSWORD_ONLY)), now=NOON
    )
