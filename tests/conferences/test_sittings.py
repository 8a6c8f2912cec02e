"""The sittings that are somebody's own."""

from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session

from mdt.access import actor as actors
from mdt.conferences import sittings
from mdt.conferences.sittings import Sitting
from mdt.models import ConferenceState, Person, Role
from tests.conftest import NOON
from tests.factories import Make
from tests.queries import counted

DAY = timedelta(days=1)


def ahead(session: Session, person: Person) -> list[Sitting]:
    return sittings.ahead(session, actors.load(session, person, now=NOON))


def between(session: Session, person: Person, start: datetime, end: datetime) -> list[Sitting]:
    return sittings.between(session, actors.load(session, person, now=NOON), start, end)


def aliases(found: list[Sitting]) -> list[list[str]]:
    return [[topic.alias for topic in one.topics] for one in found]


def test_one_sees_what_one_organises_chairs_or_is_asked_to(session: Session, make: Make) -> None:
    person = make.person()
    organised = make.convened(make.case(alias="Wilg"), coordinator_id=person.id)
    chaired = make.convened(make.case(alias="Eik"), chair_id=person.id, starts_at=NOON + 2 * DAY)
    asked = make.convened(make.case(alias="Iep"), starts_at=NOON + 3 * DAY)
    make.seated(asked, person)
    make.convened(make.case(alias="Beuk"))

    found = ahead(session, person)

    assert [one.conference.id for one in found] == [organised.id, chaired.id, asked.id]
    assert [one.is_led for one in found] == [True, True, False]
    assert [one.invitation is not None for one in found] == [False, False, True]


def test_a_sitting_that_is_over_is_not_ahead(session: Session, make: Make) -> None:
    samira = make.coordinator()
    for state in ConferenceState:
        make.conference(coordinator_id=samira.id, state=state, starts_at=NOON)
    make.conference(
        coordinator_id=samira.id, state=ConferenceState.HELD, adopted_at=NOON, starts_at=NOON
    )

    states = {one.conference.state for one in ahead(session, samira)}

    assert states == set(ConferenceState) - {ConferenceState.CANCELLED}
    assert len(ahead(session, samira)) == 4, "held with final minutes is over"


def test_what_has_no_moment_comes_last(session: Session, make: Make) -> None:
    samira = make.coordinator()
    draft = make.conference(coordinator_id=samira.id)
    later = make.convened(coordinator_id=samira.id, starts_at=NOON + 5 * DAY)
    soon = make.convened(coordinator_id=samira.id)
    found = [one.conference.id for one in ahead(session, samira)]
    assert found == [soon.id, later.id, draft.id]


def test_a_withdrawn_invitation_shows_nothing(session: Session, make: Make) -> None:
    person = make.person()
    table = make.convened()
    make.seat(table, person)
    make.invitation(table, person, withdrawn_at=NOON)
    assert ahead(session, person) == []


def test_somebody_on_a_seat_sees_their_own_span_and_the_cases_of_their_seats(
    session: Session, make: Make
) -> None:
    person = make.person()
    table = make.convened(make.case(alias="Wilg"), minutes=120)
    make.item(table, make.case(alias="Geheim"), position=1)
    make.seat(table, person)
    start = NOON + DAY + timedelta(minutes=30)
    make.invitation(table, person, starts_at=start, ends_at=start + timedelta(minutes=15))

    (one,) = ahead(session, person)

    assert (one.starts_at, one.minutes) == (start, 15)
    assert aliases([one]) == [["Wilg"]]


def test_who_leads_sees_the_whole_of_it(session: Session, make: Make) -> None:
    chair = make.person(Role.CHAIR)
    table = make.convened(make.case(alias="Wilg"), chair_id=chair.id)
    make.item(table, make.case(alias="Eik"), position=1)
    make.invitation(table, chair, ends_at=NOON + DAY + timedelta(minutes=5))

    (one,) = ahead(session, chair)

    assert (one.starts_at, one.minutes) == (table.starts_at, 60)
    assert aliases([one]) == [["Wilg", "Eik"]]


def test_a_judge_sees_a_moment_and_no_case(session: Session, make: Make) -> None:
    judge = make.seated(make.convened(), make.person(Role.JUDGE))
    (one,) = ahead(session, judge)
    assert one.starts_at == NOON + DAY
    assert one.topics == ()


def test_a_week_shows_what_begins_in_it(session: Session, make: Make) -> None:
    samira = make.coordinator()
    for days, state in ((0, ConferenceState.HELD), (3, ConferenceState.CONVENED)):
        make.convened(coordinator_id=samira.id, starts_at=NOON + days * DAY, state=state)
    make.convened(coordinator_id=samira.id, starts_at=NOON + 7 * DAY)
    make.convened(coordinator_id=samira.id, starts_at=NOON + DAY, state=ConferenceState.CANCELLED)
    make.conference(coordinator_id=samira.id)

    found = between(session, samira, NOON, NOON + 7 * DAY)

    assert [one.starts_at for one in found] == [NOON, NOON + 3 * DAY]


def test_the_number_of_queries_does_not_grow(session: Session, make: Make, engine: Engine) -> None:
    samira = make.coordinator()
    numbers = []
    for size in (1, 6):
        for _ in range(size):
            make.convened(coordinator_id=samira.id)
        session.commit()
        with Session(engine) as reader, counted(engine) as statements:
            who = actors.load(reader, samira, now=NOON)
            assert sittings.ahead(reader, who)
        numbers.append(len(statements))
    assert numbers[0] == numbers[1]
