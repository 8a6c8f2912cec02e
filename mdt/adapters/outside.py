"""Which addresses of the internet the portal may open, so that nobody reads our network through it.

A name is resolved once, every address that it has must be public, and the connection goes to the
first of them: what was checked is what is opened.

Source: OWASP, Server-Side Request Forgery Prevention; RFC 6890 (special-purpose addresses).
"""

import ipaddress
import socket
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from mdt.models import BusyProblem
from mdt.scheduling.busy_reading import NotRead

_PORTS = {"https": 443, "http": 80}
_TRANSLATED = [
    ipaddress.ip_network(network)
    for network in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96")
]
"""NAT64, 6to4, Teredo and IPv4-compatible: an IPv4 address in disguise, perhaps one of ours."""


@dataclass(frozen=True)
class Target:
    """Where a request goes: the host by name, and the one address that was checked."""

    scheme: str
    host: str
    port: int
    ip: str
    path: str

    @property
    def origin(self) -> tuple[str, str, int]:
        """What a password may be sent to again."""
        return self.scheme, self.host, self.port


def target(address: str, inside: Collection[str]) -> Target:
    """Return where the address leads.

    inside: host:port of servers that may stand in our own network, and be without TLS.
    Raises NotRead with FORBIDDEN_ADDRESS, or UNREACHABLE when the name is not known.
    """
    parts, port = _split(address)
    host = parts.hostname or ""
    is_trusted = f"{host}:{port}" in inside
    if not host or (parts.scheme != "https" and not (is_trusted and parts.scheme == "http")):
        raise NotRead(BusyProblem.FORBIDDEN_ADDRESS)
    found = _resolved(host, port)
    if not is_trusted and not all(is_public(ip) for ip in found):
        raise NotRead(BusyProblem.FORBIDDEN_ADDRESS)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, found[0], path)


def is_public(text: str) -> bool:
    """Tell whether the address is one of the open internet."""
    try:
        ip = ipaddress.ip_address(text)
    except ValueError:
        return False  # such as one with a zone
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return is_public(str(ip.ipv4_mapped))
        if any(ip in network for network in _TRANSLATED):
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_private or ip.is_reserved)


def _split(address: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(address)
        return parts, parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        raise NotRead(BusyProblem.FORBIDDEN_ADDRESS) from None


def _resolved(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotRead(BusyProblem.UNREACHABLE) from None
    return [str(one[4][0]) for one in found]
