"""A page without JavaScript: everything on it works by links and by forms with their buttons."""

from playwright.sync_api import Page

LOOK = """() => {
  const shown = (one) => one.checkVisibility({visibilityProperty: true});
  const name = (one) => one.outerHTML.replace(/\\s+/g, " ").slice(0, 110);
  const found = [];
  const check = (what, selector, isWrong) => {
    for (const one of document.querySelectorAll(selector))
      if (shown(one) && isWrong(one)) found.push(`${what}: ${name(one)}`);
  };
  const sends = (one) => one.type === "submit" && one.form && shown(one);
  const sendsByEnter = (form) => form.querySelectorAll("input:not([type=hidden])").length === 1
    && form.querySelector("input[type=search]");
  const canBeSent = (form) => [...form.elements].some(sends) || sendsByEnter(form);
  const asksByItself = (one) => one.getAttribute("hx-trigger")?.startsWith("every");

  if (![...document.querySelectorAll("main h1")].some(shown)) found.push("shows no heading");
  check("waits for a script", ".js-only", () => true);
  check("cannot be sent", "form", (form) => !canBeSent(form));
  check("does nothing", "button", (one) => !sends(one) && !one.popoverTargetElement);
  check("leads nowhere", "main a", (one) => ["", "#", null].includes(one.getAttribute("href")));
  check("only a script asks", "[hx-get], [hx-post]", (one) =>
    !asksByItself(one) && !one.matches("a[href]") && !(one.form ?? one.closest("form")));
  for (const summary of document.querySelectorAll("main summary")) {
    if (!summary.parentElement.open) summary.click();
    if (!summary.parentElement.open) found.push(`stays shut: ${name(summary)}`);
  }
  return found;
}"""


def trouble(page: Page) -> list[str]:
    """Return what only works with scripts on a page that was opened without them."""
    found: list[str] = page.evaluate(LOOK)
    return found
