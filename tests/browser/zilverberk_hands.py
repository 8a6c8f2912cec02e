"""What people do in the night of "Zilverberk", in words of the portal, one deed each."""

import re

from playwright.sync_api import Page, expect

from tests.browser.zilverberk_night import Night
from tests.documents import files


def conference(night: Night, key: str) -> Page:
    """Return the page of the emergency, as somebody finds it from the list."""
    page = night.as_(key, "/conferences/")
    page.get_by_role("link", name=re.compile("Zaak Zilverberk")).first.click()
    return page


def come_in(night: Night, key: str) -> Page:
    """Come in on a telephone, with the link in the mail and the code that the coordinator reads."""
    board = conference(night, "samira")
    board.get_by_role("link", name=re.compile(f"Bekijk.*{night.name(key)}")).click()
    board.get_by_role("button", name="Maak een code").click()
    expect(board.get_by_text("Lees deze code voor")).to_be_visible()
    [code] = re.findall(r"\d{4} \d{4}", board.inner_text("main"))
    page, _ = night.by_link(key)
    page.get_by_role("link", name="Meer zien, met een code").click()
    page.get_by_label("De code van acht cijfers").fill(code)
    page.get_by_role("button", name="Ga naar binnen").click()
    return page


def say_yes_as_judge(night: Night, key: str) -> None:
    """Say by the link in the mail, with the digits in it, that nothing stands in the way."""
    page, digits = night.by_link(key)
    page.get_by_role("radio", name="Geen belemmering").check()
    page.get_by_label("De vier cijfers uit de mail").fill(digits)
    page.get_by_role("button", name="Verstuur mijn antwoord").click()
    expect(page.get_by_text("Uw antwoord is bewaard: geen belemmering.")).to_be_visible()


def by_hand(page: Page, conference: str, day: str, time: str) -> None:
    """Convene a conference at a moment that one types oneself."""
    page.goto(f"{conference}/moment")
    own = page.get_by_role("region", name="Een andere tijd")
    own.get_by_label("Dag").fill(day)
    own.get_by_label("Tijd").fill(time)
    own.get_by_role("button", name="Bekijk dit moment").click()
    page.get_by_role("button", name="Plan het overleg").click()
    expect(page.get_by_text("Het moment staat vast.")).to_be_visible()


def seat(page: Page, name: str) -> None:
    """Open a seat of the table."""
    page.get_by_role("row", name=re.compile(f"^{name}")).get_by_role("link").first.click()


def give(page: Page, name: str) -> None:
    """Give the seat that is open to somebody whom the portal offers."""
    page.get_by_role("radio", name=re.compile(name)).check()
    page.get_by_role("button", name="Geef deze stoel").click()


def attach(page: Page, words: str) -> None:
    """Bring in a letter with these words."""
    letter = {"name": "brief.pdf", "mimeType": "application/pdf", "buffer": files.letter(words)}
    page.get_by_label("Bestand").set_input_files(letter)  # type: ignore[arg-type]
    page.get_by_label("Wat is het?").fill("Brief van het ziekenhuis")
    page.get_by_role("group", name="Bij welk onderdeel hoort het?").get_by_role(
        "radio"
    ).first.check()
    page.get_by_role("button", name="Voeg toe").click()


def agree(page: Page, title: str, owner: str, risk: str) -> None:
    """Write a line at the table and make an action of it."""
    page.get_by_label("Notitie of besluit").fill(title)
    page.get_by_role("button", name="Maak er een actie van").click()
    expect(page.get_by_label("Wat gebeurt er?")).to_have_value(title)
    choose(page, "Wie doet dit?", owner)
    page.get_by_label("Nieuw risico").fill(risk)
    page.get_by_label("Klaar op").fill("2026-10-25")
    page.get_by_role("button", name="Spreek af").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()


def finish(page: Page, title: str) -> None:
    """Put an own action on done, in the list of one's own."""
    page.get_by_role("navigation").get_by_role("link", name="Acties").click()
    page.get_by_role("row", name=re.compile(title)).get_by_role("combobox").select_option("done")
    expect(page.get_by_label(f"Stand van: {title}")).to_have_value("done")


def choose(page: Page, label: str, name: str) -> None:
    """Choose whoever bears this name, whatever else the option says of them."""
    choice = page.get_by_label(label, exact=True)
    choice.select_option(label=next(one for one in choice.inner_text().splitlines() if name in one))
