"""The pages with every rule of the portal switched off: only row-level security is left.

What the portal does with what is somebody's own (an answer, a code) it does as the portal, and
those addresses are not tried here: load() alone holds them. So it reads the trail for an auditor.
"""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import true

from mdt.access import guard
from mdt.access.policy import POLICY, Action, Relation
from mdt.models import Case, Role
from mdt.web import permits
from tests.access.test_policy_matrix import HEAD, World, set_scene
from tests.conftest import AsPerson
from tests.factories import Make
from tests.pages import Browser, token
from tests.routes import Route, routes
from tests.test_acting import KNOWS
from tests.web.test_guard_walls import shut_case

pytestmark = [pytest.mark.usefixtures("at_noon"), pytest.mark.postgresql]

WORDS = ("anarie", "KA-1998")
"""What a page says that shows something of the case of shut_case."""


@pytest.fixture
def unguarded(monkeypatch: pytest.MonkeyPatch, make: Make) -> None:
    """Let the portal permit everything, everywhere, and keep nobody out."""
    everywhere = frozenset({make.region.id})
    answers = {
        "permits": True,
        "visible": true(),
        "beside": true(),
        "items_of": true(),
        "is_walled": False,
        "case_actions": frozenset(Action),
        "regions": everywhere,
    }
    for name in vars(guard):
        for begin, said in answers.items():
            if name.startswith(begin):
                monkeypatch.setattr(guard, name, lambda *_, _said=said, **__: _said)
    monkeypatch.setattr(permits, "row", lambda *_: True)


@pytest.fixture
def world(make: Make) -> World:
    scene = set_scene(make)
    make.session.commit()
    return scene


def _case(world: World) -> Case:
    found = world.things["case"]
    assert isinstance(found, Case)
    return found


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("column", HEAD)
def test_the_page_of_a_case_and_the_lists_are_for_whom_the_table_says(
    world: World, as_person: AsPerson, column: str
) -> None:
    case, browser = _case(world), as_person(world.cast[column])
    good = token(browser)

    page = browser.get(f"/cases/{case.id}")
    cases = browser.get("/cases/").text
    hits = browser.post("/search/", data={"csrf_token": good, "q": case.alias}).text
    plan = browser.get(f"/cases/{case.id}/plan")

    knows = KNOWS[column]
    assert (page.status_code, plan.status_code) == ((200, 200) if knows else (404, 404))
    assert [f'/cases/{case.id}"' in text for text in (cases, hits)] == [knows, knows]


@pytest.mark.usefixtures("unguarded")
@pytest.mark.parametrize("kind", ["administrator", "professional", "specialist", "walled"])
def test_no_address_shows_a_word_of_a_case_that_one_may_not_know(
    app: Flask, make: Make, as_person: AsPerson, kind: str
) -> None:
    walled = make.coordinator()
    keys = shut_case(make, walled, make.coordinator())
    who = walled if kind == "walled" else make.person(Role(kind))
    app.config |= {"TESTING": False}  # a rule that stumbles over the wall answers 500
    tried, shown = 0, []
    for route, page in _pages(app, as_person(who), keys):
        tried += 1
        if any(word in page for word in WORDS):
            shown.append(route.path)

    assert not shown
    assert tried > 20


def _pages(app: Flask, browser: Browser, keys: Mapping[str, UUID]) -> Iterator[tuple[Route, str]]:
    """Yield what every address shows that is not of one's own; broken pages show nothing."""
    for route in routes(app, keys):
        if route.method != "GET" or route.is_public or _is_own(app, route):
            continue
        response = browser.get(route.path)
        if str(response.mimetype).startswith("text/html"):
            yield route, response.text


def _is_own(app: Flask, route: Route) -> bool:
    view: Any = app.view_functions[route.endpoint]
    rule = POLICY[view.mdt_action]
    return not rule.roles and rule.relations <= {Relation.SELF}
