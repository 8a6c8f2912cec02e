"""Rules of mdt.adapters.clamd, against a scanner that listens on a real socket."""

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mdt.adapters.clamd import Clamd
from mdt.documents.refusals import FileInfected, ScannerSilent

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""The text that every scanner calls a virus; harmless."""

Answers = Callable[[bytes], bytes | None]
Scanner = Callable[[Answers], Clamd]


def knows_eicar(data: bytes) -> bytes:
    return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in data else b"stream: OK\0"


@pytest.fixture(params=["tcp", "unix"])
def scanner(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scanner]:
    """Return a function that starts a scanner with these answers; None: it says nothing."""
    listening: list[socket.socket] = []
    over = threading.Event()

    def start(answers: Answers) -> Clamd:
        if request.param == "tcp":
            server = socket.create_server(("127.0.0.1", 0))
            url = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        else:
            server = socket.socket(socket.AF_UNIX)
            server.bind(str(tmp_path / "clamd"))
            server.listen()
            url = f"unix://{tmp_path / 'clamd'}"
        listening.append(server)
        threading.Thread(target=_serve, args=(server, answers, over), daemon=True).start()
        return Clamd(url, seconds=0.3)

    yield start
    over.set()
    for server in listening:
        server.close()


def _serve(server: socket.socket, answers: Answers, over: threading.Event) -> None:
    line, _ = server.accept()
    with line, line.makefile("rb") as said:
        assert said.read(10) == b"zINSTREAM\0"
        data = b""
        while length := int.from_bytes(said.read(4)):
            data += said.read(length)
        answer = answers(data)
        if answer is None:
            over.wait(5)
        else:
            line.sendall(answer)


def test_what_the_scanner_knows_is_refused(scanner: Scanner) -> None:
    with pytest.raises(FileInfected):
        scanner(knows_eicar)(bytes(200_000) + EICAR)


def test_what_it_does_not_know_passes(scanner: Scanner) -> None:
    got: list[bytes] = []

    def keep(data: bytes) -> bytes:
        got.append(data)
        return b"stream: OK\0"

    scanner(keep)(sent := bytes(range(256)) * 1_000)

    assert got == [sent]


@pytest.mark.parametrize(
    "answer", [None, b"", b"stre", b"INSTREAM size limit exceeded. ERROR\0", b"OK\0", b"x" * 9_000]
)
def test_a_scanner_that_hangs_hangs_up_or_talks_nonsense_lets_nothing_pass(
    scanner: Scanner, answer: bytes | None
) -> None:
    with pytest.raises(ScannerSilent):
        scanner(lambda _: answer)(b"x")


def test_where_nobody_listens_nothing_passes(tmp_path: Path) -> None:
    for url in ("tcp://127.0.0.1:1", f"unix://{tmp_path / 'nowhere'}"):
        with pytest.raises(ScannerSilent):
            Clamd(url)(b"x")
