"""Which server an address of our settings names, for mail that leaves and mail that comes back."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

PORTS = {
    "imap": 143,
    "imap+starttls": 143,
    "imaps": 993,
    "smtp": 25,
    "smtp+starttls": 587,
    "smtps": 465,
}
"""Where a server listens when its address does not say it (RFC 9051 2.1, RFC 8314 3, RFC 6409)."""


@dataclass(frozen=True)
class MailServer:
    """A server as a setting says it: imaps://user:word@host:993/INBOX.

    path: what follows the port, without slashes; empty when nothing does.
    """

    scheme: str
    host: str
    port: int
    user: str
    password: str
    path: str


def named_by(url: str) -> MailServer:
    """Return the server of the address, of which all parts but the host may be percent-encoded."""
    parts = urlsplit(url)
    return MailServer(
        scheme=parts.scheme,
        host=parts.hostname or "localhost",
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        path=unquote(parts.path.strip("/")),
    )
