"""Compress pages, without letting their length betray what is in them (BREACH).

Three measures together: tokens are masked anew in every answer (mdt.web.csrf); a page that
another site made the browser ask for is not compressed; and every compressed page carries
a comment of random length. Streams of events are never compressed.
Source: Gluck, Harris, Prado, "BREACH: reviving the CRIME attack" (2013), part 4.
"""

import gzip
from collections.abc import Callable, Mapping
from secrets import randbelow, token_urlsafe

import brotli
from flask import Flask, Response, request

SMALLEST = 600
"""Below so many bytes a page gains nothing."""

LONGEST_PADDING = 64
PAGE = "text/html"
FROM_ELSEWHERE = ("cross-site", "same-site")

_PACKERS: Mapping[str, Callable[[bytes], bytes]] = {
    "br": lambda body: bytes(brotli.compress(body, quality=6)),
    "gzip": lambda body: gzip.compress(body, compresslevel=6, mtime=0),
}


def init_app(app: Flask) -> None:
    """Compress every answer that may be compressed."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if response.mimetype == PAGE:
        response.vary.add("Accept-Encoding")
    encoding = _encoding()
    if encoding is None or not _may_be_compressed(response):
        return response
    response.set_data(_PACKERS[encoding](response.get_data() + _padding()))
    response.content_encoding = encoding
    return response


def _encoding() -> str | None:
    return next((name for name in _PACKERS if request.accept_encodings[name] > 0), None)


def _may_be_compressed(response: Response) -> bool:
    return (
        response.mimetype == PAGE
        and not response.is_streamed
        and not response.direct_passthrough
        and "Content-Encoding" not in response.headers
        and request.headers.get("Sec-Fetch-Site") not in FROM_ELSEWHERE
        and len(response.get_data()) >= SMALLEST
    )


def _padding() -> bytes:
    return f"<!-- {token_urlsafe(randbelow(LONGEST_PADDING))} -->".encode()
