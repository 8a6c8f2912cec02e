"""Rules of mdt.adapters.smtp, against a real server on loopback."""

import socket
import ssl
import time
from pathlib import Path
from threading import Thread

import pytest

from mdt.adapters import smtp
from mdt.adapters.smtp import SmtpTransport
from mdt.outbox import claims
from mdt.outbox.claims import Failure
from mdt.outbox.delivery import Mail, NotDelivered
from tests import smtp_server
from tests.smtp_server import Behaviour

MAIL = Mail("overleg+a1@portaal.example", "kok@politie.example", b"Subject: x\r\n\r\n.stip\r\n")


def transport(port: int, reply_seconds: float = 5, whole_seconds: float = 5) -> SmtpTransport:
    return SmtpTransport(
        f"smtp://127.0.0.1:{port}",
        greet_as="portaal.example",
        reply_seconds=reply_seconds,
        whole_seconds=whole_seconds,
    )


def failure(port: int, reply_seconds: float = 5, whole_seconds: float = 5) -> Failure:
    """Return why the mail was not delivered."""
    with pytest.raises(NotDelivered) as caught:
        transport(port, reply_seconds, whole_seconds).hand_over(MAIL)
    return caught.value.failure


def test_a_mail_arrives_with_its_envelope_and_its_very_bytes() -> None:
    behaviour = Behaviour()
    with smtp_server.serving(behaviour) as port:
        transport(port).hand_over(MAIL)

    [envelope] = behaviour.accepted
    assert (envelope.mail_from, envelope.rcpt_tos) == (MAIL.sender, [MAIL.recipient])
    assert envelope.original_content == MAIL.content


@pytest.mark.parametrize(
    ("answer", "reason", "is_permanent"),
    [
        ("550 5.1.1 kok@politie.example does not exist", "550 5.1.1", True),
        ("552 mailbox full", "552", True),
        ("450 4.2.0 greylisted, come back", "450 4.2.0", False),
        ("421 closing", "421", False),
    ],
)
def test_a_refused_recipient_is_told_by_its_code_alone(
    answer: str, reason: str, *, is_permanent: bool
) -> None:
    with smtp_server.serving(Behaviour(to_recipient=answer)) as port:
        assert failure(port) == Failure(reason, is_permanent)


@pytest.mark.parametrize(
    ("answer", "reason", "is_permanent"),
    [
        ("554 5.7.1 refused", "554 5.7.1", True),
        ("451 4.3.0 later", "451 4.3.0", False),
    ],
)
def test_a_refused_mail_is_told_by_its_code_alone(
    answer: str, reason: str, *, is_permanent: bool
) -> None:
    behaviour = Behaviour(to_mail=answer)
    with smtp_server.serving(behaviour) as port:
        assert failure(port) == Failure(reason, is_permanent)

    assert not behaviour.accepted


def test_a_server_that_hangs_is_left_in_time() -> None:
    with smtp_server.serving(Behaviour(hang=5)) as port:
        assert not failure(port, reply_seconds=0.2).is_permanent


def test_a_server_that_drops_the_line_gets_another_try() -> None:
    with smtp_server.serving(Behaviour(drop=True)) as port:
        assert failure(port) == Failure("SMTPServerDisconnected", is_permanent=False)


def test_a_server_that_is_not_there_gets_another_try() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

    assert failure(port) == Failure("ConnectionRefusedError", is_permanent=False)


def test_a_server_that_dribbles_is_left_before_the_lease_ends() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        dribbling = Thread(target=dribble, args=[listener])
        dribbling.start()
        began = time.monotonic()

        found = failure(listener.getsockname()[1], reply_seconds=2, whole_seconds=0.5)

        assert time.monotonic() - began < 1.5
        assert not found.is_permanent
        dribbling.join()


def dribble(listener: socket.socket) -> None:
    """Greet with one more character every tenth of a second, for ever."""
    line, _ = listener.accept()
    with line:
        line.sendall(b"220 ")
        try:
            for _ in range(100):
                line.sendall(b"x")
                time.sleep(0.1)
        except OSError:
            return


def test_time_that_runs_out_before_there_is_a_connection_counts_too() -> None:
    with socket.socket() as listener, socket.socket() as other:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        other.connect(listener.getsockname())  # the queue is full: who comes next must wait
        late = Thread(target=let_in_late, args=[listener])
        late.start()

        found = failure(listener.getsockname()[1], reply_seconds=5, whole_seconds=0.1)

        late.join()
        assert found == Failure("TimeoutError", is_permanent=False)


def let_in_late(listener: socket.socket) -> None:
    """Take whoever waits only after a while, and refuse both."""
    time.sleep(0.3)
    for _ in range(2):
        refuse(listener)


def test_the_whole_conversation_ends_well_before_the_lease() -> None:
    lease = claims.LEASE.total_seconds()

    assert smtp.REPLY_SECONDS < smtp.WHOLE_SECONDS <= 0.5 * lease


def test_a_greeting_that_refuses_is_not_the_mails_fault() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        refusing = Thread(target=refuse, args=[listener])
        refusing.start()
        assert failure(listener.getsockname()[1]) == Failure("554", is_permanent=False)
        refusing.join()


def refuse(listener: socket.socket) -> None:
    line, _ = listener.accept()
    with line:
        line.sendall(b"554 no service here\r\n")


def test_starttls_and_an_account_from_the_url(certificate: Path) -> None:
    ours = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ours.load_cert_chain(certificate)
    trust = ssl.create_default_context(cafile=str(certificate))
    behaviour = Behaviour()
    with smtp_server.serving(behaviour, **smtp_server.only("me@x", "p@ss:1", ours)) as port:
        account = f"smtp+starttls://me%40x:p%40ss%3A1@127.0.0.1:{port}"
        SmtpTransport(account, greet_as="portaal.example", trust=trust).hand_over(MAIL)
        wrong = SmtpTransport(
            account.replace("ss%3A1", ""), greet_as="portaal.example", trust=trust
        )
        with pytest.raises(NotDelivered) as refused:
            wrong.hand_over(MAIL)
        distrusting = SmtpTransport(account, greet_as="portaal.example")
        with pytest.raises(NotDelivered) as distrusted:
            distrusting.hand_over(MAIL)

    assert len(behaviour.accepted) == 1
    assert refused.value.failure == Failure("535 5.7.8", is_permanent=False)
    assert distrusted.value.failure == Failure("SSLCertVerificationError", is_permanent=False)
