"""Files of the operating system: written whole or not at all, and readable for their owner only."""

import os
from collections.abc import Iterable
from pathlib import Path

OWNER_ONLY = 0o600


class FileExists(Exception):
    """There is a file of that name already; a copy never replaces another."""


def write(path: Path, pieces: Iterable[bytes]) -> None:
    """Write the pieces to a new file. Raises FileExists."""
    if path.exists():
        raise FileExists
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
        with os.fdopen(descriptor, "wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        os.link(part, path)
    except FileExistsError as error:
        raise FileExists from error
    finally:
        part.unlink(missing_ok=True)
