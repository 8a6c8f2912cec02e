"""The drill with a real file: sealed in the copy, and read where it came back by whom it is for."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt import acting, clock
from mdt import engine as engines
from mdt.app import create_app
from mdt.backup import copying, restoring
from mdt.config import Settings
from mdt.models import Document, DocumentBody, Person
from mdt.vault import bodies
from mdt.vault.keyring import VaultClosed
from mdt.web import database as web_database
from tests.backup.test_restoring import KEY, LATER
from tests.conftest import KEYS, NOON
from tests.databases import Database
from tests.documents import files
from tests.documents.attached import attached
from tests.factories import Make
from tests.pages import Browser

WORDS = "Het letsel past bij verwurging"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "copy.mdt"


def test_a_letter_is_sealed_in_the_copy_and_opens_where_it_came_back_for_whom_it_is(
    database: Database, session: Session, make: Make, settings: Settings, file: Path
) -> None:
    letter, by, other = files.letter(WORDS), make.coordinator(), make.stranger()
    document = attached(make, make.convened().items[0], by=by, content=letter)
    path, people = f"/documents/{document.id}", (by.id, other.id)
    session.commit()

    copying.write(database.engine, file, KEY, now=NOON)
    url = database.another()
    restoring.restore(url, file, KEY, now=LATER)

    assert letter[:200] not in file.read_bytes()
    engine = engines.connect(url)
    try:
        browsers = [_browser(engine, settings, url, one) for one in people]
        answers = [browser.get(path) for browser in browsers]
    finally:
        engine.dispose()
    assert [one.status_code for one in answers] == [200, 404]
    assert answers[0].data == letter


def test_without_the_key_of_the_vault_the_letter_comes_back_and_opens_for_nobody(
    database: Database, session: Session, make: Make, file: Path
) -> None:
    document = attached(
        make, make.convened().items[0], by=make.coordinator(), content=files.letter(WORDS)
    )
    session.commit()
    copying.write(database.engine, file, KEY, now=NOON)
    url = database.another()
    restoring.restore(url, file, KEY, now=LATER)

    engine = acting.portal(engines.connect(url))
    with web_database.open_session(engines.writing(engine), Settings()) as found:
        assert found.exec(select(DocumentBody)).one().sealed
        with pytest.raises(VaultClosed):
            bodies.read(found, found.get_one(Document, document.id))
    engine.dispose()


def _browser(engine: Engine, settings: Settings, url: str, person_id: object) -> Browser:
    """Return a browser at the portal that was put back, of somebody who signed in there."""
    app = create_app(replace(settings, database_url=url), engine)
    app.test_client_class = Browser
    browser = app.test_client()
    assert isinstance(browser, Browser)
    with web_database.open_session(engines.writing(acting.portal(engine)), KEYS) as session:
        browser.sign_in(session, session.get_one(Person, person_id), now=clock.now())
    return browser
