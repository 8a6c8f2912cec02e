"""An emergency on screen: who is on duty for each seat, the first moments, and who answered."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Flask, current_app
from flask_babel import get_locale, gettext, ngettext
from sqlmodel import col, select

from mdt import clock
from mdt.access import actor as actors
from mdt.conferences import cascades, emergencies, latest, moments, sought
from mdt.conferences.moments import Finder, Terms
from mdt.conferences.overview import Overview, SeatRow
from mdt.conferences.places import Place
from mdt.models import Cascade, CascadeState, Conference, Membership, Organisation, Person, Reply
from mdt.outbox import numbers, queue
from mdt.scheduling.deadlines import Deadline
from mdt.scheduling.slots import Slot
from mdt.seats.cover import SeatState
from mdt.web import conference_page, dates, latest_page, words
from mdt.web.database import get_session

People = Mapping[UUID, tuple[Person, str]]
"""People by their key, each with the name of their organisation."""


@dataclass(frozen=True)
class OnDuty:
    """A seat at the moment that is best: who is asked, empty when there is nobody.

    is_free: they are on duty, or at work and free; others are asked all the same.
    has_mobile: a text message can reach them.
    """

    seat: str
    name: str
    organisation: str
    counts: bool
    is_free: bool
    has_mobile: bool


@dataclass(frozen=True)
class Moment:
    """A moment on offer: how long until it begins, and the seats that nobody could take."""

    starts_at: datetime
    wait: str
    missing: Sequence[str]
    others: Sequence[str]

    @property
    def note(self) -> str:
        """Return what is said under the moment."""
        said = [self.wait]
        if self.missing:
            seats = ", ".join(self.missing)
            said.append(gettext("kan dan misschien niet: %(seats)s", seats=seats))
        if self.others:
            names = ", ".join(self.others)
            said.append(gettext("dan komt %(names)s", names=names))
        return " · ".join(said)


@dataclass(frozen=True)
class Offer:
    """What an emergency can choose from."""

    conference: Conference
    heading: str
    overview: Overview
    deadline: Deadline | None
    on_duty: Sequence[OnDuty]
    moments: Sequence[Moment]
    best_at: datetime | None
    can_text: bool

    @property
    def left(self) -> str:
        """Return how long it is until the deadline, and that the clock changes before it."""
        return latest_page.left(self.deadline.at, now=clock.now()) if self.deadline else ""

    @property
    def best(self) -> str:
        """Return the moment that is chosen beforehand."""
        return self.best_at.isoformat() if self.best_at else ""

    @property
    def options(self) -> list[tuple[str, str, str]]:
        """Return the moments as choices."""
        today, locale = dates.local_date(clock.now()), str(get_locale() or "nl")
        return [
            (
                one.starts_at.isoformat(),
                dates.moment(one.starts_at, today=today, locale=locale),
                one.note,
            )
            for one in self.moments
        ]


@dataclass(frozen=True)
class Answering:
    """A seat in the running list.

    who: who has it or is asked for it, in order. until: when the patience of the last one ends.
    """

    row: SeatRow
    who: Sequence[str]
    until: datetime | None
    is_nobody_left: bool


@dataclass(frozen=True)
class Answers:
    """Who answered so far, seat by seat."""

    conference: Conference
    rows: Sequence[Answering]

    @property
    def said_yes(self) -> int:
        """How many seats have somebody who comes."""
        return sum(one.row.state is SeatState.YES for one in self.rows)


def init_app(app: Flask) -> None:
    """Offer the summary to the templates."""
    app.jinja_env.globals["answers_summary"] = summary


def offer(conference: Conference) -> Offer:
    """Return what can be chosen; the caller loaded the conference through the guard."""
    session, now = get_session(), clock.now()
    found = conference_page.read(conference)
    deadline = latest.of(session, conference, latest_page.clocks(), now=now)
    finder = find(conference, deadline)
    until = deadline.at if deadline else finder.grid.ends_at
    slots = emergencies.first_moments(finder, until)
    best = next((slot for slot in slots if emergencies.is_best(slot, slots)), None)
    asked = {one.person for slot in slots for one in slot.choices if one.person}
    people = _people(asked | {place.holder_id for place in finder.places if place.holder_id})
    return Offer(
        conference=conference,
        heading=conference_page.heading(conference.kind, [item.alias for item in found.items]),
        overview=found,
        deadline=deadline,
        on_duty=_on_duty(finder, best, people) if best else [],
        moments=[_moment(finder, slot, best, people) for slot in slots] if best else [],
        best_at=best.starts_at if best else None,
        can_text=queue.terms(session).can_text,
    )


def find(conference: Conference, deadline: Deadline | None) -> Finder:
    """Return the search for moments from now until the deadline."""
    settings, now = current_app.extensions["mdt.settings"], clock.now()
    until = dates.local_date(deadline.at if deadline else now)
    return moments.finder(
        get_session(), conference, until=until, terms=Terms(office=settings.office), now=now
    )


def answers(conference: Conference) -> Answers:
    """Return who answered so far; the caller loaded the conference through the guard."""
    found = conference_page.read(conference)
    searches = _searches(conference)
    return Answers(conference, [_answering(row, searches.get(row.id)) for row in found.seats])


def _on_duty(finder: Finder, slot: Slot, people: People) -> list[OnDuty]:
    found = []
    for place, person in _taken(finder, slot):
        asked = person or place.holder_id
        who, organisation = people.get(asked, (None, "")) if asked else (None, "")
        found.append(
            OnDuty(
                seat=_named(place),
                name=who.name if who else "",
                organisation=organisation,
                counts=place.counts,
                is_free=person is not None,
                has_mobile=bool(who and numbers.of(who)),
            )
        )
    return found


def _moment(finder: Finder, slot: Slot, best: Slot, people: People) -> Moment:
    before = {place.key: person for place, person in _taken(finder, best)}
    taken = _taken(finder, slot)
    return Moment(
        starts_at=slot.starts_at,
        wait=latest_page.left(slot.starts_at, now=clock.now()),
        missing=[_named(place) for place, person in taken if person is None and place.counts],
        others=[
            people[person][0].name
            for place, person in taken
            if person and before[place.key] not in {None, person}
        ],
    )


def _taken(finder: Finder, slot: Slot) -> list[tuple[Place, UUID | None]]:
    """Return every place with who takes it then."""
    chosen = {
        pool.key: one.person for pool, one in zip(slot.seating.pools, slot.choices, strict=True)
    }
    return [(place, chosen.get(place.key)) for place in finder.places]


def _named(place: Place) -> str:
    return words.word(place.domain) if place.domain else gettext("Voorzitter")


def _people(keys: Collection[UUID]) -> People:
    """Return these people with their organisation."""
    rows = get_session().exec(
        select(Person, Organisation.name)
        .join(Membership, col(Membership.person_id) == Person.id)
        .join(Organisation, col(Organisation.id) == Membership.organisation_id)
        .where(col(Person.id).in_(keys), actors.runs(clock.now()))
        .order_by(col(Membership.from_at).desc())
    )
    return {person.id: (person, organisation) for person, organisation in rows}


def _searches(conference: Conference) -> dict[UUID, Cascade]:
    """Return the newest search for each seat."""
    rows = get_session().exec(
        select(Cascade)
        .where(Cascade.conference_id == conference.id)
        .order_by(col(Cascade.started_at))
    )
    return {row.seat_id: row for row in rows if row.seat_id}


def _answering(row: SeatRow, search: Cascade | None) -> Answering:
    if search is None or search.state not in sought.OPEN:
        return Answering(row, [row.holder] if row.holder else [], None, is_nobody_left=False)
    session = get_session()
    asks = [one for one in sought.asks_of(session, search) if one.reply is not Reply.NO]
    names = [session.get_one(Person, one.person_id).name for one in asks]
    is_running = search.state is CascadeState.RUNNING
    until = max((one.until_at for one in asks), default=None) if is_running else None
    is_nobody_left = search.state is CascadeState.EXHAUSTED
    return Answering(row, names, until, is_nobody_left=is_nobody_left)


def summary(page: Answers) -> str:
    """Return how many seats have somebody who comes, in words."""
    said = ngettext(
        "%(num)s van de %(seats)s stoelen zei ja",
        "%(num)s van de %(seats)s stoelen zeiden ja",
        page.said_yes,
        seats=len(page.rows),
    )
    return str(said)


PATIENCE = cascades.EMERGENCY.patience_minutes
