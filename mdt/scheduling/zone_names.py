"""What a calendar calls a time zone, as the world calls it. Pure.

Definitions of zones that come along with a calendar are never used: the library keeps them for the
life of the process, and a wrong one would change the meaning of the next person's mail.

Source: RFC 5545 3.2.19 (TZID); scheduling.md 0.9 and 3.2.
"""

from functools import cache, lru_cache
from zoneinfo import available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

HOME = "Europe/Amsterdam"

_CITIES = {
    **dict.fromkeys(("amsterdam", "berlijn", "berlin", "rome"), HOME),
    **dict.fromkeys(("brussel", "brussels", "parijs", "paris", "kopenhagen", "copenhagen"), HOME),
    **dict.fromkeys(("londen", "london", "lissabon", "lisbon"), "Europe/London"),
    "helsinki": "Europe/Helsinki",
}
"""Cities in the names that Outlook shows to people, in Dutch and English.

All of central Europe has changed its clocks with Amsterdam since 1996.
"""

_DUTCH = {
    "west-europa (standaardtijd)": HOME,
    "west-europa (zomertijd)": HOME,
    "romance (standaardtijd)": HOME,
    "romance (zomertijd)": HOME,
    "midden-europa (standaardtijd)": HOME,
    "midden-europa (zomertijd)": HOME,
    "gmt (standaardtijd)": "Europe/London",
    "gmt (zomertijd)": "Europe/London",
}
"""Windows' own names on a Dutch machine."""

_UTC = frozenset({"tzone://microsoft/utc", "utc", "gmt", "z", "etc/utc"})


@lru_cache(maxsize=1024)
def find(name: str) -> str | None:
    """Return the zone as the world names it; None for one that nobody knows."""
    lowered = name.strip().lower()
    if lowered in _UTC:
        return "UTC"
    known = _known()
    for candidate in (name, "/".join(name.split("/")[-2:]), WINDOWS_TO_OLSON.get(name, "")):
        if candidate in known:
            return candidate
    return _DUTCH.get(lowered) or _by_city(lowered)


@cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones())


def _by_city(lowered: str) -> str | None:
    if not lowered.startswith("("):
        return None
    words = lowered.replace(",", " ").replace(")", ") ").split()
    return next((_CITIES[word] for word in words if word in _CITIES), None)
