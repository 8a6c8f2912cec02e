"""Who is on duty for a seat: by the rosters of its own organisations, else of who takes over.

An organisation that takes over is on duty for the time in which nobody before it is: not on the
roster, or on it and away.

Source: scenarios.md, scenario 2 (16:05); scheduling.md 4.1.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from mdt.access import walls
from mdt.access.walls import Shut
from mdt.models import DutyRoster, Seat
from mdt.scheduling import duty, duty_cover, duty_rosters
from mdt.scheduling.duty import Shift
from mdt.scheduling.grid import Grid
from mdt.scheduling.masks import Interval
from mdt.seats import fallbacks


@dataclass(frozen=True)
class Watch:
    """The rosters that bear on some seats, and what they say over a stretch of time.

    taking_over: the organisations that take over, in order. shut: to whom a case is shut.
    shifts, gaps: by roster; a gap is a stretch in which nobody is there.
    """

    rosters: Sequence[DutyRoster]
    region_id: UUID
    taking_over: Sequence[UUID]
    shut: Mapping[UUID, Shut]
    shifts: Mapping[UUID, Sequence[Shift]]
    gaps: Mapping[UUID, Sequence[Shift]]

    def of(self, seat: Seat) -> dict[UUID, list[Interval]]:
        """Return when each person is on duty for the seat, and there."""
        shut_to = self._shut(seat).people
        found: dict[UUID, list[Interval]] = defaultdict(list)
        covered: list[Interval] = []
        for rosters in self.levels(seat):
            away = [_span(gap) for roster in rosters for gap in self.gaps.get(roster.id, ())]
            there: list[Interval] = []
            for shift in (one for roster in rosters for one in self.shifts[roster.id]):
                if shift.person and shift.person not in shut_to:
                    spans = duty.without(_span(shift), [*covered, *away])
                    found[shift.person] += spans
                    there += spans
            covered += there
        return {person: spans for person, spans in found.items() if spans}

    def levels(self, seat: Seat) -> Iterator[list[DutyRoster]]:
        """Yield the rosters that the seat is filled from, those first that are asked first."""
        usable = [
            roster
            for roster in self.rosters
            if roster.domain is seat.domain
            and roster.organisation_id not in self._shut(seat).organisations
        ]
        own = [roster for roster in usable if self._is_its(roster, seat)]
        yield own
        for organisation_id in self.taking_over:
            yield [
                one for one in usable if one.organisation_id == organisation_id and one not in own
            ]

    def _shut(self, seat: Seat) -> Shut:
        return self.shut.get(seat.case_id, walls.OPEN)

    def _is_its(self, roster: DutyRoster, seat: Seat) -> bool:
        if seat.organisation_id:
            return roster.organisation_id == seat.organisation_id
        return roster.region_id == self.region_id


def read(
    session: Session, region_id: UUID, seats: Sequence[Seat], grid: Grid, *, now: datetime
) -> Watch:
    """Return the rosters that bear on these seats of a sitting in the region, over the grid."""
    if not seats:
        return Watch((), region_id, (), {}, {}, {})
    pairs = fallbacks.of(session, region_id, {seat.domain for seat in seats})
    taking_over = [organisation.id for _, organisation in pairs]
    rosters = duty_cover.of(session, region_id, taking_over)
    shifts = duty_rosters.of(session, rosters, grid.starts_at, grid.ends_at)
    return Watch(
        rosters=rosters,
        region_id=region_id,
        taking_over=taking_over,
        shut=walls.shut(session, {seat.case_id for seat in seats}),
        shifts=shifts,
        gaps=duty_cover.gaps(session, shifts, now=now),
    )


def _span(shift: Shift) -> Interval:
    return shift.starts_at, shift.ends_at
