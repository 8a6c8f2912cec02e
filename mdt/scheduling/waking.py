"""The hours in which people may be disturbed: not at night, unless it is an emergency.

Wall-clock hours in the Netherlands. Clocks change while everybody sleeps, so that no waking day is
longer or shorter than another; what is counted here has elapsed.
"""

from datetime import datetime, time, timedelta

from mdt.scheduling.local_time import coming_round, local

MORNING, NIGHT = time(7), time(22)
"""Nobody is disturbed before the one or from the other."""

_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)


def is_night(at: datetime) -> bool:
    """Tell whether it is too late or too early to disturb anybody."""
    return not MORNING <= local(at).time() < NIGHT


def from_then(at: datetime) -> datetime:
    """Return the first instant from then on at which people are awake."""
    if not is_night(at):
        return at
    day = local(at).date()
    return coming_round(day if local(at).time() < MORNING else day + _DAY, MORNING)


def before(at: datetime) -> datetime:
    """Return the last whole minute before then in which people are awake."""
    last = at - _MINUTE
    if not is_night(last):
        return last
    day = local(last).date()
    return coming_round(day if local(last).time() >= NIGHT else day - _DAY, NIGHT) - _MINUTE


def after(start: datetime, long: timedelta) -> datetime:
    """Return when people have been awake for so long since the start."""
    at, left = from_then(start), long
    while (until_night := coming_round(local(at).date(), NIGHT) - at) < left:
        at, left = from_then(at + until_night), left - until_night
    return at + left
