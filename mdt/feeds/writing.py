"""Write a feed as an iCalendar object. Pure: same lines, same bytes.

What a line becomes is remembered, so that a change costs the writing of what changed. What a feed
holds is sorted by its own bytes: the database may name it in any order.

Source: RFC 5545; RFC 7986 (NAME, REFRESH-INTERVAL); scheduling.md 2.8.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from functools import lru_cache

from icalendar import Component, vDuration

from mdt.feeds import conferences, tasks
from mdt.feeds.facts import LINE, SECTION
from mdt.feeds.wording import WORDINGS
from mdt.invitations import entry, vtimezone
from mdt.models import FeedKind, Language

FORM = "1"
"""Raise it when the same lines give other bytes: what was kept is then written anew."""

PRODUCT = "-//overlegportaal//feed 1//NL"
REFRESH = timedelta(hours=1)
REMEMBERED = 20_000
END = b"END:VCALENDAR\r\n"

Reader = Callable[[str, Language, str], Component | None]

READERS: Mapping[FeedKind, Sequence[Reader]] = {
    FeedKind.CONFERENCES: (conferences.asked, conferences.kept_free),
    FeedKind.TASKS: (tasks.owned,),
}
"""What reads the lines of each section that mdt.feeds.facts tells of."""


def write(kind: FeedKind, lines: str, language: Language, base_url: str) -> bytes:
    """Return the calendar that these lines tell of."""
    written = [
        _written(reader, line, language, base_url)
        for reader, section in zip(READERS[kind], lines.split(SECTION), strict=True)
        for line in section.split(LINE)
        if line
    ]
    return b"".join((_head(kind, language), *sorted(written), END))


@lru_cache
def _head(kind: FeedKind, language: Language) -> bytes:
    """Return all that comes before the first entry."""
    calendar = entry.calendar(PRODUCT, "PUBLISH")
    name = WORDINGS[language].names[kind]
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    # The library's own argument leaves out VALUE=DURATION, which RFC 7986 requires.
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH), encode=False)
    calendar.add_component(vtimezone.component())
    written: bytes = calendar.to_ical(sorted=False)
    return written.removesuffix(END)


@lru_cache(maxsize=REMEMBERED)
def _written(reader: Reader, line: str, language: Language, base_url: str) -> bytes:
    component = reader(line, language, base_url)
    return component.to_ical(sorted=False) if component else b""
