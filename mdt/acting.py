"""Who acts, said to PostgreSQL in every transaction: its row-level security is the second wall.

A transaction that says nothing sees no row of any case (migrations: mdt_reach). The web says which
person asks, once that is known; what works for nobody in particular says that it is the portal.
SQLite has no such wall, and nothing is said to it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import DBAPIError, PendingRollbackError
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session

Rest = ParamSpec("Rest")
Result = TypeVar("Result")

PORTAL = "portal"
"""Acts for nobody in particular: the worker, a command, a page that anybody may ask for."""

_ACTING = "mdt_acting"
_SAY = text("SELECT set_config('mdt.acting', :who, true)")
_FORGET = text("SELECT set_config('mdt.reach', '', true)")


def person(person_id: UUID, *, at: datetime) -> str:
    """Return the name under which a person acts at an instant: their rights are those of then."""
    return f"{person_id} {at.isoformat()}"


def again(who: str, *, at: datetime) -> str:
    """Return the name at a later instant."""
    return who if who == PORTAL else f"{who.split(maxsplit=1)[0]} {at.isoformat()}"


def portal(engine: Engine) -> Engine:
    """Return the same engine, same pool, for transactions of the portal itself."""
    return engine.execution_options(**{_ACTING: PORTAL})


def nobody(engine: Engine) -> Engine:
    """Return the same engine, same pool, for transactions that say themselves who acts."""
    return engine.execution_options(**{_ACTING: None})


def listen(engine: Engine) -> None:
    """Let every transaction of the engine, on PostgreSQL, begin by saying who acts."""
    event.listen(engine, "begin", _begin)


def become(session: Session, who: str) -> None:
    """Let the session act under this name from now on, in this transaction and those after it."""
    session.info[_ACTING] = who
    if session.in_transaction() and _is_walled(session):
        session.execute(_SAY, {"who": who})


@contextmanager
def as_portal(session: Session, *, anew: bool = False) -> Iterator[None]:
    """Let the portal act meanwhile: what a rule must know or do, whoever caused it.

    What was changed before is written first, as whoever changed it. anew: find out again after this
    what the person reaches, instead of what they reached when they began.
    """
    before = session.info.get(_ACTING)
    if before in {None, PORTAL} or not _is_walled(session):
        yield
        return
    _flush(session)
    become(session, PORTAL)
    try:
        yield
        _flush(session)
    except BaseException:
        session.info[_ACTING] = before
        with suppress(DBAPIError, PendingRollbackError):  # a broken transaction shows nothing
            become(session, before)
        raise
    become(session, before)
    if anew:
        session.execute(_FORGET)


def by_portal(
    function: Callable[Concatenate[Session, Rest], Result],
) -> Callable[Concatenate[Session, Rest], Result]:
    """Declare a rule that must know more than whoever caused it may see: the portal applies it."""

    @wraps(function)
    def apply(session: Session, /, *args: Rest.args, **kwargs: Rest.kwargs) -> Result:
        with as_portal(session):
            return function(session, *args, **kwargs)

    return apply


def _flush(session: Session) -> None:
    """Write what is pending, except where that waits for something."""
    if session.autoflush:
        session.flush()


def _is_walled(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _begin(connection: Connection) -> None:
    if who := connection.get_execution_options().get(_ACTING):
        connection.execute(_SAY, {"who": who})


@event.listens_for(Session, "after_begin")
def _begin_session(session: Session, _: SessionTransaction, connection: Connection) -> None:
    if connection.dialect.name == "postgresql" and (who := session.info.get(_ACTING)):
        connection.execute(_SAY, {"who": who})
