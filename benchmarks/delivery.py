"""What it takes to deliver: many invitations at once, one that has just become due, a long queue.

Into a mail server on loopback that takes everything at once, in a process of its own. Invented
invitations, each built, signed and booked as in the portal, on SQLite.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from uuid import uuid4

from aiosmtpd.smtp import SMTP, Envelope
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from sqlalchemy import Engine
from sqlmodel import Session, select

from benchmarks.harness import Figure, cpu_ms, p95
from mdt import clock
from mdt import engine as engines
from mdt.adapters.letters import Letters
from mdt.adapters.smtp import SmtpTransport
from mdt.config import Settings
from mdt.models import (
    Conference,
    ConferenceKind,
    Invitation,
    Language,
    MessageKind,
    Method,
    OutboxMessage,
    OutboxState,
    Person,
    Regime,
    Region,
)
from mdt.models.base import metadata
from mdt.outbox import delivery
from mdt.outbox.delivery import Post

MANY, RUNS, QUEUE, SINGLES = 100, 4, 10_000, 20
LEAST_A_SECOND = 100
MOST_SECONDS = 2
HOUR = timedelta(hours=1)


def figures() -> Iterator[Figure]:
    """Yield how fast invitations leave, how soon one does, and what a long queue costs it."""
    with sink() as port, TemporaryDirectory() as folder:
        settings = _signed(Path(folder))
        with office(settings, port) as post:
            yield Figure(
                name=f"an invitation of {RUNS * MANY}, built, signed, handed over and booked",
                value=min(burst(post, MANY) for _ in range(RUNS)),
                yardstick="the same bytes handed over and no more",
                yardstick_value=_bare(post, MANY),
                at_most=1000 / LEAST_A_SECOND,
            )
        with office(settings, port) as post:
            yield Figure(
                name="from the end of the undo time to handed over, p95",
                value=p95(soon(post, SINGLES)),
                yardstick="a look every so often",
                yardstick_value=delivery.POLL_SECONDS,
                unit="s",
                at_most=MOST_SECONDS,
            )
        with office(settings, port) as post, office(settings, port) as full:
            owe(full.engine, QUEUE, due_at=clock.now() + HOUR)
            by_turns = [(burst(full, MANY), burst(post, MANY)) for _ in range(RUNS)]
            yield Figure(
                name=f"an invitation while {QUEUE} wait for their time",
                value=min(with_queue for with_queue, _ in by_turns),
                yardstick="while none waits",
                yardstick_value=min(without for _, without in by_turns),
                ratio_at_most=1.3,
            )


@contextmanager
def sink() -> Iterator[int]:
    """Let a mail server of another process take everything; yields its port."""
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.delivery"], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()


@contextmanager
def office(settings: Settings, port: int) -> Iterator[Post]:
    """Yield what delivers from an empty outbox into the server at port."""
    with TemporaryDirectory() as folder:
        engine = engines.connect(f"sqlite:///{folder}/delivery.db")
        metadata.create_all(engines.writing(engine))
        way_out = SmtpTransport(f"smtp://127.0.0.1:{port}", greet_as="portaal.example")
        yield Post(engine, Letters(settings).compose, way_out, clock.now)
        engine.dispose()


def owe(engine: Engine, number: int, *, due_at: datetime) -> None:
    """Owe so many people an invitation that may leave at an instant."""
    starts_at = due_at.replace(microsecond=0) + timedelta(days=2)
    with Session(engines.writing(engine)) as session:
        conference = _conference(session, due_at)
        for _ in range(number):
            person = Person(name="x", mail=f"{uuid4()}@partner.example")
            session.add(person)
            session.flush()
            invitation = Invitation(
                conference_id=conference.id,
                person_id=person.id,
                stamped_at=due_at.replace(microsecond=0),
                starts_at=starts_at,
                ends_at=starts_at + HOUR,
                place="video",
            )
            session.add(invitation)
            session.flush()
            session.add(_message(invitation, due_at))
        session.commit()


def burst(post: Post, number: int) -> float:
    """Return the CPU milliseconds that one of so many invitations takes a worker."""
    owe(post.engine, number, due_at=clock.now())
    tried: list[int] = []
    took = cpu_ms(lambda: tried.append(delivery.deliver_due(post, Event())), repeat=1)
    assert tried == [number]
    return took / number


def soon(post: Post, number: int) -> list[float]:
    """Return the seconds from the end of the undo time to handed over, for one after another."""
    stop = Event()
    worker = Thread(target=delivery.work, args=[post, stop])
    worker.start()
    due = [clock.now() + timedelta(seconds=0.6 + 0.37 * n) for n in range(number)]
    for at in due:
        owe(post.engine, 1, due_at=at)
    while (left := _waiting(post.engine)) and clock.now() < due[-1] + timedelta(minutes=1):
        time.sleep(0.05)
    stop.set()
    worker.join()
    assert not left
    with Session(post.engine) as session:
        sent = session.exec(select(OutboxMessage)).all()
    return [(one.sent_at - one.due_at).total_seconds() for one in sent if one.sent_at]


def _waiting(engine: Engine) -> int:
    query = select(OutboxMessage.id).where(OutboxMessage.state == OutboxState.PENDING)
    with Session(engine) as session:
        return len(session.exec(query).all())


def _bare(post: Post, number: int) -> float:
    """Return the milliseconds that handing one over takes, with the connection that it needs."""
    with Session(post.engine) as session:
        mail = post.compose(session, session.exec(select(OutboxMessage)).first())  # type: ignore[arg-type]

    def hand_over_all() -> None:
        for _ in range(number):
            post.transport.hand_over(mail)

    return cpu_ms(hand_over_all) / number


def _conference(session: Session, now: datetime) -> Conference:
    region = Region(name=str(uuid4()))
    coordinator = Person(name="x", mail=f"{uuid4()}@partner.example")
    session.add_all([region, coordinator])
    session.flush()
    conference = Conference(
        region_id=region.id,
        kind=ConferenceKind.FIRST,
        regime=Regime.WGS_ZVH,
        coordinator_id=coordinator.id,
        created_at=now,
    )
    session.add(conference)
    session.flush()
    return conference


def _message(invitation: Invitation, due_at: datetime) -> OutboxMessage:
    return OutboxMessage(
        kind=MessageKind.INVITATION,
        dedupe=str(invitation.id),
        person_id=invitation.person_id,
        conference_id=invitation.conference_id,
        invitation_id=invitation.id,
        message_id=f"<{uuid4()}@portaal.example>",
        language=Language.NL,
        method=Method.REQUEST,
        uid=invitation.uid,
        stamped_at=invitation.stamped_at,
        starts_at=invitation.starts_at,
        ends_at=invitation.ends_at,
        place=invitation.place,
        details={"cases": "", "first": "", "judge": "", "reply": ""},
        created_at=due_at,
        due_at=due_at,
    )


def _signed(folder: Path) -> Settings:
    """Return settings with a key of their own."""
    key = generate_private_key(65537, 2048)
    path = folder / "dkim.pem"
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return Settings(dkim_key=str(path), dkim_selector="mdt1")


class _Sink:
    """Takes everything and keeps nothing."""

    async def handle_DATA(self, _server: object, _session: object, _mail: Envelope) -> str:  # noqa: N802 - aiosmtpd looks the method up by this name
        return "250 OK"


async def _serve() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(_Sink(), loop=loop), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
