"""What a table of seats looks like in one glance: who is named, who is counted, what is missing.

A table can have thirteen seats. The seats of the quorum are named, because the conference
stands or falls with them; the others are counted.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import LazyString, gettext, ngettext
from flask_babel import lazy_gettext as _l

ALL_NAMED = 5
"""A table of so few seats is shown whole."""


class SeatState(StrEnum):
    """How a seat stands, as one sees it on a chip."""

    YES = "yes"
    MAYBE = "maybe"
    ASKED = "asked"
    CHOSEN = "chosen"
    POOL = "pool"
    NO = "no"
    FAILED = "failed"
    HELD = "held"
    EMPTY = "empty"
    PRESENT = "present"
    ABSENT = "absent"


@dataclass(frozen=True)
class SeatMark:
    """One seat as a chip shows it."""

    label: str
    state: SeatState
    quorum: bool = True


@dataclass(frozen=True)
class Cover:
    """A table in one glance. tone is ok, wait or bad; rest says the counted seats in words."""

    named: tuple[SeatMark, ...]
    tone: str
    text: str
    rest: str


ICONS: dict[SeatState, str] = {
    SeatState.YES: "check",
    SeatState.MAYBE: "help",
    SeatState.ASKED: "clock",
    SeatState.CHOSEN: "user",
    SeatState.POOL: "people",
    SeatState.NO: "cross",
    SeatState.FAILED: "mail",
    SeatState.HELD: "lock",
    SeatState.EMPTY: "seat",
    SeatState.PRESENT: "check",
    SeatState.ABSENT: "minus",
}

WORDS: dict[SeatState, LazyString] = {
    SeatState.YES: _l("komt"),
    SeatState.MAYBE: _l("misschien"),
    SeatState.ASKED: _l("gevraagd"),
    SeatState.CHOSEN: _l("nog niet gevraagd"),
    SeatState.POOL: _l("volgt later"),
    SeatState.NO: _l("kan niet"),
    SeatState.FAILED: _l("uitnodiging niet bezorgd"),
    SeatState.HELD: _l("vastgehouden: maildomein niet afgesproken"),
    SeatState.EMPTY: _l("nog leeg"),
    SeatState.PRESENT: _l("aanwezig"),
    SeatState.ABSENT: _l("niet aanwezig"),
}

MISSING = (
    *(SeatState.EMPTY, SeatState.NO, SeatState.FAILED),
    *(SeatState.HELD, SeatState.ABSENT),
)
WAITING = (SeatState.ASKED, SeatState.MAYBE, SeatState.CHOSEN, SeatState.POOL)


UNASKED = (SeatState.CHOSEN, SeatState.POOL)


def of(seats: Sequence[SeatMark]) -> Cover:
    """Return the table in one glance: what is missing first, then whom one waits for."""
    named, counted = _split(seats)
    if missing := [seat for seat in named if seat.state in MISSING]:
        tone, text = "bad", _missing(missing)
    elif waiting := [seat for seat in named if seat.state in WAITING]:
        tone, text = "wait", _waiting(waiting, named)
    else:
        tone, text = ("ok", gettext("Compleet")) if named else ("wait", gettext("Nog geen stoelen"))
    return Cover(named, tone, text, _counted(counted))


def icon(state: str) -> str:
    """Return the icon of a seat's state."""
    return ICONS[SeatState(state)]


def word(state: str) -> str:
    """Return the word of a seat's state."""
    return str(WORDS[SeatState(state)])


def _split(seats: Sequence[SeatMark]) -> tuple[tuple[SeatMark, ...], tuple[SeatMark, ...]]:
    quorum = tuple(seat for seat in seats if seat.quorum)
    if len(seats) <= ALL_NAMED or not quorum:
        return tuple(seats), ()
    return quorum, tuple(seat for seat in seats if not seat.quorum)


def _missing(seats: Sequence[SeatMark]) -> str:
    if len(seats) == 1:
        link = ":" if seats[0].state in {SeatState.FAILED, SeatState.HELD} else ""
        return f"{seats[0].label}{link} {word(seats[0].state)}"
    states = {seat.state for seat in seats}
    if states == {SeatState.EMPTY}:
        return str(gettext("%(n)s stoelen nog leeg", n=len(seats)))
    return str(gettext("%(n)s stoelen vragen aandacht", n=len(seats)))


def _waiting(seats: Sequence[SeatMark], named: Sequence[SeatMark]) -> str:
    if all(seat.state in UNASKED for seat in named):
        return str(gettext("Nog niet gevraagd"))
    if len(seats) == len(named) and all(seat.state == SeatState.ASKED for seat in seats):
        return str(gettext("Iedereen gevraagd"))
    if len(seats) == 1:
        return str(gettext("Wacht op %(seat)s", seat=seats[0].label))
    return str(gettext("Wacht op %(n)s stoelen", n=len(seats)))


def _counted(seats: Sequence[SeatMark]) -> str:
    """Say the other seats in one phrase: «en 8 andere stoelen: 6 komen, 2 gevraagd»."""
    if not seats:
        return ""
    counts = Counter(seat.state for seat in seats)
    parts = [_how_many(state, counts[state]) for state in SeatState if counts[state]]
    head = ngettext("en %(num)s andere stoel", "en %(num)s andere stoelen", len(seats))
    return f"{head}: {', '.join(parts)}"


def _how_many(state: SeatState, number: int) -> str:
    if state is SeatState.YES:
        return str(ngettext("%(num)s komt", "%(num)s komen", number))
    if state is SeatState.NO:
        return str(ngettext("%(num)s kan niet", "%(num)s kunnen niet", number))
    return f"{number} {word(state)}"
