"""Rules of docs/security.md: it says what the code does."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from mdt import engine
from mdt.adapters import calendars, dkim, fetching, imap, sms_gateway, smtp
from mdt.app import MAX_REQUEST_BYTES
from mdt.config import Settings
from mdt.identity import answer_links, join_codes, passwords, sessions, throttle, totp, visits
from mdt.outbox import claims
from mdt.web import feed_limit

ROOT = Path(__file__).parents[2]
TEXT = " ".join((ROOT / "docs/security.md").read_text(encoding="utf-8").split())
HASHES = r"^(?:from|import) (?:argon2|cryptography|hashlib|hmac|joserfc|pyotp|webauthn)\b"
CONNECTS = r"^(?:from|import) (?:http\.client|imap_tools|imaplib|smtplib|socket|ssl)\b"
WORDS = {2: "two", 3: "three", 4: "four", 6: "six", 8: "eight"}


def minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)


def hours(span: timedelta) -> int:
    return int(span.total_seconds() // 3600)


MOST = Settings().invitations_of_conference
SAID = [
    f"a password of {passwords.MIN_LENGTH} characters or more",
    f"a code of {WORDS[join_codes.DIGITS]} digits that came another way",
    f"and {WORDS[answer_links.CODE_DIGITS]} digits of the same mail",
    f"{throttle.LIMIT} failures in {minutes(throttle.WINDOW)} minutes stop an account",
    f"{answer_links.MAX_WRONG_CODES} wrong codes shut an invitation's link",
    f"At most {passwords.AT_ONCE} passwords are hashed at once",
    f"waits longer than {passwords.PATIENCE_SECONDS:.0f} seconds",
    f"ends after {minutes(sessions.IDLE)} minutes without work",
    f"after {hours(sessions.ABSOLUTE)} hours in any case",
    f"between password and code it lives {minutes(sessions.HALFWAY)} minutes",
    f"{sessions.MAX_PARALLEL} at once",
    f"Proof for what is grave lasts {minutes(sessions.PROOF_LASTS)} minutes",
    f"visit ends after {minutes(visits.IDLE)} minutes without work, after {hours(visits.ABSOLUTE)}",
    f"{minutes(visits.AFTERWARDS)} minutes after their own span",
    f"RSA of {dkim.LEAST_BITS} bits or more",
    f"argon2id: {passwords.HASHER.memory_cost // 1024} MiB, {passwords.HASHER.time_cost} passes",
    f"{passwords.HASHER.parallelism} lanes |",
    f"TOTP: HMAC-SHA-1, six digits, {totp.STEP_SECONDS} seconds",
    f"{engine.BUSY_MILLISECONDS // 1000} seconds for a lock of SQLite",
    f"{smtp.WHOLE_SECONDS:.0f} seconds a mail",
    f"to {hours(claims.LONGEST_WAIT)} hours, {claims.MAX_ATTEMPTS} times",
    f"{imap.REPLY_SECONDS:.0f} seconds an answer",
    f"{sms_gateway.WHOLE_SECONDS:.0f} seconds a message",
    f"a code for {minutes(join_codes.LASTS)} minutes",
    f"{fetching.WHOLE_SECONDS:.0f} seconds and {fetching.MOST_BYTES:,} bytes",
    f"given up after {calendars.EXPAND_SECONDS:.0f} seconds of work",
    f"{Settings().invitations_by_person} invitations within an hour, and a conference {MOST}",
    f"{Settings().live_streams} streams stay open in a process",
    f"read {feed_limit.MOST} times in {minutes(feed_limit.WITHIN)} minutes",
    f"A form is {MAX_REQUEST_BYTES:,} bytes at most",
]


@pytest.mark.parametrize("figure", SAID)
def test_the_page_on_security_says_the_figures_of_the_code(figure: str) -> None:
    assert figure in TEXT


@pytest.mark.parametrize("imports", [HASHES, CONNECTS])
def test_every_module_that_hashes_seals_or_connects_stands_on_the_page(imports: str) -> None:
    found = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "mdt").rglob("*.py")
        if re.search(imports, path.read_text(encoding="utf-8"), re.MULTILINE)
    }

    assert found
    assert {name for name in found if f"`{name}`" not in TEXT} == set()


def test_every_way_in_stands_on_the_page() -> None:
    """Whatever begins a session or a visit, through the few functions that can."""
    opens = re.compile(r"\b(?:actors?\.sign_in|letting_in\.let_in|visits\.start)\(")
    below = {"mdt/web/letting_in.py"}
    found = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "mdt").rglob("*.py")
        if opens.search(path.read_text(encoding="utf-8"))
    }

    assert {name for name in found - below if f"`{name}`" not in TEXT} == set()


def test_every_file_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"`((?:docs|mdt|requirements|tests)/[\w./-]*)`", TEXT))

    assert {name for name in named if not (ROOT / name).exists()} == set()
