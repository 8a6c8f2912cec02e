"""What every page must be at every width, in light and in dark: accessible, and never too wide."""

from pathlib import Path
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

ROOT = Path(__file__).parents[2]
Scheme = Literal["dark", "light"]
WIDTHS = (320, 390, 1280)
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": LEVELS}}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
"""All that the colour scheme changes."""

AT_REST = 500
"""Milliseconds after which no change of colour is still on its way: the longest takes 120."""

_axe = Axe.from_file(ROOT / "node_modules/axe-core/axe.min.js")


Glances = tuple[tuple[int, Scheme, dict[str, Any] | None], ...]
"""Width, colour scheme and rules of each look of glance(); without rules only how wide it is."""

FIRST: Glances = (
    (320, "light", RULES),
    (390, "dark", COLOURS),
    (1280, "dark", COLOURS),
    (1280, "light", RULES),
)
"""Both layouts in both schemes."""

EVERY: Glances = tuple((width, scheme, RULES) for width in WIDTHS for scheme in SCHEMES)
"""For `pytest --every-look`, which leaves nothing out."""

AGAIN: Glances = ((320, "light", RULES), (390, "dark", None), (1280, "dark", COLOURS))
"""What is left to see on a page that was looked at before, and now says what is wrong."""


def problems(page: Page) -> list[str]:
    """Return what is wrong with the page as it stands, at each width, in light and in dark.

    Nothing is loaded again in between: only the width and the colours change, at once, as for
    who asked for less motion.
    """
    page.wait_for_load_state()
    page.evaluate(_axe.axe_script)
    found = []
    for width in WIDTHS:
        page.set_viewport_size(ViewportSize(width=width, height=800))
        if sideways := overflow(page):
            found.append(f"{width} px: scrolls sideways by {sideways} px")
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        found += [f"{width} px, light: {problem}" for problem in _seen(page, RULES)]
        page.emulate_media(color_scheme="dark")
        found += [f"{width} px, dark: {problem}" for problem in _seen(page, COLOURS)]
    return found


def glance(page: Page, glances: Glances = FIRST) -> list[str]:
    """Return what problems() finds, at a fraction of its cost: for a walk through every page.

    Each width is looked at, and each of the two layouts in both colour schemes; every rule is
    tried where the layout differs, on the smallest phone and on a desk.
    """
    page.wait_for_load_state()
    page.evaluate(_axe.axe_script)
    found: list[str] = []
    for width, scheme, rules in glances:
        page.set_viewport_size(ViewportSize(width=width, height=800))
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        if sideways := overflow(page):
            found.append(f"{width} px: scrolls sideways by {sideways} px")
        seen = _seen(page, rules) if rules else []
        found += [f"{width} px, {scheme}: {problem}" for problem in seen]
    return found


def _seen(page: Page, rules: dict[str, Any]) -> list[str]:
    """Return what axe, which is in the page already, finds by these rules once all is at rest.

    A colour that is still on its way is nobody's fault: what is wrong is looked at twice.
    """
    options = {**rules, "resultTypes": ["violations"]}
    if not _found(page, options):
        return []
    page.wait_for_timeout(AT_REST)
    return _found(page, options)


def _found(page: Page, options: dict[str, Any]) -> list[str]:
    problems: list[str] = page.evaluate(
        """options => axe.run(document, options).then(found => found.violations.flatMap(
             one => one.nodes.map(node => `${one.id}: ${node.target.join(" ")}`)))""",
        options,
    )
    return problems


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    wider: int = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return max(0, wider)


def violations(page: Page) -> list[str]:
    """Return what axe finds on the page as it stands, a line for each element."""
    page.evaluate(_axe.axe_script)
    return _seen(page, RULES)


def listen(page: Page) -> list[str]:
    """Return a list that fills with what the browser complains of on this page."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def wire_bytes(page: Page, url: str) -> int:
    """Return how many bytes a first view of the page takes, every file and font included."""
    answers: list[Any] = []
    page.on("requestfinished", lambda request: answers.append(request))  # noqa: PLW0108 - Playwright marks it
    page.goto(url)
    page.wait_for_load_state("networkidle")
    return sum(request.sizes()["responseBodySize"] for request in answers)
