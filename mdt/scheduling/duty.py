"""Who is on duty when: a weekly rota and what differs from it, as shifts in UTC. Pure.

A rhythm is wall clock, so that a week with a change of clocks has 167 or 169 hours, and shifts
never overlap or leave a hole because of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any, NamedTuple

from mdt.scheduling import local_time
from mdt.scheduling.masks import Interval

Key = Any
"""Any hashable thing that names a person."""

DAY = timedelta(days=1)
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Rhythm:
    """A rota that comes round week after week; see DutyRoster for what the columns mean."""

    first_on: date
    hands_over: time
    people: Sequence[Key]
    hours: tuple[time, time] | None = None


class Shift(NamedTuple):
    """Somebody is on duty from an instant in UTC until another; nobody is when person is None."""

    starts_at: datetime
    ends_at: datetime
    person: Key | None


def shifts(
    rhythm: Rhythm, exceptions: Sequence[Shift], start: datetime, end: datetime
) -> list[Shift]:
    """Return who is on duty between two aware instants, in order, without overlap.

    Time that the roster does not cover is left out. exceptions: of two that overlap the later in
    the list counts.
    """
    found = list(_of_rhythm(rhythm, start, end))
    for exception in exceptions:
        found = [part for shift in found for part in _with(shift, exception)]
    return [
        Shift(max(shift.starts_at, start), min(shift.ends_at, end), shift.person)
        for shift in found
        if max(shift.starts_at, start) < min(shift.ends_at, end)
    ]


def gaps(found: Iterable[Shift], away: Mapping[Key, Sequence[Interval]]) -> list[Shift]:
    """Return the stretches in which nobody is there, though somebody should be, in order.

    away: when people cannot, whatever the roster says; the person of such a gap is who cannot.
    """
    missing = []
    for shift in found:
        if shift.person is None:
            missing.append(shift)
            continue
        for start, end in away.get(shift.person, ()):
            first, last = max(start, shift.starts_at), min(end, shift.ends_at)
            if first < last:
                missing.append(Shift(first, last, shift.person))
    return sorted(missing, key=lambda gap: (gap.starts_at, gap.ends_at))


def stretches(found: Iterable[Shift]) -> list[Shift]:
    """Return shifts in order, those of one person that follow each other taken as one.

    Hours between them that no shift covers do not part them.
    """
    joined: list[Shift] = []
    for shift in found:
        if joined and joined[-1].person == shift.person:
            joined[-1] = joined[-1]._replace(ends_at=max(joined[-1].ends_at, shift.ends_at))
        else:
            joined.append(shift)
    return joined


def without(span: Interval, taken: Iterable[Interval]) -> list[Interval]:
    """Return what is left of a span of time when these others are taken out of it, in order."""
    left, begins = [], span[0]
    for start, end in sorted(taken):
        if start > begins:
            left.append((begins, min(start, span[1])))
        begins = max(begins, end)
        if begins >= span[1]:
            return left
    return [*left, (begins, span[1])]


def _of_rhythm(rhythm: Rhythm, start: datetime, end: datetime) -> Iterator[Shift]:
    """Yield the shifts of the rota alone, a little wider than asked."""
    weeks = list(_weeks(rhythm, start - DAY, end))
    if rhythm.hours is None:
        yield from weeks
        return
    for opens, closes in _windows(rhythm.hours, start, end):
        for week in weeks:
            if week.starts_at <= opens < week.ends_at:
                yield Shift(opens, closes, week.person)


def _weeks(rhythm: Rhythm, start: datetime, end: datetime) -> Iterator[Shift]:
    passed = (local_time.local(start).date() - rhythm.first_on) // WEEK - 1
    for number in count(max(passed, 0)):
        first = rhythm.first_on + number * WEEK
        begins = local_time.coming_round(first, rhythm.hands_over)
        if begins >= end:
            return
        people = rhythm.people
        yield Shift(
            begins,
            local_time.coming_round(first + WEEK, rhythm.hands_over),
            people[number % len(people)] if people else None,
        )


def _windows(hours: tuple[time, time], start: datetime, end: datetime) -> Iterator[Interval]:
    """Yield the stretches of each day that are covered; one past midnight is of its first day."""
    opens, closes = hours
    day, last = local_time.local(start).date() - DAY, local_time.local(end).date()
    while day <= last:
        until = day + DAY if closes <= opens else day
        yield local_time.coming_round(day, opens), local_time.coming_round(until, closes)
        day += DAY


def _with(shift: Shift, exception: Shift) -> list[Shift]:
    """Return the shift after the exception took its part of it."""
    first = max(shift.starts_at, exception.starts_at)
    last = min(shift.ends_at, exception.ends_at)
    if first >= last:
        return [shift]
    parts = [
        Shift(shift.starts_at, first, shift.person),
        Shift(first, last, exception.person),
        Shift(last, shift.ends_at, shift.person),
    ]
    return [part for part in parts if part.starts_at < part.ends_at]
