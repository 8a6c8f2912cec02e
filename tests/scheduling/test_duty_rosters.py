"""Rules of mdt.scheduling.duty_rosters and mdt.scheduling.duty_cover."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import pytest
from sqlmodel import Session, col, select

from mdt.models import (
    Absence,
    DutyPeriod,
    DutyRoster,
    DutyShift,
    EventRecord,
    Membership,
    Organisation,
    Person,
    SeatDomain,
)
from mdt.scheduling import duty_cover, duty_rosters, local_time
from mdt.scheduling.duty import Shift
from mdt.scheduling.duty_rosters import (
    NotOfTheOrganisation,
    RosterThere,
    ShiftBackwards,
    ShiftBegun,
    SwapOfNothing,
    Terms,
)
from tests.conftest import NOON
from tests.factories import Make

MONDAY = date(2026, 2, 9)


@dataclass
class Duty:
    """A roster of the police in which two people take turns, hand-over on Monday at nine."""

    organisation: Organisation
    one: Person
    other: Person
    by: Person
    roster: DutyRoster


def terms(*people: Person) -> Terms:
    return Terms(first_on=MONDAY, hands_over=time(9), hours=None, people=[one.id for one in people])


@pytest.fixture
def police(session: Session, make: Make) -> Duty:
    organisation = make.organisation(SeatDomain.POLICE)
    one, other = make.person(organisation=organisation), make.person(organisation=organisation)
    by = make.coordinator()
    roster = duty_rosters.set_up(
        session,
        organisation,
        SeatDomain.POLICE,
        DutyPeriod.ALWAYS,
        terms(one, other),
        by=by,
        now=NOON,
    )
    return Duty(organisation, one, other, by, roster)


def at(week: int, hour: int = 9) -> datetime:
    return local_time.coming_round(MONDAY + timedelta(weeks=week), time(hour))


def ahead(session: Session, duty: Duty) -> list[Shift]:
    return duty_rosters.ahead(session, [duty.roster], now=NOON)[duty.roster.id]


def gaps(session: Session, duty: Duty) -> list[Shift]:
    found = duty_rosters.of(session, [duty.roster], NOON, NOON + duty_rosters.AHEAD)
    return duty_cover.gaps(session, found, now=NOON)[duty.roster.id]


def test_people_take_their_weeks_in_turn(session: Session, police: Duty) -> None:
    assert ahead(session, police)[:3] == [
        Shift(at(0), at(1), police.one.id),
        Shift(at(1), at(2), police.other.id),
        Shift(at(2), at(3), police.one.id),
    ]


def test_a_second_roster_for_the_same_time_is_refused(session: Session, police: Duty) -> None:
    with pytest.raises(RosterThere):
        duty_rosters.set_up(
            session,
            police.organisation,
            SeatDomain.POLICE,
            DutyPeriod.ALWAYS,
            terms(),
            by=police.by,
            now=NOON,
        )


def test_somebody_from_elsewhere_cannot_be_on_duty(
    session: Session, make: Make, police: Duty
) -> None:
    stranger = make.stranger()

    with pytest.raises(NotOfTheOrganisation):
        duty_rosters.change(
            session,
            police.roster,
            terms(stranger),
            version=police.roster.version,
            by=police.by,
            now=NOON,
        )
    with pytest.raises(NotOfTheOrganisation):
        duty_rosters.note(
            session,
            police.roster,
            Shift(at(1), at(2), stranger.id),
            version=police.roster.version,
            by=police.by,
            now=NOON,
        )

    assert ahead(session, police)[0].person == police.one.id
    assert not session.exec(select(DutyShift)).all()


def test_swapped_people_take_each_others_week(session: Session, police: Duty) -> None:
    duty_rosters.swap(
        session, police.roster, at(1), at(2), version=police.roster.version, by=police.by, now=NOON
    )

    found = duty_rosters.of(session, [police.roster], at(1), at(3))[police.roster.id]
    assert found == [
        Shift(at(1), at(2), police.one.id),
        Shift(at(2), at(3), police.other.id),
    ]
    name, subject = session.exec(
        select(EventRecord.name, EventRecord.subject_id).order_by(col(EventRecord.at))
    ).all()[-1]
    assert (name, subject) == ("DutyRosterChanged", police.roster.id)


@pytest.mark.parametrize("other", [at(3), at(1), at(1, 10)])
def test_two_weeks_of_one_person_or_none_cannot_be_swapped(
    session: Session, police: Duty, other: datetime
) -> None:
    with pytest.raises(SwapOfNothing):
        duty_rosters.swap(
            session,
            police.roster,
            at(1),
            other,
            version=police.roster.version,
            by=police.by,
            now=NOON,
        )

    assert not session.exec(select(DutyShift)).all()


@pytest.mark.parametrize("pair", [(at(0), at(1)), (at(-1), at(1)), (at(1), at(0))])
def test_a_shift_that_runs_or_is_over_is_not_swapped(
    session: Session, police: Duty, pair: tuple[datetime, datetime]
) -> None:
    with pytest.raises(ShiftBegun):
        duty_rosters.swap(
            session, police.roster, *pair, version=police.roster.version, by=police.by, now=NOON
        )

    assert not session.exec(select(DutyShift)).all()


def test_a_shift_that_is_over_or_backwards_is_refused(session: Session, police: Duty) -> None:
    for start, end in ((at(2), at(1)), (at(-2), at(-1))):
        with pytest.raises(ShiftBackwards):
            duty_rosters.note(
                session,
                police.roster,
                Shift(start, end, None),
                version=police.roster.version,
                by=police.by,
                now=NOON,
            )


def test_an_exception_counts_until_it_is_taken_away(session: Session, police: Duty) -> None:
    row = duty_rosters.note(
        session,
        police.roster,
        Shift(at(1), at(2), None),
        version=police.roster.version,
        by=police.by,
        now=NOON,
    )
    assert gaps(session, police) == [Shift(at(1), at(2), None)]

    duty_rosters.undo(session, row, by=police.by, now=NOON)

    assert gaps(session, police) == []


def test_a_roster_that_is_changed_keeps_what_differs(session: Session, police: Duty) -> None:
    duty_rosters.note(
        session,
        police.roster,
        Shift(at(1), at(2), None),
        version=police.roster.version,
        by=police.by,
        now=NOON,
    )

    duty_rosters.change(
        session,
        police.roster,
        replace(terms(police.other), hours=(time(17), time(8, 30))),
        version=police.roster.version,
        by=police.by,
        now=NOON,
    )

    found = duty_rosters.of(session, [police.roster], at(0), at(1, 20))[police.roster.id]
    assert {one.person for one in found} == {police.other.id, None}
    assert local_time.local(found[0].starts_at).hour == 17


def test_an_absence_and_somebody_who_left_are_gaps(
    session: Session, make: Make, police: Duty
) -> None:
    make.add(Absence(person_id=police.other.id, starts_at=at(1, 12), ends_at=at(1, 15)))
    assert gaps(session, police) == [Shift(at(1, 12), at(1, 15), police.other.id)]

    post = session.exec(select(Membership).where(Membership.person_id == police.one.id)).one()
    post.until_at = NOON
    session.flush()

    assert Shift(NOON, at(1), police.one.id) in gaps(session, police)


def test_rosters_are_those_of_the_regions_asked_for(
    session: Session, make: Make, police: Duty
) -> None:
    assert duty_cover.in_regions(session, [make.region.id]) == [police.roster]
    assert duty_cover.in_regions(session, [make.another_region().id]) == []
