"""Whatever happens in whatever order: never at night, never twice, never of what was settled."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from threading import Event
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session, delete, select

from mdt import engine as engines
from mdt.models import (
    ActionState,
    OutboxMessage,
    Person,
    Reminder,
    ReminderRhythm,
    SafetyAction,
    WorkingPattern,
)
from mdt.outbox.delivery import NotNow
from mdt.reminders import due, still
from mdt.scheduling.local_time import local
from mdt.web.database import open_session
from tests.conftest import NOON
from tests.databases import Database
from tests.factories import Make
from tests.reminders.cast import USUAL, desk, owned

Step = Callable[[Session, list[UUID], list[UUID]], None]
"""Something that somebody does to actions or to people, named by their keys."""

HOURS = st.integers(0, 60)
"""How much time passes between two steps."""


def _settle(session: Session, actions: list[UUID], _: list[UUID]) -> None:
    action = session.get_one(SafetyAction, actions[0])
    action.state, action.settled_at = ActionState.DONE, NOON


def _reopen(session: Session, actions: list[UUID], _: list[UUID]) -> None:
    action = session.get_one(SafetyAction, actions[0])
    action.state, action.settled_at = ActionState.BUSY, None


def _put_off(session: Session, actions: list[UUID], _: list[UUID]) -> None:
    action = session.get_one(SafetyAction, actions[1])
    action.due_at = action.late_after = action.late_after + timedelta(days=2)


def _hand_over(session: Session, actions: list[UUID], people: list[UUID]) -> None:
    action = session.get_one(SafetyAction, actions[1])
    action.owner_id = people[1] if action.owner_id == people[0] else people[0]


def _bundle(session: Session, _: list[UUID], people: list[UUID]) -> None:
    session.exec(delete(ReminderRhythm))
    session.add(ReminderRhythm(person_id=people[0], digest_at=time(9, 30)))


def _work_less(session: Session, _: list[UUID], people: list[UUID]) -> None:
    session.exec(delete(WorkingPattern))
    for weekday in (1, 5):
        session.add(
            WorkingPattern(person_id=people[1], weekday=weekday, starts=time(9), ends=time(17))
        )


def _leave(session: Session, _: list[UUID], people: list[UUID]) -> None:
    person = session.get_one(Person, people[1])
    person.is_active = not person.is_active


STEPS = st.sampled_from([_settle, _reopen, _put_off, _hand_over, _bundle, _work_less, _leave])


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(st.tuples(STEPS, HOURS), min_size=4, max_size=14))
@example(steps=[(_settle, 0), (_settle, 18), (_reopen, 0)])
def test_whatever_happens_nobody_is_disturbed_twice_at_night_or_for_nothing(
    database: Database, steps: list[tuple[Step, int]]
) -> None:
    database.empty()
    engine = database.engine
    with open_session(engines.writing(engine)) as session:
        make = Make(session, NOON)
        people = [make.person().id, make.person().id]
        actions = [owned(make, session.get_one(Person, people[0])).id for _ in range(2)]
        session.commit()
        now = NOON - timedelta(days=1)
        for step, hours in steps:
            step(session, actions, people)
            session.commit()
            now += timedelta(hours=hours)
            _look(engine, session, now)
        keys = list(session.exec(select(Reminder.key)))
        assert len(keys) == len(set(keys)), "nothing is said twice"
        _tell_apart(session)
        session.rollback()


def _look(engine: Engine, session: Session, now: datetime) -> None:
    """Let a worker look twice; what it owes must hold when it is written at once."""
    known = set(session.exec(select(OutboxMessage.id)))
    session.commit()
    done = [due.handle_due(desk(engine, now), USUAL, Event()) for _ in range(2)]
    session.expire_all()
    fresh = [one for one in session.exec(select(OutboxMessage)) if one.id not in known]
    assert (done[0], done[1]) == (len(fresh), 0)
    assert len({one.person_id for one in fresh}) == len(fresh), "one mail a person"
    for message in fresh:
        assert time(7) <= local(now).time() < time(22)
        for line in still.content(session, message, now=now).actions:
            assert line.action.state in {ActionState.OPEN, ActionState.BUSY}
            assert line.action.owner_id == message.person_id
            assert session.get_one(Person, message.person_id).is_active
    session.commit()


def _tell_apart(session: Session) -> None:
    """Check that nothing settled is said by what still waits."""
    for action in session.exec(select(SafetyAction)):
        action.state = ActionState.DONE
    session.flush()
    for message in session.exec(select(OutboxMessage)):
        with pytest.raises(NotNow) as word:
            still.content(session, message, now=message.created_at)
        assert word.value.rest.until is None
