"""A file in, a clean copy out: each kind by what knows it. Runs in a process of its own.

What comes from elsewhere is opened here and nowhere else: in a process that is told no key and no
database, writes no file, and has a bound on its memory and time (mdt.adapters.files.apart).
Reads the file from its input; answers with one line of JSON, the words, and the clean file.
"""

import json
import resource
import sys

from mdt.adapters.files import images, office, pdf, sniffing
from mdt.documents.refusals import FileRefused

MEMORY_BYTES = 1_500_000_000
SECONDS = 20


def clean(data: bytes) -> tuple[str, bytes, str]:
    """Return the kind, the clean file and its words. Raises FileRefused."""
    kind = sniffing.kind(data)
    if kind == sniffing.PDF:
        return kind, *pdf.clean(data)
    if kind == sniffing.ZIP:
        return office.clean(data)
    if kind == sniffing.OLD:
        return office.refuse(data)
    return kind, images.clean(data, kind.upper()), ""


def main() -> int:
    """Clean what comes in."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        kind, content, text = clean(sys.stdin.buffer.read())
    except FileRefused as refusal:
        return _answer({"refused": type(refusal).__name__})
    words = text.encode(errors="replace")
    return _answer({"kind": kind, "words": len(words)}, words, content)


def _answer(head: dict[str, object], *rest: bytes) -> int:
    sys.stdout.buffer.write(b"".join((json.dumps(head).encode(), b"\n", *rest)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
