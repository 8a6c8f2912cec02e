"""Rules of mdt.identity.throttle."""

import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt import engine as engines
from mdt.identity import throttle
from mdt.models import Attempt
from tests.conftest import NOON
from tests.refusals import accepted

SECRET = "s" * 32
ANNA, HOME = "anna@partner.example", "192.0.2.1"


def attempt(
    session: Session, account: str = ANNA, address: str = HOME, *, now: datetime = NOON
) -> throttle.Claim:
    return throttle.claim(
        session, "password", account=account, address=address, secret=SECRET, now=now
    )


def test_the_sixth_try_on_an_account_waits_until_the_first_is_a_quarter_old(
    session: Session,
) -> None:
    for minute in range(5):
        attempt(session, now=NOON + timedelta(minutes=minute))

    with pytest.raises(throttle.TooManyAttempts, match="over 10 minuten") as refusal:
        attempt(session, now=NOON + timedelta(minutes=5))

    assert refusal.value.until == NOON + throttle.WINDOW
    attempt(session, now=refusal.value.until)


def test_a_refused_try_does_not_make_the_wait_longer(session: Session) -> None:
    for _ in range(5):
        attempt(session)
    for minute in range(10):
        with pytest.raises(throttle.TooManyAttempts):
            attempt(session, now=NOON + timedelta(minutes=minute))

    attempt(session, now=NOON + throttle.WINDOW)


def test_an_account_is_counted_from_everywhere_and_in_any_spelling(session: Session) -> None:
    for number in range(5):
        attempt(session, ANNA.upper() if number % 2 else f" {ANNA} ", f"192.0.2.{number}")

    with pytest.raises(throttle.TooManyAttempts):
        attempt(session, address="198.51.100.1")
    attempt(session, "joost@partner.example", "198.51.100.1")


def test_an_address_may_fail_for_five_accounts(session: Session) -> None:
    for number in range(5):
        attempt(session, f"p{number}@partner.example")

    with pytest.raises(throttle.TooManyAttempts):
        attempt(session, "p6@partner.example")
    attempt(session, "p6@partner.example", "198.51.100.1")


def test_one_clumsy_colleague_does_not_lock_the_building(session: Session) -> None:
    for _ in range(5):
        attempt(session)

    with accepted():
        attempt(session, "joost@partner.example")


def test_each_kind_is_counted_by_itself(session: Session) -> None:
    for _ in range(5):
        attempt(session)

    with accepted():
        throttle.claim(session, "code", account=ANNA, address=HOME, secret=SECRET, now=NOON)


def test_a_right_try_starts_the_account_anew_and_leaves_the_address_as_it_was(
    session: Session,
) -> None:
    for number in range(4):
        attempt(session, f"p{number}@partner.example")
    attempt(session, address="198.51.100.1")

    throttle.forgive(session, attempt(session))

    for _ in range(5):
        attempt(session, address="198.51.100.2")
    attempt(session, "p5@partner.example")
    with pytest.raises(throttle.TooManyAttempts):
        attempt(session, "p6@partner.example")


def test_rows_show_neither_account_nor_address(session: Session) -> None:
    attempt(session)

    for row in session.exec(select(Attempt)):
        assert len(row.key) == 64
        assert set(row.key) <= set("0123456789abcdef")


def test_old_failures_are_forgotten(session: Session) -> None:
    for number in range(3):
        attempt(session, f"p{number}@partner.example")
    attempt(session, now=NOON + throttle.WINDOW)

    assert len(session.exec(select(Attempt)).all()) == 2


def test_of_many_tries_at_once_five_go_through(engine: Engine) -> None:
    """Threads with their own sessions stand for processes: they share nothing but the rows."""
    outcomes: list[bool] = []
    start = threading.Barrier(20)

    def one_try() -> None:
        start.wait()
        with Session(engines.writing(engine)) as session:
            try:
                attempt(session)
                session.commit()
            except throttle.TooManyAttempts:
                outcomes.append(False)
            else:
                outcomes.append(True)

    threads = [threading.Thread(target=one_try) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == [False] * 15 + [True] * 5


def test_a_restart_forgets_nothing(engine: Engine) -> None:
    for _ in range(5):
        with Session(engines.writing(engine)) as session:
            attempt(session)
            session.commit()
    engine.dispose()

    with Session(engines.writing(engine)) as session, pytest.raises(throttle.TooManyAttempts):
        attempt(session)
