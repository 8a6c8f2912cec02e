"""A table and its moments without a database, to look at as a page would."""

from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID, uuid4

from mdt.conferences.moments import Finder
from mdt.conferences.spans import HeldSeat, Item
from mdt.conferences.timetable import Timetable
from mdt.models import Seat, SeatDomain
from mdt.scheduling import local_time, masks
from mdt.scheduling.availability import Availability
from mdt.scheduling.grid import Grid
from mdt.scheduling.masks import Interval, PersonMask

MONDAY = date(2026, 11, 23)
OFFICE = dict.fromkeys(range(5), ((time(9), time(17)),))


def at(clock: str, day: int = 26) -> datetime:
    """Return a time of the wall clock on a day of November 2026."""
    hour, minute = map(int, clock.split("."))
    return local_time.resolve_local(datetime(2026, 11, day, hour, minute))  # noqa: DTZ001 - wall clock


def seat(domain: SeatDomain, *, item: UUID, held: bool = True, quorum: bool = True) -> Seat:
    holder = uuid4() if held else None
    return Seat(
        id=uuid4(), item_id=item, case_id=uuid4(), domain=domain, quorum=quorum, holder_id=holder
    )


def finder(
    seats: Sequence[Seat],
    *,
    busy: dict[UUID, list[Interval]] | None = None,
    maybe: dict[UUID, list[Interval]] | None = None,
    deputies: dict[UUID, list[UUID]] | None = None,
    chair_id: UUID | None = None,
    room: Sequence[Interval] | None = None,
) -> Finder:
    """Return the moments of a sitting of an hour an item, over two weeks from MONDAY at noon.

    room: when the room is taken; None for a sitting without one.
    """
    grid = Grid.of_days(MONDAY, 14)
    people = {seat.holder_id for seat in seats if seat.holder_id}
    people |= {who for some in (deputies or {}).values() for who in some}
    items = dict.fromkeys(seat.item_id for seat in seats)
    return Finder(
        grid=grid,
        table=Timetable(
            items=tuple(Item(item, 60) for item in items),
            seats=tuple(seats),
            held={seat.id: HeldSeat(seat.item_id) for seat in seats},
            chair_id=chair_id,
        ),
        deputies=deputies or {},
        free=Availability(
            people={
                who: masks.person(
                    grid,
                    masks.weekly(grid, OFFICE),
                    busy=(busy or {}).get(who, ()),
                    tentative=(maybe or {}).get(who, ()),
                )
                for who in people | ({chair_id} if chair_id else set())
            },
            rooms={uuid4(): PersonMask(grid.everything & ~masks.outward(grid, room or ()))},
            assumed=frozenset(),
        ),
        has_room=room is not None,
        starts_from=at("12.00", MONDAY.day),
    )
