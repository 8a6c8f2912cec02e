"""Bend a mail a little, by chance: what a broken program, a bad line or an enemy makes of it."""

from collections.abc import Callable
from random import Random

MOST_BENDS = 6
MARKS = (
    b"\r\n",
    b"\0",
    b":",
    b";",
    b"=",
    b'"',
    b"\xff",
    b"BEGIN:",
    b"END:VEVENT\r\n",
    b"--",
    b"9" * 40,
)
"""What parsers trip over."""


def bent(raw: bytes, random: Random) -> bytes:
    """Return the mail with one to six changes."""
    for _ in range(random.randint(1, MOST_BENDS)):
        raw = random.choice(_BENDS)(raw, random)
    return raw


def _flip(raw: bytes, random: Random) -> bytes:
    at = random.randrange(len(raw) + 1)
    return raw[:at] + bytes([random.randrange(256)]) + raw[at + 1 :]


def _cut(raw: bytes, random: Random) -> bytes:
    start, end = sorted(random.randrange(len(raw) + 1) for _ in range(2))
    return raw[:start] + raw[min(end, start + 200) :]


def _repeat(raw: bytes, random: Random) -> bytes:
    at = random.randrange(len(raw) + 1)
    return raw[:at] + raw[at : at + random.randrange(200)] * random.randint(1, 5) + raw[at:]


def _mark(raw: bytes, random: Random) -> bytes:
    at = random.randrange(len(raw) + 1)
    return raw[:at] + random.choice(MARKS) + raw[at:]


def _shuffle(raw: bytes, random: Random) -> bytes:
    lines = raw.split(b"\r\n")
    one, other = (random.randrange(len(lines)) for _ in range(2))
    lines[one], lines[other] = lines[other], lines[one]
    return b"\r\n".join(lines)


def _end(raw: bytes, random: Random) -> bytes:
    return raw[: random.randrange(len(raw) + 1)]


_BENDS: tuple[Callable[[bytes, Random], bytes], ...] = (
    *(_flip, _cut, _repeat, _mark, _mark, _shuffle, _end),
)
