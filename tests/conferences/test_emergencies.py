"""Rules of mdt.conferences.emergencies."""

from datetime import date, datetime, time, timedelta

import pytest
from sqlmodel import Session, select

from mdt.conferences import emergencies, latest, moments
from mdt.conferences.agenda import Terms
from mdt.conferences.latest import SignalNotYet
from mdt.conferences.moments import Terms as Asking
from mdt.models import (
    Absence,
    Conference,
    ConferenceKind,
    DutyPeriod,
    Organisation,
    Person,
    SeatDomain,
    SeatFill,
)
from mdt.scheduling import duty_rosters
from mdt.scheduling.deadlines import CLOCKS
from mdt.scheduling.slots import Slot
from tests.conferences import cast
from tests.conferences.cast import QUORUM, Table, seat_of
from tests.conftest import NOON
from tests.factories import Make

NIGHT = NOON + timedelta(hours=11)
"""Midnight in the Netherlands."""


def on_duty(make: Make, person: Person, domain: SeatDomain) -> None:
    duty_rosters.set_up(
        make.session,
        make.session.get_one(Organisation, make.organisation_of(person)),
        domain,
        DutyPeriod.ALWAYS,
        duty_rosters.Terms(
            first_on=date(2026, 2, 2), hands_over=time(9), hours=None, people=[person.id]
        ),
        by=make.person(),
        now=NOON,
    )


@pytest.fixture
def table(make: Make) -> Table:
    """Return a table whose quorum and judge are on duty, day and night."""
    table = cast.table(make)
    for domain in (*QUORUM, SeatDomain.JUDICIARY):
        on_duty(make, table.people[domain], domain)
    return table


def draft(
    make: Make, table: Table, *, signal_at: datetime = NIGHT, now: datetime = NIGHT
) -> Conference:
    return emergencies.draft(
        make.session,
        make.case(),
        Terms(question=cast.QUESTION, minutes=45),
        table.panel,
        signal_at=signal_at,
        by=table.coordinator,
        now=now,
    )


def offered(session: Session, conference: Conference, now: datetime = NIGHT) -> list[Slot]:
    deadline = latest.of(session, conference, CLOCKS, now=now)
    assert deadline
    finder = moments.finder(session, conference, until=date(2026, 2, 15), terms=Asking(), now=now)
    return emergencies.first_moments(finder, deadline.at)


def test_seats_with_a_roster_wait_for_whoever_is_on_duty(make: Make, table: Table) -> None:
    conference = draft(make, table)

    police = seat_of(conference, SeatDomain.POLICE)
    assert (conference.kind, conference.patience_minutes) == (ConferenceKind.EMERGENCY, 10)
    assert (police.fill, police.holder_id) == (SeatFill.DUTY, None)
    assert [one.person_id for one in police.deputies] == [
        table.people[SeatDomain.POLICE].id,
        table.deputy.id,
    ]
    assert seat_of(conference, SeatDomain.VLAW).holder_id == table.people[SeatDomain.VLAW].id


def test_the_cases_own_people_keep_their_seat(make: Make, table: Table) -> None:
    officer = table.people[SeatDomain.POLICE]
    conference = emergencies.draft(
        make.session,
        make.case(lead_id=officer.id),
        Terms(question=cast.QUESTION, minutes=45),
        table.panel,
        signal_at=NIGHT,
        by=table.coordinator,
        now=NIGHT,
    )

    assert seat_of(conference, SeatDomain.POLICE).holder_id == officer.id


def test_the_first_moment_is_a_quarter_from_now_in_the_middle_of_the_night(
    session: Session, make: Make, table: Table
) -> None:
    first, second, *_ = offered(session, draft(make, table))

    assert first.starts_at == NIGHT + timedelta(minutes=15)
    assert second.starts_at == NIGHT + timedelta(minutes=45)
    assert first.blockers == ()


def test_no_moment_ends_after_twenty_four_elapsed_hours(
    session: Session, make: Make, table: Table
) -> None:
    late = NIGHT + timedelta(hours=23)
    slots = offered(session, draft(make, table, signal_at=NIGHT, now=late), late)

    assert [slot.starts_at - NIGHT for slot in slots] == [timedelta(hours=23, minutes=15)]


def test_moments_with_everybody_stand_beside_the_soonest_of_all(
    session: Session, make: Make, table: Table
) -> None:
    make.add(
        Absence(
            person_id=table.people[SeatDomain.OM].id,
            starts_at=NIGHT,
            ends_at=NIGHT + timedelta(hours=2),
        )
    )

    soonest, best, *_ = offered(session, draft(make, table))

    assert (len(soonest.blockers), best.blockers) == (1, ())
    assert soonest.starts_at == NIGHT + timedelta(minutes=15), "the coordinator may choose it"
    assert best.starts_at == NIGHT + timedelta(hours=2, minutes=15)


def test_a_signal_that_must_still_come_prepares_nothing(
    session: Session, make: Make, table: Table
) -> None:
    with pytest.raises(SignalNotYet):
        draft(make, table, signal_at=NIGHT + timedelta(hours=1))

    assert session.exec(select(Conference)).all() == []
