"""The judge at the table, in words: her mode, what it gives her, what she saw.

What a mode gives is the policy's; here it is told in one sentence each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Flask, current_app
from flask_babel import LazyString, gettext, ngettext
from flask_babel import lazy_gettext as _l

from mdt import clock
from mdt.config import Settings
from mdt.judiciary import openings
from mdt.models import Invitation, JudgeMode, JudgeOpening, Seat
from mdt.web import deeds
from mdt.web.actor import actor
from mdt.web.database import get_session

GIVES: Mapping[JudgeMode, LazyString] = {
    JudgeMode.KENNIS: _l("Denkt mee in het algemeen. Zij ziet niets van de zaak."),
    JudgeMode.PROCES: _l(
        "Ziet de lopende procedures, de data en wat elkaar tegenspreekt. Geen feiten."
    ),
    JudgeMode.RC: _l(
        "Ziet de lopende procedures, en gaat weg voor de rest. "
        "Daarna behandelt zij niets meer van dit gezin."
    ),
    JudgeMode.NIET_ZITTEND: _l(
        "Ziet de zaak en het plan, niet het verslag. Daarna behandelt zij niets meer van dit gezin."
    ),
}
"""What the coordinator is told of each mode, and the judge before she opens anything."""

ALWAYS = _l("In elke vorm: zij stemt niet, krijgt geen acties en haar mening is geen besluit.")


@dataclass(frozen=True)
class Told:
    """One opening as the coordinator is told of it."""

    opening: JudgeOpening
    sections: Sequence[str]
    length: str


def init_app(app: Flask) -> None:
    """Offer the words to the templates."""
    app.jinja_env.globals.update(
        judge_gives=GIVES,
        judge_seats=seats,
        judge_seen=seen,
        viewer_is_judge=lambda: actor().is_judge,
    )


def agreed() -> frozenset[JudgeMode]:
    """Return the modes that the court's board agreed to."""
    settings: Settings = current_app.extensions["mdt.settings"]
    return frozenset(JudgeMode(mode) for mode in settings.agreed_modes)


def seats(invitation: Invitation) -> Sequence[Seat]:
    """Return the judge's seats that the invitation is for; none for who is no judge."""
    return openings.seats_of(get_session(), invitation)


def seen(invitation: Invitation) -> list[Told]:
    """Return what she saw, in words, the last opening first."""
    return [
        Told(one.opening, [deeds.word(name) for name in one.sections], _length(one.seconds))
        for one in openings.seen(get_session(), invitation, now=clock.now())
    ]


def _length(seconds: int) -> str:
    if seconds < 2 * 60:
        return str(ngettext("%(num)s seconde", "%(num)s seconden", seconds))
    return str(gettext("%(minutes)s minuten", minutes=seconds // 60))
