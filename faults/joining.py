"""Thirty people with one code, a hundred times; a thousand links under programs that open links.

Exactly one of the thirty comes in, whoever is first. And whatever programs do with the links in
mails, reading them, asking about them, sending their forms as they find them, nothing is used and
nothing changes.
"""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from threading import Barrier, Thread
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from faults.verdict import Verdict
from mdt import clock
from mdt import engine as engines
from mdt.app import create_app
from mdt.config import Settings
from mdt.errors import DomainError
from mdt.invitations import joining, links
from mdt.models import CodeWay, Invitation
from mdt.models.base import metadata
from mdt.web import database as web_database
from tests import databases
from tests.conftest import NOON
from tests.databases import Database
from tests.factories import Make

AT_ONCE, ROUNDS, LINKS = 30, 100, 1_000
SECRET = "t" * 32
WAIT_SECONDS = 60
REFUSED = 422
"""What a form answers in which nothing was typed: its token was good, its digits are missing."""
LEFT_BEHIND = {"audit_record", "web_session"}
"""What a look may leave behind: that somebody looked."""

PROGRAMS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) SafeLinks",
    "WhatsApp/2.23.20.0",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "SkypeUriPreview Preview/0.5",
)
"""How programs call themselves that follow links before people do."""


def trials() -> Iterator[Verdict]:
    """Yield what became of both, on each database."""
    for kind in ("sqlite", "postgresql"):
        database = databases.open_database(kind)
        try:
            yield one_code(kind, database, ROUNDS)
            database.empty()
            yield scanned(kind, database, LINKS)
        finally:
            database.close()


def one_code(kind: str, database: Database, rounds: int) -> Verdict:
    """Return how many of thirty with one code came in, so many times."""
    broken = []
    for number, (asked, code) in enumerate(invite(database.engine, rounds, now=NOON)):
        got = together(database.engine, asked, code)
        came_in = len(set(got) - {"CodeSpent", None})
        if (came_in, got.count("CodeSpent")) != (1, AT_ONCE - 1):
            broken.append(f"round {number}: {came_in} came in")
    counted = {"rounds": rounds, "people with one code": AT_ONCE}
    return Verdict(name=f"one code on {kind}", counted=counted, broken=tuple(broken[:10]))


def together(engine: Engine, asked: Invitation, code: str) -> list[str | None]:
    """Let thirty type the code at one moment; return what each got: a key, nothing, a refusal."""
    gate, got = Barrier(AT_ONCE), list[str | None]()

    def enter() -> None:
        gate.wait(WAIT_SECONDS)
        with web_database.open_session(engines.writing(engine)) as own:
            row = own.get_one(Invitation, asked.id)
            try:
                got.append(joining.admit(own, row, code, secret=SECRET, device="", now=NOON))
            except DomainError as refusal:
                got.append(type(refusal).__name__)
            own.commit()

    threads = [Thread(target=enter) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_SECONDS)
    assert len(got) == AT_ONCE
    return got


def scanned(kind: str, database: Database, number: int) -> Verdict:
    """Return what programs changed that opened so many links, and sent every form they found."""
    app = _portal(database)
    invited = invite(database.engine, number, now=clock.now())
    addresses = [f"/u/{links.locator(asked, SECRET)}" for asked, _ in invited]
    before, requests = contents(database.engine), 0
    broken = []
    for place, address in enumerate(addresses):
        browser = app.test_client()
        agent = {"User-Agent": PROGRAMS[place % len(PROGRAMS)]}
        for path in (address, f"{address}/entry"):
            for method in ("GET", "HEAD", "OPTIONS"):
                browser.open(path, method=method, headers=agent)
            statuses = _press_everything(browser, path)
            requests += 4 + len(statuses)
            broken += [f"link {place}: a form answered {one}" for one in statuses if one != REFUSED]
        if place % 100 == 0 and contents(database.engine) != before:
            broken.append(f"link {place} changed something")
    if contents(database.engine) != before:
        broken.append("the database is not what it was")
    counted = {"links": number, "requests": requests}
    return Verdict(name=f"links opened on {kind}", counted=counted, broken=tuple(broken[:10]))


def contents(engine: Engine) -> str:
    """Return a hash of everything that the database holds, but that somebody looked."""
    with engine.connect() as connection:
        rows = [
            (table.name, sorted(map(repr, connection.execute(table.select()).all())))
            for table in metadata.sorted_tables
            if table.name not in LEFT_BEHIND
        ]
    return sha256(repr(rows).encode()).hexdigest()


def _portal(database: Database) -> Flask:
    """Return a portal that can send text messages: then every form stands on its page."""
    settings = Settings(database_url=database.url, secret_key=SECRET, sms_url="http://127.0.0.1:1/")
    return create_app(settings, database.engine)


def _press_everything(browser: FlaskClient, path: str) -> list[int]:
    """Send every form of the page as a script that clicks would; return what they answered."""
    page = BeautifulSoup(browser.get(path).text, "html.parser")
    return [
        browser.post(urlsplit(str(form["action"])).path, data=_as_it_stands(form)).status_code
        for form in page.select("form[method=post]")
    ]


def _as_it_stands(form: Tag) -> dict[str, str]:
    """Return the fields of a form with nothing typed; of a choice the first is clicked."""
    fields: dict[str, str] = {}
    for field in form.select("[name]"):
        fields.setdefault(str(field["name"]), str(field.get("value", "")))
    return fields


def invite(engine: Engine, number: int, *, now: datetime) -> list[tuple[Invitation, str]]:
    """Invite so many people, each with a code that waits; return invitations and codes."""
    with web_database.open_session(engines.writing(engine)) as session:
        make = Make(session, now)
        conference = make.convened()
        found = []
        for _ in range(number):
            asked = make.invitation(conference, make.person(phone="+31612345678"))
            code = joining.make_code(
                session, asked, CodeWay.SPOKEN, secret=SECRET, by=None, now=now
            )
            found.append((asked, code))
        session.commit()
        return found
