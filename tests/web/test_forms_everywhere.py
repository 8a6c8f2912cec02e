"""Every form of the portal, sent with SQL in its fields and with fields that it does not have.

By whoever it is meant for, who has the right to send it. Source: security.md 2, row 15; OWASP ASVS
5.0 1.2.4 and 15.3.3.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from sqlalchemy import String, Uuid, or_, select
from sqlmodel import AutoString, Session
from werkzeug.test import TestResponse

from mdt.config import Settings
from mdt.models.base import metadata
from mdt.web import csrf
from tests.browser import every_page, full_region
from tests.browser.full_region import Region
from tests.browser.tour import gives_page
from tests.conftest import KEYS, AsPerson
from tests.databases import Database
from tests.factories import Make
from tests.pages import Browser, token

SQL = "x'); DROP TABLE person; -- \" OR '1'='1"
STRANGE = UUID("75137513-7513-4513-8513-751375137513")
KEYED = {
    column.name
    for table in metadata.sorted_tables
    for column in table.columns
    if isinstance(column.type, Uuid)
}
MORE = KEYED | {"is_admin", "roles", "user_id", "by", "actor", "__class__", "items[0].id"}
"""Names that some table knows a key by, and those that others try."""

FILLED = {
    "date": "2026-02-20",
    "datetime-local": "2026-02-20T10:00",
    "number": "1",
    "time": "10:00",
}
"""What is filled in where a form is empty, and no text can be."""

TYPED = ("text", "search", "email", "tel", "textarea")
ENDS = ("account.sign_out", "profile.end_session", "profile.end_others")
SIGN_IN = "/account/sign-in"
LEAST_FORMS = 100


@dataclass(frozen=True)
class Form:
    """One form as it stands on somebody's page."""

    who: str
    action: str
    fields: dict[str, str]
    typed: frozenset[str]


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    """Return the settings of a demo, with a folder of its own for mail."""
    ours = replace(KEYS, database_url=database.url, secret_key="t" * 32)
    return replace(ours, demo=True, catcher_dir=tmp_path / "postvak")


@pytest.fixture
def region(session: Session, make: Make, settings: Settings) -> Region:
    """Return a region with everything in it."""
    return full_region.build(session, make, settings)


def test_sql_in_a_field_is_a_text_like_any_other(
    app: Flask, session: Session, region: Region, as_person: AsPerson
) -> None:
    answers = _press(app, region, as_person, lambda form: dict.fromkeys(form.typed, SQL))

    _were_looked_at(answers)
    session.rollback()
    assert len(session.execute(select(metadata.tables["person"])).all()) >= len(region.people)
    assert _texts_with(session, SQL)


def test_a_key_in_a_field_that_a_form_does_not_have_is_kept_nowhere(
    app: Flask, session: Session, region: Region, as_person: AsPerson
) -> None:
    answers = _press(
        app, region, as_person, lambda form: dict.fromkeys(MORE - form.fields.keys(), str(STRANGE))
    )

    _were_looked_at(answers)
    session.rollback()
    assert _keys_with(session, STRANGE) == []


def _press(
    app: Flask, region: Region, as_person: AsPerson, more: Any
) -> list[tuple[Form, TestResponse]]:
    """Send each form once, filled in as it stands and with more; return what came of it."""
    app.testing = app.config["PROPAGATE_EXCEPTIONS"] = False
    people = {look.who for look in every_page.looks()} - {every_page.PUBLIC}
    stranger: Any = app.test_client()
    browsers = {who: as_person(region.people[who]) for who in people}
    browsers[every_page.PUBLIC] = stranger
    found = list(_forms(app, region, browsers))
    return [(form, _send(browsers[form.who], form, more(form))) for form in found]


def _were_looked_at(answers: list[tuple[Form, TestResponse]]) -> None:
    """Fail when a form broke, or when most of them did not reach their view."""
    broken = {form.action: one.status_code for form, one in answers if one.status_code >= 500}
    counted = Counter(one.status_code for _, one in answers)
    led_away = [form.action for form, one in answers if SIGN_IN in (one.location or "")]
    assert broken == {}
    assert len(answers) > LEAST_FORMS
    assert len(led_away) < 10, led_away
    assert counted[303] > 20, counted
    assert counted[422] > 20, counted


def _forms(app: Flask, region: Region, browsers: dict[str, Browser]) -> Iterator[Form]:
    """Yield each form once for each endpoint and set of fields, on whosever page it stands."""
    seen: set[tuple[str, frozenset[str]]] = set()
    for look in every_page.looks():
        [rule] = [one for one in app.url_map.iter_rules(look.endpoint) if gives_page(one)]
        rows = {**region.keys, **region.texts}
        values = {name: rows[look.key_of(name)] for name in rule.arguments}
        path = app.url_map.bind("localhost").build(look.endpoint, values, method="GET")
        page = BeautifulSoup(browsers[look.who].get(path + look.query).text, "html.parser")
        for one in page.select("form[method=post]"):
            form = _read(one, look.who, path)
            endpoint = _endpoint(app, form)
            mark = (endpoint, frozenset(form.fields))
            if mark not in seen and endpoint not in ENDS:
                seen.add(mark)
                yield form


def _read(one: Tag, who: str, path: str) -> Form:
    fields, typed = dict[str, str](), set[str]()
    for field in one.select("input[name], textarea[name], select[name], button[name]"):
        name, kind = str(field["name"]), str(field.get("type", field.name))
        chosen = field.select_one("option[selected]") or _first(field)
        value = str((chosen or field).get("value", field.get_text())) or FILLED.get(kind, "")
        if name not in fields or field.has_attr("checked"):
            fields[name] = value
        if kind in TYPED or (field.name == "input" and not field.has_attr("type")):
            typed.add(name)
    fields.pop(csrf.FIELD, None)
    return Form(who, str(one.get("action") or path), fields, frozenset(typed))


def _first(field: Tag) -> Tag | None:
    """Return the first thing that can be chosen in a list."""
    return next((one for one in field.select("option") if one.get("value", "x")), None)


def _endpoint(app: Flask, form: Form) -> str:
    path = form.action.partition("?")[0]
    endpoint: str = app.url_map.bind("localhost").match(path, method="POST")[0]
    return endpoint


def _send(browser: Browser, form: Form, more: dict[str, str]) -> TestResponse:
    data = {**form.fields, **more, csrf.FIELD: token(browser)}
    return browser.post(form.action, data=data)


def _texts_with(session: Session, text: str) -> list[str]:
    """Return each table in which the text stands."""
    found = []
    for table in metadata.sorted_tables:
        columns = [one for one in table.columns if isinstance(one.type, String | AutoString)]
        there = [one.contains(text, autoescape=True) for one in columns]
        if there and session.execute(select(*columns).where(or_(*there)).limit(1)).first():
            found.append(table.name)
    return found


def _keys_with(session: Session, key: UUID) -> list[str]:
    """Return each table in which the key stands."""
    found = []
    for table in metadata.sorted_tables:
        columns = [one for one in table.columns if isinstance(one.type, Uuid)]
        there = [one == key for one in columns]
        if there and session.execute(select(*columns).where(or_(*there)).limit(1)).first():
            found.append(table.name)
    return found
