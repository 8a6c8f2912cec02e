"""Scenario "Populier", check 1.10: from the first signal to the first table (scenarios.md 1)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt import clock
from mdt.conferences import speed
from mdt.demo import loading, merwestad
from mdt.models import Conference, ConferenceKind, Person
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
    loading.load(engine, "populier", at=AFTER_THE_REVIEW)
    samira = session.exec(select(Person).where(Person.mail == merwestad.mail_of("samira"))).one()
    first = select(Conference.signal_at).where(Conference.kind == ConferenceKind.FIRST)
    assert session.exec(first).one() == FIRST_CALL

    found = speed.of(session, samira.id, now=clock.now(), fewest=1)

    assert found is not None
    assert timedelta(days=found.days) == timedelta(days=2, hours=15, minutes=20)
