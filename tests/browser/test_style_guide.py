"""Every part of the interface in a real browser, and what app.js adds to them."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Route, ViewportSize, expect

from tests.browser import looks
from tests.browser.conftest import Serve
from tests.web.styleguide import app as styleguide

PHONE = ViewportSize(width=390, height=800)
BUDGET = 60_000
SPACED = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
                word-spacing: .16em !important } p { margin-block-end: 2em !important }"""


@pytest.fixture(scope="module")
def base(serve: Serve) -> str:
    """Return the address of the style guide."""
    return serve(styleguide.create_app())


@pytest.mark.parametrize("name", styleguide.PAGES)
def test_every_part_is_accessible_at_every_width_in_light_and_dark(
    page: Page, base: str, name: str
) -> None:
    heard = looks.listen(page)
    page.goto(f"{base}/{name}")

    assert looks.problems(page) == []
    assert heard == []


@pytest.mark.parametrize("name", styleguide.PAGES)
def test_wide_text_spacing_breaks_no_page(chromium: Browser, base: str, name: str) -> None:
    """WCAG 1.4.12, on a phone."""
    context = chromium.new_context(bypass_csp=True, viewport=PHONE)
    page = context.new_page()
    page.goto(f"{base}/{name}")
    page.add_style_tag(content=SPACED)

    assert looks.overflow(page) == 0
    context.close()


@pytest.mark.parametrize("name", ["index", "plan", "moment", "empty", "forms"])
def test_a_first_view_stays_within_its_budget(page: Page, base: str, name: str) -> None:
    assert looks.wire_bytes(page, f"{base}/{name}") <= BUDGET


def test_the_skip_link_comes_first_and_moves_focus_to_the_content(page: Page, base: str) -> None:
    page.goto(base)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()

    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_a_page_with_problems_reads_them_first_and_leads_to_each(page: Page, base: str) -> None:
    page.goto(f"{base}/forms")
    expect(page.locator(".error-summary")).to_be_focused()

    page.get_by_role("link", name="Kies wie dit doet.").click()

    expect(page.locator("#owner")).to_be_focused()


def test_arrow_keys_walk_through_the_moments(page: Page, base: str) -> None:
    page.goto(f"{base}/moment")
    page.locator(".slot input:checked").focus()

    page.keyboard.press("ArrowDown")

    expect(page.locator(".slot input:checked")).to_have_value("wo-13.30")


@pytest.mark.parametrize("name", ["index", "plan", "forms", "moment", "meeting"])
def test_what_has_focus_is_never_hidden_behind_a_bar(page: Page, base: str, name: str) -> None:
    """WCAG 2.4.11, on a phone, with Tab alone from the top of the page to its end."""
    page.set_viewport_size(PHONE)
    page.goto(f"{base}/{name}")

    assert hidden_on_the_way(page, "Tab", 60) == []


@pytest.mark.parametrize("key", ["ArrowDown", "ArrowUp"])
def test_a_moment_with_focus_is_never_hidden_behind_the_choice(
    page: Page, base: str, key: str
) -> None:
    """Found on a phone, where the bar with the choice covers a third of the screen."""
    page.set_viewport_size(PHONE)
    page.goto(f"{base}/moment")
    page.locator(".slot input:checked").focus()

    assert hidden_on_the_way(page, key, 16) == []


def hidden_on_the_way(page: Page, key: str, times: int) -> list[str]:
    """Return what got focus behind a bar while a key was pressed that many times."""
    hidden = []
    for _ in range(times):
        page.keyboard.press(key)
        if trouble := page.evaluate(HIDDEN_FOCUS):
            hidden.append(trouble)
    return hidden


HIDDEN_FOCUS = """() => {
  const element = document.activeElement;
  const bars = document.querySelectorAll(".side, .choice");
  if (element === document.body || [...bars].some((bar) => bar.contains(element))) return null;
  const box = (element.closest("label") ?? element).getBoundingClientRect();
  const covers = (bar) => bar.getBoundingClientRect().top <= box.top
    && bar.getBoundingClientRect().bottom >= box.bottom
    && ["fixed", "sticky"].includes(getComputedStyle(bar).position);
  return [...bars].some(covers) ? element.outerHTML.slice(0, 120) : null;
}"""


