"""Sealed values of people in a case: who keeps one, what others see of it, and who opened it.

Callers have checked permission and own the transaction. Source: scenarios.md 2, 16:30 (an address
only in the vault, its holder alone; everybody else sees a neutral name for it).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from mdt import events
from mdt.cases import closing, vault_events
from mdt.errors import N_, DomainError, StaleVersion
from mdt.models import (
    Case,
    CasePerson,
    Organisation,
    Person,
    SealedKind,
    SealedPart,
    SealedReading,
    SealedValue,
)
from mdt.vault import fields, leaks
from mdt.vault.fields import Said

SHOWN_READINGS = 50


class NothingSealed(DomainError):
    """A sealed value says something."""

    text = N_("Vul ten minste één afgeschermd gegeven in.")


class SourceMissing(DomainError):
    """A source is somebody; without the name nothing is kept out of texts."""

    text = N_("Vul de naam van de bron in.")


class LabelTellsIt(DomainError):
    """The name that others see must not give away what is sealed."""

    text = N_("Deze naam verklapt het gegeven. Kies een neutrale naam, zoals Locatie 7.")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What everybody may know of a sealed value: its kind, its neutral name, who keeps it."""

    kind: SealedKind
    label: str
    holder_organisation_id: UUID | None = None
    holder_person_id: UUID | None = None


@dataclass(frozen=True)
class Masked:
    """A sealed value as everybody sees it."""

    value: SealedValue
    holder: str


@dataclass(frozen=True)
class Reading:
    """Somebody opened it."""

    at: datetime
    who: str
    reason: str


def of(session: Session, case: Case) -> list[Masked]:
    """Return the sealed values of a case without what they say, by their names."""
    rows = session.exec(
        select(SealedValue).where(SealedValue.case_id == case.id).order_by(SealedValue.label)
    )
    return [masked(session, value) for value in rows]


def masked(session: Session, value: SealedValue) -> Masked:
    """Return one as everybody sees it."""
    if value.holder_organisation_id:
        return Masked(value, session.get_one(Organisation, value.holder_organisation_id).name)
    return Masked(value, session.get_one(Person, value.holder_person_id).name)


def next_label(session: Session, case: Case) -> str:
    """Return a name that tells nothing and is not yet used in the case."""
    known = select(func.count()).select_from(SealedValue).where(SealedValue.case_id == case.id)
    return f"Locatie {session.exec(known).one() + 1}"


def keep(
    session: Session,
    person: CasePerson,
    terms: Terms,
    said: Said,
    *,
    by: Person,
    now: datetime,
) -> SealedValue:
    """Return a new sealed value.

    Raises CaseIsClosed, NothingSealed, SourceMissing, LabelTellsIt, VaultClosed.
    """
    _require_sound(session.get_one(Case, person.case_id), terms, said)
    value = SealedValue(case_id=person.case_id, case_person_id=person.id, **vars(terms))
    session.add(value)
    session.flush()
    fields.write(session, value, said)
    _record(session, value, by, now)
    return value


def change(
    session: Session,
    value: SealedValue,
    terms: Terms,
    said: Said,
    *,
    version: int,
    by: Person,
    now: datetime,
) -> None:
    """Put other fields in the place of all that were there.

    Raises CaseIsClosed, NothingSealed, SourceMissing, LabelTellsIt, StaleVersion, VaultClosed.
    """
    _require_sound(session.get_one(Case, value.case_id), terms, said)
    if value.version != version:
        raise StaleVersion
    for name, known in vars(terms).items():
        setattr(value, name, known)
    value.version += 1
    fields.write(session, value, said)
    _record(session, value, by, now)


def set_active(
    session: Session, value: SealedValue, *, is_active: bool, by: Person, now: datetime
) -> None:
    """Set one aside, or put it back; it stays sealed, and a secret. Raises CaseIsClosed."""
    closing.require_open(session.get_one(Case, value.case_id))
    if value.is_active is is_active:
        return
    value.is_active = is_active
    value.version += 1
    _record(session, value, by, now)


def open_(session: Session, value: SealedValue, reason: str, *, by: Person, now: datetime) -> Said:
    """Return what the value says, and note who read it and why. Raises VaultClosed."""
    said = fields.read(session, value)
    session.add(
        SealedReading(
            case_id=value.case_id, value_id=value.id, person_id=by.id, at=now, reason=reason
        )
    )
    events.record(
        session,
        vault_events.SealedValueOpened(
            at=now, actor_id=by.id, case_id=value.case_id, subject_id=value.id
        ),
    )
    return said


def readings(session: Session, value: SealedValue) -> Sequence[Reading]:
    """Return who opened it, the last first."""
    rows = session.exec(
        select(SealedReading.at, Person.name, SealedReading.reason)
        .join(Person, col(Person.id) == SealedReading.person_id)
        .where(SealedReading.value_id == value.id)
        .order_by(col(SealedReading.at).desc())
        .limit(SHOWN_READINGS)
    )
    return [Reading(*row) for row in rows]


def _require_sound(case: Case, terms: Terms, said: Said) -> None:
    closing.require_open(case)
    if not any(said.values()):
        raise NothingSealed
    if terms.kind is SealedKind.SOURCE and not said.get(SealedPart.SOURCE):
        raise SourceMissing
    if leaks.finder(said).places(terms.label):
        raise LabelTellsIt


def _record(session: Session, value: SealedValue, by: Person, now: datetime) -> None:
    session.add(value)
    events.record(
        session,
        vault_events.SealedValueChanged(
            at=now, actor_id=by.id, case_id=value.case_id, subject_id=value.id
        ),
    )
