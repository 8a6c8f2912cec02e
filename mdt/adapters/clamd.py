"""A virus scanner: clamd of ClamAV, asked over its own socket. Nothing of a file is left there.

Source: clamd(8), INSTREAM: pieces with their length before them, and a length of zero at the end.
"""

import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from mdt.documents.refusals import FileInfected, ScannerSilent

SECONDS = 30.0
PIECE = 64 * 1024
LONGEST_ANSWER = 4096


@dataclass(frozen=True)
class Clamd:
    """The scanner at an address: tcp://host:port, or unix:///path of its socket."""

    url: str
    seconds: float = SECONDS

    def __call__(self, data: bytes) -> None:
        """Raise FileInfected or ScannerSilent; return when the scanner finds nothing."""
        try:
            with self._connected() as line:
                answer = _asked(line, data)
        except OSError as error:
            raise ScannerSilent from error
        if answer.endswith("FOUND"):
            raise FileInfected
        if answer != "stream: OK":
            raise ScannerSilent

    def _connected(self) -> socket.socket:
        place = urlsplit(self.url)
        if place.scheme == "tcp":
            return socket.create_connection((place.hostname, place.port), timeout=self.seconds)
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(self.seconds)
        try:
            line.connect(place.path)
        except OSError:
            line.close()
            raise
        return line


def _asked(line: socket.socket, data: bytes) -> str:
    line.sendall(b"zINSTREAM\0")
    for at in range(0, len(data), PIECE):
        piece = data[at : at + PIECE]
        line.sendall(len(piece).to_bytes(4) + piece)
    line.sendall(bytes(4))
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < LONGEST_ANSWER:
        if not (more := line.recv(LONGEST_ANSWER)):
            break
        answer += more
    return answer.rstrip(b"\0").decode(errors="replace").strip()
