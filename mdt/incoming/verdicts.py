"""Read what a mail server says of a sender: the header Authentication-Results. Pure.

Texts in quotes and in brackets are a sender's own words (an address, a reason): nothing in them is
a result, however much it looks like one. What does not add up says nothing.

Source: RFC 8601 2.2 (grammar), RFC 5322 3.2.2 and 3.2.4 (comments, quoted strings).
"""

import re
from collections.abc import Iterator, Sequence

_PLAIN = re.compile(r'[^"()\\]+')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)
_BRACKETS = re.compile(r"\\.|[()]", re.DOTALL)
_WORD = re.compile(r"[\w.@-]+", re.ASCII)
_OPAQUE = "?"


class Unclear(ValueError):
    """A quote or a bracket is open: nobody can tell where the sender's own words end."""


def is_vouched_for(verdicts: Sequence[str], domain: str, *, by: str) -> bool:
    """Tell whether the latest verdict of our own mail server is that DMARC passed for a domain.

    verdicts: the headers as they stand, the latest server's first; by: the name of our server.
    """
    for verdict in verdicts:
        try:
            server, *results = bare(verdict).lower().split(";")
        except Unclear:
            return False  # it may be our own
        if server.split()[:1] == [by.lower()]:
            dmarc = list(_dmarc(results))
            return bool(dmarc) and all(_is_pass(words, domain.lower()) for words in dmarc)
    return False


def bare(verdict: str) -> str:
    """Return a header without comments, and with no mark of its grammar left from quoted texts.

    Raises Unclear.
    """
    at, kept = 0, ""
    while at < len(verdict):
        if plain := _PLAIN.match(verdict, at):
            kept, at = kept + plain[0], plain.end()
        elif quoted := _QUOTED.match(verdict, at):
            kept += quoted[1] if _WORD.fullmatch(quoted[1]) else _OPAQUE
            at = quoted.end()
        elif verdict[at] == "(":
            kept, at = kept + " ", _end_of_comment(verdict, at)
        else:
            raise Unclear(verdict[at])
    return kept


def _end_of_comment(verdict: str, start: int) -> int:
    """Return where a comment is over; there can be comments in it."""
    depth = 0
    for mark in _BRACKETS.finditer(verdict, start):
        depth += {"(": 1, ")": -1}.get(mark[0], 0)
        if depth == 0:
            return mark.end()
    raise Unclear("(")


def _dmarc(results: Sequence[str]) -> Iterator[list[str]]:
    """Yield the words of each result of DMARC, its outcome first."""
    for result in results:
        method, *words = re.sub(r"\s*([=./])\s*", r"\1", result).split() or [""]
        name, _, outcome = method.partition("=")
        if name.partition("/")[0] == "dmarc":
            yield [outcome, *words]


def _is_pass(words: Sequence[str], domain: str) -> bool:
    """Tell whether DMARC passed; and for this domain, where it says for which."""
    outcome, *told = words
    names = [word for word in told if word.startswith("header.from=")]
    return outcome == "pass" and all(name == f"header.from={domain}" for name in names)
