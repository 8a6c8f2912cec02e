"""What bars a judge, as she declared it herself: kept as keyed hashes that nobody can read back.

A name or a number is brought into one form and hashed under a key of the installation, for this
judge alone: two judges who know the same person have nothing in common in the table. Against a
case the same is done with the names and numbers that stand in it, and all that comes out is
whether something may stand in the way (docs/decisions/0078).

Callers have checked permission and own the transaction.

Source: domain.md 3.4 (hash match, without showing the file).
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mdt import acting, keys
from mdt.errors import N_, DomainError
from mdt.models import (
    AgendaItem,
    Case,
    CasePerson,
    Conference,
    Impediment,
    ImpedimentKind,
    Person,
    Procedure,
    Seat,
    SeatDomain,
)

PURPOSE = "judge impediment"
MOST = 200
SHORTEST = {ImpedimentKind.NAME: 2, ImpedimentKind.REFERENCE: 4}
"""So many letters and digits at least: one letter would fit half of the region."""

_WORD = re.compile(r"[^\W_]+")

Spelled = tuple[ImpedimentKind, str]
"""A name or a number in the one form in which it is hashed."""


class TooShortToMatch(DomainError):
    """So few letters would fit nearly every case."""

    text = N_("Dit is te kort. Typ een achternaam, een hele naam of een heel nummer.")


class TooManyImpediments(DomainError):
    """A list without an end would be a way to try out names."""

    text = N_("U heeft er %(most)s. Haal er eerst een weg.")


def of(session: Session, person: Person) -> Sequence[Impediment]:
    """Return what the judge declared, the newest first."""
    return session.exec(
        select(Impediment)
        .where(Impediment.person_id == person.id)
        .order_by(col(Impediment.made_at).desc(), col(Impediment.id))
    ).all()


def declare(
    session: Session, kind: ImpedimentKind, text: str, *, secret: str, by: Person, now: datetime
) -> bool:
    """Keep that this name or number bars the judge; return False when it was there already.

    Raises TooShortToMatch, TooManyImpediments.
    """
    spelled = (kind, spell(kind, text))
    if len(spelled[1].replace(" ", "")) < SHORTEST[kind]:
        raise TooShortToMatch
    known, key_hash = of(session, by), _hash(by.id, spelled, secret)
    if key_hash in {one.key_hash for one in known}:
        return False
    if len(known) >= MOST:
        raise TooManyImpediments(most=MOST)
    session.add(Impediment(person_id=by.id, kind=kind, key_hash=key_hash, made_at=now))
    return True


def withdraw(session: Session, impediment: Impediment) -> None:
    """Forget what the judge declared once."""
    session.delete(impediment)


def among(
    session: Session, case_id: UUID, person_ids: Collection[UUID], *, secret: str
) -> frozenset[UUID]:
    """Return who of these declared something that may stand in the way of the case."""
    rows = session.exec(
        select(Impediment.person_id, Impediment.key_hash).where(
            col(Impediment.person_id).in_(person_ids)
        )
    ).all()
    spelled = _spelled(session, case_id) if rows else frozenset()
    asked = {person_id for person_id, _ in rows}
    here = {key: {_hash(key, one, secret) for one in spelled} for key in asked}
    return frozenset(person_id for person_id, kept in rows if kept in here[person_id])


@acting.by_portal
def at(session: Session, conference: Conference, *, secret: str) -> frozenset[UUID]:
    """Return the judges on seats of the conference in whose way something may stand."""
    rows = session.exec(
        select(Seat.case_id, Seat.holder_id)
        .join(AgendaItem, col(AgendaItem.id) == Seat.item_id)
        .where(
            AgendaItem.conference_id == conference.id,
            Seat.domain == SeatDomain.JUDICIARY,
            col(Seat.holder_id).in_(select(Impediment.person_id)),
        )
    ).all()
    found = (among(session, case_id, [key], secret=secret) for case_id, key in rows if key)
    return frozenset().union(*found)


def spell(kind: ImpedimentKind, text: str) -> str:
    """Return a name or number in one form: without capitals, accents, points and commas.

    "Brandsma, Marco" and "marco BRÁNDSMA" are one name; "MW-2026/071" and "mw 2026 071" one number.
    """
    if kind is ImpedimentKind.REFERENCE:
        return "".join(_words(text))
    last, comma, first = text.partition(",")
    return " ".join(_words(f"{first} {last}" if comma else text))


def spellings(name: str) -> frozenset[str]:
    """Return every form in which somebody of this name may have been declared.

    The whole name, or what remains without one first name after the other: the surname.
    """
    words = spell(ImpedimentKind.NAME, name).split()
    return frozenset(" ".join(words[start:]) for start in range(len(words)))


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text)
    without_accents = "".join(one for one in plain if not unicodedata.combining(one))
    return _WORD.findall(without_accents.casefold())


def _spelled(session: Session, case_id: UUID) -> frozenset[Spelled]:
    """Return everything in the case that could have been declared."""
    names = session.exec(select(CasePerson.name).where(CasePerson.case_id == case_id)).all()
    numbers = session.exec(select(Procedure.number).where(Procedure.case_id == case_id)).all()
    reference = session.exec(select(Case.reference).where(Case.id == case_id)).one()
    return frozenset(
        [
            *((ImpedimentKind.NAME, form) for name in names for form in spellings(name)),
            *_references([reference, *numbers]),
        ]
    )


def _references(numbers: Iterable[str]) -> list[Spelled]:
    kind = ImpedimentKind.REFERENCE
    return [(kind, spelled) for number in numbers if (spelled := spell(kind, number))]


def _hash(person_id: UUID, spelled: Spelled, secret: str) -> str:
    kind, text = spelled
    return keys.sign(secret, PURPOSE, f"{person_id} {kind.value} {text}").hex()
