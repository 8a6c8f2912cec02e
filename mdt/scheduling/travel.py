"""How long people travel from one place of a region to another. Pure, but for reading the table.

Somebody who sits in one room and is asked to another one cannot leave the first as its table rises:
their busy time grows by the travel, before and after. Online takes no travel; of what stands in
somebody's own calendar nobody knows where it is, so that it grows by nothing.

Source: scheduling.md 4.1 (widen busy blocks at another place before the mask is made).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlmodel import Session, col

from mdt.models import Region, Room, TravelTime
from mdt.scheduling.masks import Interval


@dataclass(frozen=True)
class Travel:
    """Minutes between two rooms; usual_minutes where nobody said."""

    usual_minutes: int = 0
    known: Mapping[frozenset[UUID], int] = field(default_factory=dict)

    def minutes(self, one: UUID | None, other: UUID | None) -> int:
        """Return how long it takes from one room to another; None is online."""
        if one is None or other is None or one == other:
            return 0
        return self.known.get(frozenset({one, other}), self.usual_minutes)

    def around(
        self, start: datetime, end: datetime, room: UUID | None, to: UUID | None
    ) -> Interval:
        """Return for how long a sitting in a room takes somebody who is asked to another room."""
        minutes = self.minutes(room, to)
        if not minutes:
            return start, end
        way = timedelta(minutes=minutes)
        return start - way, end + way

    @property
    def longest(self) -> timedelta:
        """How far outside a stretch of time a sitting may still reach into it."""
        return timedelta(minutes=max(self.usual_minutes, *self.known.values(), 0))


NONE = Travel()


def of(session: Session, region_id: UUID) -> Travel:
    """Return the travel between the rooms of a region."""
    usual = session.execute(
        select(col(Region.travel_minutes)).where(col(Region.id) == region_id)
    ).scalar_one()
    rows = session.execute(
        select(col(TravelTime.one_id), col(TravelTime.other_id), col(TravelTime.minutes))
        .join(Room, col(Room.id) == TravelTime.one_id)
        .where(col(Room.region_id) == region_id)
    )
    return Travel(usual, {frozenset({one, other}): minutes for one, other, minutes in rows})
