"""How a judge's minutes went: asked, waited, used.

In scenario 2 she was there from 10.30 to 10.38 for the procedures only.
"""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from mdt.conferences import meeting
from mdt.judiciary import her_time
from mdt.judiciary.her_time import Spent
from mdt.models import Conference, ConferenceState, Invitation, Person, Role, SeatDomain
from tests.conftest import NOON
from tests.factories import Make

MINUTE = timedelta(minutes=1)


@pytest.fixture
def judge(make: Make) -> Person:
    return make.person(Role.JUDGE)


@pytest.fixture
def sitting(make: Make, judge: Person) -> Conference:
    sitting = make.convened(state=ConferenceState.IN_SESSION)
    make.seat(sitting, judge, domain=SeatDomain.JUDICIARY)
    return sitting


@pytest.fixture
def asked(make: Make, sitting: Conference, judge: Person) -> Invitation:
    columns = {"starts_at": NOON, "ends_at": NOON + 12 * MINUTE}
    return make.invitation(sitting, judge, **columns)


def at(minutes: int) -> datetime:
    return NOON + minutes * MINUTE


def test_nobody_noted_that_she_was_there(session: Session, asked: Invitation) -> None:
    assert her_time.of(session, asked, now=at(20)) is None


def test_what_she_waited_for_her_case_is_not_what_she_was_used_for(
    session: Session, sitting: Conference, asked: Invitation, judge: Person
) -> None:
    [item] = sitting.items
    meeting.come(session, item, judge, by=judge, now=at(0))
    assert her_time.of(session, asked, now=at(3)) == Spent(12, 3, 0)

    meeting.take_up(session, item, by=judge, now=at(4))
    meeting.go(session, item, judge, by=judge, now=at(12))

    assert her_time.of(session, asked, now=at(20)) == Spent(12, 4, 8)


def test_who_stays_while_another_case_is_discussed_waits_and_the_end_ends_it(
    session: Session, make: Make, sitting: Conference, asked: Invitation, judge: Person
) -> None:
    [item] = sitting.items
    other = make.item(sitting, make.case())
    session.refresh(sitting)
    meeting.take_up(session, item, by=judge, now=at(0))
    meeting.come(session, item, judge, by=judge, now=at(2))
    meeting.take_up(session, other, by=judge, now=at(10))
    sitting.held_at = at(15)

    assert her_time.of(session, asked, now=at(60)) == Spent(12, 5, 8)


def test_who_went_and_came_back_was_not_there_in_between(
    session: Session, sitting: Conference, asked: Invitation, judge: Person
) -> None:
    [item] = sitting.items
    meeting.take_up(session, item, by=judge, now=at(0))
    for came, left in ((0, 3), (8, 10)):
        meeting.come(session, item, judge, by=judge, now=at(came))
        meeting.go(session, item, judge, by=judge, now=at(left))

    assert her_time.of(session, asked, now=at(60)) == Spent(12, 0, 5)


STRETCHES = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda p: (at(min(p)), at(max(p)))),
    max_size=6,
)


@given(STRETCHES)
def test_the_length_is_the_number_of_minutes_that_any_stretch_covers(
    stretches: list[tuple[datetime, datetime]],
) -> None:
    covered = {
        minute for begin, end in stretches for minute in range(61) if begin <= at(minute) < end
    }

    assert her_time.length(stretches) == len(covered) * MINUTE
