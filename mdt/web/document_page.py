"""Documents in a list, for whom they are; and a document as a file to keep."""

from collections.abc import Collection, Sequence

from flask import Flask, Response
from flask_babel import format_decimal
from sqlalchemy import ColumnElement
from sqlmodel import and_, col

from mdt.access import documents
from mdt.access.documents import SECTIONS
from mdt.access.policy import Action
from mdt.documents import attaching
from mdt.documents.attaching import Shown
from mdt.models import AgendaItem, Case, Document, DocumentKind, DocumentSection
from mdt.vault import bodies
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.guard import can, saw

KILO, MEGA = 1_000, 1_000_000

FORMS: dict[DocumentKind, tuple[str, str]] = {
    DocumentKind.PDF: ("application/pdf", "bijlage.pdf"),
    DocumentKind.PNG: ("image/png", "bijlage.png"),
    DocumentKind.JPEG: ("image/jpeg", "bijlage.jpg"),
    DocumentKind.ODT: ("application/vnd.oasis.opendocument.text", "bijlage.odt"),
    DocumentKind.DOCX: (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "bijlage.docx",
    ),
}
"""How each kind is named to a browser, and the file it keeps, by a name that tells nothing."""

CSP = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""A browser that shows the file all the same lets nothing in it act."""

ALL = tuple(DocumentSection)


def init_app(app: Flask) -> None:
    """Offer the size of a file in words to the templates."""
    app.jinja_env.filters["size"] = size


def size(size_bytes: int) -> str:
    """Return how large a file is, as people say it."""
    if size_bytes < MEGA:
        return f"{-(-size_bytes // KILO)} kB"
    return f"{format_decimal(round(size_bytes / MEGA, 1))} MB"


def of_case(case: Case, within: Collection[DocumentSection] = ALL) -> Sequence[Shown]:
    """Return the case's documents in these sections that are for the viewer, the newest first."""
    which = _visible(case, within)
    return _seen(case, attaching.shown(get_session(), which))


def of_item(item: AgendaItem) -> Sequence[Shown]:
    """Return the documents of one item that are for the viewer, the newest first."""
    which = and_(_visible(item.case, ALL), col(Document.item_id) == item.id)
    return _seen(item.case, attaching.shown(get_session(), which))


def sections_of(case: Case) -> list[DocumentSection]:
    """Return the sections of the case that the viewer may see."""
    return [one for one in ALL if can(SECTIONS[one], case)]


def answer(document: Document) -> Response:
    """Return the document as a file. Raises VaultClosed."""
    mimetype, name = FORMS[document.kind]
    response = Response(bodies.read(get_session(), document), mimetype=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Content-Security-Policy"] = CSP
    return response


def _visible(case: Case, within: Collection[DocumentSection]) -> ColumnElement[bool]:
    seen = [one for one in sections_of(case) if one in within]
    return documents.visible(actor(), case, seen if can(Action.DOCUMENT_VIEW, case) else [])


def _seen(case: Case, found: Sequence[Shown]) -> Sequence[Shown]:
    if found:
        saw(Action.DOCUMENT_VIEW, case.id)
    return found
