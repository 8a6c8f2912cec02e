"""Quarters of a year, by the calendar of the Netherlands."""

from datetime import date, datetime

from mdt.models.base import local_date
from mdt.scheduling import local_time
from mdt.scheduling.masks import Interval

MONTHS = 3


def of(day: date) -> date:
    """Return the first day of the day's quarter."""
    return date(day.year, day.month - (day.month - 1) % MONTHS, 1)


def later(quarter: date, count: int) -> date:
    """Return the quarter that begins so many quarters later, or earlier when it is negative."""
    months = quarter.year * 12 + quarter.month - 1 + count * MONTHS
    return date(months // 12, months % 12 + 1, 1)


def number(quarter: date) -> int:
    """Return which quarter of its year it is, from 1."""
    return (quarter.month - 1) // MONTHS + 1


def span(quarter: date) -> Interval:
    """Return from when, in UTC, until when it lasts."""
    return local_time.midnight(quarter), local_time.midnight(later(quarter, 1))


def published(now: datetime) -> date:
    """Return the last quarter of which figures may be told: a whole one has passed since."""
    return later(of(local_date(now)), -2)
