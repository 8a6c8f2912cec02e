"""Filters and globals of the templates: dates in the viewer's language, seats in words.

The rules are pure functions in mdt.web.dates; here they get the locale and the clock.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from flask import Flask
from flask_babel import format_decimal, get_locale

from mdt import clock
from mdt.outbox import numbers
from mdt.scheduling import local_time
from mdt.web import cover, dates, sparkline, timeline


def init_app(app: Flask) -> None:
    """Give every template its filters and globals."""
    app.jinja_env.filters.update(
        ago=_dated(dates.ago),
        clock=_worded(dates.clock),
        day=_dated(dates.day),
        day_month=_dated(dates.day_month),
        day_long=_dated(dates.day_long),
        days_late=days_late,
        days_until=days_until,
        duration=_worded(dates.duration),
        duration_long=_worded(dates.duration_long),
        figure=figure,
        iso=iso,
        moment=_dated(dates.moment),
        month=month,
        phone=numbers.shown,
        phone_masked=numbers.masked,
        moment_long=_dated(dates.moment_long),
        seat_icon=cover.icon,
        seat_word=cover.word,
        seconds_until=seconds_until,
        span=span,
        week=week,
        weekday=_worded(dates.weekday),
        years_old=years_old,
    )
    app.jinja_env.globals.update(
        cover_of=cover.of,
        greeting=greeting,
        sparkline=sparkline.draw,
        timeline=lay_out,
        today=today,
    )


def today() -> date:
    """Return the date in Amsterdam."""
    return dates.local_date(clock.now())


def days_late(due: date) -> int | None:
    """Return how many days late it is now; None while it is not."""
    return dates.days_late(due, now=clock.now())


def days_until(when: date) -> int:
    """Return the days from today."""
    return dates.days_until(when, today=today())


def seconds_until(at: datetime) -> int:
    """Return the whole seconds from now, 0 when it has passed."""
    return max(0, int((at - clock.now()).total_seconds()))


def span(start: datetime, end: datetime) -> str:
    """Return both ends in words."""
    return dates.span(start, end, today=today(), locale=_locale())


def figure(number: float) -> str:
    """Return a number with one decimal, as the reader writes it: «4,2»."""
    return str(format_decimal(round(number, 1), "0.#"))


def month(first: date) -> str:
    """Return the name of the month of this day: «juni»."""
    return dates.wording(_locale()).months_long[first.month - 1]


def years_old(born_on: date) -> int:
    """Return somebody's age today."""
    return dates.years_old(born_on, today=today())


def week(monday: date) -> str:
    """Return the working days of the week of this Monday in words."""
    return dates.week(monday, today=today(), locale=_locale())


def greeting() -> str:
    """Return the greeting of this hour."""
    return dates.greeting(clock.now(), locale=_locale())


def lay_out(bars: Sequence[timeline.Bar]) -> timeline.Timeline:
    """Return the bars in time, with now on them."""
    return timeline.lay_out(bars, now=clock.now())


def iso(when: date) -> str:
    """Return the value of a `datetime` attribute: local time with its offset, or the date."""
    return (local_time.local(when) if isinstance(when, datetime) else when).isoformat()


def _locale() -> str:
    return str(get_locale() or "nl")


def _dated(rule: Callable[..., str]) -> Callable[[date], str]:
    return lambda when: rule(when, today=today(), locale=_locale())


def _worded(rule: Callable[..., str]) -> Callable[[Any], str]:
    return lambda value: rule(value, locale=_locale())
