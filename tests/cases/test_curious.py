"""Rules of mdt.cases.curious: the officer hears who opens many cases, while it goes on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt import clock
from mdt import engine as engines
from mdt.cli import curiosity as command
from mdt.conferences.cascade_turns import Desk
from mdt.config import Settings
from mdt.models import AuditRecord, Case, MessageKind, OutboxMessage, Person, Role
from mdt.web import database
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import soup, text_of

MANY = 3
Warn = Callable[[], int]


@pytest.fixture
def officer(make: Make) -> Person:
    return make.person(Role.DPO)


@pytest.fixture
def aagje(make: Make) -> Person:
    return make.person(name="Nieuwsgierig Aagje")


@pytest.fixture
def warn(session: Session, engine: Engine, settings: Settings, at_noon: None) -> Warn:  # noqa: ARG001 - it is noon
    """Return a function that does what the worker does; it returns how many mails are owed."""

    def opened() -> Session:
        return database.open_session(engines.writing(engine), settings)

    def work() -> int:
        session.commit()
        number = command.warn_due(Desk(engine, opened, clock.now), MANY)
        session.expire_all()
        return number

    return work


def opens(
    make: Make, who: Person, cases: list[Case], *, ago: int = 10, allowed: bool = True
) -> None:
    """Let somebody open each of these cases, so many minutes ago."""
    for case in cases:
        make.add(
            AuditRecord(
                at=NOON - timedelta(minutes=ago),
                actor_id=who.id,
                action="case:view",
                ground="role",
                case_id=case.id,
                allowed=allowed,
            )
        )


def told(session: Session) -> set[UUID]:
    query = select(OutboxMessage.person_id).where(OutboxMessage.kind == MessageKind.ALERT)
    return set(session.exec(query))


def test_whoever_opens_many_cases_is_one_mail_to_the_officer_for_that_hour(
    session: Session, make: Make, officer: Person, aagje: Person, warn: Warn
) -> None:
    cases = [make.case() for _ in range(MANY + 1)]
    opens(make, aagje, cases[:-2])
    assert warn() == 0

    opens(make, aagje, cases[:-1])
    assert warn() == 1
    opens(make, aagje, cases)
    assert warn() == 0
    assert told(session) == {officer.id}
    [mail] = session.exec(select(OutboxMessage)).all()
    assert (mail.case_id, mail.conference_id, mail.details) == (None, None, {})


def test_nobody_else_hears_of_it_and_nobody_watches_themselves(
    session: Session, make: Make, officer: Person, warn: Warn
) -> None:
    make.person(Role.CHAIR)
    make.person(Role.ADMINISTRATOR)
    opens(make, officer, [make.case() for _ in range(MANY)])
    assert warn() == 0
    second = make.person(Role.DPO)
    assert warn() == 1
    assert told(session) == {second.id}


def test_a_refusal_a_case_that_is_shut_to_the_officer_and_what_is_long_ago_do_not_count(
    make: Make, officer: Person, aagje: Person, warn: Warn
) -> None:
    cases = [make.case() for _ in range(MANY)]
    opens(make, aagje, cases, allowed=False)
    opens(make, aagje, cases, ago=200)
    assert warn() == 0
    make.wall(cases[0], officer)
    opens(make, aagje, cases)
    assert warn() == 0


def test_the_officer_reads_it_on_vandaag_for_a_day_and_nobody_else_does(
    app: Flask, make: Make, as_person: AsPerson, officer: Person, aagje: Person
) -> None:
    app.extensions["mdt.settings"] = replace(app.extensions["mdt.settings"], curious_cases=MANY)
    opens(make, aagje, [make.case() for _ in range(MANY)], ago=23 * 60)
    said = "Nieuwsgierig Aagje opende 3 zaken in een uur"

    shown = as_person(officer).get("/")
    assert said in text_of(shown, "#alerts")
    assert soup(shown).select_one("#alerts a[href='/audit/hours']")
    for role in (Role.CHAIR, Role.COORDINATOR, Role.ADMINISTRATOR):
        assert said not in as_person(make.person(role)).get("/").text
    clock.shift(clock.offset() + timedelta(hours=2))
    assert said not in as_person(officer).get("/").text
