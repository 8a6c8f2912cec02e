"""Rules of mdt.cli.draining."""

import os
import signal
from collections.abc import Iterator
from threading import Event

import pytest
from flask.testing import FlaskClient

from mdt.cli import draining, serve
from mdt.web import health
from tests.cli.test_serve import SAFE

AGES = 3600


@pytest.fixture
def stopped() -> Iterator[Event]:
    """Return what is set once gunicorn's own way of stopping was taken."""
    told, before = Event(), signal.getsignal(signal.SIGTERM)
    signal.signal(signal.SIGTERM, lambda *_: told.set())
    yield told
    signal.signal(signal.SIGTERM, before)
    health.STOPPING.clear()


def tell() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def test_told_to_stop_it_is_not_ready_and_still_answers(
    stopped: Event, client: FlaskClient
) -> None:
    draining.prepare(None, AGES)
    assert client.get("/health/ready").status_code == 200

    tell()

    assert client.get("/health/ready").status_code == 503
    assert client.get("/health/live").status_code == 200
    assert not stopped.is_set()


def test_after_a_while_it_stops_as_it_always_did(stopped: Event) -> None:
    draining.prepare(None, 0)

    tell()

    assert stopped.wait(10)


def test_told_twice_it_stops_at_once(stopped: Event) -> None:
    draining.prepare(None, AGES)
    tell()
    assert not stopped.is_set()

    tell()

    assert stopped.is_set()


def test_every_worker_of_the_served_portal_does_so_and_has_the_time() -> None:
    served = serve.options(SAFE, development=False)

    assert "post_worker_init" in served
    assert served["graceful_timeout"] > draining.SECONDS
    assert "post_worker_init" not in serve.options(SAFE, development=True)
