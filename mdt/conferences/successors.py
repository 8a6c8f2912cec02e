"""Who comes next for a seat that lost its person: on the roster or out of the pool, and free then.

By roster: whoever is on duty, then the others of the rota as their turns come, whatever the hour,
because who is on a roster may be called. Otherwise the seat's deputies, then whoever sat least, in
their working hours. Who takes over for another organisation comes last.

Source: scenarios.md, scenario 2 (the morning of 25 October); scheduling.md 4.1.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from mdt.conferences import candidates, seat_pools, timetable
from mdt.conferences.candidates import Candidate
from mdt.conferences.spans import Span
from mdt.conferences.timetable import Timetable
from mdt.models import Conference, DutyRoster, Seat, SeatFill
from mdt.scheduling import availability, duty, duty_rosters, duty_watch, masks, usual
from mdt.scheduling.availability import People
from mdt.scheduling.diary import Wanted
from mdt.scheduling.duty_watch import Watch
from mdt.scheduling.grid import Grid

DAY = timedelta(days=1)


def of(session: Session, conference: Conference, seat: Seat, *, now: datetime) -> list[UUID]:
    """Return who can take the seat at the conference's moment, in the order of asking.

    Those who perhaps can come after all who can. Nobody who is at the table already is in it.
    """
    table = timetable.of(session, conference)
    span = span_of(table, conference, seat)
    if span is None or span.ends_at <= now:
        return []
    return _within(session, conference, table, seat, span, now=now)


def together(
    session: Session, conference: Conference, seats: Sequence[Seat], *, now: datetime
) -> list[UUID]:
    """Return who can take all of these seats, from the first until the last, as for one of them.

    The order is the same for each of the seats, so that they ask the same person.
    """
    table = timetable.of(session, conference)
    spans = [span for seat in seats if (span := span_of(table, conference, seat))]
    if not spans or max(span.ends_at for span in spans) <= now:
        return []
    whole = Span(min(one.starts_at for one in spans), max(one.ends_at for one in spans))
    first, *others = (
        _within(session, conference, table, seat, whole, now=now)
        for seat in sorted(seats, key=lambda seat: seat.id)
    )
    return [one for one in first if all(one in other for other in others)]


def _within(
    session: Session,
    conference: Conference,
    table: Timetable,
    seat: Seat,
    span: Span,
    *,
    now: datetime,
) -> list[UUID]:
    grid = Grid.between(span.starts_at - DAY, span.ends_at + DAY)
    watch = duty_watch.read(session, conference.region_id, [seat], grid, now=now)
    offered = [
        one for one in candidates.of(session, seat, now=now) if one.person_id not in table.people
    ]
    order = _order(session, seat, watch, offered, span, now=now)
    wanted = Wanted(
        people=order,
        planning=conference.id,
        office=usual.of(session).office,
        on_duty={seat.id: {one: [(grid.starts_at, grid.ends_at)] for one in order}},
        now=now,
    )
    free = availability.of(session, grid, wanted)
    known = free.on_duty[seat.id] if seat.fill is SeatFill.DUTY else free.people
    return _free(order, known, masks.outward(grid, [(max(span.starts_at, now), span.ends_at)]))


def span_of(table: Timetable, conference: Conference, seat: Seat) -> Span | None:
    """Return when the seat is needed; None while the conference has no moment."""
    if conference.starts_at is None:
        return None
    first, last = (timedelta(minutes=one) for one in table.minutes_of(seat))
    return Span(conference.starts_at + first, conference.starts_at + last)


def _order(
    session: Session,
    seat: Seat,
    watch: Watch,
    offered: Sequence[Candidate],
    span: Span,
    *,
    now: datetime,
) -> list[UUID]:
    """Return the people in the order of asking, free or not."""
    own = [one for one in offered if one.takes_over is None]
    deputies = [one.person_id for one in own if one.rank is not None]
    if seat.fill is SeatFill.DUTY:
        known = {one.person_id for one in offered}
        called = [one for one in _by_roster(session, seat, watch, span) if one in known]
        return list(dict.fromkeys([*called, *deputies]))
    others = _in_turn(session, (one for one in own if one.rank is None), now=now)
    levels = sorted({one.takes_over for one in offered if one.takes_over is not None})
    further = [
        person
        for level in levels
        for person in _in_turn(session, (o for o in offered if o.takes_over == level), now=now)
    ]
    return [*deputies, *others, *further]


def _in_turn(session: Session, people: Iterable[Candidate], *, now: datetime) -> list[UUID]:
    keys = [one.person_id for one in people]
    return seat_pools.in_turn(keys, seat_pools.sittings(session, keys, now=now))


def _by_roster(session: Session, seat: Seat, watch: Watch, span: Span) -> Iterator[UUID]:
    """Yield who is on duty then, and after them who is next by each roster in turn."""
    for rosters in watch.levels(seat):
        turns = duty_rosters.turns(session, rosters)
        for roster in rosters:
            yield from _coming_round(session, roster, len(turns.get(roster.id, ())), span)


def _coming_round(session: Session, roster: DutyRoster, people: int, span: Span) -> Iterator[UUID]:
    """Yield the people of a roster as their turns come, from the span on, through a whole rota."""
    ends_at = span.ends_at + (people + 1) * duty.WEEK
    shifts = duty_rosters.of(session, [roster], span.starts_at, ends_at)[roster.id]
    yield from (shift.person for shift in shifts if shift.person)


def _free(people: Sequence[UUID], known: People, needed: int) -> list[UUID]:
    """Return who of these can, then who perhaps can; each in the order they came in."""
    can = [one for one in people if not needed & ~known[one].free]
    perhaps = [one for one in people if not needed & ~(known[one].free | known[one].maybe)]
    return list(dict.fromkeys([*can, *perhaps]))
