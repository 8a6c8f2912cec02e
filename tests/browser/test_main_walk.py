"""The main job as a newcomer does it: from a new conference to an action that is kept up to date.

In real browsers on the whole portal, its worker and its mail included; once with scripts and
once without.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from mdt import clock
from mdt.cli.demo import instant
from mdt.demo import loading
from tests.browser import looks, running
from tests.browser.running import Portal
from tests.databases import Database

AT = instant("2026-02-17T10:00")
"""A Tuesday: the first conference was last week, the review is on Thursday."""

PHONE = 390
QUORUM = ("Veilig Thuis", "Politie", "OM", "Gemeente", "Vaste contactpersoon")
ACTION = "Langs de deur rijden"
AGREED = {"Praten met school": "Femke de Wit", "Opvang zoeken": "Lotte Maes", ACTION: "Dennis Kok"}
"""What the chair writes down, and who does it."""


@pytest.fixture(params=[True, False], ids=["with-scripts", "without-scripts"])
def portal(
    request: pytest.FixtureRequest, database: Database, tmp_path: Path, chromium: Browser
) -> Iterator[Portal]:
    """Return the running portal, in the middle of the story of the demo."""
    loading.load(database.engine, "populier", at=AT)
    clock.shift(AT - AT)
    with running.portal(database.url, tmp_path, chromium, scripts=request.param) as found:
        yield found


def test_the_main_job_goes_from_a_new_conference_to_an_action_that_is_done(portal: Portal) -> None:
    samira = portal.become("Samira el Idrissi")
    call_off(samira)
    mailbox = open_mailbox(portal, "Hester Zijlstra")
    portal.await_in(mailbox, mailbox.get_by_role("link", name="vervallen"))
    assert portal.calendars("hester@")[-1]["METHOD"] == "CANCEL"

    prepare(samira)
    moment = convene(samira, "Plan het overleg")
    reply(portal, mailbox, moment, "Geen belemmering")
    samira.reload()
    expect(seat_of_judge(samira)).to_contain_text("Komt")

    samira.get_by_role("link", name=re.compile("Verplaats")).click()
    moment = convene(samira, "Verplaats het overleg")
    reply(portal, mailbox, moment, "Vraag eerst")
    samira.reload()
    expect(seat_of_judge(samira)).to_contain_text("Misschien")
    asked, moved = portal.calendars("hester@")[-2:]
    assert [one["METHOD"] for one in (asked, moved)] == ["REQUEST", "REQUEST"]
    assert moved.events[0].uid == asked.events[0].uid
    assert moved.events[0].sequence > asked.events[0].sequence
    assert moved.events[0].start != asked.events[0].start

    sit(portal.become("Joost Verkerk"), moment)
    open_plan(samira)
    state = samira.get_by_label(f"Stand van: {ACTION}")
    expect(state).to_have_value("open")
    finish(portal.become("Dennis Kok"), scripts=portal.scripts)
    portal.await_in(samira, samira.get_by_text(f"Dennis Kok zette ‘{ACTION}’ op klaar.").first)
    expect(state).to_have_value("done")


def call_off(page: Page) -> None:
    """Call off the conference of Thursday, to which everybody was asked."""
    page.get_by_role("link", name="Zaak Populier").first.click()
    page.get_by_role("link", name="Zeg het overleg af").click()
    page.get_by_role("button", name="Zeg af").click()
    expect(page.get_by_text("Dit overleg gaat niet door")).to_be_visible()
    page.get_by_role("button", name="Verstuur nu").click()


def prepare(page: Page) -> None:
    """Make a conference for a case, up to where its moment is chosen."""
    page.get_by_role("navigation").get_by_role("link", name="Vandaag").click()
    page.get_by_role("link", name="Nieuw overleg").first.click()
    page.get_by_role("radio", name="Zaak Populier").check()
    page.get_by_role("radio", name="Vervolgoverleg").check()
    page.get_by_label("Wat vraagt u de tafel?").fill("Wat is er nodig na het huisverbod?")
    page.get_by_label("Vaste tafel").select_option("Tafel Merwestad")
    page.get_by_label("Hoeveel minuten?").fill("30")
    page.get_by_role("button", name="Maak het overleg", exact=True).click()
    page.get_by_role("link", name="Kies een moment").click()


def convene(page: Page, verb: str) -> datetime:
    """Take a moment at which everybody can, another one than there is, and ask them at once."""
    slot = page.locator(".slot.full:not(:has(.is-now)) input").last
    slot.check()
    moment = datetime.fromisoformat(slot.get_attribute("value") or "")
    page.get_by_role("button", name=verb).click()
    expect(page.get_by_text("Het moment staat vast.")).to_be_visible()
    page.get_by_role("button", name="Verstuur nu").click()
    expect(page.get_by_role("button", name="Verstuur nu")).to_be_hidden()
    return moment


def open_mailbox(portal: Portal, name: str) -> Page:
    """Return somebody's Postvak on a phone; nobody is signed in there."""
    page = portal.browser(width=PHONE)
    page.goto(f"{portal.address}/postvak/")
    link = page.get_by_role("link", name=name).first
    portal.await_in(page, link)
    link.click()
    return page


