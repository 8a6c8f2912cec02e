"""Whatever happens in whatever order: the finder that is kept says what a new one says."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt import engine as engines
from mdt.conferences import agenda, kept_moments, lifecycle, moments, seating
from mdt.conferences.moments import Finder, Terms
from mdt.directory import hours, people, times
from mdt.directory.hours import Stretch
from mdt.directory.times import Times
from mdt.errors import DomainError
from mdt.invitations import replies
from mdt.models import (
    Absence,
    AgendaItem,
    BusyKind,
    BusySource,
    Channel,
    Conference,
    ConferenceKind,
    DutyPeriod,
    DutyRoster,
    Invitation,
    Membership,
    Organisation,
    Person,
    PlaceKind,
    Region,
    Reply,
    Seat,
    SeatDomain,
    SeatFill,
)
from mdt.scheduling import busy_time, duty_rosters
from mdt.web.database import open_session
from tests.conftest import NOON
from tests.databases import Database
from tests.factories import Make

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
UNTIL = date(2026, 2, 20)


@dataclass
class World:
    """A draft in a room with a pool, an officer and a judge on duty; another sitting of theirs."""

    session: Session
    draft: UUID
    other: UUID
    pool: list[UUID]
    pooled: UUID
    by: UUID
    now: datetime = NOON

    def who(self, number: int) -> Person:
        """Return one of the pool."""
        return self.session.get_one(Person, self.pool[number % len(self.pool)])

    @property
    def coordinator(self) -> Person:
        """Return who arranges."""
        return self.session.get_one(Person, self.by)

    @property
    def signed(self) -> dict[str, Any]:
        """Return who does it, and when."""
        return {"by": self.coordinator, "now": self.now}


Step = Callable[[World, int], None]
"""Something that somebody does; the number says to whom, or until when."""


def _work_otherwise(world: World, number: int) -> None:
    person = world.who(number)
    week = [Stretch(number % 5, time(9), time(9 + number % 8 + 1))]
    hours.set_week(world.session, person, week, version=person.week_version, **world.signed)


def _be_away(world: World, number: int) -> None:
    start = NOON + number * 7 * HOUR
    hours.be_away(world.session, world.who(number), start, start + DAY, **world.signed)


def _be_back(world: World, _: int) -> None:
    for absence in world.session.exec(select(Absence).limit(1)):
        hours.be_back(world.session, absence, **world.signed)


def _keep_out(world: World, number: int) -> None:
    person = world.who(number)
    people.set_active(world.session, person, is_active=not person.is_active, **world.signed)


def _leave(world: World, number: int) -> None:
    theirs = select(Membership).where(Membership.person_id == world.who(number).id)
    people.leave(world.session, world.session.exec(theirs).one(), **world.signed)


def _convene(world: World, number: int) -> None:
    other = world.session.get_one(Conference, world.other)
    start = NOON + timedelta(days=2 + number % 5, hours=number % 4)
    known = lifecycle.convene if other.starts_at is None else lifecycle.move
    known(world.session, other, start, overlap_allowed=True, **world.signed)


def _call_off(world: World, _: int) -> None:
    other = world.session.get_one(Conference, world.other)
    lifecycle.take_back(world.session, other, **world.signed)


def _answer(world: World, number: int) -> None:
    for invitation in world.session.exec(select(Invitation).limit(1)):
        replies.note(
            world.session,
            invitation,
            list(Reply)[number % len(Reply)],
            channel=Channel.LINK,
            sequence=invitation.sequence,
            by=None,
            now=world.now,
        )


def _read_calendar(world: World, number: int) -> None:
    person = world.who(number)
    found = select(BusySource).where(BusySource.person_id == person.id)
    source = world.session.exec(found).first() or BusySource(
        person_id=person.id, kind=BusyKind.ICS, sealed="", created_at=NOON, due_at=NOON
    )
    start = NOON + number * HOUR
    said = busy_time.quarters([(start, start + 3 * HOUR, number % 2 == 0)], (NOON, NOON + 30 * DAY))
    source.read_at = source.whole_at = NOON + number * timedelta(seconds=1)
    source.known_until = NOON + 30 * DAY
    for name, value in said._asdict().items():
        setattr(source, name, value)
    world.session.add(source)


def _take_longer(world: World, number: int) -> None:
    here = select(AgendaItem).where(AgendaItem.conference_id == world.draft)
    item = world.session.exec(here).one()
    terms = agenda.Terms(question=item.question, minutes=15 * (number % 6 + 1))
    agenda.change(world.session, item, terms, version=item.version, **world.signed)


def _appoint(world: World, number: int) -> None:
    seat = world.session.get_one(Seat, world.pooled)
    seating.appoint(world.session, seat, world.who(number), seen=seat.holder_id, **world.signed)


def _release(world: World, _: int) -> None:
    seat = world.session.get_one(Seat, world.pooled)
    seating.release(world.session, seat, seen=seat.holder_id, **world.signed)


def _lunch(world: World, number: int) -> None:
    draft = world.session.get_one(Conference, world.draft)
    region = world.session.get_one(Region, draft.region_id)
    until = time(12, 15 * (number % 4)) if number % 4 else None
    wanted = Times(time(12) if until else None, until, 5 * (number % 7), {})
    times.change(world.session, region, wanted, version=region.version, **world.signed)


def _change_duty(world: World, number: int) -> None:
    rosters = world.session.exec(select(DutyRoster))
    for roster in rosters:
        roster.hands_over = time(number % 12)


def _wait(world: World, number: int) -> None:
    world.now += timedelta(minutes=15 * (number % 30 + 1))


STEPS = st.sampled_from(
    [
        *(_work_otherwise, _be_away, _be_back, _keep_out, _leave, _convene, _call_off, _answer),
        *(_read_calendar, _take_longer, _appoint, _release, _lunch, _change_duty, _wait),
    ]
)


@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink rows takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(st.tuples(STEPS, st.integers(0, 40)), min_size=4, max_size=12))
def test_whatever_happens_a_kept_finder_says_what_a_new_one_says(
    database: Database, steps: list[tuple[Step, int]]
) -> None:
    database.empty()
    with open_session(engines.writing(database.engine)) as session:
        world = _world(session)
        session.commit()
        for step, number in steps:
            with suppress(DomainError):
                step(world, number)
            session.commit()
            kept, new, again = _look(database.engine, world.draft, world.now)
            assert _told(kept) == _told(new)
            assert again is kept, "nothing changed since"


def test_a_finder_is_kept_for_a_quarter_of_an_hour(database: Database) -> None:
    with open_session(engines.writing(database.engine)) as session:
        world = _world(session)
        session.commit()
    with open_session(engines.reading(database.engine)) as session:
        draft = session.get_one(Conference, world.draft)
        at_first = _kept(session, draft, NOON + timedelta(minutes=1))
        assert _kept(session, draft, NOON + timedelta(minutes=15)) is at_first
        assert _kept(session, draft, NOON + timedelta(minutes=16)) is not at_first
        assert _kept(session, draft, NOON + timedelta(minutes=16), minutes=30) is not at_first


def test_another_quarter_asks_no_more_than_the_same_one_and_moves_the_notice(
    database: Database,
) -> None:
    with open_session(engines.writing(database.engine)) as session:
        world = _world(session)
        session.commit()
    later = NOON + timedelta(minutes=45)
    with open_session(engines.reading(database.engine)) as session:
        draft = session.get_one(Conference, world.draft)
        first = _kept(session, draft, NOON)
        _told(first)
        moved = _kept(session, draft, later)
        new = moments.finder(session, draft, until=UNTIL, terms=Terms(), now=later)
    assert moved.free is first.free, "nobody's time was read anew"
    assert moved.starts_from == first.starts_from + timedelta(minutes=45)
    assert _told(moved) == _told(new)


def test_a_calendar_grows_too_old_while_the_finder_is_kept(database: Database) -> None:
    with open_session(engines.writing(database.engine)) as session:
        world = _world(session)
        _read_calendar(world, 1)
        session.commit()
    late = NOON + busy_time.TRUSTED_FOR + timedelta(minutes=15)
    before, _, _ = _look(database.engine, world.draft)
    after, new, _ = _look(database.engine, world.draft, late)
    who = world.pool[1]
    assert before.free.people[who].free
    assert not after.free.people[who].free
    assert after.free.people[world.pool[0]] is before.free.people[world.pool[0]]
    assert _told(after) == _told(new)


def test_at_an_emergency_who_is_asked_is_decided_each_quarter(database: Database) -> None:
    with open_session(engines.writing(database.engine)) as session:
        world = _world(session)
        draft = session.get_one(Conference, world.draft)
        draft.kind = ConferenceKind.EMERGENCY
        session.commit()
        person, soon = world.who(0), NOON + timedelta(minutes=30)
        theirs = select(Membership).where(Membership.person_id == person.id)
        session.exec(theirs).one().until_at = soon
        session.commit()
    before, _, _ = _look(database.engine, world.draft)
    after, new, _ = _look(database.engine, world.draft, soon)
    assert person.id in before.deputies[world.pooled]
    assert person.id not in after.deputies[world.pooled]
    assert _told(after) == _told(new)


def test_the_time_of_one_person_leaves_the_seats_of_others_as_they_were(
    database: Database,
) -> None:
    with open_session(engines.writing(database.engine)) as session:
        world = _world(session)
        session.commit()
        before, _, _ = _look(database.engine, world.draft)
        _told(before)
        hours.be_away(session, world.who(1), NOON, NOON + DAY, **world.signed)
        session.commit()
        after, new, _ = _look(database.engine, world.draft)
    assert _told(after) == _told(new)
    kept = {
        key
        for (key, _), seat in after.made.items()
        if any(seat is one for one in before.made.values())
    }
    assert kept == {place.key for place in after.places} - {world.pooled}


def _world(session: Session) -> World:
    make = Make(session, NOON)
    police, court = make.organisation(SeatDomain.POLICE), make.organisation(SeatDomain.JUDICIARY)
    pool = [make.person(organisation=police).id for _ in range(3)]
    by = make.coordinator()
    room = make.room()
    draft = make.conference(place_kind=PlaceKind.ROOM, room_id=room.id, coordinator_id=by.id)
    other = make.conference(place_kind=PlaceKind.ROOM, room_id=room.id, coordinator_id=by.id)
    pooled = make.seat(draft, fill=SeatFill.ORGANISATION).id
    make.seat(draft, domain=SeatDomain.JUDICIARY, fill=SeatFill.DUTY)
    make.seat(draft, make.person(), domain=SeatDomain.OM)
    make.seat(other, session.get_one(Person, pool[0]))
    _roster(make, court, [make.person(organisation=court).id for _ in range(2)], by)
    return World(session, draft.id, other.id, pool, pooled, by.id)


def _roster(make: Make, court: Organisation, judges: list[UUID], by: Person) -> None:
    terms = duty_rosters.Terms(
        first_on=date(2026, 2, 9), hands_over=time(9), hours=None, people=judges
    )
    duty_rosters.set_up(
        make.session, court, SeatDomain.JUDICIARY, DutyPeriod.ALWAYS, terms, by=by, now=NOON
    )


def _look(engine: Engine, draft_id: UUID, now: datetime = NOON) -> tuple[Finder, Finder, Finder]:
    """Return what was kept, what a new one is, and what is kept then."""
    with open_session(engines.reading(engine)) as session:
        draft = session.get_one(Conference, draft_id)
        kept = _kept(session, draft, now)
        at = kept_moments.quarter_end(now)
        new = moments.finder(session, draft, until=UNTIL, terms=Terms(), now=at)
        return kept, new, _kept(session, draft, now)


def _kept(session: Session, draft: Conference, now: datetime, **wishes: Any) -> Finder:
    return kept_moments.finder(session, draft, until=UNTIL, terms=Terms(), now=now, **wishes)


def _told(finder: Finder) -> list[Any]:
    """Return all that a finder says."""
    return [
        finder.free,
        finder.deputies,
        finder.table.items,
        finder.places,
        *(
            (slot.starts_at, slot.seats, slot.choices, slot.beside)
            for monday in finder.mondays
            for slot in finder.week(monday).slots
        ),
    ]
