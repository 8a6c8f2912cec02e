"""Let a process of its own look into a file, and believe only what it says of it.

A file that crashes it, or lasts longer than a short one can, is refused; the portal goes on.
"""

import json
import subprocess
import sys
from pathlib import Path

import mdt
from mdt.documents import refusals
from mdt.documents.receiving import Cleaned
from mdt.documents.refusals import FileRefused, FileTooComplex
from mdt.models import DocumentKind

SECONDS = 30
_COMMAND = (sys.executable, "-P", "-m", "mdt.adapters.files.opening")
_ROOT = Path(mdt.__file__ or "").parents[1]


def clean(data: bytes) -> Cleaned:
    """Return a clean copy of the file. Raises FileRefused."""
    try:
        done = subprocess.run(  # noqa: S603 - a command of our own; the file is its input
            _COMMAND,
            input=data,
            capture_output=True,
            check=False,
            timeout=SECONDS,
            env={"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        )
    except subprocess.TimeoutExpired as error:
        raise FileTooComplex from error
    if done.returncode:
        raise FileTooComplex
    head, _, rest = done.stdout.partition(b"\n")
    told = json.loads(head)
    if refused := told.get("refused"):
        raise _BY_NAME[refused]
    words = int(told["words"])
    return Cleaned(DocumentKind(told["kind"]), rest[words:], rest[:words].decode())


_BY_NAME: dict[str, type[FileRefused]] = {
    kind.__name__: kind
    for kind in vars(refusals).values()
    if isinstance(kind, type) and issubclass(kind, FileRefused)
}