def reply(portal: Portal, page: Page, moment: datetime, words: str) -> None:
    """Answer by the link in the newest mail of a mailbox, with the digits from that mail."""
    link = page.get_by_role("link", name=f"{moment.day} feb {moment:%H:%M}").first
    portal.await_in(page, link)
    link.click()
    in_calendar = page.get_by_role("region", name="In uw agenda")
    expect(in_calendar).to_contain_text(f"{moment.day} feb, {moment:%H.%M} tot")
    text = page.locator(".mail-text")
    [digits] = re.findall(r"voor het antwoord: (\d{4})", text.inner_text())
    text.get_by_role("link").click()
    page.get_by_role("radio", name=words).check()
    page.get_by_label("De vier cijfers uit de mail").fill(digits)
    assert looks.overflow(page) == 0
    page.get_by_role("button", name="Verstuur mijn antwoord").click()
    expect(page.get_by_text(f"Uw antwoord is bewaard: {words.lower()}")).to_be_visible()
    page.go_back()
    page.go_back()


def seat_of_judge(page: Page) -> Locator:
    return page.get_by_role("row", name=re.compile("Rechtspraak"))


def sit(page: Page, moment: datetime) -> None:
    """Open the sitting as its chair, agree the actions, and end it with the quorum there."""
    page.get_by_role("navigation").get_by_role("link", name="Overleggen").click()
    row = page.get_by_role("row", name=re.compile(f"{moment.day} feb, {moment:%H.%M}"))
    row.get_by_role("link").first.click()
    page.get_by_role("link", name="Begin nu met het overleg").click()
    page.get_by_role("button", name="Open nu").click()
    for seat in QUORUM:
        button = page.get_by_role("button", name=re.compile(f"Aanwezig ?: {seat}$"))
        button.click()
        expect(button).to_have_attribute("aria-pressed", "true")
    for title, owner in AGREED.items():
        agree(page, title, owner)
    page.get_by_role("link", name="Sluit het overleg").click()
    expect(page.get_by_text("Het quorum was er niet")).to_be_hidden()
    page.get_by_role("button", name="Sluit het overleg").click()
    expect(page.get_by_text("De eigenaren van 3 acties krijgen bericht.")).to_be_visible()


def agree(page: Page, title: str, owner: str) -> None:
    """Write a line at the table and make an action of it."""
    page.get_by_label("Notitie of besluit").fill(title)
    page.get_by_role("button", name="Maak er een actie van").click()
    expect(page.get_by_label("Wat gebeurt er?")).to_have_value(title)
    choice = page.get_by_label("Wie doet dit?")
    choice.select_option(
        label=next(one for one in choice.inner_text().splitlines() if owner in one)
    )
    page.get_by_label("Klaar op").fill("2026-02-24")
    page.get_by_label("Welk risico wordt kleiner?").select_option("Terugkeer in huis")
    page.get_by_role("button", name="Spreek af").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()


def open_plan(page: Page) -> None:
    page.get_by_role("navigation").get_by_role("link", name="Zaken").click()
    page.get_by_role("link", name="Populier").click()
    page.get_by_role("link", name="Open het plan").click()


def finish(page: Page, *, scripts: bool) -> None:
    """Put the police officer's new action on done, among his own."""
    page.get_by_role("navigation").get_by_role("link", name="Acties").click()
    row = page.get_by_role("row", name=re.compile(ACTION))
    row.get_by_role("combobox").select_option("done")
    if not scripts:
        row.get_by_role("button", name="Opslaan").click()
