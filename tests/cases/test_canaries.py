"""Rules of mdt.cases.canaries, mdt.cli.canary and what the officer sees of it."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt import clock
from mdt import engine as engines
from mdt.cases import canaries
from mdt.cli import canary as command
from mdt.cli import main
from mdt.conferences.cascade_turns import Desk
from mdt.config import Settings
from mdt.models import CanaryCase, Case, MessageKind, OutboxMessage, Person, Role
from mdt.web import database
from tests.conftest import NOON, AsPerson
from tests.databases import Database
from tests.factories import Make
from tests.pages import send, text_of

Warn = Callable[[], int]


@pytest.fixture
def lead(make: Make) -> Person:
    return make.person(name="Dennis")


@pytest.fixture
def case(make: Make, lead: Person) -> Case:
    canary = canaries.set_up(make.session, make.region, lead=lead, now=NOON)
    return make.session.get_one(Case, canary.case_id)


@pytest.fixture
def warn(session: Session, engine: Engine, settings: Settings) -> Warn:
    """Return a function that does what the worker does; it returns of how many cases."""

    def opened() -> Session:
        return database.open_session(engines.writing(engine), settings)

    def work() -> int:
        session.commit()
        number = command.warn_due(Desk(engine, opened, clock.now))
        session.expire_all()
        return number

    return work


def mails(session: Session) -> list[OutboxMessage]:
    query = select(OutboxMessage).where(OutboxMessage.kind == MessageKind.ALERT)
    return list(session.exec(query))


def test_who_opens_it_is_one_alarm_until_the_officer_said_that_they_looked(
    make: Make, as_person: AsPerson, case: Case, warn: Warn
) -> None:
    officer, page = make.person(Role.DPO), f"/audit/cases/{case.id}"
    samira = make.person(Role.COORDINATOR, name="Samira")
    curious, watcher = as_person(samira), as_person(officer)
    assert warn() == 0

    for _ in range(2):
        curious.get(f"/cases/{case.id}")
        warn()

    [mail] = mails(make.session)
    assert (mail.person_id, mail.case_id) == (officer.id, case.id)
    assert "Samira opende de lokzaak" in watcher.get("/").text
    assert "Dit is een lokzaak" in watcher.get(page).text
    assert send(watcher, f"{page}/canary-check").location == page
    assert "lokzaak" not in watcher.get("/").text
    assert warn() == 0

    curious.get(f"/cases/{case.id}")

    assert warn() == 1
    assert len(mails(make.session)) == 2


def test_that_it_stands_in_a_list_is_no_alarm_and_to_look_for_its_whole_name_is(
    make: Make, as_person: AsPerson, case: Case, warn: Warn
) -> None:
    browser = as_person(make.coordinator())
    make.person(Role.DPO)

    assert case.alias in browser.get("/cases/").text
    assert case.alias in send(browser, "/search/", q=case.alias[:3]).text
    assert warn() == 0

    send(browser, "/search/", q=case.reference.lower())
    assert warn() == 1


def test_to_try_and_be_refused_and_to_break_its_glass_are_alarms(
    make: Make, as_person: AsPerson, case: Case, warn: Warn
) -> None:
    browser, officer = as_person(make.stranger()), make.person(Role.DPO)

    assert browser.get(f"/cases/{case.id}").status_code == 404
    assert warn() == 1
    as_person(officer)
    send(browser, "/emergency-access/", reference=case.reference, reason="Er is nu gevaar.")
    browser.get(f"/cases/{case.id}")
    assert warn() == 1


def test_its_lead_and_the_officer_who_looks_who_looked_are_no_alarm(
    make: Make, as_person: AsPerson, case: Case, lead: Person, warn: Warn
) -> None:
    as_person(lead).get(f"/cases/{case.id}")
    officer = as_person(make.person(Role.DPO))
    for _ in range(2):
        officer.get(f"/audit/cases/{case.id}")

    assert warn() == 0
    assert "lokzaak" not in officer.get("/").text


def test_nothing_on_its_pages_says_what_it_is(make: Make, as_person: AsPerson, case: Case) -> None:
    browser = as_person(make.coordinator())

    for page in ("", "/plan", "/history"):
        assert "lokzaak" not in browser.get(f"/cases/{case.id}{page}").text
    assert "lokzaak" not in text_of(browser.get("/"))


def test_it_changes_nothing_on_vandaag_nor_on_the_week_of_the_region(
    make: Make, as_person: AsPerson, lead: Person
) -> None:
    browser = as_person(make.coordinator())
    pages = ("/", "/region-week/", "/conferences/", "/actions/")
    before = [text_of(browser.get(page), "main") for page in pages]

    canaries.set_up(make.session, make.region, lead=lead, now=NOON)

    assert [text_of(browser.get(page), "main") for page in pages] == before


def test_others_cannot_say_that_they_looked_nor_of_a_case_that_is_none(
    make: Make, as_person: AsPerson, case: Case, lead: Person
) -> None:
    other = make.case(lead_id=lead.id)
    officer = make.person(Role.DPO)

    for person in (lead, make.coordinator(), make.stranger(), make.person(Role.AUDITOR)):
        path = f"/audit/cases/{case.id}/canary-check"
        assert send(as_person(person), path).status_code == 404
    assert send(as_person(officer), f"/audit/cases/{other.id}/canary-check").status_code == 404


def test_the_command_sets_it_and_says_whom_to_tell(
    make: Make,
    database: Database,
    lead: Person,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("MDT_DATABASE_URL", database.url)
    region, session = make.region.name, make.session
    session.commit()

    assert main.main(["canary", region, lead.mail]) == 0
    case = session.get_one(Case, session.exec(select(CanaryCase.case_id)).one())
    assert f"{case.reference} is a canary case" in capsys.readouterr().out
    session.commit()
    for arguments in (["Nergens", lead.mail], [region, "niemand@nergens.nl"]):
        assert main.main(["canary", *arguments]) != 0
