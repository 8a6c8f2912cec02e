"""An emergency: whoever is on duty is asked first, for the first moments within its term.

Source: issue 3 (Emergency); domain.md 3.3 (24 elapsed hours from the signal).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from mdt.conferences import lifecycle, seating, timetable
from mdt.conferences.agenda import Terms
from mdt.conferences.moments import Finder
from mdt.models import Case, Conference, ConferenceKind, Panel, Person
from mdt.scheduling import duty_rosters, duty_watch
from mdt.scheduling.grid import CELL, Grid
from mdt.scheduling.slots import Slot

SOONEST = timedelta(minutes=15)
"""So long at least people get to come, even to an emergency."""

STEP = 2 * CELL
OFFERED = 6
"""So many moments are offered, the first ones first."""


def draft(
    session: Session,
    case: Case,
    terms: Terms,
    panel: Panel,
    *,
    signal_at: datetime,
    by: Person,
    now: datetime,
) -> Conference:
    """Return an emergency that is ready to convene: seats with a roster wait for who is on duty.

    Raises what lifecycle.draft raises.
    """
    with session.begin_nested():
        conference = lifecycle.draft(
            session,
            case,
            terms,
            kind=ConferenceKind.EMERGENCY,
            panel=panel,
            signal_at=signal_at,
            by=by,
            now=now,
        )
        _put_on_duty(session, conference, case, now=now)
    return conference


def first_moments(finder: Finder, until: datetime) -> list[Slot]:
    """Return the first moments that end by until, in order; the soonest of all is among them.

    Otherwise those at which every seat that counts can be filled, else those of the most.
    """
    slots = _slots(finder, until)
    best = [slot for slot in slots if is_best(slot, slots)][:OFFERED]
    return best if slots[:1] == best[:1] else [*slots[:1], *best[: OFFERED - 1]]


def is_best(slot: Slot, among: Sequence[Slot]) -> bool:
    """Tell whether no other of these moments has fewer seats that count and cannot be filled."""
    return len(slot.blockers) == min(len(other.blockers) for other in among)


def _slots(finder: Finder, until: datetime) -> list[Slot]:
    grid, length = finder.grid, timedelta(minutes=finder.length_minutes)
    starts_at = grid.instant(grid.ceil(finder.starts_from + SOONEST))
    found = []
    while starts_at + length <= until:
        if slot := finder.at(starts_at):
            found.append(slot)
        starts_at += STEP
    return found


def _put_on_duty(session: Session, conference: Conference, case: Case, *, now: datetime) -> None:
    """Let every seat that has a roster wait for who is on duty, without the case's own people."""
    keepers = {case.lead_id, case.victim_contact_id}
    seats = timetable.of(session, conference).seats
    grid = Grid.between(now, now + timedelta(days=1))
    watch = duty_watch.read(session, conference.region_id, seats, grid, now=now)
    for seat in seats:
        rosters = [roster for level in watch.levels(seat) for roster in level]
        if seat.holder_id not in keepers and duty_rosters.turns(session, rosters):
            seating.leave_to_duty(session, seat)
    session.flush()
