"""The four digits of a link in a mail, tried within a request: counted, throttled and audited."""

from datetime import datetime, timedelta
from uuid import UUID

from flask import session as cookie
from flask_babel import ngettext

from mdt import clock
from mdt.access.policy import Action
from mdt.identity import answer_links
from mdt.identity.answer_links import Linked, Purpose
from mdt.web import proof
from mdt.web.database import get_session

GROUND = "link en vier cijfers"
KEPT_FOR = timedelta(minutes=15)
"""How long a browser in which digits were right may see what they open."""
_PROVEN = "digits_proven"
_OPENED = "code_opened"


def prove(row: Linked, typed: str, purpose: Purpose, *, person_id: UUID, action: Action) -> bool:
    """Tell whether the digits are right. The try counts before anybody looks at them.

    person_id: whose link it is. Raises LinkLocked, TooManyAttempts.
    """
    session = get_session()
    answer_links.claim_try(session, row)
    claim = proof.hold(purpose.code, row.public_key)
    session.refresh(row)
    is_right = purpose.are_digits(typed, row, proof.secret())
    if is_right:
        answer_links.forgive(row)
        proof.forgive(claim)
    proof.note(action.value, GROUND, person_id=person_id, subject_id=row.id, allowed=is_right)
    return is_right


def remember(row: Linked) -> None:
    """Let this browser see what was answered by the link; a link alone never shows it."""
    cookie[_PROVEN] = [str(row.id), clock.now().isoformat()]


def is_remembered(row: Linked) -> bool:
    """Tell whether the digits of this link were typed in this browser just now."""
    key, at = cookie.get(_PROVEN) or ("", "")
    return key == str(row.id) and clock.now() - datetime.fromisoformat(at) < KEPT_FOR


def open_up(row: Linked) -> None:
    """Let this browser see more than the link shows: a code came to it by another way.

    Bound to the link: a new one, or one that is locked, shows nothing more.
    """
    cookie[_OPENED] = [row.public_key, clock.now().isoformat()]


def is_opened(row: Linked) -> bool:
    """Tell whether a code of this link was typed in this browser just now."""
    key, at = cookie.get(_OPENED) or ("", "")
    is_of = key == row.public_key and row.locked_at is None
    return is_of and clock.now() - datetime.fromisoformat(at) < KEPT_FOR


def wrong(row: Linked) -> str:
    """Return what is said after a wrong try, and how many are left."""
    return str(
        ngettext(
            "Deze cijfers kloppen niet. U kunt het nog %(num)s keer proberen.",
            "Deze cijfers kloppen niet. U kunt het nog %(num)s keer proberen.",
            answer_links.tries_left(row),
        )
    )
