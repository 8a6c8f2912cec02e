"""Rules of mdt.web.logs."""

import io
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from time import tzset
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from mdt.identity import links
from mdt.models import LinkPurpose, Organisation, OutboxMessage, Role
from mdt.web import logs
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import send


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Return what an operator reads: everything that any logger says."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logs.Discreet(logs.FORMAT))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)


def test_an_exception_is_logged_by_place_and_class_not_by_its_words(written: io.StringIO) -> None:
    try:
        os.environ["POPULIER"]
    except KeyError as error:
        error.__cause__ = ValueError("Noor van Dalen")
        logging.getLogger("mdt.web").exception("broken")

    text = written.getvalue()
    assert "builtins.KeyError" in text
    assert "builtins.ValueError" in text
    assert "test_logs.py" in text
    assert "POPULIER" not in text
    assert "Noor" not in text


@pytest.mark.parametrize(
    "line",
    [
        'GET /account/links/AbCdEfGhIjKlMnOpQrSt12 HTTP/1.1" 200',
        'GET /u/AbCdEfGhIjKlMnOp.QrSt-uVwXyZ_0123456789abc HTTP/1.1" 200',
        'GET /feeds/conferences/AbCdEfGhIjKlMnOpQrSt12.ics HTTP/1.1" 200',
        'GET /search?q=Populier HTTP/1.1" 200',
        "not delivered to noor.van.dalen@partner.example",
        "cookie s=eyJhIjoxfQ.AbCdEfGhIjKlMnOpQrStUvWx7z",
    ],
)
def test_tokens_queries_and_addresses_are_masked(line: str) -> None:
    masked = logs.mask(line)

    assert logs.MASK in masked
    for secret in ("AbCdEfGhIjKlMnOp", "QrStUvWx", "Populier", "noor"):
        assert secret not in masked


def test_what_operators_need_stays() -> None:
    line = f"message {uuid4()} not delivered: 451 RequestEntityTooLarge after 3 tries of 20"

    assert logs.mask(line) == line


def test_nothing_in_a_record_can_pass_for_another_line(written: io.StringIO) -> None:
    typed = "a\r\n2026 INFO mdt: all is well\x1b[2J\u2028x"
    logging.getLogger("mdt.web").error("not found: %s", typed)

    assert written.getvalue().count("\n") == 1
    assert r"a\r\n2026 INFO mdt: all is well\x1b[2J\u2028x" in written.getvalue()


def test_a_line_says_when_in_utc(written: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    at = {"created": NOON.timestamp(), "msecs": 7.0}
    record = logging.makeLogRecord({"msg": "x", "levelno": logging.INFO, **at})

    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "Europe/Amsterdam")
        tzset()
        logging.getLogger("mdt").handle(record)
    tzset()

    assert written.getvalue().startswith(f"{NOON:%Y-%m-%dT%H:%M:%S}.007Z ")


def test_an_ordinary_day_leaves_no_content_in_the_logs(
    session: Session, make: Make, as_person: AsPerson, app: Flask, written: io.StringIO
) -> None:
    """A canary in every field that is typed, and a link that is followed."""
    person = make.person(Role.ADMINISTRATOR)
    browser = as_person(person)
    region = make.region.id
    send(browser, f"/setup/regions/{region}/organisations", name="Kanarie Oost", domain="shelter")
    send(browser, "/people/", name="Kanarie Zuid", mail="kanarie@partner.example")
    send(browser, "/account/sign-in", mail="kanarie@partner.example", password="kanarie-geheim")
    link = links.issue(
        session, person, LinkPurpose.FIRST_SIGN_IN, secret="t" * 32, by=None, now=NOON
    )
    token = links.token("t" * 32, link.id)
    session.commit()
    app.test_client().get(f"/account/links/{token}")
    app.test_client().get("/nergens?q=kanarie")

    assert session.exec(select(Organisation).where(Organisation.name == "Kanarie Oost")).all()
    text = written.getvalue().lower()
    assert "kanarie" not in text
    assert token.lower() not in text


def test_an_error_of_the_database_does_not_quote_the_row(
    app: Flask, client: FlaskClient, session: Session, make: Make, written: io.StringIO
) -> None:
    organisation = make.organisation(name="Kanarie Oost")
    session.commit()

    def twice() -> str:
        with Session(session.get_bind()) as own:
            own.add(Organisation(**organisation.model_dump()))
            own.commit()
        return ""

    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.view_functions["account.sign_in"] = twice
    assert client.get("/account/sign-in").status_code == 500

    text = written.getvalue()
    assert "IntegrityError" in text
    assert "Kanarie" not in text
    assert not session.exec(select(OutboxMessage)).all()


def test_a_process_that_logs_does_so_discreetly() -> None:
    """In a process of its own: pytest's logging stays as it is."""
    code = (
        "import logging; from mdt.web import logs; logs.configure();"
        "logging.getLogger('mdt').info('noor@partner.example');"
        "logging.getLogger('gunicorn.error').info('not this');"
        "logging.getLogger('gunicorn.access').info('nor this')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)

    assert done.stderr.strip().endswith(f"INFO mdt: {logs.MASK}")
    assert done.stdout == ""
