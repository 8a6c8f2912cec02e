"""Documents: short attachments of an item, each for a section of the case and some recipients."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field

from mdt.models.base import Row, choice, ref, utc, uuid_key


class DocumentKind(StrEnum):
    """What kind of file a document is, by what is in it."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    ODT = "odt"
    DOCX = "docx"


class DocumentSection(StrEnum):
    """The section of the case that a document belongs to: who may see the one sees the other."""

    PERSONS = "persons"
    RISKS = "risks"
    PROCEDURES = "procedures"
    PLAN = "plan"
    MINUTES = "minutes"


class Document(Row, table=True):
    """A file that is with an item of a sitting; what it says stands in DocumentBody, sealed.

    Without item_id its item was taken off the agenda; it stays with the case.
    """

    id: UUID = uuid_key()
    case_id: UUID = ref("case.id")
    item_id: UUID | None = ref("agenda_item.id", default=None)
    section: DocumentSection = choice(DocumentSection)
    title: str = Field(max_length=80)
    kind: DocumentKind = choice(DocumentKind)
    size_bytes: int = Field(description="of the clean copy that is kept")
    digest: str = Field(max_length=64, description="SHA-256 of the clean copy, in hexadecimals")
    added_by_id: UUID = ref("person.id")
    added_at: datetime = utc()
    withdrawn_at: datetime | None = utc(default=None)


class DocumentBody(Row, table=True):
    """What a document says: AES-256-GCM, readable in this very row only."""

    id: UUID = uuid_key()
    case_id: UUID = ref("case.id")
    document_id: UUID = ref("document.id", unique=True)
    key_id: str = Field(max_length=12, description="the key that opens it, by its name")
    sealed: bytes


class DocumentRecipient(Row, table=True):
    """An organisation that a document is for; without any, it is for whoever sees its section."""

    document_id: UUID = Field(foreign_key="document.id", primary_key=True)
    organisation_id: UUID = Field(foreign_key="organisation.id", primary_key=True)
