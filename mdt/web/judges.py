"""The judge at the table, in words: her mode, what it gives her, what she saw.

What a mode gives is the policy's; here it is told in one sentence each.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Flask, current_app, g
from flask_babel import LazyString, gettext, ngettext
from flask_babel import lazy_gettext as _l

from mdt import clock
from mdt.config import Settings
from mdt.directory import courts
from mdt.judiciary import her_time, impediments, openings
from mdt.judiciary.her_time import Spent
from mdt.models import (
    Conference,
    ConferenceKind,
    Invitation,
    JudgeMode,
    JudgeOpening,
    Seat,
    SeatDomain,
)
from mdt.web import deeds, proof
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
    is_open: bool
    sections: Sequence[str]
    length: str


def init_app(app: Flask) -> None:
    """Offer the words to the templates."""
    app.jinja_env.globals.update(
        judge_gives=GIVES,
        judge_may_be_barred=may_be_barred,
        judge_seats=seats,
        judge_seen=seen,
        judge_spent=spent,
        viewer_comes_blind=comes_blind,
    )


def comes_blind(invitation: Invitation) -> bool:
    """Tell whether the viewer is asked as a judge, to a table: a session has nothing to hide."""
    return actor().is_judge and is_of_table(invitation)


def is_of_table(invitation: Invitation) -> bool:
    """Tell whether the invitation is to a table of cases."""
    conference = get_session().get_one(Conference, invitation.conference_id)
    return conference.kind is not ConferenceKind.KNOWLEDGE


def usual() -> frozenset[JudgeMode]:
    """Return the modes in which a judge may be asked of whose court nothing was said yet."""
    settings: Settings = current_app.extensions["mdt.settings"]
    return frozenset(JudgeMode(mode) for mode in settings.agreed_modes)


def agreed(seat: Seat) -> frozenset[JudgeMode]:
    """Return the modes that the board of the seat's court agreed to."""
    row = courts.of_seat(get_session(), seat, now=clock.now())
    return row.agreed if row else usual()


def seats(invitation: Invitation) -> Sequence[Seat]:
    """Return the judge's seats that the invitation is for; none for who is no judge."""
    return openings.seats_of(get_session(), invitation)


def among(seat: Seat, person_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return who of these may be barred from the case of a judge's seat, by their own word."""
    if seat.domain is not SeatDomain.JUDICIARY:
        return frozenset()
    return impediments.among(get_session(), seat.case_id, person_ids, secret=proof.secret())


def may_be_barred(person_id: UUID, conference: Conference) -> bool:
    """Tell whether what a judge declared herself may stand in the way of a case of hers here."""
    known: dict[UUID, frozenset[UUID]] = g.setdefault("may_be_barred", {})
    if conference.id not in known:
        known[conference.id] = impediments.at(get_session(), conference, secret=proof.secret())
    return person_id in known[conference.id]


def spent(invitation: Invitation) -> Spent | None:
    """Return how a judge's minutes went, None while nobody noted that she was there."""
    return her_time.of(get_session(), invitation, now=clock.now())


def seen(invitation: Invitation) -> list[Told]:
    """Return what she saw, in words, the last opening first."""
    return [
        Told(
            one.opening,
            one.until is None,
            [deeds.word(name) for name in one.sections],
            length(one.seconds),
        )
        for one in openings.seen(get_session(), invitation, now=clock.now())
    ]


def length(seconds: int) -> str:
    """Return how long something was open, in words."""
    if seconds < 2 * 60:
        return str(ngettext("%(num)s seconde", "%(num)s seconden", seconds))
    return str(gettext("%(minutes)s minuten", minutes=seconds // 60))
