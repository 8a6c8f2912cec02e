"""One request, one database session, one transaction; the audit row before the page.

A request that may write holds one immediate transaction and its audit rows are in it.
A request that only reads holds a reading transaction; what it showed is written in a
short transaction of its own that is committed before the page leaves (security.md 0.8).
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, Response, current_app, g, request
from sqlalchemy import Connection, Engine, Executable
from sqlmodel import Session, SQLModel

from mdt import acting, events
from mdt import engine as engines
from mdt.audit import chain
from mdt.audit.trail import Entry
from mdt.config import Settings
from mdt.outbox import queue
from mdt.outbox.queue import Terms
from mdt.reactions import REACTIONS
from mdt.scheduling import usual
from mdt.scheduling.usual import Usual
from mdt.vault import keyring
from mdt.vault.watching import WatchedSession
from mdt.web import vault_keys

ENGINE = "mdt.engine"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FIRST_ERROR = 400

Debt = SQLModel | Executable | Entry
"""What is owed to the database after the page was made."""

View = TypeVar("View", bound=Callable[..., Any])
_WRITES = "mdt_writes"


def writes(view: View) -> View:
    """Declare a view that may write although it is asked with GET; it proves who asked itself."""
    setattr(view, _WRITES, True)
    return view


def init_app(app: Flask, engine: Engine) -> None:
    """Commit after a response under 400, roll back after any other."""
    app.extensions[ENGINE] = acting.nobody(engine)
    app.after_request(_finish)
    app.teardown_appcontext(_close)


def get_session() -> Session:
    """Return the session of this request, opened on first use."""
    if "session" not in g:
        engine: Engine = current_app.extensions[ENGINE]
        settings = current_app.extensions["mdt.settings"]
        kind = engines.reading if _reads_only() else engines.writing
        g.session = open_session(kind(engine), settings)
        if who := g.get("acting"):
            acting.become(g.session, who)
    session: Session = g.session
    return session


def act_as(who: str) -> None:
    """Let this request act under a name of mdt.acting from now on."""
    g.acting = who
    if session := g.get("session"):
        acting.become(session, who)


def connect() -> Connection:
    """Return a connection that only reads, for an answer to anybody that needs no rows."""
    engine: Engine = current_app.extensions[ENGINE]
    return acting.portal(engine).connect()


def open_session(engine: Engine, settings: Settings | None = None) -> Session:
    """Return a session whose events cause their reactions, as this installation wants it."""
    chosen = settings or Settings()
    info = {
        events.REACTIONS: REACTIONS,
        queue.TERMS: Terms(
            chosen.mail_domain,
            chosen.undo_seconds,
            bool(chosen.sms_url),
            chosen.invitations_by_person,
            chosen.invitations_of_conference,
        ),
        keyring.KEYRING: vault_keys.load(chosen.vault_key),
        usual.USUAL: Usual(chosen.office, chosen.patience_minutes, chosen.span_margin_minutes),
    }
    return WatchedSession(engine, info=info, expire_on_commit=False)


def commit_now() -> None:
    """Keep what was done so far, whatever comes after, and let the database go meanwhile.

    Before something slow: nobody waits for a password to be hashed.
    """
    get_session().commit()


def start_over() -> None:
    """Forget what this request did so far, so that its answer can be made of what is stored."""
    get_session().rollback()


def write_anyway(row: SQLModel | Entry) -> None:
    """Owe a row to the database that is committed also when the request's own work is not.

    For what a refused or reading request leaves behind: audit of reads and of denials,
    failed attempts.
    """
    g.setdefault("owed", []).append(row)


def run_anyway(statement: Executable) -> None:
    """Owe the database a statement on the same terms as write_anyway."""
    g.setdefault("owed", []).append(statement)


def _finish(response: Response) -> Response:
    session: Session | None = g.get("session")
    owed: list[Debt] = g.pop("owed", [])
    if session is not None and response.status_code < FIRST_ERROR and not _reads_only():
        _settle(session, owed)
        session.commit()
        return response
    if session is not None:
        session.rollback()
    if owed:
        own_engine = acting.portal(engines.writing(current_app.extensions[ENGINE]))
        with Session(own_engine) as own:
            _settle(own, owed)
            own.commit()
    return response


def _settle(session: Session, owed: list[Debt]) -> None:
    """Pay what is owed; the trail last, for others wait for whoever writes it."""
    for debt in owed:
        if isinstance(debt, SQLModel):
            session.add(debt)
        elif not isinstance(debt, Entry):
            session.execute(debt)
    chain.append(session, [debt for debt in owed if isinstance(debt, Entry)])


def _reads_only() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method in SAFE_METHODS and not getattr(view, _WRITES, False)


def _close(_: BaseException | None) -> None:
    if session := g.pop("session", None):
        session.close()
