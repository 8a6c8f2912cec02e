"""Rules of mdt.cli.unsafe_database."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt import engine as engines
from mdt.backup import noting
from mdt.cli import unsafe_database
from mdt.models import MailDomain
from mdt.web import health
from tests.conftest import NOON
from tests.databases import ROLE, Database, PostgreSQL


@pytest.fixture
def tended(session: Session) -> Session:
    """Return a database that was copied last night and has a list of mail domains."""
    noting.note(session.connection(), noting.MADE_AT, NOON - timedelta(hours=9))
    session.add(MailDomain(name="partner.example", checked_until=date(2026, 12, 31)))
    session.commit()
    return session


def _said(engine: Engine) -> list[str]:
    return [*unsafe_database.sentences(engine, now=NOON)]


@pytest.mark.usefixtures("tended")
def test_of_a_database_that_is_tended_nothing_is_said(engine: Engine) -> None:
    assert _said(engine) == []


def test_a_database_that_is_new_needs_copies_and_mail_domains(engine: Engine) -> None:
    copies, domains = _said(engine)

    assert "no copy of the database yet" in copies
    assert "No mail domain was agreed on" in domains


def test_an_old_copy_is_named_with_its_day(tended: Session, engine: Engine) -> None:
    noting.note(tended.connection(), noting.MADE_AT, NOON - timedelta(days=3))
    tended.commit()

    [said] = _said(engine)

    assert "2026-02-07" in said


def test_a_list_that_has_lapsed_holds_all_mail(tended: Session, engine: Engine) -> None:
    domain = tended.exec(select(MailDomain)).one()
    domain.checked_until = date(2026, 2, 9)
    tended.commit()

    [said] = _said(engine)

    assert "all mail is held" in said


@pytest.mark.usefixtures("tended")
def test_clocks_that_differ_are_named(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "skew", lambda _: timedelta(minutes=1))

    [said] = _said(engine)

    assert "clocks" in said


def test_a_database_that_is_behind_says_that_and_no_more(database: Database) -> None:
    behind = engines.connect(database.another())

    [said] = _said(behind)

    assert "mdt db upgrade" in said
    behind.dispose()


@pytest.mark.postgresql
@pytest.mark.usefixtures("tended")
def test_a_portal_that_may_do_anything_with_postgresql_is_told(database: Database) -> None:
    assert isinstance(database, PostgreSQL)

    [said] = _said(database.master)

    assert "its second wall does not stand" in said


@pytest.mark.postgresql
@pytest.mark.usefixtures("tended")
def test_a_role_that_row_level_security_does_not_bind_is_told(
    database: Database, engine: Engine
) -> None:
    assert isinstance(database, PostgreSQL)
    _alter_role(database, "BYPASSRLS")
    try:
        [said] = _said(engine)
    finally:
        _alter_role(database, "NOBYPASSRLS")

    assert "bypasses row-level security" in said


def _alter_role(database: PostgreSQL, how: str) -> None:
    with database.master.begin() as connection:
        connection.exec_driver_sql(f"ALTER ROLE {ROLE} {how}")
