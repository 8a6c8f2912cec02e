"""The viewer's own week: per day what is planned, and when they are away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from mdt import clock
from mdt.conferences import sittings
from mdt.conferences.sittings import Sitting
from mdt.directory import hours
from mdt.models import Absence, Reply
from mdt.models.base import local_date
from mdt.scheduling import local_time
from mdt.web import sitting_words
from mdt.web.actor import actor
from mdt.web.database import get_session

WORKING_DAYS = 5
DAYS = 7


@dataclass(frozen=True)
class Planned:
    """A sitting in the week, with what the viewer answered, if they are asked."""

    sitting: Sitting
    title: str

    @property
    def reply(self) -> Reply | None:
        """Return the viewer's answer; None while there is none, or none is asked."""
        return self.sitting.invitation.reply if self.sitting.invitation else None

    @property
    def waits(self) -> bool:
        """True while the viewer has not answered."""
        return self.sitting.invitation is not None and self.reply is None

    @property
    def is_off(self) -> bool:
        """True when the viewer said no."""
        return self.reply is Reply.NO


@dataclass(frozen=True)
class Day:
    """One day in the Netherlands."""

    on: date
    planned: Sequence[Planned]
    away: Sequence[Absence]


@dataclass(frozen=True)
class OwnWeek:
    """A week from Monday; Saturday and Sunday are in it only when something is."""

    monday: date
    days: Sequence[Day]
    this_monday: date

    @property
    def is_empty(self) -> bool:
        """True when nothing is planned and the viewer is not away."""
        return not any(day.planned or day.away for day in self.days)

    @property
    def previous(self) -> str:
        """Return the week before, as its address says it."""
        return name(self.monday - timedelta(days=DAYS))

    @property
    def next(self) -> str:
        """Return the week after, as its address says it."""
        return name(self.monday + timedelta(days=DAYS))


def of(monday: date) -> OwnWeek:
    """Return the viewer's week from this Monday."""
    session, who = get_session(), actor()
    start, end = (local_time.midnight(monday + timedelta(days=days)) for days in (0, DAYS))
    planned = [
        Planned(sitting, sitting_words.title(sitting))
        for sitting in sittings.between(session, who, start, end)
    ]
    away = hours.absences(session, who.person, start, end)
    days = [_day(monday + timedelta(days=days), planned, away) for days in range(DAYS)]
    has_weekend = any(day.planned or day.away for day in days[WORKING_DAYS:])
    shown = days if has_weekend else days[:WORKING_DAYS]
    return OwnWeek(monday, shown, monday_of(local_date(clock.now())))


def chosen(text: str | None) -> date:
    """Return the Monday of a week such as «2026-W07»; of this week when it cannot be read."""
    try:
        return date.fromisoformat(f"{text}-1")
    except ValueError:
        return monday_of(local_date(clock.now()))


def name(monday: date) -> str:
    """Return the week of this Monday as its address says it: «2026-W07»."""
    year, week, _ = monday.isocalendar()
    return f"{year}-W{week:02}"


def monday_of(day: date) -> date:
    """Return the Monday of the week of this day."""
    return day - timedelta(days=day.weekday())


def _day(on: date, planned: Sequence[Planned], away: Sequence[Absence]) -> Day:
    return Day(
        on,
        [one for one in planned if one.sitting.starts_at and _is_on(one, on)],
        [one for one in away if local_date(one.starts_at) <= on <= local_date(one.ends_at)],
    )


def _is_on(one: Planned, on: date) -> bool:
    return one.sitting.starts_at is not None and local_date(one.sitting.starts_at) == on
