"""Rules of mdt.conferences.moments."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt.conferences import agenda, lifecycle, moments, places
from mdt.conferences.moments import Finder, Terms
from mdt.invitations import replies
from mdt.models import (
    Absence,
    Channel,
    Conference,
    ConferenceKind,
    Invitation,
    Person,
    PlaceKind,
    Reply,
    SeatDomain,
)
from mdt.scheduling import local_time
from mdt.scheduling.pools import Fit
from mdt.scheduling.slots import Slot
from tests.conferences import cast
from tests.conferences.cast import seat_of
from tests.conftest import NOON
from tests.factories import Make
from tests.queries import counted

TUESDAY, WEDNESDAY, THURSDAY = (date(2026, 2, day) for day in (10, 11, 12))
MONDAY = date(2026, 2, 9)
HORIZON = date(2026, 3, 8)


def at(clock: str, day: date = THURSDAY) -> datetime:
    hour, minute = map(int, clock.split("."))
    return local_time.resolve_local(datetime(day.year, day.month, day.day, hour, minute), 0)  # noqa: DTZ001 - wall clock


def search(session: Session, conference: Conference, **wishes: Any) -> Finder:
    values: dict[str, Any] = {"until": HORIZON, "terms": Terms(), "now": NOON} | wishes
    session.flush()
    return moments.finder(session, conference, **values)


def busy(make: Make, person: Person, start: str, end: str, day: date = THURSDAY) -> None:
    make.add(Absence(person_id=person.id, starts_at=at(start, day), ends_at=at(end, day)))


def slot(found: Finder, clock: str, day: date = THURSDAY) -> Slot:
    chosen = found.at(at(clock, day))
    assert chosen
    return chosen


def cannot(found: Finder, clock: str) -> set[Any]:
    """Return which seats cannot be filled then: domains, or the key of the chair or the room."""
    domains = {place.key: place.domain or place.key for place in found.places}
    seats = slot(found, clock).seats
    return {domains.get(fit.key, fit.key) for fit in seats if fit.fit is Fit.CANNOT}


def test_people_hear_of_a_conference_a_day_before_it_starts(session: Session, make: Make) -> None:
    conference = cast.draft(make, cast.table(make))

    best = search(session, conference).week(MONDAY).best

    assert best
    assert (best.starts_at, best.is_full) == (at("13.00", WEDNESDAY), True)


def test_an_emergency_asks_for_no_notice(session: Session, make: Make) -> None:
    conference = cast.draft(make, cast.table(make), kind=ConferenceKind.EMERGENCY)

    best = search(session, conference).week(MONDAY).best

    assert best
    assert best.starts_at == at("13.00", TUESDAY)


def test_who_is_needed_for_a_part_only_may_be_busy_for_the_rest(
    session: Session, make: Make
) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    busy(make, table.people[SeatDomain.JUDICIARY], "10.15", "11.00")

    found = search(session, conference)

    assert cannot(found, "10.00") == set()
    assert cannot(found, "10.15") == {SeatDomain.JUDICIARY}


def test_who_sits_at_two_items_is_needed_from_the_first_to_the_last(
    session: Session, make: Make
) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table, minutes=30)
    for _ in range(2):
        agenda.add(
            session,
            conference,
            cast.case_of(make, table),
            agenda.Terms(question=cast.QUESTION, minutes=30),
            by=table.coordinator,
            now=NOON,
        )
    officer = table.people[SeatDomain.OM]
    seat_of(conference, SeatDomain.OM, 1).holder_id = None
    busy(make, officer, "10.30", "10.45")

    found = search(session, conference)

    assert found.length_minutes == 90
    assert cannot(found, "10.00") == {SeatDomain.OM}
    assert cannot(found, "10.45") == set()


def test_a_seat_without_a_holder_is_for_whichever_deputy_can(session: Session, make: Make) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    seat = seat_of(conference, SeatDomain.POLICE)
    seat.holder_id = None
    busy(make, table.deputy, "10.00", "11.00")

    found = search(session, conference)

    assert [(place.domain, place.candidates) for place in found.empty] == [
        (SeatDomain.POLICE, (table.deputy.id,))
    ]
    assert cannot(found, "10.00") == {SeatDomain.POLICE}
    assert cannot(found, "11.00") == set()


def test_a_deputy_of_a_seat_that_is_held_makes_no_difference(session: Session, make: Make) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    busy(make, table.people[SeatDomain.POLICE], "10.00", "11.00")

    assert cannot(search(session, conference), "10.00") == {SeatDomain.POLICE}


def test_a_seat_that_nobody_can_take_stands_in_nobodys_way(session: Session, make: Make) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    seat_of(conference, SeatDomain.VLAW).holder_id = None

    found = search(session, conference)

    assert [place.candidates for place in found.empty] == [()]
    assert slot(found, "10.00").is_full
    assert SeatDomain.VLAW in {place.domain for place in found.places}


def test_the_chair_is_needed_throughout_with_or_without_a_seat(
    session: Session, make: Make
) -> None:
    table, chair = cast.table(make), make.person()
    seated, unseated = cast.draft(make, table), cast.draft(make, table)
    judge = table.people[SeatDomain.JUDICIARY]
    seated.chair_id, unseated.chair_id = judge.id, chair.id
    for person in (judge, chair):
        busy(make, person, "10.30", "11.00")

    assert cannot(search(session, seated), "10.00") == {SeatDomain.JUDICIARY}
    assert cannot(search(session, unseated), "10.00") == {places.CHAIR}


def test_the_room_must_be_free_and_is_no_seat(session: Session, make: Make) -> None:
    table, room = cast.table(make), make.room()
    conference = cast.draft(make, table)
    conference.place_kind, conference.room_id = PlaceKind.ROOM, room.id
    make.convened(starts_at=at("10.00"), place_kind=PlaceKind.ROOM, room_id=room.id)

    found = search(session, conference)

    assert cannot(found, "09.30") == {moments.ROOM}
    assert cannot(found, "11.00") == set()
    assert moments.ROOM not in {place.key for place in found.places}


def test_the_room_of_a_video_conference_is_nobodys_concern(session: Session, make: Make) -> None:
    table, room = cast.table(make), make.room()
    conference = cast.draft(make, table)
    conference.room_id = room.id
    make.convened(starts_at=at("10.00"), place_kind=PlaceKind.ROOM, room_id=room.id)

    assert cannot(search(session, conference), "10.00") == set()


def test_the_quorum_weighs_more_than_the_other_seats(session: Session, make: Make) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    busy(make, table.people[SeatDomain.OM], "08.00", "12.00")
    for domain in (SeatDomain.VLAW, SeatDomain.JUDICIARY, SeatDomain.VICTIM_CONTACT):
        busy(make, table.people[domain], "12.00", "18.00")

    week = search(session, conference).week(MONDAY)

    thursday = min((one for one in week.slots if one.starts_at > at("00.00")), key=_rank)
    assert thursday.starts_at == at("12.00")
    assert [place.counts for place in search(session, conference).places] == [
        domain in cast.QUORUM for domain in (*table.people, SeatDomain.PROCESS)
    ]


def _rank(one: Slot) -> tuple[bool, int]:
    return one.starts_at.date() != THURSDAY, one.rank


def test_a_table_without_a_quorum_counts_the_seats_it_needs(session: Session, make: Make) -> None:
    conference = make.conference()
    make.seat(conference, make.person(), quorum=False)
    make.seat(conference, make.person(), quorum=False, required=False, position=1)

    assert [place.counts for place in search(session, conference).places] == [True, False]


def test_another_length_stretches_the_parts_with_it(session: Session, make: Make) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    busy(make, table.people[SeatDomain.JUDICIARY], "10.15", "11.00")

    assert cannot(search(session, conference, minutes=75), "10.00") == set()
    longer = search(session, conference, minutes=90)

    assert longer.length_minutes == 90
    assert cannot(longer, "10.00") == {SeatDomain.JUDICIARY}
    judge = next(place for place in longer.places if place.domain is SeatDomain.JUDICIARY)
    assert judge.minutes == (0, 18)


def test_a_length_too_short_for_its_parts_is_still_searched(session: Session, make: Make) -> None:
    conference = cast.draft(make, cast.table(make))

    assert search(session, conference, minutes=5).length_minutes == 6


def test_several_items_keep_their_own_length(session: Session, make: Make) -> None:
    conference = cast.draft(make, cast.table(make))
    make.item(conference, make.case())

    assert search(session, conference, minutes=30).length_minutes == 90


def test_a_moment_between_two_quarters_needs_every_quarter_it_touches(
    session: Session, make: Make
) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    busy(make, table.people[SeatDomain.JUDICIARY], "10.15", "11.00")

    found = search(session, conference)

    assert cannot(found, "10.05") == set()
    assert cannot(found, "10.10") == {SeatDomain.JUDICIARY}
    assert cannot(found, "10.59") == {SeatDomain.JUDICIARY}


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_a_night_on_which_the_clock_changes_can_be_looked_at(
    session: Session, make: Make, day: date
) -> None:
    conference = cast.draft(make, cast.table(make))
    found = search(session, conference, until=day)

    before, after = (slot(found, clock, day) for clock in ("01.30", "03.30"))

    assert after.starts_at - before.starts_at in {timedelta(hours=1), timedelta(hours=3)}
    assert before.can_count == after.can_count == 0


def test_a_moment_outside_the_weeks_that_were_read_is_none(session: Session, make: Make) -> None:
    found = search(session, cast.draft(make, cast.table(make)))

    assert found.at(at("10.00", MONDAY - timedelta(days=1))) is None
    assert found.at(at("10.00", HORIZON)) is not None
    assert found.at(at("10.00", HORIZON + timedelta(days=1))) is None


def test_weeks_that_are_over_are_not_offered(session: Session, make: Make) -> None:
    conference = cast.draft(make, cast.table(make))

    tuesday = search(session, conference).mondays
    sunday = search(session, conference, now=at("23.00", date(2026, 2, 15))).mondays

    assert tuesday == [MONDAY + timedelta(days=days) for days in (0, 7, 14, 21)]
    assert sunday == tuesday[1:]


def test_the_first_week_for_everybody_is_looked_for(session: Session, make: Make) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    judge = table.people[SeatDomain.JUDICIARY]
    away = Absence(person_id=judge.id, starts_at=NOON, ends_at=NOON + timedelta(days=10))
    make.add(away)

    week = search(session, conference).first_full

    assert week
    assert week.days[0].day == date(2026, 2, 16)
    away.ends_at = NOON + timedelta(days=99)
    assert search(session, conference).first_full is None


def test_who_could_not_make_it_cannot_when_the_conference_is_moved(
    session: Session, make: Make
) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    lifecycle.convene(session, conference, at("10.00"), by=table.coordinator, now=NOON)
    officer = table.people[SeatDomain.POLICE]
    [invitation] = [one for one in _invitations(session) if one.person_id == officer.id]
    replies.note(
        session,
        invitation,
        Reply.NO,
        channel=Channel.LINK,
        sequence=invitation.sequence,
        by=None,
        now=NOON,
    )

    found = search(session, conference)

    assert cannot(found, "10.00") == cannot(found, "10.30") == {SeatDomain.POLICE}
    assert cannot(found, "10.45") == set()


def _invitations(session: Session) -> list[Invitation]:
    return list(session.exec(select(Invitation)))


def test_searching_takes_as_many_queries_for_ten_cases_as_for_one(
    session: Session, make: Make, engine: Engine
) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    seat_of(conference, SeatDomain.POLICE).holder_id = None
    session.commit()

    with counted(engine) as one:
        search(session, conference)
    for _ in range(9):
        agenda.add(
            session,
            conference,
            cast.case_of(make, table),
            agenda.Terms(question=cast.QUESTION, minutes=15),
            by=table.coordinator,
            now=NOON,
        )
    session.commit()
    with counted(engine) as ten:
        found = search(session, conference)

    assert len(found.places) == 70
    assert len(one) == len(ten)
