"""What the chair's screen shows, read in a number of queries that does not grow."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from mdt import clock
from mdt.access.policy import Action
from mdt.conferences import doors, meeting, quorum
from mdt.errors import NotPermitted
from mdt.models import (
    AgendaItem,
    Attendance,
    Conference,
    ConferenceState,
    Note,
    Person,
    SafetyAction,
    Seat,
)
from mdt.safety_plan import overview
from mdt.safety_plan.overview import Line
from mdt.web import guard
from mdt.web.database import get_session


@dataclass(frozen=True)
class Place:
    """One seat at an item: who holds it and whether they are there, or were once it ended.

    times: from when until when they were there; no end while they are.
    """

    seat: Seat
    holder: Person | None
    is_here: bool
    times: tuple[tuple[datetime, datetime | None], ...]


@dataclass(frozen=True)
class ItemView:
    """One item as the chair sees it."""

    item: AgendaItem
    alias: str
    places: tuple[Place, ...]
    notes: tuple[Note, ...]
    missing: tuple[Seat, ...]

    @property
    def state(self) -> str:
        """Return the class of the item in the list."""
        if self.item.closed_at:
            return "is-done"
        return "is-now" if self.item.opened_at else ""

    @property
    def here(self) -> int:
        """Return how many of the seats' holders are there."""
        return sum(place.is_here for place in self.places)


@dataclass(frozen=True)
class MeetingView:
    """The sitting as the chair sees it."""

    conference: Conference
    items: tuple[ItemView, ...]
    current: ItemView | None
    actions: tuple[Line, ...]
    now: datetime

    @property
    def is_early(self) -> bool:
        """Return whether opening the sitting now must be meant."""
        return doors.is_early(self.conference, now=self.now)

    @property
    def elapsed_seconds(self) -> int:
        """Return for how long the current item has been discussed."""
        if self.current is None or self.current.item.opened_at is None:
            return 0
        return int((self.now - self.current.item.opened_at).total_seconds())

    @property
    def missing(self) -> tuple[Seat, ...]:
        """Return the quorum seats of all items whose holder was not there, or left too soon."""
        return tuple(seat for view in self.items for seat in view.missing)


def of(conference: Conference) -> MeetingView:
    """Return the sitting; what it shows of each case leaves its audit row."""
    session = get_session()
    items = [
        guard.load(AgendaItem, item.id, action=Action.MINUTES_WRITE) for item in conference.items
    ]
    sits = conference.state is ConferenceState.IN_SESSION
    attended = meeting.attended(session, items)
    notes = meeting.notes(session, items)
    people = _people(items)
    absent = quorum.absent(session, conference)
    views = tuple(
        _view(item, attended[item.id], notes[item.id], people, absent, sits=sits) for item in items
    )
    current = next((view for view in views if view.state == "is-now"), None)
    return MeetingView(
        conference=conference,
        items=views,
        current=current,
        actions=tuple(_actions(conference)),
        now=clock.now(),
    )


def require_item(conference: Conference, item_id: UUID) -> None:
    """Raise NotPermitted unless the item stands on this conference's agenda."""
    if item_id not in {item.id for item in conference.items}:
        raise NotPermitted


def _view(
    item: AgendaItem,
    attended: list[Attendance],
    notes: list[Note],
    people: dict[UUID, Person],
    absent: list[Seat],
    *,
    sits: bool,
) -> ItemView:
    here = {one.person_id for one in attended if not sits or one.out_at is None}
    places = tuple(
        Place(
            seat=seat,
            holder=people.get(seat.holder_id) if seat.holder_id else None,
            is_here=seat.holder_id in here,
            times=tuple(
                (one.in_at, one.out_at) for one in attended if one.person_id == seat.holder_id
            ),
        )
        for seat in item.seats
    )
    missing = tuple(seat for seat in absent if seat.item_id == item.id)
    return ItemView(item, item.case.alias, places, tuple(notes), missing)


def _people(items: list[AgendaItem]) -> dict[UUID, Person]:
    keys = {seat.holder_id for item in items for seat in item.seats if seat.holder_id}
    rows = get_session().exec(select(Person).where(col(Person.id).in_(keys)))
    return {person.id: person for person in rows}


def _actions(conference: Conference) -> list[Line]:
    agreed_here = col(SafetyAction.conference_id) == conference.id
    return list(overview.lines(get_session(), agreed_here))
