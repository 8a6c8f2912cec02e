"""Rules of mdt.adapters.imap under TLS: its own certificate counts, and no other."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from mdt.adapters.imap import ImapMailbox
from mdt.incoming.reader import Unreachable
from tests import imap_server, tls_front

Way = Callable[[Path], AbstractContextManager[str]]


@contextmanager
def starttls(certificate: Path) -> Iterator[str]:
    """Yield the address of a mailbox on a server that has STARTTLS."""
    with imap_server.serving(certificate) as server:
        yield server.url.replace("imap://", "imap+starttls://")


@contextmanager
def imaps(certificate: Path) -> Iterator[str]:
    """Yield the address of a mailbox behind TLS."""
    with (
        imap_server.serving() as server,
        tls_front.before(server.port, certificate) as port,
    ):
        yield server.url.replace("imap://", "imaps://").replace(str(server.port), str(port))


@pytest.mark.parametrize("way", [starttls, imaps], ids=["starttls", "imaps"])
def test_a_mailbox_opens_under_tls_for_its_own_certificate_and_no_other(
    certificate: Path, way: Way
) -> None:
    with way(certificate) as address:
        with pytest.raises(Unreachable) as refused:
            ImapMailbox(address)
        box = ImapMailbox(address, trust=ssl.create_default_context(cafile=str(certificate)))
        found = list(box.waiting())
        box.close()

    assert str(refused.value) == "SSLCertVerificationError"
    assert found == []
