"""Rules of mdt.identity.passwords."""

import threading
from datetime import timedelta

import pytest
from argon2 import PasswordHasher, Type
from sqlmodel import Session, select

from mdt.identity import passwords
from mdt.models import Credential, Person
from tests.conftest import NOON
from tests.factories import Make
from tests.refusals import accepted

GOOD = "paard kaas toren vijver"
SAMIRA = Person(name="Samira el Idrissi", mail="samira@merwestad.example")


class Counting(PasswordHasher):
    """A hasher that counts how often it was asked to verify, and how many at once."""

    def __init__(self) -> None:
        super().__init__(1, 8, 1)
        self.verified, self.now, self.most = 0, 0, 0
        self.gate = threading.Event()
        self.gate.set()

    def verify(self, *args: str | bytes) -> bool:  # type: ignore[override] # its Literal[True] says no more
        self.verified, self.now = self.verified + 1, self.now + 1
        self.most = max(self.most, self.now)
        self.gate.wait(5)
        self.now -= 1
        return super().verify(*args)


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> Counting:
    hasher = Counting()
    monkeypatch.setattr(passwords, "HASHER", hasher)
    return hasher


def test_hashes_cost_what_the_standard_asks() -> None:
    real = PasswordHasher()

    assert real.type is Type.ID
    assert real.memory_cost >= 19 * 1024
    assert real.time_cost >= 2


def test_a_password_matches_its_own_hash_only() -> None:
    kept = passwords.hashed(GOOD)

    assert passwords.matches(kept, GOOD)
    assert not passwords.matches(kept, GOOD + "!")
    assert GOOD not in kept


def test_the_same_letter_typed_on_another_keyboard_matches() -> None:
    composed, decomposed = "caf\u00e9 toren vijver", "cafe\u0301 toren vijver"

    assert passwords.matches(passwords.hashed(composed), decomposed)


def test_nobody_takes_the_same_work_and_never_matches(counting: Counting) -> None:
    assert not passwords.matches(None, "nobody has this password")
    assert counting.verified == 1


def test_over_long_input_is_never_hashed(counting: Counting) -> None:
    assert not passwords.matches(passwords.hashed(GOOD), "x" * (passwords.MAX_LENGTH + 1))
    assert counting.verified == 0
    with pytest.raises(passwords.PasswordTooLong):
        passwords.hashed("x" * (passwords.MAX_LENGTH + 1))


def test_a_damaged_hash_matches_nothing() -> None:
    assert not passwords.matches("not a hash", GOOD)


def test_few_hashes_run_at_the_same_time(counting: Counting) -> None:
    kept = passwords.hashed(GOOD)
    threads = [threading.Thread(target=passwords.matches, args=(kept, GOOD)) for _ in range(6)]
    counting.gate.clear()
    for thread in threads:
        thread.start()
    threads[-1].join(0.3)  # nobody gets through, so by now everybody who may come in is in
    counting.gate.set()
    for thread in threads:
        thread.join()

    assert counting.verified == 6
    assert counting.most == passwords.AT_ONCE


def test_who_waits_too_long_is_told_to_come_back(
    counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "PATIENCE_SECONDS", 0.05)
    kept = passwords.hashed(GOOD)
    counting.gate.clear()
    busy = [
        threading.Thread(target=passwords.matches, args=(kept, GOOD))
        for _ in range(passwords.AT_ONCE)
    ]
    for thread in busy:
        thread.start()
    while counting.now < passwords.AT_ONCE:
        pass

    with pytest.raises(passwords.TooBusy):
        passwords.matches(kept, GOOD)

    counting.gate.set()
    for thread in busy:
        thread.join()


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("elf tekens!", passwords.PasswordTooShort),
        ("x" * 129, passwords.PasswordTooLong),
        ("Samira-Idrissi-26", passwords.PasswordTooEasy),
    ],
)
def test_an_unsuitable_password_is_refused_with_what_to_do(
    password: str, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal, match=r"Gebruik|Kies"):
        passwords.require_suitable(password, SAMIRA)


def test_a_suitable_password_passes() -> None:
    with accepted():
        passwords.require_suitable(GOOD, SAMIRA)


def test_a_new_password_ends_the_old_one(session: Session, make: Make) -> None:
    person = make.person()
    passwords.choose(session, person, "first", now=NOON)
    passwords.choose(session, person, "second", now=NOON + timedelta(days=1))

    assert passwords.kept(session, person) == "second"
    assert len(session.exec(select(Credential)).all()) == 2


def test_a_proposed_password_does_not_count_yet(session: Session, make: Make) -> None:
    person = make.person()
    passwords.choose(session, person, "first", now=NOON)
    passwords.propose(session, person, "second", now=NOON)
    passwords.propose(session, person, "third", now=NOON)

    assert passwords.kept(session, person) == "first"
    kept = session.exec(select(Credential.secret).order_by(Credential.secret)).all()
    assert kept == ["first", "third"]
    assert passwords.kept(session, None) is None
