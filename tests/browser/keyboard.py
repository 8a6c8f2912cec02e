"""A page without a mouse: Tab reaches everything, in its order, in sight, and leaves again.

WCAG 2.1.1, 2.1.2, 2.4.1, 2.4.3, 2.4.7 and 2.4.11. A browser's own parts are trusted: that Space
presses a button and arrows walk through radios.
"""

from playwright.sync_api import Locator, Page

FIELDS_INSIDE = 5
"""Stops that a date or time field has of its own: day, month, year, hour and its picker."""

FARTHEST = 300

WATCH = """(part) => {
  const fields = "input:not([type=hidden]), select, textarea";
  const focusable = `a[href], button, ${fields}, summary, [tabindex]`;
  const byClick = "[data-open], [data-close], [data-print], [data-copy], [onclick]";
  const shown = (one) => one.checkVisibility({visibilityProperty: true});
  const isStop = (one) => one.tabIndex >= 0 && !one.matches(":disabled") && shown(one);
  const isChosen = (one) => {
    if (one.type !== "radio") return true;
    const group = [...document.querySelectorAll("input[type=radio]")].filter((other) =>
      other.name === one.name && other.form === one.form && isStop(other));
    return one === (group.find((other) => other.checked) ?? group[0]);
  };
  const stops = [...document.querySelector(part).querySelectorAll(focusable)]
    .filter(isStop).filter(isChosen);
  const name = (one) => one.outerHTML.replace(/\\s+/g, " ").slice(0, 110);
  const found = {visited: new Set(), problems: new Set()};
  const say = (what, one) => found.problems.add(`${what}: ${name(one)}`);

  for (const one of document.querySelectorAll("[tabindex]"))
    if (one.tabIndex > 0) say("jumps the queue", one);
  for (const one of document.querySelectorAll(byClick))
    if (!one.matches("a[href], button")) say("no key presses", one);

  const looks = (one) => [one, one.closest("label")].filter(Boolean);
  const hasRing = (one) => {
    const style = getComputedStyle(one);
    const isDrawn = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    return isDrawn && style.opacity !== "0";
  };
  const isInSight = (one) => [...one.getClientRects()].some((box) => {
    const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return hit && (one.contains(hit) || (hit.contains(one) && hit.matches("label")));
  });
  const look = () => {
    const one = document.activeElement;
    if (one.matches("body, main")) return;
    found.visited.add(one);
    if (!looks(one).some(hasRing)) say("shows no focus", one);
    if (!looks(one).some(isInSight)) say("is hidden while it has focus", one);
  };
  document.addEventListener("keydown", look, true);

  window.tabbed = () => {
    document.removeEventListener("keydown", look, true);
    for (const one of stops)
      if (one.isConnected && !found.visited.has(one)) say("Tab never reaches", one);
    return [...found.problems];
  };
  const own = stops.filter((one) => ["date", "time", "datetime-local"].includes(one.type)).length;
  return [stops.length, own];
}"""
"""Remember every element that Tab should reach, and look at each when the next key goes down."""

TO_THE_TOP = """() => {
  document.activeElement.blur();
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
}"""


def trouble(page: Page, *, whole: bool = False) -> list[str]:
    """Return what a keyboard alone finds wrong with the page as it stands.

    whole: the menu as well, which is the same on all pages of one person.
    """
    page.wait_for_load_state()  # after a click the next page may still be on its way
    problems = _unopened(page) + _skips(page)
    if whole:
        page.evaluate(TO_THE_TOP)
    else:
        page.locator("main").focus()
    stops, own = page.evaluate(WATCH, "body" if whole else "main")
    _hold_tab(page, stops + own * FIELDS_INSIDE + 2)
    found: list[str] = page.evaluate("window.tabbed()")
    page.evaluate(TO_THE_TOP)
    return problems + found


def tab_to(page: Page, what: Locator) -> None:
    """Press Tab until something has focus. Raises AssertionError when it never gets it."""
    for _ in range(FARTHEST):
        page.keyboard.press("Tab")
        if what.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"Tab does not lead to {what}")


def _unopened(page: Page) -> list[str]:
    """Open everything that is folded, with Enter; return what stays shut."""
    summaries = page.locator("main summary:visible")
    shut = []
    for number in range(summaries.count()):
        summary = summaries.nth(number)
        was_open = _is_open(summary)
        summary.press("Enter")
        if _is_open(summary) == was_open:
            shut.append(f"Enter does not open: {summary.inner_text()}")
        if was_open:
            summary.press("Space")
    return shut


def _is_open(summary: Locator) -> bool:
    return bool(summary.evaluate("one => one.parentElement.open"))


def _hold_tab(page: Page, times: int) -> None:
    for _ in range(times):
        page.keyboard.down("Tab")
    page.keyboard.up("Tab")


def _skips(page: Page) -> list[str]:
    """Return what is wrong with the way past the menu: the first stop, by Enter to the content."""
    page.evaluate(TO_THE_TOP)
    page.keyboard.press("Tab")
    if not page.evaluate("document.activeElement.matches('.skip')"):
        return ["the first stop is not the way to the content"]
    page.keyboard.press("Enter")
    is_there = page.evaluate("document.activeElement === document.querySelector('main')")
    return [] if is_there else ["the skip link does not move focus to the content"]
