"""Rules of mdt.scheduling.availability and mdt.scheduling.diary."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from mdt import events
from mdt.directory import hours
from mdt.directory.hours import Stretch
from mdt.invitations import replies
from mdt.models import (
    Absence,
    Channel,
    Conference,
    ConferenceState,
    Invitation,
    Person,
    PlaceKind,
    Reply,
    Room,
)
from mdt.scheduling import availability, diary, local_time
from mdt.scheduling.diary import Wanted
from mdt.scheduling.grid import Grid
from tests.conftest import NOON
from tests.factories import Make
from tests.queries import counted

THURSDAY = date(2026, 2, 12)
HOUR = timedelta(hours=1)
OFFICE = "08.30-17.00"


def at(clock: str, day: date = THURSDAY, *, fold: int = 0) -> datetime:
    hour, minute = map(int, clock.split("."))
    wall = datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001 - wall clock
    return local_time.resolve_local(wall, fold)


def spans(grid: Grid, mask: int) -> list[str]:
    """Return the stretches of a mask as clocks show them."""
    edges = mask ^ (mask << 1)
    cells = [cell for cell in range(grid.cells + 1) if edges >> cell & 1]
    shown = [f"{local_time.local(grid.instant(cell)):%H.%M}" for cell in cells]
    return [f"{start}-{end}" for start, end in zip(shown[::2], shown[1::2], strict=True)]


def free(
    session: Session,
    person: Person,
    day: date = THURSDAY,
    *,
    maybe: bool = False,
    **wishes: Any,
) -> list[str]:
    """Return when the person can, or perhaps can, on this day."""
    grid = Grid.of_days(day, 1)
    found = availability.of(session, grid, Wanted([person.id], **wishes))
    mask = found.people[person.id]
    return spans(grid, mask.maybe if maybe else mask.free)


def work(session: Session, person: Person, weekdays: Iterable[int], *hours_: str) -> None:
    week = [
        Stretch(day, *(time.fromisoformat(edge.replace(".", ":")) for edge in span.split("-")))
        for day in weekdays
        for span in hours_
    ]
    hours.set_week(session, person, week, version=person.week_version, by=person, now=NOON)


def ask(session: Session, conference: Conference, event: type[events.Event]) -> None:
    """Let what follows from convening or moving follow."""
    event_of = event(at=NOON, actor_id=conference.coordinator_id, conference_id=conference.id)
    events.record(session, event_of)


def answer(session: Session, conference: Conference, person: Person, reply: Reply) -> None:
    [invitation] = session.exec(
        select(Invitation).where(
            Invitation.conference_id == conference.id, Invitation.person_id == person.id
        )
    )
    replies.note(
        session,
        invitation,
        reply,
        channel=Channel.COORDINATOR,
        sequence=invitation.sequence,
        by=None,
        now=NOON,
    )


def test_who_gave_no_hours_works_in_the_office_and_is_named_as_such(
    session: Session, make: Make
) -> None:
    silent, clear = make.person(), make.person()
    work(session, clear, [3], "10.00-12.00")
    grid = Grid.of_days(THURSDAY, 1)
    wanted = Wanted([silent.id, clear.id], office=(time(9), time(16, 30)))

    found = availability.of(session, grid, wanted)

    assert spans(grid, found.people[silent.id].free) == ["09.00-16.30"]
    assert spans(grid, found.people[clear.id].free) == ["10.00-12.00"]
    assert found.assumed == {silent.id}


def test_office_hours_are_those_of_working_days(session: Session, make: Make) -> None:
    person = make.person()

    assert free(session, person, date(2026, 2, 13)) == [OFFICE]
    assert free(session, person, date(2026, 2, 14)) == []
    assert free(session, person, date(2026, 2, 15)) == []


def test_working_hours_hold_on_their_own_day_only(session: Session, make: Make) -> None:
    person = make.person()
    work(session, person, [3], "09.00-12.00", "13.00-17.30")

    assert free(session, person) == ["09.00-12.00", "13.00-17.30"]
    assert free(session, person, THURSDAY + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2026, 3, 29), ["01.00-01.45", "03.00-05.00"]),
        (date(2027, 3, 28), ["01.00-01.45", "03.00-05.00"]),
    ],
)
def test_the_hour_that_spring_skips_is_nobodys(
    session: Session, make: Make, day: date, shown: list[str]
) -> None:
    person = make.person()
    work(session, person, [6], "01.00-01.45", "02.00-05.00")

    assert free(session, person, day) == shown


@pytest.mark.parametrize("day", [date(2026, 10, 25), date(2027, 10, 31)])
def test_in_autumn_one_is_at_work_in_both_passes_of_the_hour_that_comes_twice(
    session: Session, make: Make, day: date
) -> None:
    person = make.person()
    work(session, person, [6], "02.15-02.45")

    assert free(session, person, day) == ["02.15-02.45", "02.15-02.45"]


@pytest.mark.parametrize("day", [date(2026, 10, 25), date(2027, 10, 31)])
def test_an_absence_takes_the_pass_of_the_hour_that_it_lies_in(
    session: Session, make: Make, day: date
) -> None:
    person = make.person()
    work(session, person, [6], "01.00-04.00")
    first, second = at("02.30", day, fold=0), at("02.30", day, fold=1)
    make.add(Absence(person_id=person.id, starts_at=second, ends_at=second + HOUR / 2))

    assert second - first == HOUR
    assert free(session, person, day) == ["01.00-02.30", "03.00-04.00"]


@pytest.mark.parametrize(
    "day", [date(2026, 3, 30), date(2026, 10, 26), date(2027, 3, 29), date(2027, 11, 1)]
)
def test_office_hours_say_the_same_after_the_clock_changed(
    session: Session, make: Make, day: date
) -> None:
    grid = Grid.of_days(day - timedelta(days=3), 5)
    person = make.person()

    mask = availability.of(session, grid, Wanted([person.id])).people[person.id]

    assert spans(grid, mask.free) == [OFFICE] * 3  # Friday, Monday and Tuesday


def test_an_absence_takes_the_time_it_touches(session: Session, make: Make) -> None:
    person = make.person()
    make.add(Absence(person_id=person.id, starts_at=at("09.50"), ends_at=at("11.05")))
    make.add(
        Absence(
            person_id=person.id, starts_at=at("16.00"), ends_at=at("16.00") + timedelta(days=30)
        )
    )

    assert free(session, person) == ["08.30-09.45", "11.15-16.00"]


def test_absences_of_others_and_of_other_days_take_nothing(session: Session, make: Make) -> None:
    person, other = make.person(), make.person()
    make.add(Absence(person_id=other.id, starts_at=at("09.00"), ends_at=at("12.00")))
    week = timedelta(days=7)
    make.add(Absence(person_id=person.id, starts_at=at("09.00") - week, ends_at=at("12.00") - week))

    assert free(session, person) == [OFFICE]


@pytest.mark.parametrize("reply", [None, Reply.YES, Reply.MAYBE])
def test_another_conference_takes_the_time_one_is_asked_for(
    session: Session, make: Make, reply: Reply | None
) -> None:
    person = make.person()
    other = make.convened(starts_at=at("10.00"), minutes=120)
    make.invitation(other, person, starts_at=at("10.30"), ends_at=at("11.00"), reply=reply)

    assert free(session, person) == ["08.30-10.30", "11.00-17.00"]


@pytest.mark.parametrize(
    "columns",
    [{"reply": Reply.NO}, {"withdrawn_at": NOON}],
    ids=["declined", "withdrawn"],
)
def test_who_declined_or_is_no_longer_asked_is_free_again(
    session: Session, make: Make, columns: dict[str, object]
) -> None:
    person = make.person()
    make.invitation(make.convened(starts_at=at("10.00")), person, **columns)

    assert free(session, person) == [OFFICE]


@pytest.mark.parametrize("state", ConferenceState)
def test_only_a_conference_that_will_sit_takes_time(
    session: Session, make: Make, state: ConferenceState
) -> None:
    person = make.person()
    make.invitation(make.convened(starts_at=at("10.00"), state=state), person)

    takes_time = state in {ConferenceState.CONVENED, ConferenceState.IN_SESSION}
    assert free(session, person) == (["08.30-10.00", "11.00-17.00"] if takes_time else [OFFICE])


def test_a_conference_that_began_before_the_day_takes_what_is_left_of_it(
    session: Session, make: Make
) -> None:
    person = make.person()
    work(session, person, range(7), "00.00-04.00")
    midnight = at("00.00")
    make.invitation(make.convened(starts_at=midnight - 7 * HOUR, minutes=480), person)
    session.flush()
    [invitation] = session.exec(select(Invitation))

    assert invitation.ends_at == midnight + HOUR
    assert free(session, person) == ["01.00-04.00"]


def test_the_chair_of_another_conference_is_busy_throughout(session: Session, make: Make) -> None:
    chair = make.person()
    conference = make.convened(starts_at=at("13.00"), minutes=90, chair_id=chair.id)
    make.seat(conference, make.person())
    ask(session, conference, events.ConferenceConvened)

    assert free(session, chair) == ["08.30-13.00", "14.30-17.00"]


def test_the_conference_itself_stands_in_nobodys_way(session: Session, make: Make) -> None:
    person = make.person()
    conference = make.convened(starts_at=at("10.00"))
    make.invitation(conference, person)

    assert free(session, person, planning=conference.id) == [OFFICE]


@pytest.mark.parametrize(
    ("reply", "can", "perhaps"),
    [
        (Reply.NO, ["08.30-10.00", "11.00-17.00"], []),
        (Reply.MAYBE, ["08.30-10.00", "11.00-17.00"], ["10.00-11.00"]),
        (Reply.YES, [OFFICE], []),
    ],
)
def test_an_answer_holds_for_the_moment_that_was_asked(
    session: Session, make: Make, reply: Reply, can: list[str], perhaps: list[str]
) -> None:
    person = make.person()
    conference = make.convened(starts_at=at("10.00"))
    make.seat(conference, person)
    ask(session, conference, events.ConferenceConvened)
    answer(session, conference, person, reply)

    assert free(session, person, planning=conference.id) == can
    assert free(session, person, planning=conference.id, maybe=True) == perhaps


def test_an_answer_to_an_earlier_moment_still_says_something_of_that_moment(
    session: Session, make: Make
) -> None:
    person = make.person()
    conference = make.convened(starts_at=at("10.00"))
    make.seat(conference, person)
    ask(session, conference, events.ConferenceConvened)
    answer(session, conference, person, Reply.NO)
    conference.starts_at = at("14.00")
    ask(session, conference, events.ConferenceMoved)
    answer(session, conference, person, Reply.MAYBE)

    assert free(session, person, planning=conference.id) == [
        "08.30-10.00",
        "11.00-14.00",
        "15.00-17.00",
    ]
    assert free(session, person, planning=conference.id, maybe=True) == ["14.00-15.00"]


def test_the_last_answer_to_a_moment_counts(session: Session, make: Make) -> None:
    person = make.person()
    conference = make.convened(starts_at=at("18.00"))
    make.seat(conference, person)
    ask(session, conference, events.ConferenceConvened)
    for reply in (Reply.NO, Reply.YES):
        answer(session, conference, person, reply)

    assert free(session, person, planning=conference.id) == [OFFICE, "18.00-19.00"]


def test_a_room_is_taken_while_another_conference_sits_in_it(session: Session, make: Make) -> None:
    room = make.add(Room(region_id=make.region.id, name="Zaal 1"))
    other = make.add(Room(region_id=make.region.id, name="Zaal 2"))
    in_it: dict[str, Any] = {
        "place_kind": PlaceKind.ROOM,
        "room_id": room.id,
        "starts_at": at("10.00"),
    }
    conference = make.convened(minutes=90, **in_it)
    make.convened(state=ConferenceState.CANCELLED, **in_it | {"starts_at": at("15.00")})
    grid = Grid.between(at("09.00"), at("17.00"))

    def taken(planning: UUID | None = None) -> list[list[str]]:
        found = availability.of(session, grid, Wanted([], [room.id, other.id], planning))
        return [spans(grid, found.rooms[one.id].free) for one in (room, other)]

    assert taken() == [["09.00-10.00", "11.30-17.00"], ["09.00-17.00"]]
    assert taken(conference.id) == [["09.00-17.00"], ["09.00-17.00"]]


def test_as_many_queries_for_many_people_as_for_one(session: Session, make: Make) -> None:
    people = [make.person() for _ in range(20)]
    conference = make.convened(starts_at=at("10.00"))
    for person in people:
        work(session, person, [3], "09.00-17.00")
        make.invitation(conference, person)
    session.flush()
    grid = Grid.of_days(THURSDAY, 7)

    def queries(wanted: Wanted) -> int:
        with counted(session.connection()) as seen:
            availability.of(session, grid, wanted)
        return len(seen)

    assert queries(Wanted([people[0].id])) == len(diary.Diary._fields)
    assert queries(Wanted([person.id for person in people])) == len(diary.Diary._fields)


MINUTES = st.integers(0, 24 * 60)


@given(st.lists(st.tuples(MINUTES, MINUTES), max_size=4), st.lists(st.tuples(MINUTES, MINUTES)))
def test_nobody_is_free_in_a_quarter_in_which_they_are_busy(
    busy: list[tuple[int, int]], answered: list[tuple[int, int]]
) -> None:
    grid = Grid.of_days(THURSDAY, 1)
    person = UUID(int=1)
    rows = [(0, *_minutes(grid, span), n % 2 == 0, None) for n, span in enumerate(busy)]
    answers = [(0, *_minutes(grid, span), Reply.YES) for span in answered]

    found = availability.laid_out(
        grid,
        Wanted([person]),
        diary.Diary([], rows, answers, [], []),
    )

    mask = found.people[person]
    assert mask.maybe == 0
    for _, start, end, _, _ in rows:
        touched = range(max(0, grid.floor(start)), min(grid.cells, grid.ceil(end)))
        assert end <= start or not any(mask.free >> cell & 1 for cell in touched)


def _minutes(grid: Grid, span: tuple[int, int]) -> tuple[datetime, datetime]:
    start, end = (grid.starts_at + timedelta(minutes=minute) for minute in span)
    return start, end
