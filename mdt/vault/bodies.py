"""What documents say: sealed into their rows, and read out of them again."""

from sqlmodel import Session, select

from mdt.models import Document, DocumentBody
from mdt.vault import keyring
from mdt.vault.keyring import Keyring


def write(session: Session, document: Document, content: bytes) -> None:
    """Seal what a new document says. Raises VaultClosed."""
    row = DocumentBody(case_id=document.case_id, document_id=document.id, key_id="", sealed=b"")
    row.key_id, row.sealed = keyring.of(session).seal_bytes(content, place=place(row))
    session.add(row)
    session.flush()


def read(session: Session, document: Document) -> bytes:
    """Return what the document says. Raises VaultClosed."""
    row = session.exec(select(DocumentBody).where(DocumentBody.document_id == document.id)).one()
    return open_row(keyring.of(session), row)


def open_row(keys: Keyring, row: DocumentBody) -> bytes:
    """Return what one row says. Raises VaultClosed."""
    return keys.unseal_bytes(row.key_id, row.sealed, place=place(row))


def place(row: DocumentBody) -> str:
    """Return what a sealed file is bound to: table, column, and everything that names the row."""
    return f"document_body.sealed {row.id} {row.document_id} {row.case_id}"
