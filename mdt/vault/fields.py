"""The fields of a sealed value: sealed into their rows, and read out of them again."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel import Session, select

from mdt.models import SealedField, SealedPart, SealedValue
from mdt.vault import keyring
from mdt.vault.keyring import Keyring

Said = Mapping[SealedPart, str]
"""What a sealed value says, field by field; what it does not say is not in it."""


def write(session: Session, value: SealedValue, said: Said) -> None:
    """Let the value say this and nothing else. Raises VaultClosed."""
    keys, known = keyring.of(session), {row.part: row for row in _rows(session, value.id)}
    for part, row in known.items():
        if not said.get(part):
            session.delete(row)
    for part, plain in said.items():
        if plain:
            row = known.get(part) or SealedField(
                case_id=value.case_id, value_id=value.id, part=part, key_id="", sealed=""
            )
            row.key_id, row.sealed = keys.seal(plain, place=place(row))
            session.add(row)
    session.flush()


def read(session: Session, value: SealedValue) -> dict[SealedPart, str]:
    """Return what the value says, in the order of the fields. Raises VaultClosed."""
    keys = keyring.of(session)
    found = {row.part: open_row(keys, row) for row in _rows(session, value.id)}
    return {part: found[part] for part in SealedPart if part in found}


def open_row(keys: Keyring, row: SealedField) -> str:
    """Return what one row says. Raises VaultClosed."""
    return keys.unseal(row.key_id, row.sealed, place=place(row))


def place(row: SealedField) -> str:
    """Return what a sealed text is bound to: table, column, and everything that names the row."""
    return f"sealed_field.sealed {row.id} {row.value_id} {row.case_id} {row.part.value}"


def _rows(session: Session, value_id: UUID) -> list[SealedField]:
    return list(session.exec(select(SealedField).where(SealedField.value_id == value_id)))
