"""The parts and headers of a mail, whatever shape it is in. Pure."""

from collections.abc import Iterator
from email.header import decode_header, make_header
from email.message import Message
from typing import Any

MOST_PARTS = 60


def parts(mail: Message) -> Iterator[Message]:
    """Yield the parts that are no containers, in order; not those of a mail inside this one."""
    waiting, seen = [mail], 0
    while waiting and seen < MOST_PARTS:
        part, seen = waiting.pop(0), seen + 1
        inner = within(part)
        if part.get_content_maintype() == "multipart" and inner:
            waiting[:0] = inner
        else:
            yield part


def within(part: Message) -> list[Message]:
    """Return what a part holds: the parts of a container, the mail in a forwarded mail."""
    found: Any = part.get_payload() if part.is_multipart() else []
    return [one for one in found if isinstance(one, Message)]


def payload(part: Message) -> bytes:
    """Return the bytes of a part, its transfer encoding undone."""
    found: Any = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def plain(text: str) -> str:
    """Return the text without what a database refuses: NUL, and halves of a character."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def header(mail: Message, name: str) -> str:
    """Return a header in plain words, on one line; empty when it is not there."""
    value = str(mail.get(name, ""))
    try:
        text = str(make_header(decode_header(value)))
    except (LookupError, UnicodeError, ValueError):
        text = value
    return " ".join(plain(text).split())


def headers(mail: Message, name: str) -> list[str]:
    """Return every header of this name as it stands."""
    return [plain(str(value)) for value in mail.get_all(name, [])]
