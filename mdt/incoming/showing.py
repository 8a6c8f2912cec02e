"""What a mail that came in looks like to a person: plain text, and nothing of it alive. Pure.

No HTML of it is ever shown: its words are, without pictures, links, styles or scripts. Marks that
turn the direction of writing are left out, so that a line says what it seems to say.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from html.parser import HTMLParser

from mdt.incoming import reading
from mdt.incoming.mail_parts import header, parts, payload

MOST_TEXT = 20_000

_SILENT = frozenset({"script", "style", "head", "title", "template"})
_BREAKS = frozenset({"br", "p", "div", "tr", "li", "h1", "h2", "h3", "blockquote"})


@dataclass(frozen=True)
class Shown:
    """A mail as it is shown. text: at most 20,000 characters; empty when there is none."""

    sender: str
    subject: str
    written_at: datetime | None
    text: str
    files: tuple[str, ...]


def show(raw: bytes) -> Shown:
    """Return a mail as people may see it."""
    if raw.lower().count(b"boundary") > reading.MOST_BOUNDARIES:
        return Shown("", "", None, "", ())
    try:
        mail = message_from_bytes(raw)
        return Shown(
            sender=clean(header(mail, "From")),
            subject=clean(header(mail, "Subject")),
            written_at=reading.written_at(mail),
            text=_text(mail),
            files=tuple(_files(mail)),
        )
    except RecursionError:  # parts within parts, thousands deep
        return Shown("", "", None, "", ())


def clean(text: str) -> str:
    """Return text without marks that cannot be seen but change what is seen."""
    return "".join(mark for mark in text if mark in "\n\t" or unicodedata.category(mark)[0] != "C")


def _text(mail: Message) -> str:
    kinds = {"text/plain": _decoded, "text/html": _words}
    for kind, read in kinds.items():
        for part in parts(mail):
            if part.get_content_type() == kind and (text := _tidy(read(part))):
                return text
    return ""


def _tidy(text: str) -> str:
    lines = clean(text.replace("\r\n", "\n").replace("\r", "\n"))
    return re.sub(r"\n{3,}", "\n\n", lines).strip()[:MOST_TEXT]


def _decoded(part: Message) -> str:
    content = payload(part)[: 4 * MOST_TEXT]
    charset = part.get_content_charset() or "utf-8"
    try:
        return content.decode(charset)
    except (LookupError, UnicodeError, ValueError):
        return content.decode("latin-1")


def _words(part: Message) -> str:
    reader = _Words()
    reader.feed(_decoded(part))
    reader.close()
    return "".join(reader.found)


def _files(mail: Message) -> Iterator[str]:
    for part in parts(mail):
        if name := part.get_filename():
            yield clean(str(name))[:80]


class _Words(HTMLParser):
    """Keeps the words of HTML, with a line where one would be seen."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self._silent += tag in _SILENT
        if tag in _BREAKS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(re.sub(r"\s+", " ", data))
