"""The bar of a phone: every place in it can be read, and no word is broken off."""

import pytest
from playwright.sync_api import Page, ViewportSize

from mdt.models import Language, Role
from tests.browser.conftest import Visit
from tests.factories import Make

ROLES = (Role.ADMINISTRATOR, Role.AUDITOR, Role.COORDINATOR, Role.DPO, Role.PROFESSIONAL)

BROKEN = """() => [...document.querySelectorAll(".nav li")].flatMap((place) => {
  const room = place.getBoundingClientRect();
  const words = [...place.querySelectorAll("a > span:not(.n, .vh)")];
  const shown = words.find((one) => one.offsetParent);
  const walker = document.createTreeWalker(shown, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode())
    for (const { 0: word, index } of walker.currentNode.data.matchAll(/\\S+/g)) {
      const range = document.createRange();
      range.setStart(walker.currentNode, index);
      range.setEnd(walker.currentNode, index + word.length);
      const { left, right } = range.getBoundingClientRect();
      const isOutside = left < room.left - 0.5 || right > room.right + 0.5;
      if (range.getClientRects().length > 1 || isOutside) found.push(word);
    }
  return found;
})"""
"""Every word of the bar that stands on two lines, or beside its own place."""


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("role", ROLES)
def test_no_word_in_the_bar_is_broken_off(
    make: Make, visit: Visit, role: Role, language: Language
) -> None:
    page = visit(make.person(role, language=language), "/")

    assert {width: found for width in (320, 360, 390) if (found := _broken(page, width))} == {}


def _broken(page: Page, width: int) -> list[str]:
    page.set_viewport_size(ViewportSize(width=width, height=800))
    assert page.locator(".nav li").count() > 1
    found: list[str] = page.evaluate(BROKEN)
    return found


def test_the_bar_says_a_long_name_in_short_and_the_menu_of_a_desk_in_full(
    make: Make, visit: Visit
) -> None:
    page = visit(make.person(Role.DPO), "/")

    said = {}
    for width in (390, 1280):
        page.set_viewport_size(ViewportSize(width=width, height=800))
        said[width] = page.locator(".nav").inner_text()

    assert "Termijnen" in said[390]
    assert "Bewaartermijnen" not in said[390]
    assert "Bewaartermijnen" in said[1280]
    assert "Register van rechters" in said[1280]
