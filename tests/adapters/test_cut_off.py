"""Rules of mdt.adapters.cut_off, against a socket that listens and says nothing."""

import socket
import time
from collections.abc import Iterator

import pytest

from mdt.adapters import cut_off

HERE = "127.0.0.1"


@pytest.fixture
def port() -> Iterator[int]:
    with socket.create_server((HERE, 0)) as silent:
        yield silent.getsockname()[1]


def test_a_connection_that_is_opened_after_its_time_is_not_used(port: int) -> None:
    with cut_off.connection(HERE, port, ip=HERE, trust=None, seconds=0.1) as late:
        time.sleep(0.3)
        with pytest.raises(TimeoutError):
            late.request("GET", "/")


def test_a_connection_is_closed_when_it_was_used(port: int) -> None:
    with cut_off.connection(HERE, port, ip=HERE, trust=None, seconds=5) as used:
        used.request("GET", "/")
        assert used.sock

    assert used.sock is None


def test_an_address_is_opened_and_not_looked_up_again(port: int) -> None:
    with cut_off.connection("nowhere.invalid", port, ip=HERE, trust=None, seconds=5) as pinned:
        pinned.request("GET", "/")

        assert pinned.sock.getpeername() == (HERE, port)
