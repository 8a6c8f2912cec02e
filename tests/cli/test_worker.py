"""Rules of mdt.cli.worker, with a real mail server on loopback."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from mdt import events
from mdt.cli import main
from mdt.models import BusyKind, BusyProblem, OutboxState
from mdt.scheduling import busy_sources
from mdt.scheduling.busy_sources import Place
from tests import calendar_server, smtp_server
from tests.calendar_server import Page
from tests.databases import Database
from tests.factories import Make
from tests.invitations.cast import happen, messages_to
from tests.smtp_server import Behaviour

END_SECONDS = 30


@pytest.fixture
def server(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Behaviour]:
    """Return a mail server that takes everything, known to the settings of this process."""
    behaviour = Behaviour()
    with smtp_server.serving(behaviour) as port:
        monkeypatch.setenv("MDT_DATABASE_URL", database.url)
        monkeypatch.setenv("MDT_SMTP_URL", f"smtp://127.0.0.1:{port}")
        monkeypatch.setenv("MDT_SECRET_KEY", "s" * 40)
        yield behaviour


@pytest.fixture(autouse=True)
def _signals_as_they_were() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_once_hands_over_what_is_due_and_ends(
    session: Session, make: Make, server: Behaviour
) -> None:
    people = [make.person(), make.person()]
    conference = make.convened(kind="emergency")
    for person in people:
        make.seat(conference, person)
    happen(session, events.ConferenceConvened, conference)
    make.message(due_at=make.now.replace(year=2999))
    session.commit()

    assert main.main(["worker", "--once"]) == 0

    assert sorted(envelope.rcpt_tos[0] for envelope in server.accepted) == sorted(
        person.mail for person in people
    )
    session.rollback()
    assert [messages_to(session, person)[0].state for person in people] == [OutboxState.SENT] * 2


@pytest.fixture
def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator["subprocess.Popen[str]"]:
    """Return a worker in a process of its own, at work."""
    monkeypatch.setenv("MDT_DATABASE_URL", f"sqlite:///{tmp_path}/mdt.db")
    main.main(["db", "upgrade"])
    with subprocess.Popen(
        [sys.executable, "-m", "mdt.cli.main", "worker", "--with-parent"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ,
        text=True,
    ) as process:
        assert process.stderr is not None
        assert "delivering" in process.stderr.readline()
        yield process
        process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_the_worker_ends_well(
    worker: "subprocess.Popen[str]", number: signal.Signals
) -> None:
    worker.send_signal(number)

    _, last = worker.communicate(timeout=END_SECONDS)

    assert worker.returncode == 0
    assert "stopped" in last


def test_a_worker_ends_when_its_parent_is_gone(worker: "subprocess.Popen[str]") -> None:
    assert worker.stdin is not None
    worker.stdin.close()

    assert worker.wait(END_SECONDS) == 0


def test_once_reads_the_calendars_that_are_due_after_the_mail(
    session: Session, make: Make, server: Behaviour, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not server.accepted
    with calendar_server.serving() as site:
        monkeypatch.setenv("MDT_CALENDAR_HOSTS", site.host)
        site.pages["/a.ics"] = Page(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
        source, inside = (
            busy_sources.add(
                session,
                make.person(),
                BusyKind.ICS,
                Place(address),
                secret="s" * 40,
                now=make.now,
            )
            for address in (site.address(), "https://127.0.0.1/a.ics")
        )
        session.commit()

        assert main.main(["worker", "--once"]) == 0

    session.expire_all()
    assert (source.problem, len(site.asked)) == (None, 1)
    assert source.read_at is not None
    assert inside.problem is BusyProblem.FORBIDDEN_ADDRESS
