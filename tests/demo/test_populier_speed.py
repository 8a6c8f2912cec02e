"""Scenario "Populier", check 1.10: from the first signal to the first table (scenarios.md 1)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from mdt import clock
from mdt.conferences import speed
from mdt.demo import loading, merwestad
from mdt.models import Conference, Person
from mdt.scheduling import local_time

AFTER_THE_REVIEW = datetime(2026, 2, 19, 12, tzinfo=UTC)
FIRST_CALL = local_time.resolve_local(datetime(2026, 2, 9, 21, 40))  # noqa: DTZ001 - Dutch wall clock


@pytest.fixture(autouse=True)
def _the_real_clock_again() -> Iterator[None]:
    yield
    clock.shift(timedelta(0))


def test_from_the_first_call_to_the_first_table_is_63_hours_and_20_minutes(
    engine: Engine, session: Session
) -> None:
    loading.load(engine, at=AFTER_THE_REVIEW)
    held = select(Conference).where(col(Conference.held_at).is_not(None))
    first = session.exec(held.order_by(col(Conference.starts_at))).first()
    samira = session.exec(select(Person).where(Person.mail == merwestad.mail_of("samira"))).one()
    assert first is not None
    first.signal_at = FIRST_CALL
    session.flush()

    found = speed.of(session, samira.id, now=clock.now(), fewest=1)

    assert found is not None
    assert timedelta(days=found.days) == timedelta(days=2, hours=15, minutes=20)
