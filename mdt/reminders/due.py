"""What is owed to the clock: a look once a minute at whom to remind.

Nothing is planned ahead, so what is settled, moved or reassigned needs no taking back. Each
person's reminders and their mail are one transaction: a worker that dies has done all or nothing,
and of two workers the second waits for the first and finds nothing left.
"""

import logging
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlmodel import Session, col, func, select

from mdt import rounds
from mdt.conferences.cascade_turns import Desk
from mdt.models import MessageKind, OutboxMessage, Person, Reminder
from mdt.outbox import queue
from mdt.reminders import owed, rhythm, rhythms
from mdt.reminders.occasions import Owed, Timetable
from mdt.rounds import Stop
from mdt.scheduling import waking
from mdt.scheduling.local_time import local

logger = logging.getLogger(__name__)

LOOK_SECONDS = 60.0


def work(desk: Desk, timetable: Timetable, stop: Stop) -> None:
    """Remind until told to stop, looking every minute."""
    rounds.keep(
        partial(handle_due, desk, timetable, stop), stop, seconds=LOOK_SECONDS, logger=logger
    )


def handle_due(desk: Desk, timetable: Timetable, stop: Stop) -> int:
    """Remind everybody who may hear something now; return how many people.

    Looks first without a write lock: an idle worker must not hold up people on SQLite.
    """
    now = desk.clock()
    if waking.is_night(now):
        return 0
    with Session(desk.engine) as session:
        people = {one.person_id for one in owed.read(session, timetable, now=now)}
        found = sorted(_reachable(session, people, now))
    return sum(_handle(desk, timetable, one, now) for one in found if not stop.is_set())


def _handle(desk: Desk, timetable: Timetable, person_id: UUID, now: datetime) -> bool:
    """Remind one person; False when another worker, or the person themselves, was first."""
    with desk.open_session() as session:
        person = session.exec(select(Person).where(Person.id == person_id).with_for_update()).one()
        things = owed.read(session, timetable, person_id=person_id, now=now)
        is_done = bool(things) and person_id in _reachable(session, {person_id}, now)
        if is_done:
            _remind(session, person, things, now)
        session.commit()
    return is_done


def _remind(session: Session, person: Person, things: list[Owed], now: datetime) -> None:
    message = OutboxMessage(
        kind=MessageKind.REMINDER,
        dedupe=f"reminder:{things[0].key}",
        person_id=person.id,
        message_id=queue.new_message_id(session),
        language=person.language,
        stamped_at=now,
        created_at=now,
        due_at=now,
    )
    queue.owe(session, message)
    session.add_all(
        Reminder(
            key=thing.key,
            person_id=person.id,
            message_id=message.id,
            case_id=thing.case_id,
            action_id=thing.action_id,
            invitation_id=thing.invitation_id,
            at=now,
        )
        for thing in things
    )


def _reachable(session: Session, people: set[UUID], now: datetime) -> set[UUID]:
    """Return who of these people may hear something now: in their rhythm, one digest a day."""
    last = _last(session, people)
    return {
        one
        for one, its in rhythms.of(session, people, now=now).items()
        if rhythm.is_open(its, now)
        and not (its.digest_at and one in last and local(last[one]).date() == local(now).date())
    }


def _last(session: Session, people: set[UUID]) -> dict[UUID, datetime]:
    """Return when each of these people was last reminded."""
    rows = session.exec(
        select(Reminder.person_id, func.max(Reminder.at))
        .where(col(Reminder.person_id).in_(people))
        .group_by(col(Reminder.person_id))
    )
    return dict(rows.all())
