"""Who is asked when they can: whoever could take a seat of the conference, as it stands now.

A seat that somebody holds is asked of its holder; a seat that waits for somebody out of its pool
of the first few whose turn it is, so that a large pool is not all written to. Whoever is on duty
is not asked: that is what duty is.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from sqlmodel import Session

from mdt.conferences import places, seat_pools, timetable
from mdt.conferences.places import Place
from mdt.conferences.spans import Minutes, Span
from mdt.models import Conference, Poll, SeatFill
from mdt.polls.tally import AskedSeat

MOST_PER_SEAT = 6
"""So many people out of one pool are asked for its seat."""


@dataclass(frozen=True)
class Asked:
    """The places of a conference, who is asked for each, and for how long each is needed.

    people: for each place, in the order of their turn. on_duty: the places that whoever is on duty
    fills, with who that is once a moment was agreed.
    """

    places: tuple[Place, ...]
    people: tuple[tuple[UUID, ...], ...]
    on_duty: Mapping[UUID, UUID | None]

    @cached_property
    def seats(self) -> tuple[AskedSeat, ...]:
        """The places as the tally wants them."""
        return tuple(
            AskedSeat(
                key=place.key,
                counts=place.counts,
                people=people,
                item=place.item_id,
                is_on_duty=place.key in self.on_duty,
            )
            for place, people in zip(self.places, self.people, strict=True)
        )

    @cached_property
    def minutes(self) -> dict[UUID, Minutes]:
        """Everybody who is asked, and from which minute of the sitting until which."""
        needed: dict[UUID, list[Minutes]] = defaultdict(list)
        for place, people in zip(self.places, self.people, strict=True):
            for person_id in people:
                needed[person_id].append(place.minutes)
        return {
            person_id: Minutes(min(one.start for one in all_), max(one.end for one in all_))
            for person_id, all_ in needed.items()
        }

    def span(self, person_id: UUID, starts_at: datetime) -> Span:
        """Return when this person is needed if the sitting starts at this instant."""
        start, end = (timedelta(minutes=minutes) for minutes in self.minutes[person_id])
        return Span(starts_at + start, starts_at + end)

    def seats_of(self, person_id: UUID) -> tuple[Place, ...]:
        """Return the places for which this person is asked."""
        pairs = zip(self.places, self.people, strict=True)
        return tuple(place for place, people in pairs if person_id in people)


def of(session: Session, poll: Poll, known: Collection[UUID], *, now: datetime) -> Asked:
    """Return who is asked in a poll as the conference stands now, out of whom it knows."""
    conference = session.get_one(Conference, poll.conference_id)
    return of_conference(session, conference, poll.minutes, known, now=now)


def wanted(session: Session, poll: Poll, known: Collection[UUID], *, now: datetime) -> Asked:
    """Return who should be asked: whom the poll knows stay, and a pool is filled up."""
    conference = session.get_one(Conference, poll.conference_id)
    return of_conference(session, conference, poll.minutes, known, is_filled_up=True, now=now)


def of_conference(
    session: Session,
    conference: Conference,
    minutes: int,
    known: Collection[UUID] = (),
    *,
    is_filled_up: bool = False,
    now: datetime,
) -> Asked:
    """Return who is, or would be, asked for a sitting of this length."""
    table = timetable.resized(timetable.of(session, conference), minutes)
    on_duty = {
        seat.id: seat.holder_id
        for seat in table.seats
        if seat.fill is SeatFill.DUTY and (seat.holder_id is None or seat.is_open_again)
    }
    nobody: Mapping[UUID, list[UUID]] = {key: [] for key in on_duty}
    named = places.deputies(session, conference)
    deputies = {**named, **seat_pools.of(session, table, {}, named, now=now), **nobody}
    found = places.of(table, deputies)
    people = tuple(
        () if place.key in on_duty else _people(place, known, is_filled_up=is_filled_up)
        for place in found
    )
    return Asked(found, people, on_duty)


def _people(place: Place, known: Collection[UUID], *, is_filled_up: bool) -> tuple[UUID, ...]:
    """Return who is asked for one place: turns shift meanwhile, and whoever was asked stays."""
    asked = [one for one in place.candidates if one in known]
    others = [one for one in place.candidates if one not in known]
    room = max(0, MOST_PER_SEAT - len(asked)) if is_filled_up else 0
    return tuple(one for one in place.candidates if one in {*asked, *others[:room]})
