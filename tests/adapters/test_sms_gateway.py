"""Rules of mdt.adapters.sms_gateway, against a real gateway on loopback."""

import socket
import ssl
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt import clock
from mdt.adapters import sms_gateway
from mdt.adapters.sms_gateway import SmsGateway
from mdt.config import Settings
from mdt.outbox import claims
from mdt.outbox.claims import Failure
from mdt.outbox.delivery import Mail, NotDelivered
from tests import sms_server
from tests.conftest import NOON
from tests.sms_server import Behaviour

TEXT = Mail("", "+31612345678", b"Uw code is 12345678.", key="a-b-c")


def gateway(
    port: int,
    *,
    whole_seconds: float = 5,
    settings: Settings = Settings(),  # noqa: B008 - frozen
) -> SmsGateway:
    chosen = replace(settings, sms_url=f"http://127.0.0.1:{port}/messages?v=1")
    return SmsGateway(chosen, whole_seconds=whole_seconds)


def failure(port: int, *, whole_seconds: float = 5) -> Failure:
    """Return why the message was not delivered."""
    with pytest.raises(NotDelivered) as caught:
        gateway(port, whole_seconds=whole_seconds).hand_over(TEXT)
    return caught.value.failure


def test_a_message_is_one_post_of_json_with_our_account() -> None:
    behaviour = Behaviour()
    with sms_server.serving(behaviour) as port:
        gateway(port, settings=Settings(sms_secret="geheim")).hand_over(TEXT)

    assert behaviour.taken == [
        {
            "to": "+31612345678",
            "from": "Portaal",
            "text": "Uw code is 12345678.",
            "reference": "a-b-c",
        }
    ]
    [told] = behaviour.told
    assert told["Authorization"] == "Bearer geheim"
    assert told["Idempotency-Key"] == "a-b-c"
    assert told["Content-Type"] == "application/json"
    assert behaviour.paths == ["/messages?v=1"]


def test_a_gateway_may_want_other_names_and_another_header(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_text("geheim\n")
    theirs = Settings(
        sms_secret_file=str(file),
        sms_header="X-Api-Key: {secret}",
        sms_fields="recipient - body -",
    )
    behaviour = Behaviour()
    with sms_server.serving(behaviour) as port:
        gateway(port, settings=theirs).hand_over(TEXT)

    assert behaviour.taken == [{"recipient": "+31612345678", "body": "Uw code is 12345678."}]
    assert behaviour.told[0]["X-Api-Key"] == "geheim"
    assert "Authorization" not in behaviour.told[0]


@pytest.mark.parametrize(
    ("status", "is_permanent"),
    [
        *((status, True) for status in (400, 402, 406, 410, 413, 422)),
        *((status, False) for status in (401, 403, 404, 405, 408, 425, 429)),
        *((status, False) for status in (500, 502, 503, 504, 599)),
    ],
)
def test_a_refusal_is_told_by_its_status_alone(status: int, *, is_permanent: bool) -> None:
    with sms_server.serving(Behaviour(status=status)) as port:
        assert failure(port) == Failure(f"HTTP {status}", is_permanent)


def test_a_redirect_is_not_followed() -> None:
    behaviour = Behaviour(status=307)
    with sms_server.serving(behaviour) as port:
        behaviour.headers["Location"] = f"http://127.0.0.1:{port}/elsewhere"
        assert failure(port) == Failure("HTTP 307", is_permanent=False)

    assert behaviour.paths == ["/messages?v=1"]


def test_a_gateway_that_asks_for_a_pause_gets_it() -> None:
    with sms_server.serving(Behaviour(status=429, headers={"Retry-After": "120"})) as port:
        assert failure(port).pause == timedelta(minutes=2)


def test_a_pause_may_be_a_moment(at_noon: None) -> None:  # noqa: ARG001 - the clock
    asked = sms_gateway.pause("Tue, 10 Feb 2026 12:05:00 GMT")

    assert timedelta(minutes=4) < asked <= timedelta(minutes=5)
    assert clock.now() >= NOON


@pytest.mark.parametrize("said", ["", "soon", "-5", "1.5", "Tue, 10 Feb 1926 12:05:00 GMT", "²"])
def test_a_pause_that_is_none_is_none(said: str) -> None:
    assert sms_gateway.pause(said) == timedelta()


@given(st.text(max_size=60))
def test_whatever_a_gateway_says_of_a_pause_is_read(said: str) -> None:
    assert sms_gateway.pause(said) >= timedelta()


def test_an_answer_without_end_is_not_read() -> None:
    with sms_server.serving(Behaviour(status=422, body=50_000_000)) as port:
        assert failure(port) == Failure("HTTP 422", is_permanent=True)
    with sms_server.serving(Behaviour(body=50_000_000)) as port:
        gateway(port).hand_over(TEXT)


def test_a_gateway_that_hangs_is_left_in_time() -> None:
    with sms_server.serving(Behaviour(hang=5)) as port:
        began = time.monotonic()
        found = failure(port, whole_seconds=0.3)
        assert time.monotonic() - began < 2

    assert not found.is_permanent


def test_a_gateway_that_dribbles_is_left_in_time() -> None:
    with sms_server.serving(Behaviour(dribble=True)) as port:
        began = time.monotonic()
        found = failure(port, whole_seconds=0.5)
        assert time.monotonic() - began < 2

    assert not found.is_permanent


def test_a_gateway_that_drops_the_line_after_it_took_it_gets_the_same_reference_again() -> None:
    behaviour = Behaviour(drop=True)
    with sms_server.serving(behaviour) as port:
        assert not failure(port).is_permanent
        behaviour.drop = False
        gateway(port).hand_over(TEXT)

    assert [said["reference"] for said in behaviour.taken] == ["a-b-c", "a-b-c"]


def test_a_gateway_that_is_not_there_gets_another_try() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

    assert failure(port) == Failure("ConnectionRefusedError", is_permanent=False)


def test_a_certificate_must_be_trusted(certificate: Path) -> None:
    theirs = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    theirs.load_cert_chain(certificate)
    behaviour = Behaviour()
    with sms_server.serving(behaviour, theirs) as port:
        settings = Settings(sms_url=f"https://127.0.0.1:{port}/")
        with pytest.raises(NotDelivered) as distrusted:
            SmsGateway(settings).hand_over(TEXT)
        trust = ssl.create_default_context(cafile=str(certificate))
        SmsGateway(settings, trust=trust).hand_over(TEXT)

    assert distrusted.value.failure == Failure("SSLCertVerificationError", is_permanent=False)
    assert len(behaviour.taken) == 1


def test_one_message_ends_well_before_its_lease() -> None:
    assert 0.5 * claims.LEASE.total_seconds() > sms_gateway.WHOLE_SECONDS
