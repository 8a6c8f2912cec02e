"""What is left of a password when everything easy is taken out of it. Pure.

A small rule of our own instead of a list of leaked passwords: take out the person's own name
and mail address, words that everybody thinks of, and runs such as 12345 or abcdef; what is left
must still be worth guessing.
"""

import re
from collections.abc import Iterable

ENOUGH_DIFFERENT = 6
SHORTEST_PART = 3
SHORTEST_RUN = 4
KEYBOARD = ("qwertyuiop", "azertyuiop", "asdfghjkl", "zxcvbnm")
COMMON = (
    *("wachtwoord", "password", "passwort", "geheim", "secret", "toegang", "inloggen", "login"),
    *("welkom", "welcome", "hallo", "admin", "beheer", "test", "demo", "portaal", "portal"),
    *("veiligheidsoverleg", "veiligheid", "overleg", "veilig", "politie", "rechtbank"),
    *("lente", "zomer", "herfst", "winter", "januari", "februari", "maart", "april", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)


def is_easy(password: str, *, known: Iterable[str]) -> bool:
    """Tell whether too little is left of password.

    known: texts about the person, such as name and mail address.
    """
    rest = password.lower()
    for easy in sorted({*COMMON, *_parts(known)}, key=len, reverse=True):
        rest = rest.replace(easy, "")
    return len(set(_without_runs(rest))) < ENOUGH_DIFFERENT


def _parts(known: Iterable[str]) -> set[str]:
    """Return the pieces that someone would type: «samira», «idrissi», «merwestad»."""
    pieces = (piece for text in known for piece in re.split(r"[\W_]+", text.lower()))
    return {piece for piece in pieces if len(piece) >= SHORTEST_PART}


def _without_runs(text: str) -> str:
    """Take out runs of neighbours: up or down the alphabet, the digits or the keyboard."""
    kept, start = "", 0
    for end in range(1, len(text) + 1):
        if end < len(text) and _is_next(text, start, end):
            continue
        kept += text[start] if end - start >= SHORTEST_RUN else text[start:end]
        start = end
    return kept


def _is_next(text: str, start: int, end: int) -> bool:
    step = _step(text[end - 1], text[end])
    return step is not None and (end - 1 == start or step == _step(text[end - 2], text[end - 1]))


def _step(left: str, right: str) -> int | None:
    """Return -1, 0 or 1 for neighbours, None for others."""
    for row in KEYBOARD:
        if left in row and right in row and abs(row.index(right) - row.index(left)) == 1:
            return row.index(right) - row.index(left)
    step = ord(right) - ord(left)
    return step if step in {-1, 0, 1} else None
