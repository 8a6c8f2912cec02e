"""A document with an item of a sitting, to try things with."""

from typing import Any

from mdt.documents import attaching
from mdt.documents.attaching import Terms
from mdt.documents.receiving import Cleaned
from mdt.models import AgendaItem, Document, DocumentKind, DocumentSection, Person
from tests.factories import Make

PAGES = b"%PDF-1.7 wat in de brief staat"
MOST = 20


def cleaned(content: bytes = PAGES, text: str = "") -> Cleaned:
    """Return a file as it comes out of the cleaning."""
    return Cleaned(DocumentKind.PDF, content, text)


def listed(make: Make, item: AgendaItem, *, by: Person) -> Document:
    """Return the row of a document that nobody attached: no event tells of it."""
    return make.add(
        Document(
            case_id=item.case_id,
            item_id=item.id,
            section=DocumentSection.PLAN,
            title="Brief",
            kind=DocumentKind.PDF,
            size_bytes=1,
            digest="",
            added_by_id=by.id,
            added_at=make.now,
        )
    )


def attached(
    make: Make, item: AgendaItem, *, by: Person, content: bytes = PAGES, **terms: Any
) -> Document:
    """Return a document of the item, for everybody who may see the plan unless told otherwise."""
    values: dict[str, Any] = {"title": "Brief van de school", "section": DocumentSection.PLAN}
    return attaching.attach(
        make.session,
        item,
        Terms(**(values | terms)),
        cleaned(content),
        name="brief.pdf",
        most=MOST,
        by=by,
        now=make.now,
    )
