"""A packed office document: which of the two it is, and a clean copy. No other is kept."""

from typing import NoReturn

from mdt.adapters.files import opendocument, packed, word
from mdt.documents.refusals import FileKindUnknown, FileLocked

ODT, DOCX = "odt", "docx"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
"""What Word calls the one stream of a document with a password, within its old kind of file."""


def clean(data: bytes) -> tuple[str, bytes, str]:
    """Return the kind, the document anew and its words. Raises FileRefused."""
    parts = packed.open_(data)
    if parts.get(opendocument.TYPE, b"").strip() == opendocument.MIMETYPE.encode():
        return ODT, *opendocument.clean(parts)
    if word.MAIN in parts and word.TYPES in parts:
        return DOCX, *word.clean(parts)
    raise FileKindUnknown


def refuse(data: bytes) -> NoReturn:
    """Raise what an old kind of office file is refused for: a password, or what it may carry."""
    raise FileLocked if ENCRYPTED in data else FileKindUnknown
