"""Working days in the Netherlands: Monday to Friday, but for the public holidays.

The holidays come from the library `holidays` (MIT), in its category "public": the general ones
and Good Friday. Liberation Day is a holiday there once in five years only; to count it as a
working day lets a term end earlier, never later.
"""

from collections.abc import Container
from datetime import date, timedelta
from functools import cache

import holidays

SATURDAY = 5
_DAY = timedelta(days=1)


def is_working(day: date) -> bool:
    """Tell whether people work on this local day."""
    return day.weekday() < SATURDAY and not is_holiday(day)


def is_holiday(day: date) -> bool:
    """Tell whether this local day is a public holiday, for whoever works on its weekday."""
    return day in _public()


def after(day: date, number: int) -> date:
    """Return the local day that lies so many working days after a day; that day is not counted."""
    if number < 1:
        raise ValueError("a term is one working day or more")
    while number:
        day += _DAY
        number -= is_working(day)
    return day


def before(day: date, number: int) -> date:
    """Return the local day that lies so many working days before a day; 0 is the day itself."""
    while number:
        day -= _DAY
        number -= is_working(day)
    return day


def up_to(day: date) -> date:
    """Return the last working day that is not after a local day: that day itself, if it is one."""
    while not is_working(day):
        day -= _DAY
    return day


@cache
def _public() -> Container[date]:
    """Return the public holidays of every year; the library finds a year when it is asked for."""
    return holidays.country_holidays("NL")
