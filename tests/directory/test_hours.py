"""Rules of mdt.directory.hours."""

from datetime import time, timedelta

import pytest
from sqlmodel import Session, select

from mdt.directory import hours
from mdt.directory.hours import AbsenceBackwards, HoursOverlap, Stretch
from mdt.models import Absence
from tests.conftest import NOON
from tests.factories import Make

MORNING = Stretch(0, time(9), time(12))
AFTERNOON = Stretch(0, time(12), time(17))


def test_a_new_week_replaces_the_old_one(session: Session, make: Make) -> None:
    person = make.person()
    hours.set_week(session, person, [MORNING, AFTERNOON], version=1, by=person, now=NOON)

    hours.set_week(session, person, [AFTERNOON], version=2, by=person, now=NOON)

    assert hours.week_of(session, person) == [AFTERNOON]


@pytest.mark.parametrize(
    "wrong",
    [
        [MORNING, Stretch(0, time(11, 45), time(13))],
        [Stretch(2, time(12), time(12))],
        [Stretch(2, time(13), time(12))],
    ],
)
def test_hours_that_overlap_or_run_backwards_are_refused_and_change_nothing(
    session: Session, make: Make, wrong: list[Stretch]
) -> None:
    person = make.person()
    hours.set_week(session, person, [MORNING], version=1, by=person, now=NOON)

    with pytest.raises(HoursOverlap):
        hours.set_week(session, person, wrong, version=2, by=person, now=NOON)

    assert hours.week_of(session, person) == [MORNING]


def test_an_absence_runs_forwards_and_can_be_taken_away(session: Session, make: Make) -> None:
    person = make.person()
    absence = hours.be_away(session, person, NOON, NOON + timedelta(days=2), by=person, now=NOON)

    with pytest.raises(AbsenceBackwards):
        hours.be_away(session, person, NOON, NOON, by=person, now=NOON)
    hours.be_back(session, absence, by=person, now=NOON)

    assert not session.exec(select(Absence)).all()


def test_a_search_reads_in_one_value_the_week_that_people_see(session: Session, make: Make) -> None:
    person = make.person()
    hours.set_week(
        session,
        person,
        [MORNING, Stretch(4, time(13, 30), time(17))],
        version=1,
        by=person,
        now=NOON,
    )
    assert person.week == "0 09:00 12:00,4 13:30 17:00"

    hours.set_week(session, person, [], version=2, by=person, now=NOON)
    assert person.week == ""
