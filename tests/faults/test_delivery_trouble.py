"""A worker that is killed and a mail server in trouble: nothing is lost, nothing is told twice."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from typing import Any

import pytest
from aiosmtpd.smtp import Envelope
from icalendar import Calendar
from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt import clock
from mdt.adapters.letters import Letters
from mdt.adapters.smtp import SmtpTransport
from mdt.config import Settings
from mdt.models import Conference, Invitation, OutboxMessage, OutboxState, Person
from mdt.outbox import delivery
from mdt.outbox.delivery import Post
from tests import smtp_server
from tests.conftest import AsPerson
from tests.databases import Database
from tests.factories import Make
from tests.invitations.cast import convened
from tests.pages import send, text_of
from tests.smtp_server import ACCEPTED, Behaviour

ADDRESS = "kok@partner.example"
END_SECONDS = 60
LATER = timedelta(hours=1)
"""Longer than the undo time and than a lease."""

TROUBLE = {
    "refuses for now": {"to_recipient": "450 4.2.0 later"},
    "refuses the mail for now": {"to_mail": "451 4.3.0 later"},
    "hangs": {"hang": 30.0},
    "dies after it took the mail": {"drop": True},
}


@dataclass
class PostOffice:
    """A worker of this process at its own clock, and the server that it talks to."""

    engine: Engine
    settings: Settings
    server: Behaviour
    port: int
    now: datetime = field(default_factory=lambda: clock.now() + LATER)

    def deliver(self) -> None:
        """Try once all that is due."""
        way_out = SmtpTransport(
            f"smtp://127.0.0.1:{self.port}", greet_as="portaal.example", reply_seconds=0.3
        )
        letters = Letters(self.settings)
        while delivery.deliver_one(Post(self.engine, letters.compose, way_out, lambda: self.now)):
            pass

    def owed(self) -> OutboxMessage:
        """Return the one message as another process finds it."""
        with Session(self.engine) as session:
            return session.exec(select(OutboxMessage)).one()

    def asked(self) -> Invitation:
        """Return the one invitation as another process finds it."""
        with Session(self.engine) as session:
            return session.exec(select(Invitation)).one()


@pytest.fixture
def post_office(
    engine: Engine, settings: Settings, session: Session, make: Make
) -> Iterator[PostOffice]:
    """Return a post office that owes one invitation, to ADDRESS."""
    convened(session, make, make.person(mail=ADDRESS))
    session.commit()
    server = Behaviour()
    with smtp_server.serving(server) as port:
        yield PostOffice(engine, settings, server, port)


def calendar_item(envelope: Envelope) -> tuple[str, int]:
    """Return UID and SEQUENCE of the calendar item in the mail."""
    content = envelope.original_content or b""
    [part] = [
        part
        for part in message_from_bytes(content).walk()
        if part.get_content_type() == "text/calendar"
    ]
    written = part.get_payload(decode=True)
    assert isinstance(written, bytes)
    [event] = Calendar.from_ical(written).walk("VEVENT")
    return str(event["UID"]), int(str(event["SEQUENCE"]))


def kill_a_worker(post_office: PostOffice, database: Database, *, answer: str) -> None:
    """Let a worker of its own be killed by SIGKILL at the moment that the server has its mail."""
    holding: list[subprocess.Popen[bytes]] = []

    def kill(_: Envelope) -> str:
        holding[0].kill()
        return answer

    post_office.server.to_mail = kill
    surroundings = os.environ | {
        "MDT_DATABASE_URL": database.url,
        "MDT_SECRET_KEY": post_office.settings.secret_key,
        "MDT_SMTP_URL": f"smtp://127.0.0.1:{post_office.port}",
    }
    command = [sys.executable, "-m", "mdt.cli.main", "worker", "--once"]
    with subprocess.Popen(command, env=surroundings, stderr=subprocess.DEVNULL) as worker:
        holding.append(worker)
        assert worker.wait(END_SECONDS) == -signal.SIGKILL
    post_office.server.to_mail = ACCEPTED


@pytest.mark.parametrize("answer", ["451 4.3.0 later", ACCEPTED])
def test_a_worker_killed_with_a_mail_in_hand_loses_nothing_and_doubles_no_calendar_entry(
    post_office: PostOffice, database: Database, answer: str
) -> None:
    kill_a_worker(post_office, database, answer=answer)
    assert post_office.owed().state is OutboxState.PENDING
    post_office.deliver()

    arrived = post_office.server.accepted
    assert len(arrived) == (2 if answer == ACCEPTED else 1)
    assert {envelope.original_content for envelope in arrived} == {arrived[0].original_content}
    assert {calendar_item(envelope) for envelope in arrived} == {(post_office.asked().uid, 0)}
    assert post_office.owed().state is OutboxState.SENT


@pytest.mark.parametrize("trouble", TROUBLE.values(), ids=TROUBLE.keys())
def test_a_server_in_trouble_only_delays_and_is_tried_after_growing_pauses(
    post_office: PostOffice, trouble: dict[str, Any]
) -> None:
    vars(post_office.server).update(trouble)

    pauses = []
    for _ in range(3):
        post_office.deliver()
        message = post_office.owed()
        assert message.state is OutboxState.PENDING
        pauses.append(message.due_at - post_office.now)
        post_office.now = message.due_at
    vars(post_office.server).update(vars(Behaviour(accepted=post_office.server.accepted)))
    post_office.deliver()

    assert pauses == sorted(pauses)
    assert pauses[2] > 2 * pauses[0]
    assert post_office.owed().state is OutboxState.SENT
    assert len({envelope.original_content for envelope in post_office.server.accepted}) == 1


def test_a_server_that_is_gone_only_delays(post_office: PostOffice) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        there, post_office.port = post_office.port, closed.getsockname()[1]
        post_office.deliver()
    assert post_office.owed().last_error == "ConnectionRefusedError"

    post_office.port, post_office.now = there, post_office.now + LATER
    post_office.deliver()

    assert [envelope.rcpt_tos for envelope in post_office.server.accepted] == [[ADDRESS]]


def test_a_refusal_for_ever_is_shown_and_the_corrected_address_gets_the_mail(
    post_office: PostOffice, session: Session, as_person: AsPerson
) -> None:
    invitation = post_office.asked()
    conference = session.get_one(Conference, invitation.conference_id)
    desk = as_person(session.get_one(Person, conference.coordinator_id))
    session.commit()
    post_office.server.to_recipient = "550 5.1.1 no such user"
    post_office.deliver()
    post_office.server.to_recipient = ACCEPTED

    assert post_office.owed().state is OutboxState.DEAD
    board = f"/conferences/{invitation.conference_id}/invitations"
    page = f"{board}/{invitation.id}"
    assert "niet bezorgd" in text_of(desk.get(board))
    assert "Dit mailadres bestaat niet" in text_of(desk.get(page))
    assert send(desk, f"{page}/address", mail="nieuw@partner.example", version="1").location == page
    session.commit()
    post_office.deliver()

    [arrived] = post_office.server.accepted
    assert arrived.rcpt_tos == ["nieuw@partner.example"]