def test_more_opens_on_a_phone_and_closes_again_with_the_keyboard(page: Page, base: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(base)
    panel = page.locator("#meer")
    expect(panel).not_to_be_visible()

    page.get_by_role("button", name="Meer").press("Enter")
    expect(panel.get_by_role("button", name="Uitloggen")).to_be_visible()
    assert looks.violations(page) == []

    page.keyboard.press("Escape")
    expect(panel).not_to_be_visible()
    expect(page.get_by_role("button", name="Meer")).to_be_focused()


def test_a_slash_goes_to_search_and_a_question_mark_lists_the_keys(page: Page, base: str) -> None:
    page.goto(base)
    page.keyboard.press("/")
    expect(page.locator("#zoek")).to_be_focused()

    page.keyboard.press("/")
    expect(page.locator("#zoek")).to_have_value("/")

    page.locator("main").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Sneltoetsen")).to_be_visible()
    assert looks.violations(page) == []

    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).not_to_be_visible()
    expect(page.locator("main")).to_be_focused()


def test_keys_can_be_switched_off_for_good(page: Page, base: str) -> None:
    """WCAG 2.1.4."""
    page.goto(base)
    page.get_by_role("button", name="Sneltoetsen").click()
    page.get_by_label("Sneltoetsen staan aan").uncheck()
    page.get_by_role("button", name="Sluit deze lijst").click()

    page.goto(f"{base}/plan")
    page.locator("main").focus()
    page.keyboard.press("/")

    expect(page.locator("main")).to_be_focused()


def test_colours_that_were_chosen_stay_chosen(page: Page, base: str) -> None:
    page.goto(base)
    page.get_by_label("Kleuren").select_option(label="donker")

    page.goto(f"{base}/plan")

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("body")).to_have_css("background-color", "rgb(16, 23, 26)")
    expect(page.get_by_label("Kleuren")).to_have_value("dark")
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_over_https_a_choice_is_kept_for_this_host_alone(
    context: BrowserContext, base: str
) -> None:
    secure = "https://portaal.example"

    def answer(route: Route) -> None:
        route.fulfill(response=route.fetch(url=route.request.url.replace(secure, base)))

    context.route(f"{secure}/**", answer)
    page = context.new_page()
    page.goto(secure)
    page.get_by_label("Kleuren").select_option(label="donker")

    [kept] = [one for one in context.cookies() if one.get("value") == "dark"]
    assert (kept.get("name"), kept.get("secure"), kept.get("path")) == ("__Host-theme", True, "/")
    page.reload()
    expect(page.get_by_label("Kleuren")).to_have_value("dark")


def test_typed_text_is_not_left_behind_without_a_question(page: Page, base: str) -> None:
    asked = []

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.goto(f"{base}/meeting")
    page.get_by_label("Notitie of besluit").fill("Moeder slaapt vannacht bij haar zus.")

    page.goto(base)
    assert asked == ["beforeunload"]

    page.goto(f"{base}/meeting")
    page.goto(base)
    assert asked == ["beforeunload"]


def test_seconds_run(page: Page, base: str) -> None:
    page.goto(f"{base}/meeting")
    clock = page.locator(".clock-time")

    expect(clock).to_have_text("12.07", timeout=5000)


def test_without_javascript_nothing_that_needs_it_is_shown(chromium: Browser, base: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{base}/plan")

    expect(page.get_by_role("button", name="Opslaan").first).to_be_visible()
    expect(page.get_by_role("button", name="Afdrukken")).to_have_count(0)
    expect(page.get_by_role("button", name="Sneltoetsen")).to_have_count(0)
    context.close()


def test_the_live_line_tells_the_truth_when_the_line_is_lost(page: Page, base: str) -> None:
    page.goto(f"{base}/plan")
    line = page.locator(".live")
    expect(line).to_have_text("Dit plan werkt zichzelf bij")

    page.evaluate("document.dispatchEvent(new CustomEvent('htmx:sse:error'))")
    expect(line).to_have_text(re.compile("De verbinding is weg"))

    page.evaluate("document.dispatchEvent(new CustomEvent('htmx:sse:after:connection'))")
    expect(line).to_have_text("Dit plan werkt zichzelf bij")


def test_paper_shows_no_menus_and_says_whose_print_it_is(page: Page, base: str) -> None:
    page.goto(f"{base}/plan")
    page.emulate_media(media="print")

    for chrome in (".side", ".top", ".btn >> nth=0", ".live", "summary"):
        expect(page.locator(chrome).first).not_to_be_visible()
    expect(page.locator(".print-foot")).to_be_visible()
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")


def test_motion_stops_for_who_asked_for_less(context: BrowserContext, base: str) -> None:
    page = context.new_page()
    page.emulate_media(reduced_motion="reduce")
    page.goto(base)

    expect(page.locator(".btn").first).to_have_css("transition-duration", "0s")
