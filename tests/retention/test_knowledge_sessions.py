"""Rules of mdt.retention.knowledge_sessions. Source: decision 152."""

from datetime import timedelta
from threading import Event

from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt.models import (
    Conference,
    Invitation,
    KnowledgeGuest,
    OutboxMessage,
    Person,
)
from mdt.models.base import Row
from mdt.retention import sweeping
from mdt.retention.sweeping import Terms
from tests.conferences.test_knowledge import NEXT_WEEK, judge, planned
from tests.factories import Make
from tests.reminders.cast import desk

LATER = NEXT_WEEK + timedelta(days=731)


def sweep(engine: Engine, session: Session, *, days: int = 0) -> int:
    session.commit()
    gone = sweeping.sweep(desk(engine, LATER + timedelta(days=days)), Terms(), Event())
    session.expire_all()
    return gone


def left(session: Session, *kinds: type[Row]) -> list[int]:
    return [len(session.exec(select(kind)).all()) for kind in kinds]


def test_a_session_goes_two_years_after_its_moment_with_whoever_was_asked(
    engine: Engine, session: Session, make: Make
) -> None:
    kok = make.person()
    planned(make, kok, judge(make))
    people = len(session.exec(select(Person)).all())

    assert sweep(engine, session, days=-2) == 0
    assert left(session, Conference, KnowledgeGuest, Invitation) == [1, 2, 2]

    sweep(engine, session)

    rows = (Conference, KnowledgeGuest, Invitation, OutboxMessage)
    assert left(session, *rows) == [0, 0, 0, 0]
    assert len(session.exec(select(Person)).all()) == people


def test_a_conference_about_a_case_stays_however_long_ago(
    engine: Engine, session: Session, make: Make
) -> None:
    make.invitation(make.convened(), make.person())

    sweep(engine, session, days=3650)

    assert left(session, Conference, Invitation) == [1, 1]
