/* First-party, for every page. The portal works without it; this only helps. Its words stand in the page, as data-*. */
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector) => document.querySelectorAll(selector);

  /* Choices of this browser live in a cookie: nothing is ever kept in web storage. */
  const isSecure = location.protocol === "https:";
  const named = (name) => `${isSecure ? "__Host-" : ""}${name}=`;
  const choice = (name) => document.cookie.split("; ").find((pair) => pair.startsWith(named(name)))?.slice(named(name).length);
  const remember = (name, value) => {
    document.cookie = `${named(name)}${value}; Path=/; Max-Age=31536000; SameSite=Strict${isSecure ? "; Secure" : ""}`;
  };

  /* At once, before anything is painted. */
  const paint = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  };
  root.classList.add("js");
  paint(choice("theme"));

  /* What was wrong is read out first: once for every summary that appears. */
  const showProblems = () => {
    const summary = document.querySelector(".error-summary:not([data-seen])");
    if (!summary) return;
    summary.dataset.seen = "";
    summary.focus();
  };

  /* A select that was touched no longer follows its markup; a swapped state must show what the server says. */
  const showStates = () => {
    for (const option of all(".status option[selected]")) if (!option.selected) option.selected = true;
  };

  /* Seconds: [data-seconds-left] counts down in its sentence, [data-seconds-run] counts up as a clock,
     [data-seconds-to] counts down as one. A new number from the server begins anew. */
  const started = new WeakMap();
  const passed = (element, from) => {
    if (started.get(element)?.from !== from) started.set(element, { from, at: performance.now() });
    return Math.floor((performance.now() - started.get(element).at) / 1000);
  };
  const asClock = (seconds) => `${Math.floor(seconds / 60)}.${String(seconds % 60).padStart(2, "0")}`;
  const countDown = (element) => {
    const left = Number(element.dataset.secondsLeft) - passed(element, element.dataset.secondsLeft);
    const words = left === 1 ? element.dataset.one : element.dataset.many;
    element.textContent = left > 0 ? words.replace("0", left) : element.dataset.over;
    if (left > 0) return;
    for (const button of element.closest("form, .notice")?.querySelectorAll("button") ?? []) button.disabled = true;
  };
  const countUp = (element) => {
    element.textContent = asClock(Number(element.dataset.secondsRun) + passed(element, element.dataset.secondsRun));
  };
  const countTo = (element) => {
    const left = Number(element.dataset.secondsTo) - passed(element, element.dataset.secondsTo);
    element.textContent = left > 0 ? asClock(left) : element.dataset.over;
  };
  const tick = () => {
    all("[data-seconds-left]").forEach(countDown);
    all("[data-seconds-run]").forEach(countUp);
    all("[data-seconds-to]").forEach(countTo);
  };

  /* Typed text is not lost by accident: a form with data-unsaved asks before one leaves. */
  const unsaved = new Set();
  const noteTyping = (event) => {
    const form = event.target.closest("form[data-unsaved]");
    if (form) unsaved.add(form);
  };
  const askBeforeLeaving = (event) => {
    if ([...unsaved].some((form) => form.isConnected)) event.preventDefault();
  };

  /* Keys: / goes to search, ? lists the keys; both can be switched off in that list. */
  const typing = (element) => element.closest("input, textarea, select, [contenteditable]");
  const goSearch = () => {
    const field = document.querySelector("[data-search]");
    if (field?.checkVisibility()) field.focus();
    else document.querySelector("[data-search-link]")?.click();
  };
  const actions = { "/": goSearch, "?": () => document.getElementById("keys")?.showModal() };
  const pressKey = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || choice("keys") === "off") return;
    if (!actions[event.key] || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    actions[event.key]();
  };

  const click = (event) => {
    const button = event.target.closest("[data-open], [data-close], [data-print], [data-copy]");
    if (!button) return;
    const { open, close, print, copy } = button.dataset;
    if (open !== undefined) document.getElementById(open).showModal();
    if (close !== undefined) button.closest("dialog").close();
    if (print !== undefined) window.print();
    if (copy !== undefined) {
      navigator.clipboard.writeText(copy).then(() => {
        button.textContent = button.dataset.copied;
      });
    }
  };
  const change = (event) => {
    if (event.target.id === "theme-choice") {
      remember("theme", event.target.value);
      paint(event.target.value);
    }
    if (event.target.id === "keys-on") remember("keys", event.target.checked ? "on" : "off");
  };

  /* The line that says a page keeps itself up to date tells the truth when the line is lost. */
  const setLive = (isLive) => () => {
    for (const line of all("[data-lost]")) {
      line.dataset.live ??= line.textContent;
      line.classList.toggle("is-lost", !isLive);
      line.textContent = isLive ? line.dataset.live : line.dataset.lost;
    }
  };

  /* A row that an address names may be folded away: then the page is shown whole. */
  const unfold = () => {
    const link = document.querySelector("[data-whole]");
    if (link && location.hash && !document.getElementById(location.hash.slice(1))) location.replace(link.href + location.hash);
  };

  const listen = (type, handler) => document.addEventListener(type, handler);
  listen("input", noteTyping);
  listen("submit", (event) => unsaved.delete(event.target));
  listen("keydown", pressKey);
  listen("click", click);
  listen("change", change);
  listen("htmx:after:swap", () => {
    showStates();
    showProblems();
    tick();
  });
  listen("htmx:sse:after:connection", setLive(true));
  listen("htmx:sse:error", setLive(false));
  listen("htmx:sse:close", setLive(false));
  window.addEventListener("beforeunload", askBeforeLeaving);
  listen("DOMContentLoaded", () => {
    const theme = document.getElementById("theme-choice");
    if (theme) theme.value = choice("theme") ?? "";
    const keys = document.getElementById("keys-on");
    if (keys) keys.checked = choice("keys") !== "off";
    if (document.querySelector(".error-summary")) all("form[data-unsaved]").forEach((form) => unsaved.add(form));
    showProblems();
    unfold();
    if (document.querySelector("[data-print-now]")) window.print();
    tick();
    setInterval(tick, 1000);
  });
})();
