"""What a browser fetches for the first view of a page: the page, and every file that it names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from flask import Flask

from benchmarks.visits import ACCEPTED, visit

KB = 1000
FETCHED = re.compile(rb"""(?:href|src)="(/static/[^"#]+)""")
"""What a page fetches: styles, scripts, the font that it preloads, icons."""

FROM_STYLE = re.compile(rb"""url\("?([^")]+)"?\)""")


@dataclass(frozen=True)
class Weight:
    """The bytes of all bodies of a first view, in KB: over the wire, and unpacked."""

    packed: float
    unpacked: float


def of(app: Flask, path: str, cookie: str) -> Weight:
    """Return what the first view of the page weighs, with nothing in the browser's cache."""
    addresses = [path, *sorted(files(app, path, cookie))]
    return Weight(
        sum(len(visit(app, one, cookie, ACCEPTED)().body) for one in addresses) / KB,
        sum(len(visit(app, one, cookie, "identity")().body) for one in addresses) / KB,
    )


def files(app: Flask, path: str, cookie: str) -> set[str]:
    """Return the address of every file of the page, and of what its styles ask for in turn."""
    page = visit(app, path, cookie, "identity")().body
    named = {address.decode() for address in FETCHED.findall(page)}
    styles = [address for address in named if address.endswith(".css")]
    return named | {fetched for style in styles for fetched in _of_style(app, style)}


def _of_style(app: Flask, address: str) -> Iterator[str]:
    style = visit(app, address, accepted="identity")().body
    for named in FROM_STYLE.findall(style):
        if not named.startswith(b"data:"):
            yield urljoin(address, named.decode())
