"""Events that happen once, from a time until a time, read straight from their lines.

They are most of a calendar, and the library that works out recurrences takes ten times as long for
them. Whatever is not plainly of this kind is left to the library, and a test holds both to the
same answer.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from mdt.scheduling.busy_reading import Busy
from mdt.scheduling.masks import Interval

FREE = frozenset({"FREE", "WORKINGELSEWHERE"})
"""What Outlook calls time that it does not take (X-MICROSOFT-CDO-BUSYSTATUS)."""

OUTLOOK = "X-MICROSOFT-CDO-BUSYSTATUS"

_WORDS = ("UID", "SEQUENCE", "STATUS", "TRANSP", OUTLOOK)
_TIMES = ("DTSTART", "DTEND")
_NAME = re.compile(r"[A-Z-]+")
_TIME = re.compile(
    r"(?:;VALUE=DATE-TIME)?(?:;TZID=([^;:]+))?:(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(Z?)"
)

Facts = Mapping[str, str]
"""What stands after each name."""


class Read(NamedTuple):
    """The busy time of the events that happen once, and all other events, by their lines."""

    busy: list[Busy]
    others: list[list[str]]


def read(events: Iterable[list[str]], within: Interval, ours: Collection[str]) -> Read:
    """Return what these events come to, and which must be worked out. ours: UIDs to leave out."""
    told = [(lines, _facts(lines)) for lines in events]
    uids = Counter(_uid(lines) for lines, _ in told)
    found = Read([], [])
    for lines, facts in told:
        span = _span(facts) if facts and uids[_uid(lines)] == 1 else None
        if facts is None or span is None:
            found.others.append(lines)
        elif span[0] < within[1] and within[0] < span[1] and _takes_time(facts, ours):
            found.busy.append(Busy(*span, _is_tentative(facts)))
    return found


def _uid(lines: Iterable[str]) -> str:
    """Return the line that names the event: another with the same one may change it."""
    return next((line for line in lines if line.startswith("UID")), "")


def _facts(lines: Iterable[str]) -> Facts | None:
    """Return what an event of this kind says; None when it says anything else, or says it twice."""
    facts: dict[str, str] = {}
    for line in lines:
        name = _NAME.match(line)[0]  # type: ignore[index] # every line that was kept has one
        rest = line[len(name) :]
        is_plain = name in _TIMES or (name in _WORDS and rest[0] == ":" and "\\" not in rest)
        if not is_plain or name in facts:
            return None
        facts[name] = rest
    return facts if "UID" in facts else None


def _span(facts: Facts) -> Interval | None:
    """Return from when until when; None when it is not so plain."""
    start, end = (_instant(facts.get(name, "")) for name in _TIMES)
    return (start, end) if start and end and start < end else None


def _instant(text: str) -> datetime | None:
    found = _TIME.fullmatch(text)
    if found is None or bool(found[1]) == bool(found[8]):
        return None
    zone = ZoneInfo(found[1]) if found[1] else UTC
    try:
        return datetime(*map(int, found.groups()[1:7]), tzinfo=zone).astimezone(UTC)  # type: ignore[misc,arg-type] # six numbers
    except ValueError:
        return None


def _takes_time(facts: Facts, ours: Collection[str]) -> bool:
    return not (
        facts["UID"][1:] in ours
        or _word(facts, "STATUS") == "CANCELLED"
        or _word(facts, "TRANSP") == "TRANSPARENT"
        or _word(facts, OUTLOOK) in FREE
    )


def _is_tentative(facts: Facts) -> bool:
    return "TENTATIVE" in {_word(facts, "STATUS"), _word(facts, OUTLOOK)}


def _word(facts: Facts, name: str) -> str:
    return facts.get(name, ":")[1:].upper()
