"""No way out of this machine: for a while in this process, or for a program for good.

As a program: loopback.py <Python program> <its arguments>. It needs nothing but Python, because the
program may run in an environment of its own.
"""

import runpy
import sys
from collections.abc import Iterator
from contextlib import contextmanager

HERE = ("127.", "::1", "localhost", "0.0.0.0")  # noqa: S104 - what is allowed to be named
_state = {"is_watching": False, "is_shut": False}


class WayOutError(ConnectionRefusedError):
    """Somebody wanted to leave this machine."""


@contextmanager
def only() -> Iterator[list[str]]:
    """Refuse each connection that leaves this machine; give where somebody wanted to go."""
    if not _state["is_watching"]:  # Python takes no such watcher away again
        sys.addaudithook(_watch)
        _state["is_watching"] = True
    tried.clear()
    _state["is_shut"] = True
    try:
        yield tried
    finally:
        _state["is_shut"] = False


tried: list[str] = []


def _watch(event: str, values: tuple[object, ...]) -> None:
    if not _state["is_shut"] or event not in _PLACES:
        return
    place = values[_PLACES[event]]
    name = place[0] if isinstance(place, tuple) else place
    text = name.decode() if isinstance(name, bytes) else name
    if isinstance(text, str) and text and not text.startswith((*HERE, "/")):
        tried.append(text)
        raise WayOutError(f"no way out to {text}")


_PLACES = {
    "socket.connect": 1,
    "socket.sendto": 1,
    "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0,
}
"""Which argument of an event says where to (Python's table of audit events)."""


if __name__ == "__main__":
    sys.argv = sys.argv[1:]
    with only():
        runpy.run_path(sys.argv[0], run_name="__main__")
