"""What it costs to give a calendar program the 60 conferences of one person.

Beside the emptiest view that Flask can serve, and beside Radicale, a calendar server, with the
same 60 events: each in a process of its own, asked over HTTP, measured in turn. After a change the
whole request is measured in this process, so that one request can be told from the next.
"""

from base64 import b64encode
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from uuid import UUID

from icalendar import Calendar
from sqlalchemy import Engine
from sqlmodel import Session, col, select, update

from benchmarks import served, visits
from benchmarks.harness import Figure, cpu_ms
from benchmarks.served import Server
from mdt import clock, migrate
from mdt import engine as engines
from mdt.cli.serve import THREADS
from mdt.feeds import addresses
from mdt.models import (
    Conference,
    ConferenceKind,
    ConferenceState,
    FeedKind,
    Invitation,
    Membership,
    Organisation,
    Person,
    Regime,
    Region,
    Reply,
    Role,
    SeatDomain,
)

EVENTS = 60
REQUESTS, ROUNDS, CHANGES = 300, 5, 15
UNLIMITED = (
    "from mdt.cli.main import main; from mdt.web import feed_limit; "
    "feed_limit.MOST = 1_000_000; main()"
)
"""The portal, whose count of how often an address was asked for stops nobody."""

TOKEN = "b" * 22
PATH = f"/feeds/{FeedKind.CONFERENCES}/{TOKEN}.ics"
COLLECTION = "/anna/agenda/"
SECRET = "b" * 32
ANNA = {"Authorization": f"Basic {b64encode(b'anna:anna').decode()}"}


def figures() -> Iterator[Figure]:
    """Yield a hit beside an empty view and beside Radicale, and a request after a change."""
    with TemporaryDirectory() as folder, ExitStack() as servers:
        url = f"sqlite:///{Path(folder) / 'feed.db'}"
        engine = fill(url)
        portal = servers.enter_context(_portal(url))
        empty = servers.enter_context(_empty())
        radicale = servers.enter_context(_radicale(Path(folder)))
        _publish(portal, radicale)
        hit, nothing, theirs = _in_turn((portal, PATH), (empty, "/"), (radicale, COLLECTION))
        yield Figure(
            name=f"a feed of {EVENTS} events, nothing changed",
            value=hit,
            yardstick="an empty Flask view",
            yardstick_value=nothing,
            ratio_at_most=8,
        )
        yield Figure(
            name=f"a feed of {EVENTS} events, nothing changed",
            value=hit,
            yardstick="Radicale",
            yardstick_value=theirs,
            ratio_at_most=0.5,
        )
        changed, same = after_a_change(url, engine)
        yield Figure(
            name=f"a feed of {EVENTS} events, one of which changed",
            value=changed,
            yardstick="nothing changed",
            yardstick_value=same,
            at_most=2,
        )
        engine.dispose()


def fill(url: str) -> Engine:
    """Return a database in which somebody is asked to 60 conferences and has a feed of them."""
    migrate.upgrade(url)
    engine, now = engines.connect(url), clock.now().replace(microsecond=0)
    with Session(engines.writing(engine)) as session:
        region = Region(name="Regio")
        session.add(region)
        session.flush()
        anna_id = _person(session, region)
        for number in range(EVENTS):
            starts_at = now + timedelta(days=number, minutes=15 * number)
            conference = Conference(
                region_id=region.id,
                kind=ConferenceKind.FIRST,
                regime=Regime.WGS_ZVH,
                state=ConferenceState.CONVENED,
                starts_at=starts_at,
                coordinator_id=anna_id,
                created_at=now,
            )
            session.add(conference)
            session.flush()
            session.add(
                Invitation(
                    conference_id=conference.id,
                    person_id=anna_id,
                    stamped_at=now,
                    starts_at=starts_at,
                    ends_at=starts_at + timedelta(minutes=45),
                    place="video",
                    reply=Reply.YES if number % 2 else None,
                )
            )
        anna = session.get_one(Person, anna_id)
        addresses.make(session, anna, FeedKind.CONFERENCES, TOKEN, now=now)
        session.commit()
    return engine


