"""What it costs an invitee to answer by the link in the mail, and to come in with a code.

From the link to the answered page: the page, the answer, the page again. The CPU time of each whole
request, beside the emptiest request that the portal answers, its health; how many there are; and
what a first visit weighs with its style, script, font and icons.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time_ns

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from benchmarks import feed, visits, weight
from benchmarks.harness import NANOSECONDS_PER_MS, Figure, cpu_ms
from mdt import clock
from mdt import engine as engines
from mdt.invitations import joining, links
from mdt.models import CodeWay, Invitation
from mdt.web import database

ROUNDS = 20
MOST_MS, MOST_KB, MOST_REQUESTS = 25, 60, 4
HEALTH = "/health/live"


def figures() -> Iterator[Figure]:
    """Yield the requests of one answer and of coming in, and the weight of a first visit."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'joining.db'}"
        engine = feed.fill(url)
        app = visits.portal(url, engine)
        nothing = min(cpu_ms(visits.visit(app, HEALTH), repeat=5) for _ in range(ROUNDS))
        walks = [walk(app, engine, place) for place in range(ROUNDS)]
        for name in walks[0]:
            yield Figure(
                name=name,
                value=min(taken[name] for taken in walks),
                yardstick="health",
                yardstick_value=nothing,
                at_most=MOST_MS,
            )
        address = f"/u/{links.locator(_invitations(engine)[-1], feed.SECRET)}"
        first = weight.of(app, address, "")
        yield Figure(
            name="first visit by the link, packed",
            value=first.packed,
            yardstick="unpacked",
            yardstick_value=first.unpacked,
            unit="KB",
            at_most=MOST_KB,
        )
        yield Figure(
            name="from the link to the answered page, pages asked for",
            value=len([name for name in walks[0] if name.startswith("answering")]),
            yardstick="files beside them on a first visit",
            yardstick_value=len(weight.files(app, address, "")),
            unit="requests",
            at_most=MOST_REQUESTS,
        )
        engine.dispose()


def walk(app: Flask, engine: Engine, place: int) -> Mapping[str, float]:
    """Return the CPU milliseconds of each request of one invitee, by what it is."""
    asked, browser = _invitations(engine)[place], app.test_client()
    address = f"/u/{links.locator(asked, feed.SECRET)}"
    code, digits = _code(engine, asked), links.code(asked, feed.SECRET)
    taken: dict[str, float] = {}
    answer = {"reply": "yes", "code": digits, "sequence": "0"}
    token = _ask(taken, "answering: the page of the link", browser, address)
    _ask(taken, "answering: the answer", browser, address, answer | {"csrf_token": token})
    _ask(taken, "answering: the answered page", browser, address)
    token = _ask(taken, "coming in: the page", browser, f"{address}/entry")
    entry = {"code": code, "csrf_token": token}
    _ask(taken, "coming in: the code", browser, f"{address}/entry", entry)
    _ask(taken, "coming in: inside", browser, "/joined/")
    return taken


def _ask(
    taken: dict[str, float],
    name: str,
    browser: FlaskClient,
    path: str,
    form: Mapping[str, str] | None = None,
) -> str:
    """Measure one request of the browser; return the token of the page's form."""
    begun = process_time_ns()
    response = browser.open(
        path, base_url=visits.LOCAL, method="POST" if form else "GET", data=form
    )
    taken[name] = (process_time_ns() - begun) / NANOSECONDS_PER_MS
    assert response.status_code == (303 if form else 200), response.status_code
    token = BeautifulSoup(response.text, "html.parser").select_one("[name=csrf_token]")
    return str(token["value"]) if token else ""


def _code(engine: Engine, asked: Invitation) -> str:
    with database.open_session(engines.writing(engine)) as session:
        row = session.get_one(Invitation, asked.id)
        code = joining.make_code(
            session, row, CodeWay.SPOKEN, secret=feed.SECRET, by=None, now=clock.now()
        )
        session.commit()
        return code


def _invitations(engine: Engine) -> list[Invitation]:
    with Session(engine) as session:
        return list(session.exec(select(Invitation).order_by(Invitation.starts_at)))  # type: ignore[arg-type]
