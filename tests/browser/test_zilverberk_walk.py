"""Scenario "Zilverberk" from start to end, through browsers and mail, as each of them lives it.

Source: scenarios.md, scenario 2 and its checks.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect
from sqlalchemy import Engine
from sqlmodel import Session

from mdt.config import Settings
from mdt.demo import loading
from tests import imap_server, sms_server, smtp_server
from tests.browser.conftest import Serve
from tests.browser.zilverberk_hands import (
    agree,
    by_hand,
    come_in,
    conference,
    finish,
    say_yes_as_judge,
)
from tests.browser.zilverberk_night import PATIENCE, PLAYWRIGHTS_OWN, Night, kept_clock
from tests.browser.zilverberk_saturday import (
    OUTSIDE,
    TOWN,
    answer,
    convene,
    keep_a_letter_out,
    keep_the_hiding_place,
    open_behind_a_wall,
)
from tests.conferences.zilverberk import SUNDAY
from tests.conftest import AsPerson
from tests.demo.sunday import BEFORE
from tests.imap_server import Mailserver
from tests.smtp_server import Behaviour

pytestmark = pytest.mark.each_database

OUT = "U bent niet (meer) binnen"
AGREED = (
    ("Dienstwapen innemen", "Karel Noot", "Wapen"),
    ("Overdracht van Lieke stoppen", "Femke de Wit", "Overdracht van het kind"),
)
MONDAY = date(2026, 10, 26)


@pytest.fixture
def sent() -> Behaviour:
    return Behaviour()


@pytest.fixture
def received() -> Iterator[Mailserver]:
    with imap_server.serving() as server:
        yield server


@pytest.fixture
def settings(settings: Settings, sent: Behaviour, received: Mailserver) -> Iterator[Settings]:
    """Return the settings of an installation with mail that leaves, mail that comes, and texts."""
    with (
        smtp_server.serving(sent) as mail_port,
        sms_server.serving(sms_server.Behaviour()) as text_port,
    ):
        yield replace(
            settings,
            smtp_url=f"smtp://127.0.0.1:{mail_port}",
            sms_url=f"http://127.0.0.1:{text_port}/",
            imap_url=received.url,
            mail_authenticator="none",
            judge_modes="kennis-proces-rc",
        )


@pytest.fixture
def night(  # noqa: PLR0917 - pytest gives each by its name
    app: Flask,
    engine: Engine,
    session: Session,
    settings: Settings,
    chromium: Chromium,
    serve: Serve,
    sent: Behaviour,
    received: Mailserver,
    as_person: AsPerson,
) -> Iterator[Night]:
    """Return the region on Saturday, five minutes before the case is opened."""
    with kept_clock():
        world = loading.load(engine, "zilverberk", at=BEFORE, settings=settings)
        night = Night(
            *(app, engine, session, settings, world, chromium, serve(app), sent, received),
            as_person,
        )
        expect.set_options(timeout=PATIENCE)
        yield night
        expect.set_options(timeout=PLAYWRIGHTS_OWN)
        night.close()


def test_the_night_of_zilverberk(night: Night) -> None:
    before = figures(night)
    open_behind_a_wall(night)
    keep_the_hiding_place(night)
    convene(night)
    keep_a_letter_out(night)
    answer(night)
    check_the_door(night)
    find_an_impediment(night)
    find_another_judge(night)
    meeting = sit(night)
    end_and_adopt(night, meeting)
    plan_the_review(night, meeting)
    finish_the_actions(night)
    look_on_from_outside(night)
    assert figures(night) == before


def check_the_door(night: Night) -> None:
    """Note that the door was looked at twice at half past two: in summer, and in winter."""
    night.stand("3.10", SUNDAY)
    page = night.as_("samira", "/cases/")
    page.get_by_role("link", name="Zilverberk").click()
    for which in ("tweede", "eerste"):
        page.get_by_role("link", name=re.compile("^Schrijf een incident op")).first.click()
        page.get_by_label("Dag").fill("2026-10-25")
        page.get_by_label("Tijd").fill("02:30")
        page.get_by_label("Wat gebeurde er?").fill(f"Deur gecontroleerd, {which} keer.")
        page.get_by_role("button", name="Bewaar").click()
        page.get_by_role("radio", name=re.compile(f"De {which} keer")).check()
        page.get_by_role("button", name="Bewaar").click()
        expect(page.get_by_text(f"{which} keer.")).to_be_visible()
    shown = page.inner_text("main")
    assert shown.index("zomertijd") < shown.index("wintertijd")
    for name, first, second in (
        ("Tabel (CSV)", "eerste keer", "tweede keer"),
        ("Agenda (ICS)", "20261025T003000Z", "20261025T013000Z"),
    ):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        told = download.value.path().read_text()
        assert told.index(first) < told.index(second)


def find_an_impediment(night: Night) -> None:
    """Let the judge open what she may see and say that she knows him: it shuts at once."""
    night.stand("9.41", SUNDAY)
    page = come_in(night, "hester")
    expect(page.get_by_text("U ziet nog niets van de zaak.")).to_be_visible()
    page.get_by_role("button", name="Er is geen belemmering: open").click()
    page.get_by_role("link", name="Bekijk").click()
    content = page.url
    assert "Kuiper" not in page.content()
    night.stand("9.42", SUNDAY)
    page.get_by_text("eerdere betrokkenheid").click()
    page.get_by_role("button", name="Ik kan niet: sluit de zaak").click()
    expect(page.get_by_role("heading", name=OUT)).to_be_visible()
    page.goto(content)
    expect(page.get_by_role("heading", name=OUT)).to_be_visible()


def find_another_judge(night: Night) -> None:
    """Wait ten minutes for the second of the roster; the third comes, and nobody else hears."""
    before = {key: len(night.mail(key)) for key in ("marijke", "roos", "joost")}
    for clock_shows in ("9.44", "9.54"):
        night.stand(clock_shows, SUNDAY)
        night.work()
    night.stand("9.56", SUNDAY)
    night.work()
    night.stand("10.12", SUNDAY)
    say_yes_as_judge(night, "tom")
    page = come_in(night, "tom")
    page.get_by_role("button", name="Er is geen belemmering: open").click()
    night.stand("10.16", SUNDAY)
    night.work()
    assert [one["METHOD"] for one in night.calendar("hester")] == ["REQUEST", "CANCEL"]
    assert [one.events[0].sequence for one in night.calendar("hester")] == [0, 1]
    assert {key: len(night.mail(key)) for key in before} == before
    page, _ = night.by_link("hester")
    expect(page.get_by_role("heading", name="Antwoorden kan hier niet")).to_be_visible()
    page = conference(night, "samira")
    expect(page.get_by_role("row", name=re.compile("Rechtspraak.*Bakelaar.*Komt"))).to_be_visible()


def sit(night: Night) -> str:
    """Sit with the quorum, write down and agree; the town stays out of it. Return where."""
    night.stand("10.30", SUNDAY)
    page = conference(night, "joost")
    page.get_by_role("link", name="Begin nu met het overleg").click()
    page.get_by_role("button", name="Open nu").click()
    for button in page.get_by_role("button", name=re.compile("^Aanwezig")).all():
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_text("Het quorum is er.")).to_be_visible()
    page.get_by_label("Notitie of besluit").fill(f"Zij is met Lieke in {TOWN.upper()}.")
    page.get_by_role("button", name="Besluit", exact=True).click()
    expect(page.get_by_text("een afgeschermd gegeven, op 1 plek.")).to_be_visible()
    page.get_by_role("button", name="Bewaar zo, zonder het gegeven").click()
    expect(page.get_by_role("region", name="Opgeschreven")).to_contain_text("Zij is met Lieke in")
    assert TOWN.upper() not in page.content().upper()
    night.stand("10.38", SUNDAY)
    judge = page.get_by_role("button", name=re.compile("^Aanwezig.*Rechtspraak"))
    judge.click()
    expect(judge).to_have_attribute("aria-pressed", "false")
    for title, owner, risk in AGREED:
        agree(page, title, owner, risk)
    return urlsplit(page.url).path


def end_and_adopt(night: Night, meeting: str) -> None:
    """End it after 54 minutes, and adopt the minutes 1 hour and 50 minutes before the deadline."""
    night.stand("11.24", SUNDAY)
    page = night.as_("joost", meeting)
    page.get_by_role("link", name="Sluit het overleg").click()
    page.get_by_role("button", name="Sluit het overleg").click()
    expect(page.get_by_text("De eigenaren van 2 acties krijgen bericht.")).to_be_visible()
    night.stand("12.50", SUNDAY)
    page = night.as_("joost", meeting)
    page.get_by_role("button", name="Stel het verslag vast").click()
    expect(page.get_by_role("heading", name="Het verslag is vastgesteld")).to_be_visible()
    expect(page.get_by_text("kwam om 10.30, ging weg om 10.38")).to_be_visible()


def plan_the_review(night: Night, meeting: str) -> None:
    """Take the review that the end of the table proposed."""
    page = night.as_("samira", meeting)
    page.get_by_role("button", name=re.compile("Maak het overleg.*Zilverberk")).click()
    by_hand(page, page.url, "2026-10-29", "14:00")
    expect(page.get_by_text("do 29 okt, 14.00 tot 15.00 uur", exact=True)).to_be_visible()


def finish_the_actions(night: Night) -> None:
    """Put the actions on done, each by its owner; the plan says so."""
    night.stand("12.55", SUNDAY)
    night.work()
    finish(night.as_("femke"), "Overdracht van Lieke stoppen")
    finish(night.as_("karel"), "Dienstwapen innemen")
    page = night.as_("samira", "/cases/")
    page.get_by_role("link", name="Zilverberk").click()
    page.get_by_role("link", name="Open het plan").click()
    expect(page.get_by_text("2 van 2 acties klaar")).to_be_visible()
    done = page.get_by_role("listitem").filter(has_text="Karel Noot zette ‘Dienstwapen innemen’")
    expect(done.first).to_be_visible()


def look_on_from_outside(night: Night) -> None:
    """Look, on Monday, as those to whom it is shut: for them there is no such case."""
    case = urlsplit(night.page().url).path.removesuffix("/plan")
    night.stand("9.00", MONDAY)
    night.work()
    for key in OUTSIDE:
        page = night.as_(key)
        assert "Zilverberk" not in page.content()
        page.goto(f"{night.base}{case}")
        expect(page.get_by_role("heading", name="Deze pagina is er niet")).to_be_visible()
        assert night.mail(key) == []


def figures(night: Night) -> str:
    """Return what a stranger reads of the region, all but what differs in each answer."""
    page = night.phone()
    page.goto(f"{night.base}/statistics/")
    return page.inner_text("main")
