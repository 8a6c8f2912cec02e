"""A link that stands in a mail, and the four digits beside it: who answers without signing in.

The link only finds a row and shows little. Answering asks the digits that stand in the mail's
text, so that a scanner that opens links cannot answer for somebody; five wrong ones lock it.
Neither link nor digits are kept: both are made from the row's random key and our secret, and a
lost link is replaced by giving the row another key.

Source: model.md, decided (a link's GET); security.md 0.4 and 4 (five tries).
"""

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import update
from sqlmodel import Session, col

from mdt import keys
from mdt.errors import N_, DomainError

CODE_DIGITS = 4
MAX_WRONG_CODES = 5

_MAC_LENGTH = 22


class LinkLocked(DomainError):
    """Five wrong codes were typed; only the coordinator gives a new link."""

    text = N_("Deze link is op slot. Vraag de coördinator om een nieuwe.")


class Linked(Protocol):
    """A row with a link: its random key, the wrong digits typed so far, and since when it is shut.

    The fields are read and written as columns of a table.
    """

    id: Any
    public_key: str
    wrong_codes: int
    locked_at: datetime | None


@dataclass(frozen=True)
class Purpose:
    """What a kind of link is for; keys of two purposes say nothing of each other."""

    link: str
    code: str

    def locator(self, row: Linked, secret: str) -> str:
        """Return what stands in the address."""
        return row.public_key + keys.token(secret, self.link, row.public_key)

    def public_key(self, found: str, secret: str) -> str | None:
        """Return the row's key in a locator; None when we never made this locator."""
        key, mac = found[:-_MAC_LENGTH], found[-_MAC_LENGTH:]
        is_ours = hmac.compare_digest(mac.encode(), keys.token(secret, self.link, key).encode())
        return key if is_ours else None

    def digits(self, row: Linked, secret: str) -> str:
        """Return the four digits."""
        number = int.from_bytes(keys.sign(secret, self.code, row.public_key)[:8])
        return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}}"

    def are_digits(self, typed: str, row: Linked, secret: str) -> bool:
        """Tell whether these are the digits; spaces between them do not matter."""
        digits = "".join(typed.split())
        return hmac.compare_digest(digits.encode(), self.digits(row, secret).encode())


def claim_try(session: Session, row: Linked) -> None:
    """Count a try of the four digits as wrong, before anybody looks at them.

    The caller commits first, so that tries at the same moment all count.
    Raises LinkLocked when there is none left.
    """
    table: Any = type(row)
    counted = session.connection().execute(
        update(table)
        .where(col(table.id) == row.id, col(table.locked_at).is_(None))
        .where(col(table.wrong_codes) < MAX_WRONG_CODES)
        .values(wrong_codes=col(table.wrong_codes) + 1)
    )
    if counted.rowcount == 0:
        raise LinkLocked


def forgive(row: Linked) -> None:
    """Let earlier wrong digits not count: these were right."""
    row.wrong_codes = 0


def lock(session: Session, row: Linked, *, now: datetime) -> bool:
    """Lock the link when the last try was wrong; tell whether it was locked just now."""
    session.refresh(row)
    if row.wrong_codes < MAX_WRONG_CODES or row.locked_at is not None:
        return False
    row.locked_at = now
    return True


def require_unlocked(row: Linked) -> None:
    """Raise LinkLocked when there is no try left, of these digits or of another code."""
    if row.wrong_codes >= MAX_WRONG_CODES or row.locked_at is not None:
        raise LinkLocked


def tries_left(row: Linked) -> int:
    """Return how many times the digits may still be typed."""
    return max(0, MAX_WRONG_CODES - row.wrong_codes)
