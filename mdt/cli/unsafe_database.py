"""What is not safe about the database of an installation, in sentences that say what to do."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Engine, func, select, text
from sqlmodel import Session, col

from mdt import migrate
from mdt.backup import noting
from mdt.models import Installation, MailDomain
from mdt.models.base import local_date
from mdt.web import health

OLD = timedelta(days=2)
"""A copy that is made every night is never older."""


def sentences(engine: Engine, *, now: datetime) -> Iterator[str]:
    """Yield a sentence for everything in and about the database that is not safe."""
    with Session(engine) as session:
        revision = migrate.current(session.connection())
        if revision != migrate.newest():
            yield (
                f"The database is at revision {revision}, this program needs {migrate.newest()}: "
                "run `mdt db upgrade`."
            )
            return
        yield from _copies(session, now)
        yield from _mail_domains(session, now)
        if health.skew(session) > health.MOST_SKEW:
            yield "The clocks of this machine and of the database differ: let both keep time (NTP)."
        if session.connection().dialect.name == "postgresql":
            yield from _role(session)


def _copies(session: Session, now: datetime) -> Iterator[str]:
    row = session.get(Installation, noting.MADE_AT)
    if row is None:
        yield "There is no copy of the database yet: run `mdt backup` every night."
    elif now - (at := datetime.fromisoformat(row.value)) > OLD:
        yield f"The last copy of the database is of {local_date(at)}: run `mdt backup` every night."


def _mail_domains(session: Session, now: datetime) -> Iterator[str]:
    last_day = func.max(MailDomain.checked_until)
    known, newest = session.execute(select(func.count(col(MailDomain.id)), last_day)).one()
    if not known:
        yield (
            "No mail domain was agreed on, so mail goes to every address: make a list under "
            "Bezorging, Maildomeinen."
        )
    elif newest < local_date(now):
        yield "Nobody vouches for any mail domain any more: all mail is held. See Maildomeinen."


def _role(session: Session) -> Iterator[str]:
    query = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    if session.execute(text(query)).scalar():
        yield (
            "The portal is a superuser of PostgreSQL, or bypasses row-level security: its second "
            "wall does not stand. Give it a role of its own, which owns its database and nothing "
            "else (docs/beheer.md)."
        )
    away = "SELECT ssl IS FALSE AND inet_server_addr() IS NOT NULL FROM pg_stat_ssl"
    is_open = session.execute(text(f"{away} WHERE pid = pg_backend_pid()")).scalar()
    here = "SELECT inet_server_addr() = inet_client_addr()"
    if is_open and not session.execute(text(here)).scalar():
        yield "The database is reached over the network without TLS: add ?sslmode=verify-full."
