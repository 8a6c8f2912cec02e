"""Find a sealed value in a text, however it is spelt. Pure.

Spaces, case, accents, punctuation and the kind of digits do not matter; a name within a longer
word does: Ede is not in "goede". Of somebody who told something each name counts by itself, and
with an s behind it. Source: scenarios.md 2.7 (also the town alone is a leak) and 1.9.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from mdt.models import SealedPart

GONE = "[weggelaten]"
SHORTEST = 2
"""A shorter value would be found everywhere."""

PHONE_DIGITS = 8
SHORTEST_NAME = 3
_WORD = re.compile(r"[^\W_]+")
_LITTLE = frozenset(
    {
        *("aan", "bij", "dal", "den", "der", "dos", "drs", "haar", "heer", "het", "hun", "ing"),
        *("les", "meneer", "mevr", "mevrouw", "prof", "ten", "ter", "tot", "van", "von", "zijn"),
        *("zur", "zus"),
    }
)
"""Words beside a name that name nobody, and stand in every text."""

_NUMBER = re.compile(r"^(?P<street>.*?\D)\s*\d+.*$")

Span = tuple[int, int]


@dataclass(frozen=True)
class Finder:
    """What is looked for, folded; never shown."""

    needles: frozenset[str] = field(default=frozenset(), repr=False)

    def __or__(self, other: "Finder") -> "Finder":
        """Return what finds both."""
        return Finder(self.needles | other.needles)

    def places(self, text: str) -> int:
        """Return in how many places text says it."""
        return len(self._spans(text))

    def redact(self, text: str) -> str:
        """Return text without those places."""
        for starts, ends in reversed(self._spans(text)):
            text = text[:starts] + GONE + text[ends:]
        return text

    def _spans(self, text: str) -> list[Span]:
        """Return where it stands in text, in order; what overlaps or touches is one place."""
        merged: list[Span] = []
        for starts, ends in sorted(_found(text, self.needles)):
            if merged and starts <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(ends, merged[-1][1]))
            else:
                merged.append((starts, ends))
        return merged


def finder(said: Mapping[SealedPart, str], *, known: frozenset[str] = frozenset()) -> Finder:
    """Return what finds the fields of a sealed value.

    known: words, folded, of names that everybody in the case reads; a source who shares one of
    them with the victim is not found by it.
    """
    needles = {needle for part, plain in said.items() for needle in _needles(part, plain)}
    for one in words(said.get(SealedPart.SOURCE, "")) - known:
        needles |= {one, f"{one}s"}
    return Finder(frozenset(needle for needle in needles if len(needle) >= SHORTEST))


def words(name: str) -> frozenset[str]:
    """Return the words of somebody's name, folded, without those that name nobody."""
    found = {fold(word) for word in _WORD.findall(name)}
    return frozenset(one for one in found if len(one) >= SHORTEST_NAME) - _LITTLE


def _needles(part: SealedPart, plain: str) -> Iterator[str]:
    whole = fold(plain)
    yield whole
    if part is SealedPart.STREET and (match := _NUMBER.match(plain.strip())):
        yield fold(match["street"])
    if part is SealedPart.PHONE and sum(one.isdigit() for one in whole) >= PHONE_DIGITS:
        yield from _numbers("".join(one for one in whole if one.isdigit()))


def _numbers(digits: str) -> Iterator[str]:
    """Yield the ways in which people write a Dutch number."""
    own = re.sub(r"^(0031|31|0)", "", digits)
    return (start + own for start in ("0", "31", "0031", "310", "00310"))


def fold(text: str) -> str:
    """Return the letters and digits of text, without accents, in lower case."""
    return "".join(one for one, _ in _folded(text))


def _folded(text: str) -> Iterator[tuple[str, int]]:
    """Yield each letter and digit of text, folded, with its place in text."""
    for place, written in enumerate(text):
        for one in unicodedata.normalize("NFKD", written).casefold():
            if one.isalnum():
                yield str(unicodedata.decimal(one, one)), place


def _found(text: str, needles: Iterable[str]) -> Iterator[Span]:
    letters = list(_folded(text))
    plain = "".join(one for one, _ in letters)
    for needle in needles:
        at = plain.find(needle)
        while at >= 0:
            starts, ends = letters[at][1], letters[at + len(needle) - 1][1] + 1
            if _stands_alone(text, starts, ends):
                yield starts, ends
            at = plain.find(needle, at + 1)


def _stands_alone(text: str, starts: int, ends: int) -> bool:
    """Tell whether a word or number begins and ends there, and not somewhere within one."""
    before, after = text[:starts][-1:], text[ends:][:1]
    return not _are_alike(before, text[starts]) and not _are_alike(text[ends - 1], after)


def _are_alike(one: str, other: str) -> bool:
    return (one.isalpha() and other.isalpha()) or (one.isdigit() and other.isdigit())
