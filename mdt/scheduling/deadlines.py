"""The latest moment for a sitting, and the clocks that run from a signal.

Hours of a clock have elapsed: they are counted in UTC, so that a night on which Dutch clocks
change makes none longer or shorter. Working days are Dutch days, and the last one counts whole.
What is to happen before a deadline is over by then.

Nobody has checked the terms against the law's text; an installation that has, sets its own with
MDT_CLOCKS. Source: domain.md 3.3; scenarios.md 2.1.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mdt.models import ConferenceKind, Measure, MeasureKind
from mdt.scheduling import local_time, protection, working_days


class ClockKind(StrEnum):
    """What must happen within a term that runs from a signal."""

    EMERGENCY = "emergency"
    STRANGULATION = "strangulation"
    TRIAGE = "triage"


class Unit(StrEnum):
    """In what a term is counted; the value is how a setting writes it."""

    HOURS = "h"
    WORKING_DAYS = "wd"


@dataclass(frozen=True)
class Term:
    """So many elapsed hours, or so many working days after the day of the signal."""

    number: int
    unit: Unit

    def ends(self, signal_at: datetime) -> datetime:
        """Return the instant, in UTC, at which a term that runs from a signal is over."""
        if self.unit is Unit.HOURS:
            return signal_at + timedelta(hours=self.number)
        day = working_days.after(local_time.local(signal_at).date(), self.number)
        return local_time.midnight(day + timedelta(days=1))


Clocks = Mapping[ClockKind, Term]

CLOCKS: Clocks = {
    ClockKind.EMERGENCY: Term(24, Unit.HOURS),
    ClockKind.STRANGULATION: Term(48, Unit.HOURS),
    ClockKind.TRIAGE: Term(5, Unit.WORKING_DAYS),
}
"""Source: domain.md 3.3; the 24 hours are a judgement [J], the others were found [F]."""


class Cause(StrEnum):
    """Why a sitting must be over by its deadline."""

    HOUSE_BAN = "house_ban"
    MEASURE = "measure"
    SIGNAL = "signal"


@dataclass(frozen=True)
class Deadline:
    """The latest moment, aware UTC, and why; measure: the one that ends, when that is why."""

    at: datetime
    cause: Cause
    measure: Measure | None = None


def with_own(text: str) -> Clocks:
    """Return the clocks with an installation's own, such as «emergency=12h,triage=5wd».

    Raises ValueError for what cannot be read so, and for a term of nothing.
    """
    pairs = [part.split("=") for part in text.replace(" ", "").split(",") if part]
    return {**CLOCKS, **{ClockKind(name): _term(term) for name, term in pairs}}


def by_signal(kind: ConferenceKind, signal_at: datetime, clocks: Clocks) -> Deadline | None:
    """Return the deadline that runs from the signal; only an emergency has one."""
    if kind is not ConferenceKind.EMERGENCY:
        return None
    return Deadline(clocks[ClockKind.EMERGENCY].ends(signal_at), Cause.SIGNAL)


def by_measures(
    kind: ConferenceKind, measures: Iterable[Measure], *, now: datetime
) -> Deadline | None:
    """Return the deadline that the measures of one case give to a sitting about it.

    Every sitting is before protection falls away; a first one is before a house ban ends, even
    when something follows it. Measures that have ended by now give none.
    """
    known = list(measures)
    found = [_deadline(Cause.MEASURE, protection.first_to_fall(known, now=now))]
    if kind is ConferenceKind.FIRST:
        bans = [one for one in known if one.kind is MeasureKind.HOUSE_BAN]
        found = [
            _deadline(Cause.HOUSE_BAN, next(iter(protection.ending(bans, now=now)), None)),
            *found,
        ]
    return earliest(found)


def earliest(found: Iterable[Deadline | None]) -> Deadline | None:
    """Return the deadline that comes first; of equal ones the one that was named first."""
    return min(filter(None, found), key=lambda deadline: deadline.at, default=None)


def is_late(deadline: Deadline | None, starts_at: datetime, minutes: int) -> bool:
    """Tell whether a sitting of this length is not over by its deadline."""
    return deadline is not None and starts_at + timedelta(minutes=minutes) > deadline.at


def _deadline(cause: Cause, measure: Measure | None) -> Deadline | None:
    ends = protection.last(measure) if measure else None
    return Deadline(ends, cause, measure) if ends else None


def _term(text: str) -> Term:
    unit = Unit.WORKING_DAYS if text.endswith(Unit.WORKING_DAYS) else Unit.HOURS
    number = int(text.removesuffix(unit))
    if number < 1 or not text.endswith(unit):
        raise ValueError("a term is a number of h or wd")
    return Term(number, unit)
