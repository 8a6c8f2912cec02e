"""Rules of mdt.web.health."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session

from mdt import clock
from mdt import engine as engines
from mdt.web import health
from mdt.web.health import Readiness
from tests.conftest import NOON
from tests.factories import Make

LATE = timedelta(minutes=6)


def found(session: Session, engine: Engine, folder: Path) -> str | None:
    """Commit what the test made, then look."""
    session.commit()
    return health.problem(engine, folder, now=NOON)


def test_a_portal_whose_mail_leaves_in_time_is_ready(
    session: Session, engine: Engine, make: Make, tmp_path: Path
) -> None:
    make.message(due_at=NOON - timedelta(minutes=4))

    assert found(session, engine, tmp_path) is None


def test_a_portal_whose_mail_stays_is_not(
    session: Session, engine: Engine, make: Make, tmp_path: Path
) -> None:
    make.message(due_at=NOON - LATE)

    assert found(session, engine, tmp_path) == "outbox"


def test_a_database_of_another_revision_is_not_ready(engine: Engine, tmp_path: Path) -> None:
    with engines.writing(engine).begin() as connection:
        newest = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
    try:
        assert health.problem(engine, tmp_path, now=NOON) == "migration"
    finally:
        with engines.writing(engine).begin() as connection:
            back = sa.text("UPDATE alembic_version SET version_num = :newest")
            connection.execute(back, {"newest": newest})


def test_a_database_that_is_not_there_is_not_ready(tmp_path: Path) -> None:
    gone = engines.connect(f"sqlite:///{tmp_path}/nowhere/mdt.db")

    assert health.problem(gone, tmp_path, now=NOON) == "OperationalError"


def test_a_database_that_cannot_be_written_is_not_ready(engine: Engine, tmp_path: Path) -> None:
    if engine.dialect.name == "sqlite":
        other = engines.connect(str(engine.url))
        sa.event.listen(other, "connect", lambda one, _: one.execute("PRAGMA query_only = on"))
    else:
        only_reads = {"options": "-c default_transaction_read_only=on"}
        url = engine.url.update_query_dict(only_reads)
        other = engines.connect(url.render_as_string(hide_password=False))

    found = health.problem(other, tmp_path, now=NOON)
    other.dispose()

    assert found in {"OperationalError", "InternalError"}


def test_a_database_whose_clock_differs_is_not_ready(
    session: Session, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = clock.unshifted() + timedelta(minutes=1)
    monkeypatch.setattr(clock, "unshifted", lambda: wrong)

    expected = "clock" if engine.dialect.name == "postgresql" else None

    assert found(session, engine, tmp_path) == expected


def test_a_demo_that_lives_at_another_time_is_ready(
    session: Session, engine: Engine, tmp_path: Path
) -> None:
    clock.shift(timedelta(days=9))
    try:
        assert found(session, engine, tmp_path) is None
    finally:
        clock.shift(timedelta())


def test_a_disk_is_nearly_full_when_little_and_few_is_left() -> None:
    giga = 1024**3

    assert health.is_nearly_full(total=10 * giga, free=giga // 2)
    assert not health.is_nearly_full(total=4 * giga, free=giga)
    assert not health.is_nearly_full(total=1000 * giga, free=50 * giga)


def test_who_asks_often_is_answered_from_memory(
    session: Session, engine: Engine, make: Make, tmp_path: Path
) -> None:
    session.commit()
    readiness = Readiness()
    before = readiness.is_ready(engine, tmp_path, now=NOON)
    make.message(due_at=NOON - LATE)
    session.commit()
    asked: list[object] = []
    note = asked.append
    sa.event.listen(engine, "begin", note)

    assert readiness.is_ready(engine, tmp_path, now=NOON + health.KEPT / 2) == before
    assert not asked
    assert not readiness.is_ready(engine, tmp_path, now=NOON + health.KEPT)
    assert asked
    sa.event.remove(engine, "begin", note)
