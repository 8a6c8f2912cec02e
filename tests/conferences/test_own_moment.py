"""When somebody is up, as the chair goes on through the agenda."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from mdt.conferences import meeting, own_moment
from mdt.conferences.meeting import NotInSession
from mdt.conferences.own_moment import OwnMoment, PartIsOver, Stage
from mdt.models import (
    AgendaItem,
    AgendaPart,
    Attendance,
    Conference,
    ConferenceState,
    Invitation,
    PartKind,
    Person,
    Reply,
    Role,
    SeatDomain,
    SeatPart,
)
from tests.conftest import NOON
from tests.factories import Make

MINUTE = timedelta(minutes=1)


class Sitting:
    """Two cases of twenty minutes at noon; the judge is asked for the second."""

    def __init__(self, make: Make) -> None:
        self.session, self.make = make.session, make
        self.conference: Conference = make.convened(starts_at=NOON, minutes=20)
        self.first: AgendaItem = self.conference.items[0]
        self.second = make.item(self.conference, make.case())
        self.judge: Person = make.person(Role.JUDGE)
        self.seat = make.seat(self.conference, self.judge, self.second, domain=SeatDomain.JUDICIARY)
        self.asked: Invitation = make.invitation(self.conference, self.judge)

    def opens(self) -> "Sitting":
        self.conference.state = ConferenceState.IN_SESSION
        return self

    def turn(self, item: AgendaItem, minutes: int) -> None:
        meeting.take_up(self.session, item, by=self.judge, now=at(minutes))

    def told(self, minutes: int) -> OwnMoment:
        return own_moment.of(self.session, self.asked, now=at(minutes))

    def needs(self, *kinds: PartKind) -> None:
        """Let the second case have three parts, and the judge be there for some."""
        for position, (kind, minutes) in enumerate(
            [(PartKind.PROCEDURES, 5), (PartKind.SHARING, 5), (PartKind.ACTIONS, 10)]
        ):
            part = AgendaPart(item_id=self.second.id, kind=kind, minutes=minutes, position=position)
            self.make.add(part)
            if kind in kinds:
                self.make.add(SeatPart(seat_id=self.seat.id, part_id=part.id))


@pytest.fixture
def sitting(make: Make) -> Sitting:
    return Sitting(make)


def at(minutes: int) -> datetime:
    return NOON + minutes * MINUTE


def test_before_it_begins_the_moment_is_the_planned_one(sitting: Sitting) -> None:
    told = sitting.told(-30)

    assert (told.stage, told.starts_at, told.planned_at) == (Stage.NOT_BEGUN, at(20), at(20))
    assert (told.minutes, told.may_come) == (20, False)


def test_a_sitting_that_begins_late_is_late_for_everybody(sitting: Sitting) -> None:
    assert sitting.told(10).starts_at == at(30)
    assert sitting.told(10).planned_at == at(20)


@pytest.mark.parametrize(
    ("taken_up", "now", "expected"), [(0, 5, 20), (7, 12, 27), (0, 25, 25), (-5, 0, 15)]
)
def test_the_moment_follows_what_the_chair_took_up(
    sitting: Sitting, taken_up: int, now: int, expected: int
) -> None:
    sitting.opens().turn(sitting.first, taken_up)
    told = sitting.told(now)

    assert (told.stage, told.starts_at) == (Stage.WAITS, at(expected))


def test_a_case_that_is_done_sooner_brings_the_next_one_forward(sitting: Sitting) -> None:
    sitting.opens().turn(sitting.first, 0)
    sitting.turn(sitting.second, 8)

    told = sitting.told(9)

    assert (told.stage, told.starts_at, told.planned_at) == (Stage.NOW, at(8), at(20))


def test_what_was_taken_up_first_comes_before_what_stands_first(sitting: Sitting) -> None:
    sitting.opens().turn(sitting.second, 0)
    sitting.turn(sitting.first, 15)

    assert sitting.told(16) == OwnMoment(Stage.OVER)


def test_a_pause_and_a_fixed_hour_are_waited_for(sitting: Sitting) -> None:
    sitting.second.pause_minutes = 10
    assert sitting.told(0).starts_at == at(30)
    sitting.second.earliest_minutes = 45
    assert sitting.told(0).starts_at == at(45)


def test_who_is_needed_for_some_parts_is_up_for_those_and_done_after_them(
    sitting: Sitting,
) -> None:
    sitting.needs(PartKind.SHARING)
    assert sitting.told(0).starts_at == at(25)
    sitting.opens().turn(sitting.second, 0)

    stages = [sitting.told(minutes).stage for minutes in (4, 5, 9, 10)]
    assert stages == [Stage.WAITS, Stage.NOW, Stage.NOW, Stage.OVER]
    assert sitting.told(4).minutes == 5


def test_who_said_no_or_is_asked_no_more_or_sees_it_called_off_is_not_expected(
    sitting: Sitting,
) -> None:
    sitting.asked.reply = Reply.NO
    assert sitting.told(0) == OwnMoment(Stage.OFF)
    sitting.asked.reply, sitting.asked.withdrawn_at = None, NOON
    assert sitting.told(0) == OwnMoment(Stage.OFF)
    sitting.asked.withdrawn_at = None
    sitting.conference.state = ConferenceState.CANCELLED
    assert sitting.told(0) == OwnMoment(Stage.OFF)


def test_who_is_asked_as_a_stand_in_has_no_moment_yet(sitting: Sitting, make: Make) -> None:
    other = make.invitation(sitting.conference, make.person(Role.JUDGE))

    found = own_moment.of(sitting.session, other, now=NOON)

    assert found.stage is Stage.NO_SEAT


def test_after_it_was_held_everybodys_part_is_over(sitting: Sitting) -> None:
    sitting.conference.state = ConferenceState.HELD

    assert sitting.told(50).stage is Stage.OVER


def test_coming_and_going_is_kept_at_the_own_case_and_at_no_other(
    sitting: Sitting, session: Session
) -> None:
    sitting.opens().turn(sitting.first, 0)
    for minutes in (5, 6):
        own_moment.come(session, sitting.asked, by=sitting.judge, now=at(minutes))
    assert sitting.told(7).is_here
    assert not sitting.told(7).may_come
    own_moment.go(session, sitting.asked, by=sitting.judge, now=at(30))

    [row] = session.exec(select(Attendance)).all()
    assert (row.item_id, row.person_id) == (sitting.second.id, sitting.judge.id)
    assert (row.in_at, row.out_at) == (at(5), at(30))


def test_coming_to_the_next_own_case_leaves_the_one_before(
    sitting: Sitting, session: Session
) -> None:
    sitting.make.seat(sitting.conference, sitting.judge, sitting.first, domain=SeatDomain.JUDICIARY)
    sitting.opens().turn(sitting.first, 0)
    own_moment.come(session, sitting.asked, by=sitting.judge, now=at(1))
    sitting.turn(sitting.second, 20)
    own_moment.come(session, sitting.asked, by=sitting.judge, now=at(21))

    rows = {row.item_id: row.out_at for row in session.exec(select(Attendance)).all()}
    assert rows == {sitting.first.id: at(21), sitting.second.id: None}


def test_nobody_comes_before_the_sitting_or_after_their_part(
    sitting: Sitting, session: Session
) -> None:
    with pytest.raises(NotInSession):
        own_moment.come(session, sitting.asked, by=sitting.judge, now=NOON)
    with pytest.raises(NotInSession):
        own_moment.go(session, sitting.asked, by=sitting.judge, now=NOON)
    sitting.opens().turn(sitting.second, 0)
    sitting.turn(sitting.first, 20)
    with pytest.raises(PartIsOver):
        own_moment.come(session, sitting.asked, by=sitting.judge, now=at(30))
    assert not session.exec(select(Attendance)).all()
