"""Somebody asks what is kept of them, through pages: the request, the case lead, the pack.

Source: scenarios.md, check 2.9 (Brandsma asks).
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from mdt import clock
from mdt.cases import persons
from mdt.cases.persons import Details
from mdt.conferences import meeting
from mdt.config import Settings
from mdt.demo import loading
from mdt.demo.zilverberk_data import HIDING_PLACE
from mdt.models import (
    Case,
    CasePerson,
    CaseRole,
    Conference,
    Note,
    NoteKind,
    Risk,
    Role,
    SeatDomain,
    SubjectReview,
)
from tests import pages
from tests.conftest import AsPerson
from tests.demo.desk import asked, page_of_lead, told, words_of
from tests.demo.sunday import BEFORE, LOOKING, Region

HIDDEN = (
    *("Ilse", "Lieke", "Zilverberk", "Locatie 7"),
    *("systemen", "opsporing en vervolging", "Het onderzoek loopt"),
)
"""Other people, the alias, and what the lead left out with its ground and reason."""

REVIEWED = datetime(2026, 2, 19, 8, 30, tzinfo=UTC)
"""The review of the first scenario sits."""


@pytest.fixture
def sunday(
    app: Flask, engine: Engine, session: Session, settings: Settings, as_person: AsPerson
) -> Iterator[Region]:
    """Return the region of "Zilverberk" with its emergency about to begin."""
    kept = clock.offset()
    world = loading.load(engine, "zilverberk", at=BEFORE, settings=settings)
    region = Region(app, session, world, settings, as_person)
    clock.shift(clock.offset() + LOOKING - clock.now())
    region.plays_on()
    yield region
    clock.shift(kept)


@pytest.fixture
def populier(
    app: Flask, engine: Engine, session: Session, settings: Settings, as_person: AsPerson
) -> Iterator[Region]:
    """Return the region of "Populier" while its review sits."""
    kept = clock.offset()
    world = loading.load(engine, "populier", at=REVIEWED, settings=settings)
    yield Region(app, session, world, settings, as_person)
    clock.shift(kept)


def write(region: Region, conference: Conference, *texts: str) -> None:
    """Let the chair write notes at the table, as the meeting page does."""
    for text in texts:
        by, now = region.person("joost"), clock.now()
        meeting.write(region.session, conference.items[0], text, NoteKind.FINDING, by=by, now=now)
    region.session.commit()


def test_brandsma_gets_a_pack_without_vault_source_or_what_is_not_to_be_told_and_who_decided(
    sunday: Region,
) -> None:
    """Check 2.9: he is a policeman of the walled unit; the officer may know of his case."""
    joost = sunday.browser("joost")
    desk = f"/conferences/{sunday.emergency().id}/meeting"
    pages.send(joost, f"{desk}/opening", absent="")
    write(
        sunday,
        sunday.emergency(),
        "Brandsma heeft een dienstwapen.",
        "Brandsma zoekt haar in de systemen.",
        "Ilse zegt dat Brandsma haar volgt.",
    )
    officer, lead = sunday.browser("hanneke"), sunday.browser("ruud")
    request = asked(officer, "Marco Brandsma")
    waits = officer.get(request)
    assert "wacht op de casusregisseur" in waits.text
    assert officer.get(f"{request}/answer.pdf").status_code == 404

    page = page_of_lead(lead)
    shown = pages.text_of(lead.get(page), "main")
    assert "Ilse" not in shown
    refused = told(lead, page, "tell")
    assert refused.status_code == 422
    assert "Kies een grond en typ een reden" in refused.text
    done = told(lead, page, "tell", left_out="systemen", reason="Het onderzoek loopt.")
    assert done.status_code == 303

    text = words_of(officer.get(f"{request}/answer.pdf"))
    for word in ("Marco Brandsma", "MW-2026-071", "ex-partner", "casusregisseur"):
        assert word in text
    assert sunday.person("ruud").name in text
    assert "Wie besliste" in text
    for word in (*HIDDEN, *HIDING_PLACE.says.values()):
        assert word not in text, word


def test_that_the_answer_was_asked_decided_and_given_stands_in_the_history_of_the_case(
    sunday: Region,
) -> None:
    officer, lead = sunday.browser("hanneke"), sunday.browser("ruud")
    request = asked(officer, "Marco Brandsma")
    told(lead, page_of_lead(lead), "tell", reason="Het gaat over anderen.")

    given = pages.send(officer, f"{request}/handing-over", identity="document")

    assert given.status_code == 303
    assert "Aan de balie" in officer.get(request).text
    history = pages.text_of(lead.get(f"/cases/{sunday.case().id}/history"))
    hanneke, ruud = (sunday.person(key).name for key in ("hanneke", "ruud"))
    for line in (
        f"{hanneke} vroeg wat de zaak bij een verzoek om inzage vertelt.",
        f"{ruud} besliste wat de zaak bij een verzoek om inzage vertelt.",
        f"{hanneke} gaf iemand inzage in wat de zaak over die persoon vertelt.",
    ):
        assert line in history


def test_whoever_else_is_in_the_case_is_nowhere_in_the_pack_of_rick(populier: Region) -> None:
    """Whatever names her is not even offered to the case lead to be told."""
    session = populier.session
    case = session.exec(
        select(Case)
        .join(CasePerson, col(CasePerson.case_id) == Case.id)
        .where(CasePerson.name == "Rick Hofstra")
    ).one()
    by, now = populier.person("samira"), clock.now()
    wilma = Details(name="Wilma van Dalen", case_role=CaseRole.OTHER, relation="zus van Noor")
    persons.add(session, case, wilma, by=by, now=now)
    session.add(Risk(case_id=case.id, name="Wilma belde met Veilig Thuis"))
    note = session.exec(select(Note).where(Note.case_id == case.id)).first()
    assert note
    session.add(
        Note(
            item_id=note.item_id,
            case_id=case.id,
            text="Wilmas melding: Rick stond aan de deur.",
            author_id=by.id,
            at=now,
        )
    )
    session.commit()
    officer = populier.browser("hanneke")
    lead = populier.as_person(session.get_one(type(by), case.lead_id))
    request = asked(officer, "Rick Hofstra")

    page = page_of_lead(lead)
    assert "Wilma" not in lead.get(page).text
    assert told(lead, page, "tell", reason="Het gaat over anderen.").status_code == 303

    answer = officer.get(f"{request}/answer.pdf")
    text = words_of(answer)
    assert "Rick Hofstra" in text
    for word in ("Wilma", "zus van", "Veilig Thuis", "Noor"):
        assert word not in text, word


def test_who_must_not_learn_of_a_case_gets_the_very_letter_of_who_is_in_none(
    sunday: Region,
) -> None:
    officer, lead = sunday.browser("hanneke"), sunday.browser("ruud")
    person = sunday.session.exec(
        select(CasePerson).where(CasePerson.name == "Marco Brandsma")
    ).one()
    person.name = "Iemand Anders"
    sunday.session.add(person)
    sunday.session.commit()
    nobody = asked(officer, "Marco Brandsma")
    nowhere = officer.get(f"{nobody}/answer.pdf")

    person.name = "Marco Brandsma"
    sunday.session.add(person)
    sunday.session.commit()
    hidden = asked(officer, "Marco Brandsma")
    page = page_of_lead(lead)
    without = told(lead, page, "nothing", reason="Hij mag het niet weten.")
    assert without.status_code == 422
    done = told(lead, page, "nothing", ground="safety", reason="Hij mag het niet weten.")
    silent = officer.get(f"{hidden}/answer.pdf")

    assert done.status_code == 303
    assert sunday.session.exec(select(SubjectReview)).one().reason
    assert "Wij geven u geen gegevens" in words_of(silent)
    assert silent.data == nowhere.data
    assert silent.headers["Content-Length"] == nowhere.headers["Content-Length"]


def test_an_officer_who_is_walled_sees_nothing_and_the_lead_gives_it_alone(
    sunday: Region,
) -> None:
    """For the desk he is in no case; the lead of the case is told to give this part."""
    sunday.join("wout", SeatDomain.PROCESS, Role.DPO)
    wout, lead = sunday.browser("wout"), sunday.browser("ruud")
    request = asked(wout, "Marco Brandsma")

    shown, letter = wout.get(request), wout.get(f"{request}/answer.pdf")
    assert "U hoeft op geen zaak te wachten." in shown.text
    assert "MW-2026-071" not in shown.text
    assert "Wij geven u geen gegevens" in words_of(letter)
    assert pages.send(wout, f"{request}/handing-over", identity="digid").status_code == 303
    page = page_of_lead(lead)
    assert "U geeft dit deel zelf" in lead.get(page).text
    assert told(lead, page, "tell", reason="Het gaat over anderen.").status_code == 303
    assert "Marco Brandsma" in words_of(lead.get(f"{page}/answer.pdf"))
    assert wout.get(f"{request}/answer.pdf").data == letter.data
    assert pages.send(lead, f"{page}/handing-over", identity="").status_code == 422
    assert pages.send(lead, f"{page}/handing-over", identity="document").status_code == 303
    changed = pages.send(lead, page, outcome="nothing", ground="safety", reason="Toch niet.")
    assert changed.status_code == 422
    assert wout.get(page).status_code == 404
    assert pages.send(wout, page, outcome="nothing").status_code == 404


def test_only_the_officer_keeps_requests_and_only_the_lead_decides(sunday: Region) -> None:
    request = asked(sunday.browser("hanneke"), "Marco Brandsma")
    page = page_of_lead(sunday.browser("ruud"))

    for key in ("samira", "joost", "lotte", "ruud", "wout"):
        assert sunday.browser(key).get(request).status_code == 404
        assert sunday.browser(key).get("/subject-requests/").status_code == 404
    for key in ("samira", "joost", "lotte", "hanneke", "wout"):
        assert sunday.browser(key).get(page).status_code == 404
