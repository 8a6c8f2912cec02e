"""The seats of a table as the search takes them: each with its people, and when they can.

A seat is made once for the minutes in which it is needed, and carries what the search found out
about it. When somebody's time changes, the seats that are not theirs stay as they are.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from mdt.conferences import places
from mdt.conferences.places import Place
from mdt.scheduling.availability import Availability
from mdt.scheduling.grid import cells_for
from mdt.scheduling.pools import SeatPool

Made = dict[tuple[Any, range], SeatPool]
"""By the key of a place, and the cells in which it is needed, the seat that was made of it."""


def pool(
    made: Made, place: Place, available: Availability, scarcity: int, shift: int = 0
) -> SeatPool:
    """Return the seat of a place; shift: minutes from a whole quarter to the start."""
    start, end = (minute + shift for minute in place.minutes)
    span = range(start // 15, cells_for(end))
    if (place.key, span) not in made:
        free = available.on_duty.get(place.key, available.people)
        made[place.key, span] = SeatPool(
            place.key,
            place.counts,
            {person_id: free[person_id] for person_id in place.candidates},
            item=place.item_id or places.CHAIR,
            span=span,
            scarcity=scarcity,
            block=available.blocks.get(place.key, 0),
        )
    return made[place.key, span]


def without(made: Made, people: Collection[UUID]) -> Made:
    """Return the seats that none of these people can take."""
    # A list, for another request may make a seat meanwhile.
    return {
        key: seat
        for key, seat in list(made.items())
        if not any(person_id in seat.candidates for person_id in people)
    }