def after_a_change(url: str, engine: Engine) -> tuple[float, float]:
    """Return the least CPU milliseconds of a request after one event changed, and of the next one.

    The least, because whatever else runs on the machine only ever adds (benchmarks/harness.py).
    """
    ask = visits.visit(visits.portal(url, engine), PATH)
    first = ask()
    assert first.status == "200 OK", first.status
    changed, same, bodies = [], [], {first.body}
    with Session(engine) as session:
        key = session.exec(select(Invitation.id).limit(1)).one()
    for sequence in range(1, CHANGES + 1):
        with engines.writing(engine).begin() as connection:
            row = col(Invitation.id) == key
            connection.execute(update(Invitation).where(row).values(sequence=sequence))
        changed.append(cpu_ms(ask, repeat=1))
        same.append(cpu_ms(ask, repeat=1))
        bodies.add(ask().body)
    assert len(bodies) == CHANGES + 1
    return min(changed), min(same)


def _person(session: Session, region: Region) -> UUID:
    organisation = Organisation(region_id=region.id, name="Politie", domain=SeatDomain.POLICE)
    anna = Person(name="Anna", mail="anna@partner.example")
    session.add_all([organisation, anna])
    session.flush()
    session.add(
        Membership(
            person_id=anna.id,
            organisation_id=organisation.id,
            role=Role.PROFESSIONAL,
            from_at=clock.now() - timedelta(days=1),
        )
    )
    return anna.id


def _portal(url: str) -> AbstractContextManager[Server]:
    port = served.free_port()
    return served.serving(
        ["-c", UNLIMITED, "serve", "--development"],
        port,
        MDT_DATABASE_URL=url,
        MDT_BIND=f"{served.HOST}:{port}",
        MDT_BASE_URL=f"http://{served.HOST}:{port}",
        MDT_SECRET_KEY=SECRET,
    )


def _empty() -> AbstractContextManager[Server]:
    """Serve an empty view by the same server in the same way (mdt/cli/serve.py)."""
    port = served.free_port()
    way = ("--worker-class", "gthread", "--threads", str(THREADS), "--keep-alive", "5")
    bind = ("--bind", f"{served.HOST}:{port}", "--no-control-socket")
    return served.serving(["-m", "gunicorn", *way, *bind, "benchmarks.empty_view:app"], port)


def _radicale(folder: Path) -> AbstractContextManager[Server]:
    port = served.free_port()
    where = ("--server-hosts", f"{served.HOST}:{port}", "--auth-type", "none")
    kept = ("--storage-filesystem-folder", str(folder / "radicale"))
    return served.serving(["-m", "radicale", *where, *kept], port)


def _publish(portal: Server, radicale: Server) -> None:
    """Let Radicale serve what the portal does."""
    status, feed = portal.ask(PATH, {})
    assert status == 200, status  # noqa: PLR2004 - HTTP's own numbers
    status, _ = radicale.ask(
        COLLECTION, ANNA | {"Content-Type": "text/calendar"}, method="PUT", body=feed
    )
    assert status == 201, status  # noqa: PLR2004
    status, theirs = radicale.ask(COLLECTION, ANNA)
    assert (status, _events(theirs)) == (200, _events(feed)), status
    assert _events(feed) == EVENTS


def _events(calendar: bytes) -> int:
    return len(Calendar.from_ical(calendar).walk("VEVENT"))


def _in_turn(*asked: tuple[Server, str]) -> list[float]:
    """Return the median CPU milliseconds of a request to each: all meet the same noise."""
    rounds = [
        [server.cpu_ms(path, ANNA, REQUESTS) for server, path in asked] for _ in range(ROUNDS)
    ]
    return [median(taken) for taken in zip(*rounds, strict=True)]
