"""When a standing table sits: a rhythm that comes round, and what differs from it. Pure.

A turn is named by the day that the rhythm gives it, also when it is moved: so that nobody loses
which one was meant. Days on which nobody works are turns that fall out; they are shown as such.

The recurrence is that of RFC 5545, by dateutil.rrule; the times are wall clock.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum, auto

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday

from mdt.models import Every, PanelRhythm
from mdt.scheduling import local_time, working_days

WEEKS_OF_A_MONTH = 4
"""The table of a fifth Tuesday sits on the last one: not every month has a fifth."""


@dataclass(frozen=True)
class Rhythm:
    """A table sits from a first day on, so often, at this wall-clock time, for so many minutes.

    cutoff_days, cutoff_at: until how many working days before, and when on that day, a case may
    be put on the agenda.
    """

    every: Every
    first_on: date
    starts: time
    minutes: int
    cutoff_days: int
    cutoff_at: time


class Out(Enum):
    """Why a turn falls out."""

    HOLIDAY = auto()
    CANCELLED = auto()


@dataclass(frozen=True)
class Turn:
    """One turn of a table, in UTC; on: the day that the rhythm gives it. out: it is not held.

    closes_at: from then on a case is late.
    """

    on: date
    starts_at: datetime
    ends_at: datetime
    closes_at: datetime
    out: Out | None = None
    is_moved: bool = False

    @property
    def stand(self) -> str:
        """Return when it is held, or that it is off: another text once somebody changed that."""
        return self.out.name if self.out else self.starts_at.isoformat()


Exceptions = Mapping[date, datetime | None]
"""By the day of the rhythm: the instant to which a turn was moved, None when it was called off."""


def of(row: PanelRhythm) -> Rhythm:
    """Return the rhythm that a row keeps."""
    return Rhythm(
        every=row.every,
        first_on=row.first_on,
        starts=row.starts,
        minutes=row.minutes,
        cutoff_days=row.cutoff_days,
        cutoff_at=row.cutoff_at,
    )


def turns(rhythm: Rhythm, exceptions: Exceptions, start: date, end: date) -> list[Turn]:
    """Return the turns whose days lie from start until before end, in order of those days."""
    return [_turn(rhythm, exceptions, on) for on in days(rhythm, start, end)]


def turn(rhythm: Rhythm, exceptions: Exceptions, on: date) -> Turn | None:
    """Return the turn of a day; None when the rhythm gives none."""
    found = turns(rhythm, exceptions, on, on + timedelta(days=1))
    return found[0] if found else None


def days(rhythm: Rhythm, start: date, end: date) -> list[date]:
    """Return the days of the rhythm from start until before end, holidays too."""
    first = datetime.combine(rhythm.first_on, time())
    until = datetime.combine(end, time()) - timedelta(days=1)
    rule = _rule(rhythm, first)
    found: Iterable[datetime] = rule.between(datetime.combine(start, time()), until, inc=True)
    return [at.date() for at in found]


def _rule(rhythm: Rhythm, first: datetime) -> rrule:
    match rhythm.every:
        case Every.MONTH:
            week = (first.day - 1) // 7 + 1
            on = weekday(first.weekday(), week if week <= WEEKS_OF_A_MONTH else -1)
            return rrule(MONTHLY, dtstart=first, byweekday=on)
        case Every.TWO_WEEKS:
            return rrule(WEEKLY, dtstart=first, interval=2)
        case _:
            return rrule(WEEKLY, dtstart=first)


def _turn(rhythm: Rhythm, exceptions: Exceptions, on: date) -> Turn:
    moved_to = exceptions.get(on)
    is_out = on in exceptions and moved_to is None
    starts_at = moved_to or local_time.coming_round(on, rhythm.starts)
    sits_on = local_time.local(starts_at).date()
    closes_on = working_days.before(sits_on, rhythm.cutoff_days)
    holiday = Out.HOLIDAY if moved_to is None and not working_days.is_working(on) else None
    return Turn(
        on=on,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=rhythm.minutes),
        closes_at=local_time.coming_round(closes_on, rhythm.cutoff_at),
        out=Out.CANCELLED if is_out else holiday,
        is_moved=moved_to is not None,
    )
