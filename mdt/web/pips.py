"""Seats as letters: the small marks by which a moment says who can.

A table can have thirteen seats. Those that count are marked by name, the others are counted
(mdt.web.cover does the same for chips). Two seats never share a mark.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, cached_property
from typing import Any

from flask_babel import LazyString, get_locale, gettext
from flask_babel import lazy_gettext as _l

from mdt.conferences.places import Place
from mdt.models import SeatDomain
from mdt.scheduling.pools import Fit
from mdt.scheduling.slots import Slot
from mdt.web import words
from mdt.web.cover import ALL_NAMED


class PipState(StrEnum):
    """What a mark says of a seat at one moment. The worst comes last."""

    CAN = "can"
    MAYBE = "maybe"
    CANNOT = "cannot"
    EMPTY = "empty"


WORDS: dict[PipState, LazyString] = {
    PipState.CAN: _l("kan"),
    PipState.MAYBE: _l("misschien"),
    PipState.CANNOT: _l("kan niet"),
    PipState.EMPTY: _l("nog leeg"),
}

_LOOKS = {PipState.CAN: "", PipState.MAYBE: " maybe", PipState.CANNOT: " no", PipState.EMPTY: ""}
_STATES = {Fit.CAN: PipState.CAN, Fit.MAYBE: PipState.MAYBE, Fit.CANNOT: PipState.CANNOT}
_ORDER = list(PipState)


@dataclass(frozen=True)
class Mark:
    """A seat, or the same seat at several items: its letters, and the words that they stand for.

    noun: how a sentence names it. is_named: shown by its letters, and not only counted.
    is_empty: nobody holds it, and no pool fills it.
    """

    code: str
    label: str
    noun: str
    keys: tuple[Any, ...]
    is_named: bool
    is_empty: bool

    @cached_property
    def pips(self) -> dict[PipState, "Pip"]:
        """The mark in each state: the same one at every moment, with its words found once."""
        return {state: Pip(self, state) for state in PipState}

    @property
    def legend(self) -> str:
        """Return «R rechter»; what is written in capitals stays so."""
        is_plain = self.label[1:].islower()
        return f"{self.code} {self.label[0].lower() if is_plain else self.label[0]}{self.label[1:]}"


@dataclass(frozen=True)
class Pip:
    """A mark at one moment."""

    mark: Mark
    state: PipState

    @cached_property
    def look(self) -> str:
        """Return the classes with which it is drawn."""
        return f"pip{_LOOKS[self.state]}{' vacant' if self.mark.is_empty else ''}"

    @cached_property
    def said(self) -> str:
        """Return «Rechter kan niet.»."""
        return f"{self.mark.label} {self.word}."

    @cached_property
    def word(self) -> str:
        """Return what is said of it in words; of a seat that nobody holds, deputies are meant."""
        return _word(self.state, _language(), is_empty=self.mark.is_empty)


def marks(places: Sequence[Place]) -> tuple[Mark, ...]:
    """Return a mark for each kind of seat, in the order of the table."""
    kinds: dict[tuple[SeatDomain | None, int], list[Place]] = defaultdict(list)
    for place in places:
        kinds[place.domain, place.number].append(place)
    several = {domain for domain, number in kinds if number > 1}
    is_small = len(kinds) <= ALL_NAMED or not any(place.counts for place in places)
    found, language = [], _language()
    for (domain, number), seats in kinds.items():
        suffix = f" {number}" if domain in several else ""
        found.append(
            Mark(
                code="",
                label=_label(domain, language) + suffix,
                noun=_noun(domain, language) + suffix,
                keys=tuple(place.key for place in seats),
                is_named=is_small or any(place.counts for place in seats),
                is_empty=any(place.is_vacant for place in seats),
            )
        )
    return _coded(found)


def at(slot: Slot, known: Iterable[Mark]) -> tuple[Pip, ...]:
    """Return the marks as they are at one moment."""
    fits = {seat.key: _STATES[seat.fit] for seat in slot.seats}
    return tuple(mark.pips[_state(mark, fits)] for mark in known)


def codes(labels: Sequence[str]) -> list[str]:
    """Return a letter for each label, and a second sign where two labels would share it."""
    firsts = [label[0].upper() for label in labels]
    taken: set[str] = set()
    found = []
    for label, first in zip(labels, firsts, strict=True):
        options = iter((first,)) if firsts.count(first) == 1 else _longer(label)
        code = next(option for option in options if option not in taken)
        taken.add(code)
        found.append(code)
    return found


def _coded(found: Sequence[Mark]) -> tuple[Mark, ...]:
    """Give the marks that are named their letters."""
    letters = iter(codes([mark.label for mark in found if mark.is_named]))
    return tuple(replace(mark, code=next(letters)) if mark.is_named else mark for mark in found)


def _longer(label: str) -> Iterator[str]:
    """Yield two signs, best first: the number of a numbered label, else one of its letters."""
    first, rest = label[0].upper(), [sign for sign in label[1:] if sign.isalnum()]
    if rest and rest[-1].isdigit():
        yield first + rest[-1]
    for sign in rest:
        yield first + sign
    number = 1
    while True:
        yield f"{first}{number}"
        number += 1


def _state(mark: Mark, fits: Mapping[Any, PipState]) -> PipState:
    found = [fits[key] for key in mark.keys if key in fits]
    return max(found, key=_ORDER.index, default=PipState.EMPTY)


# The words for a seat are few and the same on every page: they are looked up once a language.


@cache
def _label(domain: SeatDomain | None, _language: str) -> str:
    return gettext("Voorzitter") if domain is None else words.short(domain)


@cache
def _noun(domain: SeatDomain | None, _language: str) -> str:
    return gettext("de voorzitter") if domain is None else words.definite(domain)


@cache
def _word(state: PipState, _language: str, *, is_empty: bool) -> str:
    said = str(WORDS[state])
    if not is_empty or state is PipState.EMPTY:
        return said
    return str(gettext("nog leeg, een vervanger %(said)s", said=said))


def _language() -> str:
    return str(get_locale() or "")
