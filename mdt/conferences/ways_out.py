"""Who stands in the way of a moment for everybody, and who could sit there instead; from the rows.

People are looked up for the few seats that cost most moments, so that a large table asks the
database no more than a small one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from mdt.conferences import candidates
from mdt.conferences.candidates import Candidate
from mdt.conferences.moments import Finder
from mdt.models import Seat
from mdt.scheduling import availability
from mdt.scheduling.pools import SeatPool
from mdt.scheduling.ways_out import Blocker

LOOKED_AT = 3
"""So many seats that stand in the way are named, and helped with somebody else."""

Offered = Mapping[UUID, Sequence[Candidate]]
"""Per seat, who could take it: its deputies first."""


def of(
    session: Session, finder: Finder, monday: date, *, now: datetime
) -> tuple[list[Blocker], Offered]:
    """Return the places that alone cost moments in a week, and who could take their seats."""
    first = finder.blockers(monday)[:LOOKED_AT]
    blocking = {one.key for one in first}
    seats = [seat for seat in finder.table.seats if seat.id in blocking]
    if not seats:
        return list(first), {}
    offered = candidates.of_each(session, seats, candidates.deputies(session, seats), now=now)
    people = {one.person_id for found in offered.values() for one in found}
    free = _free(session, finder, people)
    others = {
        seat.id: _pool(finder, seat, [one.person_id for one in offered[seat.id]], free)
        for seat in seats
    }
    found = [one for one in finder.blockers(monday, others) if one.key in blocking]
    return found, offered


def _free(session: Session, finder: Finder, people: Iterable[UUID]) -> availability.People:
    """Return when these people are free; those whose time was read already are not read again."""
    known = finder.free.people
    others = [one for one in people if one not in known]
    if not others:
        return known
    wanted = replace(finder.asked, people=others, rooms=(), on_duty={})
    return {**known, **availability.of(session, finder.grid, wanted).people}


def _pool(
    finder: Finder, seat: Seat, people: Sequence[UUID], free: availability.People
) -> SeatPool:
    masks = {who: free[who] for who in people if who != seat.holder_id}
    return finder.pool_of(seat, masks)
