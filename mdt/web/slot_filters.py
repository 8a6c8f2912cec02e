"""The lengths and the weeks that one can choose from in the slot finder, in words."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import get_locale

from mdt.conferences.moments import Finder
from mdt.models import Conference
from mdt.web import dates, filters

WEEKS_AHEAD = timedelta(weeks=7)
LENGTHS = (15, 30, 45, 60, 75, 90, 120, 150, 180, 240)


@dataclass(frozen=True)
class Filters:
    """What can be chosen: lengths, none when several cases make the length; and weeks."""

    lengths: tuple[int, ...]
    mondays: tuple[date, ...]

    @property
    def length_options(self) -> list[tuple[int, str]]:
        """The lengths for a select."""
        locale = str(get_locale() or "nl")
        return [(minutes, dates.duration_long(minutes, locale=locale)) for minutes in self.lengths]

    @property
    def week_options(self) -> list[tuple[str, str]]:
        """The weeks for a select."""
        return [(monday.isoformat(), filters.week(monday)) for monday in self.mondays]


def of(conference: Conference, finder: Finder, monday: date) -> Filters:
    """Return what can be chosen, and whatever is: the week of monday, the finder's length."""
    last = filters.today() + WEEKS_AHEAD
    weeks = {*(day for day in finder.mondays if day <= last), monday}
    is_free = len(finder.table.items) == 1
    lengths = {*LENGTHS, conference.minutes, finder.length_minutes} if is_free else ()
    return Filters(tuple(sorted(lengths)), tuple(sorted(weeks)))
