"""What a region says of time: when it has lunch, and how long people travel between its rooms.

Callers have checked permission and own the transaction.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from sqlmodel import Session, col, delete, select

from mdt import events
from mdt.directory import claiming
from mdt.errors import N_, DomainError
from mdt.models import Pair, Person, Region, Room, TravelTime

LONGEST_TRAVEL = 240


class LunchHalfSaid(DomainError):
    """A lunch has a beginning and, later, an end."""

    text = N_("Vul in van wanneer tot wanneer de lunch duurt, of laat beide leeg.")


@dataclass(frozen=True)
class Times:
    """Lunch by the clock on the wall, or none; usual travel, and where it differs, by two rooms."""

    lunch_starts: time | None
    lunch_ends: time | None
    travel_minutes: int
    between: Mapping[Pair, int]


def rooms(session: Session, region: Region) -> list[Room]:
    """Return the rooms of the region that are in use, by name."""
    query = select(Room).where(Room.region_id == region.id, col(Room.is_active))
    return list(session.exec(query.order_by(Room.name)))


def between(session: Session, region: Region) -> dict[Pair, int]:
    """Return where travel differs from the usual, by two rooms."""
    query = select(TravelTime).join(Room, col(Room.id) == TravelTime.one_id)
    rows = session.exec(query.where(Room.region_id == region.id))
    return {(row.one_id, row.other_id): row.minutes for row in rows}


def change(
    session: Session, region: Region, times: Times, *, version: int, by: Person, now: datetime
) -> None:
    """Say when the region has lunch and how long people travel in it.

    Raises StaleVersion, LunchHalfSaid.
    """
    claiming.claim(session, region, version)
    starts, ends = times.lunch_starts, times.lunch_ends
    if (starts is None) != (ends is None) or (starts and ends and starts >= ends):
        raise LunchHalfSaid
    region.lunch_starts, region.lunch_ends = starts, ends
    region.travel_minutes = times.travel_minutes
    region.version += 1
    mine = [room.id for room in rooms(session, region)]
    session.exec(
        delete(TravelTime).where(
            col(TravelTime.one_id).in_(mine), col(TravelTime.other_id).in_(mine)
        )
    )
    for (one_id, other_id), minutes in times.between.items():
        session.add(TravelTime(one_id=one_id, other_id=other_id, minutes=minutes))
    session.add(region)
    events.record(session, events.OrganisationChanged(at=now, actor_id=by.id, subject_id=region.id))
