"""The review ladder: after how many days a case comes back to the table. Pure.

The rungs are counted from the sitting with which it began, not from the last one: a review that
sat early or late moves no other.

Source: domain.md 3.7 [J], and 2, line 15: in half of the families it goes on after 18 months.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mdt.scheduling import working_days

Ladder = Sequence[int]
"""Days after the sitting with which it began, rising."""

LADDER: Ladder = (7, 30, 90, 180, 365, 540)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Rung:
    """The next step of the ladder: so many days after it began, and the local day that is."""

    days: int
    on: date


def next_rung(ladder: Ladder, *, began_on: date, sat_on: date, passed_days: int = 0) -> Rung | None:
    """Return the rung that follows the sitting of a day; None at the top of the ladder.

    A rung that comes sooner after the sitting than the first one after the beginning is passed
    over: the sitting did its work. So is what somebody passed over: passed_days after it began.
    """
    soonest = sat_on + ladder[0] * _DAY
    rungs = (Rung(days, began_on + days * _DAY) for days in ladder if days > passed_days)
    return next((rung for rung in rungs if rung.on >= soonest), None)


def day_for(rung: Rung, *, sat_on: date, falls_on: date | None = None) -> date:
    """Return the working day on which to sit for a rung: on it or before, always after sat_on.

    falls_on: the local day on which protection falls away; the table sits before that day, so
    long as a working day is left for it.
    """
    last = rung.on if falls_on is None else min(rung.on, falls_on - _DAY)
    wanted = working_days.up_to(last)
    return wanted if wanted > sat_on else working_days.after(sat_on, 1)
