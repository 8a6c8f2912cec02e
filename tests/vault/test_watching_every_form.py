"""No form of the portal stores what is sealed: each one on every page is sent with it."""

from collections import Counter
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, SQLModel, select

from mdt import models
from mdt.cases import confidential
from mdt.cases.confidential import Terms
from mdt.config import Settings
from mdt.models import Case, SealedKind, SealedPart
from mdt.vault import watching
from tests.browser import every_page, full_region
from tests.browser.test_every_page import settings as full_settings
from tests.conftest import AsPerson
from tests.factories import Make
from tests.vault.sealed import somebody

settings = full_settings
LEAK = "Zij woont in Oosterwolde."
SAID = "In uw tekst staat een afgeschermd gegeven"
OPENS_ANOTHER_CASE = {"cases.open_", "emergencies.open_"}
ENOUGH = 15
"""From so many forms the same page must have come, or the walk went nowhere."""


def test_no_form_on_any_page_stores_what_is_sealed(
    session: Session, make: Make, settings: Settings, app: Flask, as_person: AsPerson
) -> None:
    region = full_region.build(session, make, settings)
    _seal_in_every_case(session, make, region)
    refused: Counter[str] = Counter()
    sent: set[str] = set()
    clients: dict[str, FlaskClient] = {}
    for look in every_page.looks():
        if look.who == every_page.PUBLIC:
            continue
        if look.who not in clients:
            clients[look.who] = as_person(region.people[look.who])
        client = clients[look.who]
        path = _path(app, region, look)
        page = BeautifulSoup(client.get(path).text, "html.parser")
        for form in page.select("main form[method=post]"):
            endpoint = _takes(app, str(form["action"]))
            if endpoint in sent | OPENS_ANOTHER_CASE or not _texts(form):
                continue
            sent.add(endpoint)
            answer = client.post(str(form["action"]), data=_filled(form))
            if SAID in answer.text and answer.status_code == 422:
                assert "Oosterwolde" in answer.text, f"{endpoint} lost what was typed"
                refused[endpoint] += 1
    session.expire_all()

    assert _stored(session) == []
    assert len(refused) >= ENOUGH, sorted(refused)


def _seal_in_every_case(session: Session, make: Make, region: full_region.Region) -> None:
    by = region.people["lotte"] if "lotte" in region.people else region.people["samira"]
    for case in session.exec(select(Case)):
        case_was, case.closed_at = case.closed_at, None
        confidential.keep(
            session,
            somebody(make, case),
            Terms(kind=SealedKind.ADDRESS, label="Plek", holder_person_id=by.id),
            {SealedPart.TOWN: "Oosterwolde"},
            by=by,
            now=full_region.NOW,
        )
        case.closed_at = case_was
    session.commit()


def _path(app: Flask, region: full_region.Region, look: every_page.Look) -> str:
    rules = app.url_map.iter_rules(look.endpoint)
    [rule] = [one for one in rules if "GET" in (one.methods or set())]
    rows = {**region.keys, **region.texts}
    values = {name: rows[look.key_of(name)] for name in rule.arguments}
    built: str = app.url_map.bind("localhost").build(look.endpoint, values, method="GET")
    return built + look.query


def _takes(app: Flask, action: str) -> str:
    path = urlsplit(action).path
    endpoint: str = app.url_map.bind("localhost").match(path, method="POST")[0]
    return endpoint


def _texts(form: Tag) -> list[Tag]:
    return form.select("textarea[name], input[type=text][name]")


def _filled(form: Tag) -> dict[str, Any]:
    """Return what the form sends, with the leak in every text and a choice in every choice."""
    fields: dict[str, Any] = {}
    for one in form.select("input[name]"):
        is_choice = one.get("type") in {"radio", "checkbox"}
        if not is_choice or one.has_attr("checked") or str(one["name"]) not in fields:
            fields[str(one["name"])] = one.get("value", "")
    for one in form.select("select[name]"):
        chosen = one.select_one("option[selected]") or one.select_one(
            "option[value]:not([value=''])"
        )
        fields[str(one["name"])] = chosen.get("value", "") if chosen else ""
    for one in form.select("input[type=date][name]"):
        fields[str(one["name"])] = one.get("value") or "2026-03-02"
    for one in form.select("input[type=time][name]"):
        fields[str(one["name"])] = one.get("value") or "10:00"
    for one in _texts(form):
        room = int(str(one.get("maxlength", "400")))
        fields[str(one["name"])] = LEAK if room >= len(LEAK) else "Oosterwolde"
    return fields


def _stored(session: Session) -> list[str]:
    """Return each table and column that has it, but those of no case at all."""
    found = []
    for name in models.__all__:
        kind = getattr(models, name)
        if not (
            isinstance(kind, type) and issubclass(kind, SQLModel) and hasattr(kind, "__table__")
        ):
            continue
        unseen = watching.UNSEEN.get(str(kind.__tablename__), {})
        of_no_case = {
            key
            for key, why in unseen.items()
            if why in {watching.SET_UP, watching.ASKER, watching.SUBJECT}
        }
        for row in session.exec(select(kind)):
            for key, value in row.model_dump().items():
                if key not in of_no_case and "oosterwolde" in str(value).lower():
                    found.append(f"{name}.{key}")
    return found
