"""Rules of mdt.reminders.due: who hears what and when; never twice, whatever befalls a worker."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time
from threading import Event

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from mdt.conferences.cascade_turns import Desk
from mdt.models import Absence, ActionState, OutboxMessage, ReminderRhythm, WorkingPattern
from mdt.outbox import queue
from mdt.reminders import due
from tests.conftest import NOON
from tests.factories import Make
from tests.reminders.cast import DAY, HOUR, LATE, USUAL, At, desk, mails, owned, said, wall


def test_an_owner_is_reminded_the_day_before_and_when_it_is_late_once_each(
    session: Session, make: Make, at: At
) -> None:
    action = owned(make)

    assert [at(NOON), at(NOON + HOUR), at(LATE), at(LATE + HOUR)] == [1, 0, 1, 0]

    assert said(session) == ["before-1", "late-0"]
    assert {mail.person_id for mail in mails(session)} == {action.owner_id}


def test_what_stays_late_is_told_again_after_a_week(session: Session, make: Make, at: At) -> None:
    owned(make)

    looks = [at(LATE + number * DAY) for number in range(8)]

    assert sum(looks) == 2
    assert said(session) == ["late-0", "late-1"]


def test_several_things_come_in_one_mail(session: Session, make: Make, at: At) -> None:
    owner = make.person()
    owned(make, owner)
    owned(make, owner)

    assert at(NOON) == 1

    assert len(mails(session)) == 1
    assert len(said(session)) == 2


@pytest.mark.parametrize("state", [ActionState.DONE, ActionState.NOT_DONE])
def test_what_is_settled_is_not_reminded(make: Make, at: At, state: ActionState) -> None:
    owned(make, state=state, settled_at=NOON)

    assert at(LATE) == 0


def test_a_closed_case_reminds_nobody(make: Make, at: At) -> None:
    make.action(make.case(closed_at=NOON), created_at=NOON - 30 * DAY)

    assert at(LATE) == 0


@pytest.mark.parametrize("who", ["not active", "left"])
def test_who_left_hears_nothing(make: Make, at: At, who: str) -> None:
    left = who == "left"
    owner = make.person(None) if left else make.person(is_active=False)
    owned(make, owner)

    assert at(LATE) == 0


def test_the_new_owner_is_reminded_too(make: Make, at: At) -> None:
    action = owned(make)
    at(LATE)
    action.owner_id = make.person().id

    assert at(LATE + HOUR) == 1


def test_at_night_nobody_hears_anything_until_the_morning(make: Make, at: At) -> None:
    owned(make)
    evening = date(2026, 2, 11)
    looks = [wall(evening, 22), wall(evening + DAY, 3), wall(evening + DAY, 6, 59)]

    assert [at(look) for look in looks] == [0, 0, 0]
    assert at(wall(evening + DAY, 7)) == 1


@pytest.mark.parametrize("night", [date(2026, 3, 29), date(2026, 10, 25)])
def test_seven_is_seven_also_after_the_night_on_which_clocks_change(
    make: Make, at: At, night: date
) -> None:
    owner = make.person()
    make.add(WorkingPattern(person_id=owner.id, weekday=6, starts=time(9), ends=time(17)))
    owned(make, owner, due_at=None, due_on=night - DAY, late_after=wall(night, 0) - DAY / 86400)

    assert at(wall(night, 6, 59)) == 0
    assert at(wall(night, 7)) == 1


def test_nobody_hears_anything_on_a_day_that_is_not_theirs(make: Make, at: At) -> None:
    owner = make.person()
    make.add(WorkingPattern(person_id=owner.id, weekday=4, starts=time(9), ends=time(17)))
    owned(make, owner)

    assert [at(LATE), at(LATE + DAY)] == [0, 1]


def test_who_is_away_hears_once_of_what_they_missed(session: Session, make: Make, at: At) -> None:
    owner = make.person()
    make.add(Absence(person_id=owner.id, starts_at=NOON - DAY, ends_at=LATE - HOUR))
    owned(make, owner)

    assert [at(NOON), at(LATE)] == [0, 1]
    assert said(session) == ["late-0"], "that it was due soon is no news any more"


def test_a_digest_bundles_what_came_up_into_one_mail_a_day(
    session: Session, make: Make, at: At
) -> None:
    owner = make.person()
    make.add(ReminderRhythm(person_id=owner.id, digest_at=time(9, 30)))
    owned(make, owner)
    thursday = date(2026, 2, 12)
    late_today = wall(thursday, 11)
    owned(make, owner, due_at=late_today, late_after=late_today)

    looks = [at(wall(thursday, 9)), at(wall(thursday, 9, 30)), at(wall(thursday, 12))]

    assert looks == [0, 1, 0], "what comes up at noon waits for tomorrow's digest"
    assert at(wall(thursday + DAY, 9, 30)) == 1
    assert said(session) == ["before-1", "late-0", "late-0"]


def test_two_workers_remind_nobody_twice(engine: Engine, session: Session, make: Make) -> None:
    owned(make)
    session.commit()

    with ThreadPoolExecutor(2) as pool:
        looks = [pool.submit(due.handle_due, desk(engine, LATE), USUAL, Event()) for _ in range(2)]

    assert sum(look.result() for look in looks) == 1
    assert len(mails(session)) == 1


def test_a_worker_that_dies_half_way_leaves_it_owed(
    engine: Engine, session: Session, make: Make, at: At, monkeypatch: pytest.MonkeyPatch
) -> None:
    owned(make)
    session.commit()
    owe = queue.owe

    def die(session: Session, message: OutboxMessage) -> None:
        owe(session, message)
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(queue, "owe", die)
        with pytest.raises(SystemExit):
            due.handle_due(desk(engine, LATE), USUAL, Event())

    assert mails(session) == []
    assert at(LATE) == 1


def test_told_to_stop_a_worker_begins_nothing_new(
    engine: Engine, session: Session, make: Make
) -> None:
    owned(make)
    session.commit()
    stop = Event()
    stop.set()

    assert due.handle_due(desk(engine, LATE), USUAL, stop) == 0


def test_trouble_with_the_database_ends_no_work(engine: Engine) -> None:
    stop = Event()

    def away() -> datetime:
        stop.set()
        raise OperationalError("", {}, OSError())

    due.work(Desk(engine, lambda: Session(engine), away), USUAL, stop)

    assert stop.is_set()
