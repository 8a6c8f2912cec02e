"""Find canaries in the bytes of a mail, whatever these are wrapped in."""

import html
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage, Message
from email.policy import default
from urllib.parse import unquote

from tests.canaries.fields import Canaries

Place = str
WHOLE, HEADERS = "the bytes", "headers"
BODIES = frozenset({WHOLE, "text/plain", "text/html"})
"""Where the alias of a case may stand, for whom it was named. It is no header, file or entry."""

FOLDS = re.compile(r"=?\r?\n[ \t]?")
ALIAS = "case.alias"

KIND = "a kind of organisation, or what the case is about"


def leaks(raw: bytes, canaries: Canaries, *, own: str) -> set[tuple[Place, str]]:
    """Return where in a mail what can be read of which field; own: its recipient's address."""
    return {
        (place, field)
        for place, text in readings(raw)
        for field in canaries.leaked(text.replace(own, ""))
        if not (field.startswith(ALIAS) and place in BODIES)
    }


def readings(raw: bytes) -> Iterator[tuple[Place, str]]:
    """Yield every part of a mail in every way that a program could read it, in lower case."""
    mail: EmailMessage = message_from_bytes(raw, policy=default)
    yield WHOLE, unwrapped(raw.decode("latin-1"))
    for part in mail.walk():
        headers = [f"{name}: {value}" for name, value in part.items()]
        yield HEADERS, unwrapped("\n".join([*headers, part.get_filename() or ""]))
        if not part.is_multipart():
            yield _place(part), unwrapped(_decoded(part))


def unwrapped(text: str) -> str:
    """Return a text as it is, with its folds undone, and without what stands for other signs."""
    whole = FOLDS.sub("", text)
    ways = {text, whole, unquote(whole), html.unescape(whole), text.replace("\\", "")}
    return "\n".join(sorted(ways)).casefold()


def _place(part: Message) -> Place:
    is_file = part.get_content_disposition() == "attachment"
    return "a file" if is_file else part.get_content_type()


def _decoded(part: Message) -> str:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode(part.get_content_charset("utf-8"), errors="replace")
