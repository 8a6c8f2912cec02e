"""A packed file: opened within bounds, and packed anew with the parts that stay."""

import zlib
from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from mdt.documents.refusals import FileBroken, FileLocked, FileTooComplex

MOST_PARTS = 400
MOST_OF_A_PART = 24_000_000
MOST_OF_ALL = 60_000_000
LOCKED = 0x1
"""Bit of a part's flags: it is encrypted."""


def open_(data: bytes) -> dict[str, bytes]:
    """Return every part by its name, whatever the file says of their sizes.

    Raises FileBroken, FileLocked, FileTooComplex.
    """
    try:
        with ZipFile(BytesIO(data)) as file:
            return _parts(file)
    except (BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
        raise FileBroken from error


def _parts(file: ZipFile) -> dict[str, bytes]:
    listed = [info for info in file.infolist() if not info.filename.endswith("/")]
    if len(listed) > MOST_PARTS:
        raise FileTooComplex
    parts: dict[str, bytes] = {}
    left = MOST_OF_ALL
    for info in listed:
        _require_plain(info, parts)
        with file.open(info) as part:
            content = part.read(min(MOST_OF_A_PART, left) + 1)
        left -= len(content)
        if len(content) > MOST_OF_A_PART or left < 0:
            raise FileTooComplex
        parts[info.filename] = content
    return parts


def _require_plain(info: ZipInfo, known: Mapping[str, bytes]) -> None:
    """Refuse what is locked, stands twice, or has a name that leads elsewhere."""
    if info.flag_bits & LOCKED:
        raise FileLocked
    steps = info.filename.split("/")
    leads_elsewhere = ".." in steps or "" in steps or "\\" in info.filename or ":" in steps[0]
    if leads_elsewhere or info.filename.lower() in {name.lower() for name in known}:
        raise FileBroken


def pack(parts: Mapping[str, bytes], *, plain: str = "") -> bytes:
    """Return the parts as a file that says nothing of when and where; plain: one not compressed."""
    out = BytesIO()
    with ZipFile(out, "w") as file:
        for name, content in parts.items():
            method = ZIP_STORED if name == plain else ZIP_DEFLATED
            file.writestr(ZipInfo(name), content, compress_type=method)
    return out.getvalue()
