"""The rhythm in which people want to be reminded, out of their rows."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, time, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from mdt import events
from mdt.errors import N_, DomainError
from mdt.models import Absence, Person, ReminderRhythm, WorkingPattern
from mdt.reminders.rhythm import LOOK_AHEAD_DAYS, OFFICE_DAYS, Rhythm
from mdt.scheduling.masks import Interval
from mdt.scheduling.waking import MORNING, NIGHT


class DigestAtNight(DomainError):
    """Nobody is disturbed at night, so nothing can be bundled for then."""

    text = N_("Kies een tijd tussen 7.00 en 22.00 uur.")


def of(session: Session, people: Collection[UUID], *, now: datetime) -> dict[UUID, Rhythm]:
    """Return the rhythm of each of these people: three queries, however many they are."""
    days = _weekdays(session, people)
    digests = _digests(session, people)
    away = _away(session, people, now)
    return {
        one: Rhythm(frozenset(days.get(one, OFFICE_DAYS)), digests.get(one), tuple(away[one]))
        for one in people
    }


def digest_of(session: Session, person: Person) -> time | None:
    """Return when the person wants one mail a day; None when they want to hear at once."""
    return _digests(session, [person.id]).get(person.id)


def choose(
    session: Session, person: Person, digest_at: time | None, *, by: Person, now: datetime
) -> None:
    """Remind the person in one mail a day at that time, or at once. Raises DigestAtNight."""
    if digest_at is not None and not MORNING <= digest_at < NIGHT:
        raise DigestAtNight
    row = session.exec(select(ReminderRhythm).where(ReminderRhythm.person_id == person.id)).first()
    row = row or ReminderRhythm(person_id=person.id)
    row.digest_at = digest_at
    session.add(row)
    events.record(session, events.PersonChanged(at=now, actor_id=by.id, subject_id=person.id))


def _weekdays(session: Session, people: Collection[UUID]) -> dict[UUID, set[int]]:
    found: dict[UUID, set[int]] = defaultdict(set)
    for person_id, weekday in session.exec(
        select(WorkingPattern.person_id, WorkingPattern.weekday).where(
            col(WorkingPattern.person_id).in_(people)
        )
    ):
        found[person_id].add(weekday)
    return found


def _digests(session: Session, people: Collection[UUID]) -> dict[UUID, time | None]:
    rows = session.exec(select(ReminderRhythm).where(col(ReminderRhythm.person_id).in_(people)))
    return {row.person_id: row.digest_at for row in rows}


def _away(session: Session, people: Collection[UUID], now: datetime) -> dict[UUID, list[Interval]]:
    found: dict[UUID, list[Interval]] = defaultdict(list)
    horizon = now + timedelta(days=LOOK_AHEAD_DAYS)
    for person_id, starts_at, ends_at in session.exec(
        select(Absence.person_id, Absence.starts_at, Absence.ends_at).where(
            col(Absence.person_id).in_(people),
            Absence.ends_at > now,
            Absence.starts_at < horizon,
        )
    ):
        found[person_id].append((starts_at, ends_at))
    return found
