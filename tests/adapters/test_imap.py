"""Rules of mdt.adapters.imap, with a real mail server on loopback."""

import socket
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Event, Thread, Timer

import pytest

from mdt.adapters import imap
from mdt.adapters.imap import ImapMailbox
from mdt.incoming import reader
from mdt.incoming.reader import Unreachable
from tests import imap_server
from tests.imap_server import Mailserver

ONE, TWO = (f"Subject: {number}\r\n\r\nhallo\r\n".encode() for number in (1, 2))


@pytest.fixture
def mailserver() -> Iterator[Mailserver]:
    with imap_server.serving() as found:
        yield found


@pytest.fixture
def box(mailserver: Mailserver) -> Iterator[ImapMailbox]:
    found = ImapMailbox(mailserver.url)
    yield found
    found.close()


def test_without_a_folder_in_the_address_the_inbox_is_read(mailserver: Mailserver) -> None:
    mailserver.deliver(ONE)
    found = ImapMailbox(mailserver.url.rpartition("/INBOX")[0] or mailserver.url)

    assert [one.raw for one in found.waiting()] == [ONE]
    found.close()


def test_mail_comes_as_bytes_oldest_first_and_stays_until_it_is_put_away(
    mailserver: Mailserver, box: ImapMailbox
) -> None:
    mailserver.deliver(ONE, TWO)

    found = list(box.waiting())

    assert [one.raw for one in found] == [ONE, TWO]
    assert all(one.is_whole for one in found)
    assert mailserver.count() == 2

    box.put_away(found[0].number)

    assert [one.raw for one in box.waiting()] == [TWO]
    assert (mailserver.count(), mailserver.count(imap.READ_FOLDER)) == (1, 1)


def test_of_a_mail_of_more_than_a_mebibyte_only_the_headers_come(
    mailserver: Mailserver, box: ImapMailbox
) -> None:
    assert reader.MOST_BYTES == 1024 * 1024
    mailserver.deliver(ONE + b"x" * reader.MOST_BYTES)

    [found] = box.waiting()

    assert (found.raw, found.is_whole) == (b"Subject: 1\r\n\r\n", False)


def test_another_connection_finds_the_folder_of_what_was_read(
    mailserver: Mailserver, box: ImapMailbox
) -> None:
    mailserver.deliver(ONE)
    for found in box.waiting():
        box.put_away(found.number)

    again = ImapMailbox(mailserver.url)
    mailserver.deliver(TWO)
    for found in again.waiting():
        again.put_away(found.number)
    again.close()

    assert mailserver.count(imap.READ_FOLDER) == 2


def test_what_was_read_long_ago_is_deleted_from_the_server(
    mailserver: Mailserver, box: ImapMailbox
) -> None:
    mailserver.deliver(ONE)
    for found in box.waiting():
        box.put_away(found.number)
    mailserver.deliver(TWO)
    now = datetime.now(UTC)  # noqa: TID251 - the server counts by the wall clock

    box.clear_out(now - timedelta(days=1))
    assert mailserver.count(imap.READ_FOLDER) == 1

    box.clear_out(now + timedelta(days=2))
    assert (mailserver.count(imap.READ_FOLDER), mailserver.count()) == (0, 1)


def test_waiting_ends_when_mail_comes(mailserver: Mailserver, box: ImapMailbox) -> None:
    timer = Timer(0.2, mailserver.deliver, [ONE])
    timer.start()

    box.wait(Event())
    timer.join()

    assert [one.raw for one in box.waiting()] == [ONE]


def test_waiting_ends_when_told_to_stop(box: ImapMailbox) -> None:
    stop = Event()
    timer = Timer(0.2, stop.set)
    timer.start()

    box.wait(stop)
    timer.join()

    assert list(box.waiting()) == []


ANSWERS = {
    "CAPABILITY": "* CAPABILITY IMAP4rev1 IDLE\r\n",
    "LIST": '* LIST () "/" INBOX\r\n* LIST () "/" Gelezen\r\n',
    "SELECT": "* 0 EXISTS\r\n",
    "UID SEARCH": "* SEARCH\r\n",
}


class Talking(socketserver.ThreadingTCPServer):
    """A server that waits for nobody when it ends."""

    daemon_threads, block_on_close = True, False


@contextmanager
def saying(**otherwise: str) -> Iterator[str]:
    """Let a mail server with an empty inbox run that answers so; yield its address.

    otherwise: by the command, what it says before that is done.
    """
    answers = ANSWERS | {name.replace("_", " "): text for name, text in otherwise.items()}

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"* OK\r\n")
            tag = ""
            for line in self.rfile:
                said = line.decode().rstrip()
                if said != "DONE":
                    tag, _, said = said.partition(" ")
                known = next((name for name in answers if said.startswith(name)), "")
                done = "" if said == "IDLE" else f"{tag} OK done\r\n"
                self.wfile.write((answers.get(known, "") + done).encode())

    with Talking(("127.0.0.1", 0), Talk) as server:
        Thread(target=server.serve_forever).start()
        try:
            yield f"imap://iemand:geheim@127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()


@pytest.mark.parametrize(
    "otherwise",
    [
        {"IDLE": "+ idling\r\n", "UID_SEARCH": "* SEARCH\r\n* 1 EXISTS\r\n"},
        {"IDLE": "+ idling\r\n* 1 EXISTS\r\n"},
    ],
    ids=["amid the answer to a question", "in one breath with its readiness"],
)
def test_nobody_waits_for_what_the_server_said_already(otherwise: dict[str, str]) -> None:
    assert not _waits(**otherwise)


def test_while_the_server_says_nothing_one_waits() -> None:
    assert _waits(IDLE="+ idling\r\n", UID_SEARCH="* SEARCH\r\n* 0 EXISTS\r\n")


def _waits(**otherwise: str) -> bool:
    """Tell whether one goes on waiting, with a server that answers so, until told to stop."""
    stop = Event()
    with saying(**otherwise) as address:
        box = ImapMailbox(address)
        assert list(box.waiting()) == []
        timer = Timer(2.5, stop.set)
        timer.start()
        box.wait(stop)
        timer.cancel()
        box.close()
        return stop.is_set()


def test_of_trouble_only_the_kind_is_said(mailserver: Mailserver) -> None:
    with pytest.raises(Unreachable) as refused:
        ImapMailbox(mailserver.url.replace("geheim", "verkeerd"))
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        nobody = f"imap://127.0.0.1:{trial.getsockname()[1]}"
        with pytest.raises(Unreachable) as away:
            ImapMailbox(nobody)

    assert str(away.value) == "ConnectionRefusedError"
    assert "verkeerd" not in str(refused.value)
    assert " " not in str(refused.value)


def test_a_server_that_goes_away_meanwhile_is_trouble_too() -> None:
    with imap_server.serving() as mailserver:
        box = ImapMailbox(mailserver.url)
    with pytest.raises(Unreachable):
        list(box.waiting())
    box.close()
