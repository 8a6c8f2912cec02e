"""Files that a form brings along: how large the form may be, and the file as it came.

Only the views that say so take more than the usual form; what is larger than anything they could
keep is cut off before it is read. Nothing of a file is believed but its bytes.
"""

from collections.abc import Callable
from io import BytesIO
from typing import Any, TypeVar

from flask import Flask, current_app, request
from werkzeug.formparser import FormDataParser

from mdt.config import Settings
from mdt.documents.receiving import Clean, Cleaned, Scan
from mdt.documents.refusals import FileEmpty, FileTooBig

View = TypeVar("View", bound=Callable[..., Any])

CLEAN = "mdt.uploads.clean"
"""Under what name the application keeps how a file becomes a clean copy (receiving.Clean)."""

SCAN = "mdt.uploads.scan"
"""Under what name the application keeps the virus scanner (receiving.Scan)."""

FIELD = "file"
MEGABYTE = 1_000_000
ROOM = 2
"""How many times the largest file a form may be, so that one that is too large is refused at its
field, with everything typed kept."""

_TAKES = "mdt_takes_files"


def takes_files(view: View) -> View:
    """Declare a view whose form brings a file along."""
    setattr(view, _TAKES, True)
    return view


def init_app(app: Flask) -> None:
    """Let those forms be larger; this stands before whoever reads a form first."""
    app.before_request(_make_room)


def name() -> str:
    """Return what the file was called where it came from; it is looked at and never kept."""
    sent = request.files.get(FIELD)
    return (sent.filename if sent else None) or ""


def content() -> bytes:
    """Return the bytes that were sent. Raises FileEmpty, FileTooBig."""
    sent = request.files.get(FIELD)
    found = sent.stream.read(megabytes() * MEGABYTE + 1) if sent else b""
    if not found:
        raise FileEmpty
    if len(found) > megabytes() * MEGABYTE:
        raise FileTooBig(megabytes=megabytes())
    return found


def cleaned(data: bytes) -> Cleaned:
    """Return a clean copy of a file in which the scanner finds nothing. Raises FileRefused."""
    scan: Scan = current_app.extensions[SCAN]
    clean: Clean = current_app.extensions[CLEAN]
    scan(data)
    return clean(data)


def megabytes() -> int:
    """Return how large a file may be."""
    return _settings().document_megabytes


def most() -> int:
    """Return how many documents an item may have."""
    return _settings().documents_of_an_item


def _make_room() -> None:
    if getattr(current_app.view_functions.get(request.endpoint or ""), _TAKES, False):
        request.max_content_length = ROOM * megabytes() * MEGABYTE
        request.form_data_parser_class = _InMemory


class _InMemory(FormDataParser):
    """Reads a form without leaving a file of it on any disk, not even for a moment."""

    def __init__(self, stream_factory: object = None, **options: Any) -> None:  # noqa: ARG002
        super().__init__(stream_factory=_in_memory, **options)


def _in_memory(*_: object, **__: object) -> BytesIO:
    return BytesIO()


def _settings() -> Settings:
    settings: Settings = current_app.extensions["mdt.settings"]
    return settings
