"""The Saturday of "Zilverberk": from the case that is shut before it has a name to nine answers.

Source: scenarios.md, scenario 2, 15.55 to 18.20.
"""

import re

from playwright.sync_api import Page, expect

from mdt.demo.zilverberk_data import HIDING_PLACE
from mdt.models import SealedPart
from tests.browser.zilverberk_hands import (
    attach,
    by_hand,
    choose,
    conference,
    give,
    say_yes_as_judge,
    seat,
)
from tests.browser.zilverberk_night import Night
from tests.conferences.zilverberk import SATURDAY

TOWN = HIDING_PLACE.says[SealedPart.TOWN]
ASKED = ("marijke", "roos", "karel", "jelle", "femke", "nadia", "lotte", "joost", "hester")
OUTSIDE = ("wout", "dennis")
"""The administrator and an officer of his own unit, to whom the case is shut."""


def open_behind_a_wall(night: Night) -> None:
    """Shut the case to his own unit and to its administrator, before there is a name in it."""
    night.stand("15.55", SATURDAY)
    page = night.as_("samira", "/cases/new")
    page.get_by_label("Naam van de zaak").fill("Zilverberk")
    page.get_by_label("Kenmerk").fill("MW-2026-071")
    choose(page, "Wettelijke grondslag", "Wgs")
    choose(page, "Casusregisseur", "Ruud Janssen")
    choose(page, "Vaste contactpersoon", "Lotte Maes")
    page.get_by_text("Scherm de zaak af").click()
    page.get_by_role("checkbox", name="Politie Eenheid Merwestad", exact=True).check()
    page.get_by_text("Of één of meer mensen").click()
    page.get_by_role("checkbox", name=re.compile("^Wout Peeters")).check()
    page.get_by_role("button", name="Open de zaak").click()
    for name, role in (("Ilse Kuiper", "slachtoffer"), ("Marco Brandsma", "verdachte")):
        page.get_by_role("link", name="Voeg iemand toe").first.click()
        page.get_by_label("Naam").fill(name)
        page.get_by_role("group", name="Wie is dit in de zaak?").get_by_label(role).check()
        page.get_by_role("button", name="Bewaar").click()
        expect(page.get_by_role("heading", name=name)).to_be_visible()


def keep_the_hiding_place(night: Night) -> None:
    """Put where they hide in the vault; everybody else reads a neutral name."""
    night.stand("16.35", SATURDAY)
    page = night.as_("lotte", "/cases/")
    page.get_by_role("link", name="Zilverberk").click()
    page.get_by_role("link", name=re.compile("Scherm een gegeven af.*Ilse Kuiper")).click()
    page.get_by_label("Straat en huisnummer").fill(HIDING_PLACE.says[SealedPart.STREET])
    page.get_by_label("Plaats", exact=False).last.fill(TOWN)
    page.get_by_label("Naam voor anderen").fill(HIDING_PLACE.label)
    page.get_by_role("group", name="Wie bewaart het?").get_by_label("Opvang De Haven").check()
    page.get_by_role("button", name="Leg in de kluis").click()
    expect(page.get_by_text("Locatie 7").first).to_be_visible()


def convene(night: Night) -> None:
    """Ask everybody within 24 elapsed hours, for half past ten in the morning of 25 hours."""
    night.stand("16.45", SATURDAY)
    page = night.as_("samira", "/conferences/emergency")
    page.get_by_role("radio", name="Zilverberk").check()
    choose(page, "Welke tafel?", "Spoedtafel Merwestad")
    page.get_by_label("Dag").fill("2026-10-24")
    page.get_by_label("Tijd").fill("15:40")
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_text("zo 25 okt, 14.40 uur")).to_be_visible()
    page.get_by_role("link", name="Wijzig de stoelen").click()
    emergency = page.url
    fill_the_seats(page)
    by_hand(page, emergency, "2026-10-25", "10:30")


def fill_the_seats(page: Page) -> None:
    """Give the seats of his own unit and of the prosecution to the neighbours; and one more."""
    seat(page, "Politie")
    expect(page.get_by_role("radio", name=re.compile("Politie Eenheid Merwestad"))).to_have_count(0)
    give(page, "Roos Timmer")
    seat(page, "OM")
    give(page, "Jelle Hofman")
    page.get_by_role("link", name=re.compile("Stoel toevoegen")).click()
    page.get_by_label("Wie moet hier zitten?").select_option(label="Politie")
    page.get_by_role("button", name="Voeg toe").click()
    give(page, "Karel Noot")
    seat(page, "Rechtspraak")
    page.get_by_role("link", name="Andere vorm").click()
    page.get_by_role("radio", name=re.compile("Rechter-commissaris")).check()
    page.get_by_role("button", name="Bewaar").click()


def keep_a_letter_out(night: Night) -> None:
    """Bring in a letter of the hospital that names the town: only its other words come in."""
    night.stand("16.50", SATURDAY)
    page = conference(night, "samira")
    page.get_by_role("link", name=re.compile("Bijlagen")).click()
    page.get_by_role("link", name=re.compile("Voeg een bijlage toe")).first.click()
    attach(page, f"Zij verblijft in {TOWN}.")
    expect(page.locator(".error-summary")).to_contain_text("een afgeschermd gegeven, plekken: 1")
    words = page.get_by_label("Of alleen de tekst, zonder het gegeven")
    expect(words).to_have_value("Zij verblijft in [weggelaten].")
    page.get_by_role("button", name="Voeg toe").click()
    expect(page.get_by_text("De bijlage staat bij de zaak.")).to_be_visible()


def answer(night: Night) -> None:
    """Let nine people hear of it in words that say nothing; most accept in their calendar."""
    night.stand("17.05", SATURDAY)
    night.work()
    night.stand("17.14", SATURDAY)
    for key in ASKED:
        [calendar] = night.calendar(key)
        text = calendar.to_ical().decode()
        assert "DTSTART;TZID=Europe/Amsterdam:20261025T103000" in text
        assert not re.search("Zilverberk|Kuiper|Brandsma|geweld", text)
        assert not re.search("Kuiper|Brandsma|geweld|Elzerwoude", str(night.mail(key)[0]))
    assert "Zilverberk" not in str(night.mail("hester")[0])
    assert [night.mail(key) for key in OUTSIDE] == [[], []]
    for key in ASKED[:-1]:
        night.answer_from_calendar(key)
    night.work()
    night.stand("18.20", SATURDAY)
    say_yes_as_judge(night, "hester")
    page = conference(night, "samira")
    expect(page.get_by_text("9 van 9 antwoordden")).to_be_visible()
