"""Letting in, in this browser, somebody who gave every proof."""

from collections.abc import Sequence
from datetime import datetime

from flask import Response, flash
from flask import session as cookie
from flask_babel import get_locale, ngettext
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.identity import sign_in_news
from mdt.models import Person, SessionLevel
from mdt.web import actor, dates, filters, proof, signing_in
from mdt.web.database import get_session

_FIRST = "first_factor"


def let_half_in(person: Person, factor: str) -> None:
    """Begin a session that waits for the code, after a first factor."""
    actor.sign_in(person, SessionLevel.PASSWORD_ONLY)
    cookie[_FIRST] = factor


def let_in_by_code(person: Person) -> Response | Redirect:
    """Let in whose session waited for the code."""
    return let_in(person, cookie.get(_FIRST, proof.PASSWORD), proof.CODE)


def let_in(person: Person, *factors: str) -> Response | Redirect:
    """Begin a full session, note it with its factors, and lead on to the page that was asked for.

    Whoever comes in is told of the tries that failed since the last time.
    """
    failed = sign_in_news.failed_since_last_time(get_session(), person, now=clock.now())
    actor.sign_in(person, SessionLevel.FULL)
    proof.note_sign_in(person, *factors)
    if failed:
        flash(_told(failed), "wait")
    return signing_in.arrive()


def _told(failed: Sequence[datetime]) -> str:
    """Return how many tries failed, and when the last did."""
    moment = dates.moment(failed[0], today=filters.today(), locale=str(get_locale() or "nl"))
    return str(
        ngettext(
            "Sinds uw vorige keer mislukte %(num)s keer inloggen: %(moment)s. "
            "Was u dat niet? Kijk dan onder Mijn gegevens.",
            "Sinds uw vorige keer mislukte %(num)s keer inloggen, het laatst %(moment)s. "
            "Was u dat niet? Kijk dan onder Mijn gegevens.",
            len(failed),
            moment=moment,
        )
    )
