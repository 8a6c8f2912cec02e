"""A thousand sessions that ended, and their cookies sent again; four processes that guess at once.

Whatever ended a session, its cookie opens nothing from the next request on; whoever lost a role
keeps their session and finds nothing of that role. Of a hundred guesses in four processes at the
same moment five are looked at, and none in a process that starts afterwards.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from http import HTTPStatus

from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from faults.verdict import Verdict
from mdt import clock
from mdt import engine as engines
from mdt.app import create_app
from mdt.config import Settings
from mdt.directory import people
from mdt.identity import enrolment, passwords, sessions, throttle
from mdt.models import Membership, Person, Role, SessionLevel, WebSession
from mdt.web import database as web_database
from tests import databases
from tests.databases import Database
from tests.factories import Make

SESSIONS, PROCESSES, GUESSES = 1_000, 4, 25
SECRET = "t" * 32
PAGE = "/people/"
"""A page of the role that is taken, on which the session is seen to live before."""

Ending = Callable[[Session, Person, datetime], None]


def trials() -> Iterator[Verdict]:
    """Yield what became of both, on each database."""
    for kind in ("sqlite", "postgresql"):
        database = databases.open_database(kind)
        try:
            yield replayed(kind, database, SESSIONS)
            database.empty()
            yield guessed(kind, database)
        finally:
            database.close()


def replayed(kind: str, database: Database, number: int) -> Verdict:
    """Return how many of so many cookies still opened something, ended in each way by turns."""
    app = create_app(Settings(database_url=database.url, secret_key=SECRET), database.engine)
    broken, ways = [], list(ENDINGS)
    for place, person in enumerate(_administrators(database.engine, number)):
        way = ways[place % len(ways)]
        browser = app.test_client()
        _sign_in(database.engine, browser, person)
        if browser.get(PAGE).status_code != HTTPStatus.OK:
            broken.append(f"session {place} never lived")
        _end(database.engine, person, ENDINGS[way])
        if browser.get(PAGE).status_code not in {HTTPStatus.SEE_OTHER, HTTPStatus.NOT_FOUND}:
            broken.append(f"session {place} was accepted after: {way}")
    counted = {"cookies sent again": number, "accepted": len(broken)}
    return Verdict(name=f"ended sessions on {kind}", counted=counted, broken=tuple(broken[:10]))


def guessed(kind: str, database: Database) -> Verdict:
    """Return how many guesses of four processes were looked at, and of a fifth one after them."""
    command = [sys.executable, "-m", "faults.guesser", database.url, str(GUESSES)]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(PROCESSES)
    ]
    looked_at = sum(int(one.communicate(timeout=300)[0]) for one in running)
    after = int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    broken = () if (looked_at, after) == (throttle.LIMIT, 0) else ("another number than five",)
    counted = {
        "guesses": PROCESSES * GUESSES,
        "looked at": looked_at,
        "looked at after a restart": after,
    }
    return Verdict(name=f"guesses in four processes on {kind}", counted=counted, broken=broken)


def _administrators(engine: Engine, number: int) -> list[Person]:
    with web_database.open_session(engines.writing(engine)) as session:
        make = Make(session, clock.now())
        found = [make.person(Role.ADMINISTRATOR) for _ in range(number)]
        session.commit()
        return found


def _sign_in(engine: Engine, browser: FlaskClient, person: Person) -> None:
    full, now = SessionLevel.FULL, clock.now()
    with web_database.open_session(engines.writing(engine)) as session:
        key = sessions.start(session, person, level=full, device="", now=now)
        session.commit()
    with browser.session_transaction() as cookie:
        cookie["_user_id"] = key


def _end(engine: Engine, person: Person, ending: Ending) -> None:
    with web_database.open_session(engines.writing(engine)) as session:
        ending(session, session.get_one(Person, person.id), clock.now())
        session.commit()


def _sign_out(session: Session, person: Person, now: datetime) -> None:
    [row] = session.exec(select(WebSession).where(WebSession.person_id == person.id))
    sessions.revoke(row, now=now)


def _change_password(session: Session, person: Person, now: datetime) -> None:
    passwords.choose(session, person, "a hash", now=now)
    enrolment.changed(session, person, now=now)


def _take_role(session: Session, person: Person, now: datetime) -> None:
    for one in session.exec(select(Membership).where(Membership.person_id == person.id)):
        people.leave(session, one, by=person, now=now)


def _keep_out(session: Session, person: Person, now: datetime) -> None:
    people.set_active(session, person, is_active=False, by=person, now=now)


ENDINGS: dict[str, Ending] = {
    "signing out": _sign_out,
    "ending every session": lambda session, person, now: sessions.revoke_all(
        session, person, now=now
    ),
    "another password": _change_password,
    "another role": _take_role,
    "keeping somebody out": _keep_out,
}
