"""What the looks at every page find: each kind of trouble, on a page that has just that one."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import keyboard, scriptless

PAGE = """<style>:is(:focus-visible, input:focus-within) {{ outline: 3px solid }}</style>
<a class="skip" href="#main">Direct naar de inhoud</a>
<main id="main" tabindex="-1"><h1>Kop</h1>{}</main>"""

SOUND = """
<form><input name="a"><label><input type="radio" name="b"> Ja</label>
<label><input type="radio" name="b"> Nee</label><input type="date" name="c">
<button>Verstuur</button></form>
<details><summary>Meer</summary><a href="/x">Verder</a></details>
<button popovertarget="p">Menu</button><div id="p" popover>Menu</div>"""

BY_KEYBOARD = {
    "jumps the queue": "<button tabindex='2'>Eerst</button>",
    "no key presses": "<span onclick='void 0'>Klik</span>",
    "shows no focus": "<button style='outline: 0'>Stil</button>",
    "is hidden while it has focus": "<button>Onder</button>"
    "<div style='position: fixed; inset: 0; background: white'></div>",
    "Tab never reaches": "<button onkeydown='event.preventDefault()'>Val</button>"
    "<a href='/x'>Nooit</a>",
    "Enter does not open": "<details onclick='event.preventDefault()'>"
    "<summary>Dicht</summary>x</details>",
}

WITHOUT_SCRIPTS = {
    "waits for a script": "<p class='js-only'>Dit plan werkt zichzelf bij</p>",
    "cannot be sent": "<form><input name='a'></form>",
    "does nothing": "<button type='button'>Doe iets</button>",
    "leads nowhere": "<a href='#'>Hier</a>",
    "only a script asks": "<div hx-get='/x'>Haal op</div>",
}


@pytest.fixture
def scriptless_page(chromium: Browser) -> Iterator[Page]:
    """Return an empty page in a browser without scripts."""
    context = chromium.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_a_sound_page_has_no_trouble(page: Page, scriptless_page: Page) -> None:
    page.set_content(PAGE.format(SOUND))
    scriptless_page.set_content(PAGE.format(SOUND))

    assert keyboard.trouble(page) == []
    assert scriptless.trouble(scriptless_page) == []


@pytest.mark.parametrize("wanted", BY_KEYBOARD)
def test_a_keyboard_finds(page: Page, wanted: str) -> None:
    page.set_content(PAGE.format(BY_KEYBOARD[wanted]))

    assert [one for one in keyboard.trouble(page) if one.startswith(wanted)]


def test_a_keyboard_misses_the_way_to_the_content(page: Page) -> None:
    page.set_content(PAGE.format(SOUND).replace("skip", "other"))

    assert keyboard.trouble(page) == ["the first stop is not the way to the content"]


def test_a_keyboard_misses_that_the_content_takes_focus(page: Page) -> None:
    page.set_content(PAGE.format(SOUND).replace('href="#main"', 'href="#nowhere"'))

    assert keyboard.trouble(page) == ["the skip link does not move focus to the content"]


@pytest.mark.parametrize("wanted", WITHOUT_SCRIPTS)
def test_a_browser_without_scripts_finds(scriptless_page: Page, wanted: str) -> None:
    scriptless_page.set_content(PAGE.format(WITHOUT_SCRIPTS[wanted]))

    assert [one[: len(wanted)] for one in scriptless.trouble(scriptless_page)] == [wanted]
