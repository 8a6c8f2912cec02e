"""The way round a seat that let a moment of a poll fall: somebody else, who can then."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

from mdt import clock
from mdt.conferences import candidates
from mdt.conferences.candidates import Candidate
from mdt.conferences.moments import Finder
from mdt.models import Seat
from mdt.polls.tally import Tally
from mdt.scheduling import availability, masks
from mdt.scheduling.availability import People
from mdt.scheduling.masks import Interval
from mdt.web.database import get_session
from mdt.web.slot_ways import Swap


def of(finder: Finder, tallies: Iterable[Tally]) -> Mapping[datetime, Swap]:
    """Return for each moment that one seat alone let fall who could sit there instead, if any."""
    seats = {seat.id: seat for seat in finder.table.seats if seat.holder_id}
    fallen = {
        one.starts_at: seats[one.blocking[0]]
        for one in tallies
        if len(one.blocking) == 1 and one.blocking[0] in seats and one.starts_at > clock.now()
    }
    offered = {
        seat.id: candidates.of(get_session(), seat, now=clock.now()) for seat in fallen.values()
    }
    free = _free(finder, {one.person_id for found in offered.values() for one in found})
    swaps = (
        _swap(finder, seat, starts_at, offered[seat.id], free) for starts_at, seat in fallen.items()
    )
    return {swap.starts_at: swap for swap in swaps if swap}


def _free(finder: Finder, people: Collection[UUID]) -> People:
    wanted = replace(finder.asked, people=list(people), rooms=(), on_duty={})
    return availability.of(get_session(), finder.grid, wanted).people if people else {}


def _swap(
    finder: Finder,
    seat: Seat,
    starts_at: datetime,
    offered: Iterable[Candidate],
    free: People,
) -> Swap | None:
    """Return the first who can be there for all of the time that the seat is needed."""
    needed = masks.outward(finder.grid, [_span(finder, seat, starts_at)])
    others = (one for one in offered if one.person_id != seat.holder_id)
    able = (one for one in others if not needed & ~free[one.person_id].free)
    return next(
        (Swap(seat.id, one.person_id, one.name, seat.holder_id, starts_at) for one in able), None
    )


def _span(finder: Finder, seat: Seat, starts_at: datetime) -> Interval:
    first, last = (timedelta(minutes=one) for one in finder.table.minutes_of(seat))
    return starts_at + first, starts_at + last
