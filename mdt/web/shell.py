"""What every page needs around its own content: the viewer, the menu, the settings shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, request, url_for
from flask_babel import LazyString, get_locale, ngettext
from flask_babel import lazy_gettext as _l

from mdt.access import guard
from mdt.access.policy import Action
from mdt.models import Role
from mdt.web import action_list, words
from mdt.web.actor import actor, is_signed_in

SEARCH = "search.show"
"""The endpoint of the search page; the frame shows its field once it exists."""


@dataclass(frozen=True)
class NavItem:
    """One entry of the main menu; short: what the bar of a phone says instead."""

    key: str
    icon: str
    label: str
    href: str
    count: int
    current: bool
    count_words: str = ""
    short: str = ""


@dataclass(frozen=True)
class Viewer:
    """Who is looking, as the page's frame shows it."""

    name: str
    role_line: str
    is_administrator: bool


def init_app(app: Flask) -> None:
    """Give every template viewer, nav and lang."""
    app.context_processor(_context)


def _context() -> dict[str, Any]:
    is_in = is_signed_in()
    nav, more = _menu() if is_in else ([], [])
    return {
        "lang": str(get_locale() or "nl"),
        "viewer": _viewer() if is_in else None,
        "nav": nav,
        "more": more,
        "search_href": _search_href() if is_in else None,
        "is_demo": current_app.extensions["mdt.settings"].demo,
    }


def _viewer() -> Viewer:
    who = actor()
    post = who.posts[0] if who.posts else None
    line = f"{post.function or words.word(post.role)}, {post.organisation_name}" if post else ""
    return Viewer(who.person.name, line, Role.ADMINISTRATOR in who.roles)


Place = tuple[str, str, str, Action, LazyString]

# The five main places, and what stands under "Meer": key, icon, endpoint, action, words.
_PLACES: tuple[Place, ...] = (
    ("home", "home", "home.today", Action.HOME_VIEW, _l("Vandaag")),
    ("conferences", "people", "conferences.index", Action.CONFERENCE_LIST, _l("Overleggen")),
    ("agenda", "cal", "agenda.show", Action.CONFERENCE_LIST, _l("Agenda")),
    ("actions", "task", "actions.index", Action.ACTION_LIST, _l("Acties")),
    ("cases", "case", "cases.index", Action.CASE_LIST, _l("Zaken")),
)
_COUNTS: Mapping[str, Callable[[], int]] = {"actions": action_list.own_late}
_MORE: tuple[Place, ...] = (
    ("profile", "user", "profile.show", Action.ACCOUNT_MANAGE, _l("Mijn gegevens")),
    ("hours", "clock", "availability.mine", Action.AVAILABILITY_EDIT, _l("Mijn werktijden")),
    (
        "impediments",
        "gavel",
        "impediments.mine",
        Action.IMPEDIMENT_KEEP,
        _l("Mijn belemmeringen"),
    ),
    ("duty", "cal", "duty.index", Action.DUTY_SWAP, _l("Roosters")),
    ("setup", "gear", "directory.show", Action.ORGANISATION_MANAGE, _l("Inrichting")),
    ("incoming", "mail", "incoming.index", Action.INCOMING_SORT, _l("Nakijken")),
    ("delivery", "mail", "delivery.index", Action.DELIVERY_MANAGE, _l("Bezorging")),
    ("recovery", "lock", "recovery.index", Action.RECOVERY_APPROVE, _l("Toegang herstellen")),
    ("walls", "lock", "walls.waiting", Action.WALL_LIFT, _l("Afschermingen")),
    ("retention", "clock", "retention.index", Action.RETENTION_MANAGE, _l("Bewaartermijnen")),
    (
        "subject_requests",
        "user",
        "subject_requests.index",
        Action.SUBJECT_MANAGE,
        _l("Verzoeken om inzage"),
    ),
    ("judge_register", "gavel", "judge_register.show", Action.BAR_ASK, _l("Register van rechters")),
    ("audit", "eye", "audit.index", Action.AUDIT_VIEW, _l("Logboek")),
    ("postvak", "mail", "postvak.show", Action.HOME_VIEW, _l("Postvak (demo)")),
)
_BELONGS_TO = {
    "incidents": "cases",
    "measures": "cases",
    "panels": "directory",
    "people": "directory",
    "plan": "cases",
}
"""Families of pages that stand at addresses of their own, and the place they are of."""
_WORK = frozenset(
    {"audit", "delivery", "duty", "judge_register", "recovery", "retention", "setup", "walls"}
)
"""What under "Meer" is somebody's work, and not about themselves."""
_SHORT = {"judge_register": _l("Rechters"), "retention": _l("Termijnen")}
"""What the bar of a phone says of the places whose name is too long beside four others."""

IN_BAR = 5
"""How many places the bar of a phone has room for."""
_DEMO_ONLY = frozenset({"postvak"})


def _menu() -> tuple[list[NavItem], list[NavItem]]:
    """Return the main menu, and what stands under "Meer".

    Who has no part in cases has their work in the main menu, as far as the bar of a phone has
    room for it: an administrator the setup, an auditor the log.
    """
    main, more = _nav(_PLACES), _nav(_MORE)
    if len(main) > 1:
        return main, more
    work = [item for item in more if item.key in _WORK][: IN_BAR - len(main)]
    return [*main, *work], [item for item in more if item not in work]


def _nav(places: tuple[Place, ...]) -> list[NavItem]:
    who, current = actor(), _current(places)
    return [
        _item(*place, is_current=place[0] == current)
        for place in places
        if _is_here(place) and guard.permits_anywhere(who, place[3])
    ]


def _is_here(place: Place) -> bool:
    key, _, endpoint, *_ = place
    is_for_us = key not in _DEMO_ONLY or current_app.extensions["mdt.settings"].demo
    return is_for_us and endpoint in current_app.view_functions


def _item(
    key: str, icon: str, endpoint: str, _: Action, label: LazyString, *, is_current: bool
) -> NavItem:
    count = _COUNTS[key]() if key in _COUNTS else 0
    words = ngettext("%(num)s te laat", "%(num)s te laat", count)
    short, href = str(_SHORT.get(key, "")), url_for(endpoint)
    return NavItem(key, icon, str(label), href, count, is_current, words, short)


def _search_href() -> str | None:
    may_search = guard.permits_anywhere(actor(), Action.CASE_LIST)
    return url_for(SEARCH) if may_search and SEARCH in current_app.view_functions else None


def _current(places: tuple[Place, ...]) -> str | None:
    """Return the one place that the page is of: at an address below its own, else of its family."""
    family = (request.endpoint or "").split(".")[0]
    family = _BELONGS_TO.get(family, family)
    below = by_family = None
    for place in filter(_is_here, places):
        key, _, endpoint, *_ = place
        address = url_for(endpoint)
        if address != "/" and request.path.startswith(address):
            below = key
        if endpoint.split(".", maxsplit=1)[0] == family:
            by_family = key
    return below or by_family
