"""What is typed about the order of an agenda: places, times of the clock, breaks.

Times are typed as the clock shows them; for a conference without a moment, as hours and minutes
after its start. Kept are minutes from the start.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from uuid import UUID

from flask_babel import gettext

from mdt.conferences.reordering import MOST_BREAKS, Pin, WantedBreak
from mdt.models import AgendaBreak, AgendaItem, Conference
from mdt.scheduling import local_time
from mdt.web.forms import Problems

LONGEST_BREAK = 120
SHORTEST_BREAK = 5
_MIDNIGHT = datetime(2000, 1, 1)  # noqa: DTZ001 - a wall clock, and the day does not matter


@dataclass
class Wishes:
    """What was typed, understood as far as it could be."""

    pins: dict[UUID, Pin] = field(default_factory=dict)
    breaks: list[WantedBreak] = field(default_factory=list)
    problems: Problems = field(default_factory=dict)


def parse(conference: Conference, sent: Mapping[str, str]) -> Wishes:
    """Return what was sent, with a problem at every field that is not understood."""
    wishes = Wishes()
    for item in conference.items:
        place, version = sent.get(f"place_{item.id}", ""), sent.get(f"version_{item.id}", "")
        earliest = _minutes(conference, sent, f"earliest_{item.id}", wishes.problems)
        latest = _minutes(conference, sent, f"latest_{item.id}", wishes.problems)
        wishes.pins[item.id] = Pin(
            version=int(version) if version.isdecimal() else 0,
            place=int(place) if place.isdecimal() else None,
            earliest=earliest or 0,
            latest=latest,
        )
    for number in range(MOST_BREAKS):
        _read_break(conference, sent, number, wishes)
    return wishes


def shown(conference: Conference, breaks: list[AgendaBreak]) -> dict[str, str]:
    """Return the fields as they are kept."""
    fields: dict[str, str] = {}
    for item in conference.items:
        fields |= _shown_item(conference, item)
    for number in range(MOST_BREAKS):
        one = breaks[number] if number < len(breaks) else None
        fields |= {
            f"break_{number}": str(one.minutes) if one else "",
            f"from_{number}": _clock(conference, one.earliest_minutes) if one else "",
            f"until_{number}": _clock(conference, one.latest_minutes) if one else "",
        }
    return fields


def _shown_item(conference: Conference, item: AgendaItem) -> dict[str, str]:
    earliest, latest = item.earliest_minutes or None, item.latest_minutes
    return {
        f"place_{item.id}": "" if item.pinned_place is None else str(item.pinned_place),
        f"earliest_{item.id}": _clock(conference, earliest),
        f"latest_{item.id}": _clock(conference, latest),
        f"version_{item.id}": str(item.version),
    }


def _read_break(
    conference: Conference, sent: Mapping[str, str], number: int, wishes: Wishes
) -> None:
    text = sent.get(f"break_{number}", "").strip()
    names = [f"from_{number}", f"until_{number}"]
    earliest, latest = (_minutes(conference, sent, name, wishes.problems) for name in names)
    if not text or text == "0":
        return
    if not text.isdecimal() or not SHORTEST_BREAK <= int(text) <= LONGEST_BREAK:
        wishes.problems[f"break_{number}"] = gettext("Vul een heel getal in van 5 tot en met 120.")
        return
    for name, found in zip(names, (earliest, latest), strict=True):
        if found is None:
            wishes.problems.setdefault(name, gettext("Vul een tijd in, bijvoorbeeld 13:30."))
    if earliest is None or latest is None:
        return
    if latest < earliest:
        wishes.problems[names[1]] = gettext("Deze tijd ligt voor de eerste.")
        return
    wishes.breaks.append(WantedBreak(int(text), earliest, latest))


def _minutes(
    conference: Conference, sent: Mapping[str, str], name: str, problems: Problems
) -> int | None:
    """Return the minutes from the start to the time that was typed; None when there is none."""
    text = sent.get(name, "").strip()
    if not text:
        return None
    try:
        typed = time.fromisoformat(text.replace(".", ":"))
    except ValueError:
        problems[name] = gettext("Vul een tijd in, bijvoorbeeld 13:30.")
        return None
    start = _start(conference)
    wall = datetime.combine(start.date(), typed.replace(tzinfo=None))
    found = (wall - start) // timedelta(minutes=1)
    if found < 0:
        problems[name] = gettext("Deze tijd ligt voor het begin van het overleg.")
        return None
    return found


def _clock(conference: Conference, minutes: int | None) -> str:
    if minutes is None:
        return ""
    return f"{_start(conference) + timedelta(minutes=minutes):%H:%M}"


def _start(conference: Conference) -> datetime:
    """Return the start as clocks show it, without its zone; midnight while there is no moment."""
    if conference.starts_at is None:
        return _MIDNIGHT
    return local_time.local(conference.starts_at).replace(tzinfo=None)
