"""The latest moment of a conference in words: until when, why, and how long that is from now.

A measure is named only to whoever may read the plan; others read that a measure ends.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, current_app
from flask_babel import get_locale, gettext, ngettext

from mdt import clock
from mdt.access.policy import Action
from mdt.conferences import latest
from mdt.config import ConfigError, Settings
from mdt.models import Conference, Measure
from mdt.scheduling import deadlines, local_time
from mdt.scheduling.deadlines import Cause, ClockKind, Clocks, Deadline, Term, Unit
from mdt.web import dates, filters, words
from mdt.web.database import get_session
from mdt.web.guard import can, saw

CLOCKS = "mdt.clocks"
MINUTES_PER_HOUR = 60
HOURS_PER_DAY = 24
_MINUTE, _DAY = timedelta(minutes=1), timedelta(days=1)
_TICK = timedelta(microseconds=1)
COUNTED_IN_HOURS = timedelta(hours=72)
"""What is nearer than this is said in hours, and a change of the clock on the way is told."""


@dataclass(frozen=True)
class Latest:
    """The latest moment, aware UTC; why, and how long that is from now, as sentences."""

    at: datetime
    why: str
    left: str
    is_past: bool


@dataclass(frozen=True)
class Running:
    """A clock that runs from the signal: what must happen, and until when, in words."""

    label: str
    until: str
    term: str


def init_app(app: Flask) -> None:
    """Read MDT_CLOCKS. Raises ConfigError, naming it, when it cannot be read."""
    settings: Settings = app.extensions["mdt.settings"]
    try:
        app.extensions[CLOCKS] = deadlines.with_own(settings.clocks)
    except ValueError as error:
        raise ConfigError(
            f"MDT_CLOCKS is {settings.clocks!r}: "
            "give terms in hours or working days, such as emergency=24h,triage=5wd."
        ) from error


def clocks() -> Clocks:
    """Return the clocks that count here."""
    found: Clocks = current_app.extensions[CLOCKS]
    return found


def of(conference: Conference) -> Latest | None:
    """Return the latest moment of a conference that the viewer arranges or leads, if it has one."""
    now = clock.now()
    deadline = latest.of(get_session(), conference, clocks(), now=now)
    if deadline is None:
        return None
    return Latest(
        deadline.at, _why(deadline, conference), left(deadline.at, now=now), deadline.at < now
    )


def running(conference: Conference) -> list[Running]:
    """Return the clocks that run from the signal of a conference; none while it is not known."""
    if conference.signal_at is None:
        return []
    labels = {
        ClockKind.TRIAGE: gettext("Triage door Veilig Thuis"),
        ClockKind.STRANGULATION: gettext("Letselonderzoek, als er verwurging was"),
    }
    return [
        Running(label, _until(clocks()[kind], conference.signal_at), _length(clocks()[kind]))
        for kind, label in labels.items()
    ]


def left(at: datetime, *, now: datetime) -> str:
    """Return «nog 24 uur – let op: de zomertijd eindigt vannacht»; hours are hours that elapse."""
    if at <= now:
        return str(gettext("dat is voorbij"))
    remains = at - now
    if remains > COUNTED_IN_HOURS:
        days = (local_time.local(at).date() - local_time.local(now).date()).days
        return str(ngettext("nog %(num)s dag", "nog %(num)s dagen", days))
    warning = _change(now, at)
    return _hours(remains) + (f" – {warning}" if warning else "")


def waited(conference: Conference) -> str:
    """Return «2 dagen, 15 uur en 20 minuten»: what elapses from the signal to the sitting.

    "" while one of them is not known. Source: scenarios.md, check 1.10.
    """
    if conference.signal_at is None or conference.starts_at is None:
        return ""
    minutes = (conference.starts_at - conference.signal_at) // _MINUTE
    hours, minutes = divmod(minutes, MINUTES_PER_HOUR)
    days, hours = divmod(hours, HOURS_PER_DAY)
    parts = [
        ngettext("%(num)s dag", "%(num)s dagen", days) if days else "",
        gettext("%(n)s uur", n=hours) if hours else "",
        ngettext("%(num)s minuut", "%(num)s minuten", minutes) if minutes else "",
    ]
    *first, last = [str(part) for part in parts if part] or [gettext("0 minuten")]
    return (
        str(gettext("%(first)s en %(last)s", first=", ".join(first), last=last)) if first else last
    )


def measure_ends(cause: Cause, measure: Measure) -> str:
    """Return which measure ends, for whoever may read the plan."""
    title = measure.title or words.word(measure.kind)
    if cause is Cause.HOUSE_BAN:
        return str(gettext("dan eindigt de maatregel ‘%(title)s’", title=title))
    return str(gettext("dan eindigt de maatregel ‘%(title)s’, zonder opvolger", title=title))


def _hours(remains: timedelta) -> str:
    minutes = -(-remains // _MINUTE)
    if minutes < MINUTES_PER_HOUR:
        return str(ngettext("nog %(num)s minuut", "nog %(num)s minuten", minutes))
    return str(gettext("nog %(hours)s uur", hours=minutes // MINUTES_PER_HOUR))


def _change(now: datetime, until: datetime) -> str:
    """Return that the clock changes before then; "" when it does not."""
    change = local_time.change_between(now, until)
    if change is None:
        return ""
    is_tonight = change - now < _DAY
    night = (
        gettext("vannacht")
        if is_tonight
        else gettext("in de nacht naar %(day)s", day=_worded(dates.day_long, change))
    )
    if local_time.is_summer_time(change):
        return str(gettext("let op: de zomertijd begint %(night)s", night=night))
    return str(gettext("let op: de zomertijd eindigt %(night)s", night=night))


def _why(deadline: Deadline, conference: Conference) -> str:
    if deadline.measure:
        return _measure_ends(deadline.cause, deadline.measure)
    term = _length(clocks()[ClockKind.EMERGENCY])
    if conference.signal_at:
        return str(gettext("%(term)s na het signaal", term=term))
    return str(gettext("%(term)s nadat dit overleg is gemaakt", term=term))


def _measure_ends(cause: Cause, measure: Measure) -> str:
    if not can(Action.PLAN_VIEW, measure):
        return str(gettext("dan eindigt een maatregel"))
    saw(Action.PLAN_VIEW, measure.case_id, measure.id)
    return measure_ends(cause, measure)


def _length(term: Term) -> str:
    if term.unit is Unit.HOURS:
        return str(gettext("%(n)s uur", n=term.number))
    return str(ngettext("%(num)s werkdag", "%(num)s werkdagen", term.number))


def _until(term: Term, signal_at: datetime) -> str:
    ends = term.ends(signal_at)
    if term.unit is Unit.HOURS:
        return _worded(dates.moment, ends)
    return _worded(dates.day, ends - _TICK)


def _worded(rule: Callable[..., str], at: datetime) -> str:
    return rule(at, today=filters.today(), locale=str(get_locale() or "nl"))
