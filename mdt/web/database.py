"""One request, one database session, one transaction; the audit row before the page.

A request that may write holds one immediate transaction and its audit rows are in it.
A request that only reads holds a reading transaction; what it showed is written in a
short transaction of its own that is committed before the page leaves (security.md 0.8).
"""

from flask import Flask, Response, current_app, g, request
from sqlalchemy import Connection, Engine, Executable
from sqlmodel import Session, SQLModel

from mdt import engine as engines
from mdt import events
from mdt.config import Settings
from mdt.outbox import queue
from mdt.outbox.queue import Terms
from mdt.reactions import REACTIONS
from mdt.scheduling import usual
from mdt.scheduling.usual import Usual

ENGINE = "mdt.engine"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FIRST_ERROR = 400


def init_app(app: Flask, engine: Engine) -> None:
    """Commit after a response under 400, roll back after any other."""
    app.extensions[ENGINE] = engine
    app.after_request(_finish)
    app.teardown_appcontext(_close)


def get_session() -> Session:
    """Return the session of this request, opened on first use."""
    if "session" not in g:
        engine: Engine = current_app.extensions[ENGINE]
        reads_only = request.method in SAFE_METHODS
        settings = current_app.extensions["mdt.settings"]
        kind = engines.reading if reads_only else engines.writing
        g.session = open_session(kind(engine), settings)
    session: Session = g.session
    return session


def connect() -> Connection:
    """Return a connection that only reads, for an answer that needs no rows to work with."""
    engine: Engine = current_app.extensions[ENGINE]
    return engine.connect()


def open_session(engine: Engine, settings: Settings | None = None) -> Session:
    """Return a session whose events cause their reactions, as this installation wants it."""
    chosen = settings or Settings()
    margin = settings.span_margin_minutes if settings else 0
    info = {
        events.REACTIONS: REACTIONS,
        queue.TERMS: Terms(chosen.mail_domain, chosen.undo_seconds, bool(chosen.sms_url)),
        usual.USUAL: Usual(chosen.office, chosen.patience_minutes, margin),
    }
    return Session(engine, info=info, expire_on_commit=False)


def commit_now() -> None:
    """Keep what was done so far, whatever comes after, and let the database go meanwhile.

    Before something slow: nobody waits for a password to be hashed.
    """
    get_session().commit()


def write_anyway(row: SQLModel) -> None:
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
    owed: list[SQLModel | Executable] = g.pop("owed", [])
    if session is not None and response.status_code < FIRST_ERROR and not _reads_only():
        _settle(session, owed)
        session.commit()
        return response
    if session is not None:
        session.rollback()
    if owed:
        with Session(engines.writing(current_app.extensions[ENGINE])) as own:
            _settle(own, owed)
            own.commit()
    return response


def _settle(session: Session, owed: list[SQLModel | Executable]) -> None:
    for debt in owed:
        if isinstance(debt, SQLModel):
            session.add(debt)
        else:
            session.execute(debt)


def _reads_only() -> bool:
    return request.method in SAFE_METHODS


def _close(_: BaseException | None) -> None:
    if session := g.pop("session", None):
        session.close()
