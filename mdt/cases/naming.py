"""What a case is called: a neutral word that says nothing about anyone, and a reference.

An alias is free when no open case of the region has it and no closed one is still within
its retention time (model.md, always true 2). What is offered is drawn at random, and some words
never are: whoever a case is shut to does not learn from what is missing that there is one more.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from hashlib import blake2b
from itertools import count
from random import SystemRandom
from uuid import UUID

from sqlmodel import Session, col, func, or_, select

from mdt.errors import N_, DomainError
from mdt.models import Case, Region

TREES = (
    *("Wilg", "Esdoorn", "Hulst", "Lariks", "Beuk", "Meidoorn", "Abeel", "Spar", "Iep"),
    *("Linde", "Vlier", "Eik", "Populier", "Hazelaar", "Ceder", "Taxus", "Mispel", "Es"),
    *("Lijsterbes", "Berk", "Kastanje", "Olm", "Zilverspar", "Haagbeuk", "Acacia", "Sleedoorn"),
    *("Walnoot", "Den", "Els", "Moerbei", "Plataan", "Jeneverbes", "Cipres", "Kornoelje"),
    *("Amandel", "Zilverberk", "Tulpenboom", "Vijg", "Trompetboom", "Ratelpopulier", "Sequoia"),
    *("Vogelkers", "Ginkgo", "Okkernoot", "Zomereik", "Fladderiep", "Zwarte els", "Krentenboom"),
    *("Moeraseik", "Treurwilg", "Amberboom", "Kweepeer", "Wintereik", "Zoete kers", "Hopbeuk"),
    *("Levensboom", "Bergden", "Schietwilg", "Veldesdoorn", "Papierberk", "Zilverlinde"),
    *("Boswilg", "Grove den", "Notenboom", "Kurkeik", "Waterwilg", "Zachte berk", "Steeneik"),
    *("Vaantjesboom", "Blauwspar", "Dwergmispel", "Kraakwilg", "Winterlinde", "Zuurbes"),
)
"""Neutral words to offer."""

OFFERED_OF_FOUR = 3
"""Of four words a region is offered about three, ever; which ones is its own."""

NUMBERS = range(1000, 10_000)
"""From which the number of a reference is drawn, while one of them is free."""

_DRAW = SystemRandom()

NEUTRAL = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[ -][A-Za-z0-9]+)*")
REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9./-]*")
NUMBERED = re.compile(r"(?P<prefix>[A-Za-z]+)-(?P<year>\d{4})-(?P<number>\d+)")
LONGEST_ALIAS = 40
LONGEST_REFERENCE = 32
SHORTEST_NAME = 3
SHORTEST_PART = 4

PARTICLES = frozenset(
    {
        *("aan", "bij", "dal", "den", "der", "dos", "drs", "het", "ing"),
        *("les", "mevr", "prof", "ten", "ter", "tot", "van", "von", "zur"),
    }
)
"""Words of a name that name nobody."""


class AliasNotNeutral(DomainError):
    """An alias is plain letters and figures, so that it reads and sorts alike everywhere."""

    text = N_("Gebruik alleen letters zonder accent, cijfers en streepjes, bijvoorbeeld Wilg.")


class AliasInUse(DomainError):
    """Another case has the alias, or had it and is still within its retention time."""

    text = N_("Deze naam is al gebruikt. Kies een andere, bijvoorbeeld %(offer)s.")


class AliasLooksLikeName(DomainError):
    """An alias must not point at anyone in the case."""

    text = N_("De naam van de zaak lijkt op de naam van een mens in de zaak. Kies een ander woord.")


class ReferenceMalformed(DomainError):
    """A reference is letters, figures, dots, strokes and hyphens."""

    text = N_("Gebruik letters, cijfers en streepjes, bijvoorbeeld MW-2026-014.")


class ReferenceInUse(DomainError):
    """Two cases of a region would have the same reference."""

    text = N_("Dit kenmerk is al gebruikt. Kies een ander, bijvoorbeeld %(offer)s.")


def offer(session: Session, region_id: UUID, number: int = 12, *, today: date) -> list[str]:
    """Return free neutral words drawn at random, as many as asked; there is always another."""
    taken = {folded(alias) for alias in _taken(session, region_id, today=today)}
    found: list[str] = []
    for turn in count(1):
        words = TREES if turn == 1 else [f"{tree} {turn}" for tree in TREES]
        offered = [word for word in words if _is_offered(word, region_id)]
        free = [word for word in offered if folded(word) not in taken]
        found += _DRAW.sample(free, min(number - len(found), len(free)))
        if len(found) == number:
            break
    return found


def free_reference(session: Session, region_id: UUID, *, today: date) -> str:
    """Return a free number of this year, with the prefix that the region last used.

    Drawn at random: a number that follows the last one tells how many cases there are.
    """
    start = f"{_prefix(session, region_id)}-{today.year}-"
    rows = session.exec(
        select(Case.reference).where(
            Case.region_id == region_id, col(Case.reference).istartswith(start, autoescape=True)
        )
    )
    taken = {int(found["number"]) for text in rows if (found := NUMBERED.fullmatch(text))}
    free = [number for number in NUMBERS if number not in taken]
    return f"{start}{_DRAW.choice(free) if free else max(taken) + 1}"


def check_alias(
    session: Session,
    region_id: UUID,
    alias: str,
    names: Iterable[str],
    *,
    today: date,
    but: UUID | None = None,
) -> str:
    """Return the alias as it will be kept.

    names: of everybody in the case and around it; but: the case that has the alias now.
    Raises AliasNotNeutral, AliasLooksLikeName, AliasInUse.
    """
    wanted = " ".join(alias.split())
    if not NEUTRAL.fullmatch(wanted) or len(wanted) > LONGEST_ALIAS:
        raise AliasNotNeutral
    if looks_like_name(wanted, names):
        raise AliasLooksLikeName
    taken = _taken(session, region_id, today=today, but=but)
    if folded(wanted) in map(folded, taken):
        raise AliasInUse(offer=offer(session, region_id, 1, today=today)[0])
    return wanted


def check_reference(
    session: Session, region_id: UUID, reference: str, *, today: date, but: UUID | None = None
) -> str:
    """Return the reference as it will be kept. Raises ReferenceMalformed, ReferenceInUse."""
    wanted = reference.strip()
    if not REFERENCE.fullmatch(wanted) or len(wanted) > LONGEST_REFERENCE:
        raise ReferenceMalformed
    taken = select(Case.id).where(
        Case.region_id == region_id, func.lower(Case.reference) == wanted.lower()
    )
    if any(key != but for key in session.exec(taken)):
        raise ReferenceInUse(offer=free_reference(session, region_id, today=today))
    return wanted


def looks_like_name(alias: str, names: Iterable[str]) -> bool:
    """Tell whether the alias is, or holds, a word of one of the names, or is a part of one."""
    words, whole = _words_of(alias), _squashed(alias)
    return any(
        words & _words_of(name) or (len(whole) >= SHORTEST_PART and whole in _squashed(name))
        for name in names
    )


def lock(session: Session, region_id: UUID) -> Region:
    """Return the region, held: two cases opened together get two aliases and two references."""
    return session.get_one(Region, region_id, with_for_update=True)


def folded(text: str) -> str:
    """Return the text as it is compared: small letters, without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def _taken(
    session: Session, region_id: UUID, *, today: date, but: UUID | None = None
) -> Iterator[str]:
    rows = session.exec(
        select(Case.id, Case.alias).where(
            Case.region_id == region_id,
            or_(
                col(Case.closed_at).is_(None),
                col(Case.retain_until).is_(None),
                col(Case.retain_until) >= today,
            ),
        )
    )
    return (alias for key, alias in rows if key != but)


def _is_offered(word: str, region_id: UUID) -> bool:
    return blake2b(word.encode(), key=region_id.bytes).digest()[0] % 4 < OFFERED_OF_FOUR


def _prefix(session: Session, region_id: UUID) -> str:
    rows = session.exec(
        select(Case.reference)
        .where(Case.region_id == region_id)
        .order_by(col(Case.opened_at).desc())
        .limit(20)
    )
    for text in rows:
        if found := NUMBERED.fullmatch(text):
            return found["prefix"]
    letters = re.sub(r"[^A-Z]", "", folded(session.get_one(Region, region_id).name).upper())
    return letters[:2] or "Z"


def _words_of(text: str) -> set[str]:
    words = re.findall(r"[a-z0-9]+", folded(text))
    return {word for word in words if len(word) >= SHORTEST_NAME} - PARTICLES


def _squashed(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", folded(text))
