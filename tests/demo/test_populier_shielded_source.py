"""Check 1.9 through pages: the source of "Populier" is nowhere, whoever reads what.

Eline called; her name is in the vault. People then try to write it where everybody reads it.

Source: scenarios.md, check 1.9 (minutes, exports, the subject-access pack of Rick).
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, text
from sqlmodel import Session, SQLModel, select
from werkzeug.test import TestResponse

from mdt import clock
from mdt.config import Settings
from mdt.demo import loading
from mdt.models import Case, Conference, ConferenceState, Incident, Note, SealedValue
from tests import pages
from tests.conftest import AsPerson
from tests.demo.desk import asked, page_of_lead, told, words_of
from tests.demo.sunday import Region
from tests.pages import Browser

REVIEWED = datetime(2026, 2, 19, 8, 30, tzinfo=UTC)
"""The review sits; the minutes of the first conference are adopted."""

NAMES = ("eline", "Eline", "ELINE")
SPELT = "Elines melding: Rick stond op 9 februari aan de deur, zegt E-l-i-n-e."
READERS = ("samira", "joost", "marijke", "ruud", "lotte", "dennis", "anouk", "hester", "hanneke")


@pytest.fixture
def populier(
    app: Flask, engine: Engine, session: Session, settings: Settings, as_person: AsPerson
) -> Iterator[Region]:
    kept = clock.offset()
    world = loading.load(engine, "populier", at=REVIEWED, settings=settings)
    yield Region(app, session, world, settings, as_person)
    clock.shift(kept)


@pytest.fixture
def written(populier: Region) -> Region:
    """Return the region after her name was typed at the table and in an incident."""
    joost, case, review = populier.browser("joost"), populier.case(), _review(populier)
    notes = f"/conferences/{review.id}/meeting/items/{review.items[0].id}/notes"
    moment = {"happened_day": "2026-02-18", "happened_time": "21:30"}
    _redacted(joost, pages.send(joost, notes, text=SPELT, kind="decision"))
    samira = populier.browser("samira")
    noted = pages.send(samira, f"/cases/{case.id}/incidents", what=SPELT, **moment)  # type: ignore[arg-type]
    _redacted(samira, noted)
    pages.send(joost, f"/conferences/{review.id}/meeting/end")
    populier.session.expire_all()
    return populier


def _redacted(browser: Browser, refused: TestResponse) -> None:
    """Take the copy without the name that the portal offers."""
    assert refused.status_code == 422
    assert "2 plekken" in refused.text
    form = pages.soup(refused).select_one("form")
    assert form
    fields = {
        str(one["name"]): str(one.get("value", ""))
        for one in form.select("input[name]")
        if one["name"] != "csrf_token"
    }
    assert pages.send(browser, str(form["action"]), **fields).status_code == 303  # type: ignore[arg-type]


def _review(region: Region) -> Conference:
    sittings = select(Conference).where(Conference.state == ConferenceState.IN_SESSION)
    return region.session.exec(sittings).one()


def test_whoever_reads_whatever_page_or_file_of_the_case_finds_no_name_of_the_source(
    written: Region,
) -> None:
    """In concept minutes and adopted ones, in tables and in calendars, for every reader."""
    session = written.session
    is_adopted = {one.adopted_at is not None for one in session.exec(select(Conference))}
    files, redacted = set(), 0
    for key in READERS:
        browser = written.browser(key)
        for address in _addresses(written):
            answer = browser.get(address)
            assert not any(name in answer.text for name in NAMES), (key, address)
            redacted += "[weggelaten]" in answer.text
            if answer.mimetype != "text/html":
                files.add(answer.mimetype)

    assert is_adopted == {True, False}
    assert {"text/csv", "text/calendar"} <= files
    assert redacted > len(READERS), "the text without the name is read"


def _addresses(region: Region) -> Iterator[str]:
    """Yield every address of the case, its sittings and their items."""
    case, sittings = region.case(), region.session.exec(select(Conference)).all()
    for rule in region.app.url_map.iter_rules():
        is_read = "GET" in (rule.methods or ()) and not rule.endpoint.endswith("live")
        if is_read and rule.arguments == {"case_id"}:
            yield _filled(rule.rule, case_id=case.id)
        elif is_read and rule.arguments in ({"conference_id"}, {"conference_id", "item_id"}):
            for one in sittings:
                yield _filled(rule.rule, conference_id=one.id, item_id=one.items[0].id)


def _filled(rule: str, **keys: UUID) -> str:
    return re.sub(r"<[^>]*?(\w+)>", lambda found: str(keys[found[1]]), rule)


def test_no_row_of_the_database_says_who_the_source_is(written: Region) -> None:
    """Of mails, calendars, the trail and search too: they say what stands in a row."""
    session, seen = written.session, 0

    for table in SQLModel.metadata.sorted_tables:
        for row in session.execute(text(f'SELECT * FROM "{table.name}"')):  # noqa: S608
            assert not any(name in str(value) for name in NAMES for value in row), table.name
            seen += 1

    assert seen > 500
    assert "[weggelaten]" in " ".join(note.text for note in session.exec(select(Note)))
    assert "[weggelaten]" in session.exec(select(Incident)).one().what


def test_eline_is_nowhere_in_the_pack_of_rick_nor_is_it_said_that_there_is_a_source(
    written: Region,
) -> None:
    officer, session = written.browser("hanneke"), written.session
    case = written.case()
    _sneak_in(session, case)
    lead = written.browser("ruud")
    request = asked(officer, "Rick Hofstra")

    page = page_of_lead(lead)
    shown = lead.get(page)
    done = told(lead, page, "tell", reason="Het gaat over anderen.")
    answer = words_of(officer.get(f"{request}/answer.pdf"))

    assert done.status_code == 303
    assert "Rick Hofstra" in answer
    for words in (pages.text_of(shown, "main"), answer):
        assert not any(name in words for name in (*NAMES, "Bron 1", "Bron afgeschermd"))


def _sneak_in(session: Session, case: Case) -> None:
    """Put her name in a text of the case as it may have stood there before she was shielded."""
    note = session.exec(select(Note).where(Note.case_id == case.id).order_by(Note.at)).first()  # type: ignore[arg-type]
    assert note
    session.execute(
        text("UPDATE note SET text = :text WHERE id = :id").bindparams(
            text="Eline zag Rick aan de deur.", id=_raw(session, note.id)
        )
    )
    session.commit()


def _raw(session: Session, key: UUID) -> UUID | str:
    return key.hex if session.get_bind().dialect.name == "sqlite" else key


def test_who_took_the_report_and_the_case_lead_may_know_and_the_table_reads_that_it_is_shielded(
    populier: Region,
) -> None:
    value = populier.session.exec(select(SealedValue)).one()
    page = f"/cases/{value.case_id}/sealed/{value.id}"

    opened = {key: populier.browser(key).get(page).status_code for key in READERS}
    people = pages.text_of(populier.browser("samira").get(f"/cases/{value.case_id}"), "#people")

    assert {key for key, status in opened.items() if status == 200} == {"marijke", "ruud"}
    assert "Bron afgeschermd" in people
