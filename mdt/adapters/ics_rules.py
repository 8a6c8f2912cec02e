"""Rules of recurrence that are refused before a library works them out.

Some make millions of moments; some make none, and a library looks for the first until the year
9999. Looking here is bounded, and stops at the first day that fits.

Source: RFC 5545 3.3.10 (recurrence); scheduling.md 3.2.
"""

import re
from calendar import isleap, monthrange
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

Rule = Mapping[str, str]
"""What stands after each name, in upper case."""

_NOT_EACH_MOMENT = {"SECONDLY", "MINUTELY", "HOURLY"}
_OLDEST_DAILY, _OLDEST = "1990", "1900"
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BY_DAY = ("BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYDAY")
_LONGEST = {"DAILY": 1, "WEEKLY": 7, "MONTHLY": 31, "YEARLY": 366}
_DAY = timedelta(days=1)
_CYCLE_YEARS = 28
"""After so many years the same days of the week stand on the same dates again."""


def read(text: str) -> Rule:
    """Return a rule by its parts."""
    return dict(part.partition("=")[::2] for part in text.upper().split(";"))


def is_hostile(rule: Rule, started: str) -> bool:
    """Tell whether a rule makes too many moments, or none. started: DTSTART as it is written."""
    frequency = rule.get("FREQ", "")
    return (
        frequency in _NOT_EACH_MOMENT
        or any("," in rule.get(part, "") for part in ("BYSECOND", "BYMINUTE"))
        or not re.fullmatch(r"0*[1-9]\d{0,5}", rule.get("INTERVAL", "1"))
        or (frequency == "DAILY" and started < _OLDEST_DAILY)
        or started < _OLDEST
        or "BYEASTER" in rule
        or _is_barren(rule, started)
    )


def _is_barren(rule: Rule, started: str) -> bool:
    """Tell whether no moment fits; what cannot be read is left to the library, which says so."""
    try:
        first = date.fromisoformat(started[:8])
        fits, picks = _fitting(rule, first), _numbers(rule, "BYSETPOS")
        is_past_end = bool(picks) and min(map(abs, picks)) > _most(rule)
        return is_past_end or not any(fits(day) for day in _days(rule, first))
    except (ValueError, KeyError):
        return False


def _most(rule: Rule) -> int:
    """Return how many moments one period of the rule can hold, at most."""
    days, weekdays = _LONGEST[rule["FREQ"]], len(rule.get("BYDAY", "").split(","))
    if "BYDAY" in rule:
        days = min(days, weekdays * -(-days // 7))
    return days * len(rule.get("BYHOUR", "").split(","))


def _days(rule: Rule, first: date) -> Iterator[date]:
    """Return the days in the periods of the rule, for as long as weekdays take to come round."""
    frequency, step = rule["FREQ"], int(rule.get("INTERVAL", "1"))
    if frequency == "DAILY":
        return _each(first, step, 1)
    if frequency == "WEEKLY":
        weeks = _each(first, 7 * step, 7)
        return (day + shift * _DAY for day in weeks for shift in range(-6, 7))
    return _months(first, step, 12 if frequency == "YEARLY" else 1)


def _each(first: date, step: int, long: int) -> Iterator[date]:
    for number in range(_CYCLE_YEARS * 366 // long):
        if (date.max - first).days <= number * step + long:
            return
        yield first + number * step * _DAY


def _months(first: date, step: int, long: int) -> Iterator[date]:
    """Yield the days of every so many months, or of every so many years of 12 months."""
    begin = 12 * first.year + (first.month - 1 if long == 1 else 0)
    for number in range(12 * _CYCLE_YEARS // long):
        for at in range(begin + number * step * long, begin + number * step * long + long):
            if at // 12 > date.max.year:
                return
            yield from _month(at // 12, at % 12 + 1)


def _month(year: int, month: int) -> Iterator[date]:
    yield from (date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1))


def _fitting(rule: Rule, first: date) -> Callable[[date], bool]:
    """Return what tells whether the rule may fall on a day; it is never too strict."""
    months, days = _numbers(rule, "BYMONTH"), _numbers(rule, "BYMONTHDAY")
    of_year, weeks = _numbers(rule, "BYYEARDAY"), _numbers(rule, "BYWEEKNO")
    weekdays, is_of_month = _weekdays(rule), rule["FREQ"] == "MONTHLY" or "BYMONTH" in rule
    if rule["FREQ"] in {"MONTHLY", "YEARLY"} and not any(part in rule for part in _BY_DAY):
        days = {first.day}
        months = months or ({first.month} if rule["FREQ"] == "YEARLY" else set())

    def fits(day: date) -> bool:
        of = _place(day.day, monthrange(day.year, day.month)[1])
        within = _place(day.timetuple().tm_yday, 365 + isleap(day.year))
        return (
            (not months or day.month in months)
            and (not days or not days.isdisjoint(of))
            and (not of_year or not of_year.isdisjoint(within))
            and (
                not weekdays or not weekdays.isdisjoint(_named(day, of if is_of_month else within))
            )
            and (not weeks or any(_is_near(day.isocalendar().week, week) for week in weeks))
        )

    return fits


def _place(number: int, last: int) -> tuple[int, int]:
    """Return a place counted from the front, and from the back."""
    return number, number - last - 1


def _named(day: date, place: tuple[int, int]) -> set[tuple[int, int]]:
    """Return what a weekday can be called: any, and by its number from the front and the back."""
    front, back = place
    numbers = (0, (front + 6) // 7, -((6 - back) // 7))
    return {(number, day.weekday()) for number in numbers}


def _weekdays(rule: Rule) -> set[tuple[int, int]]:
    """Return the days of the week that count, each with its number, or 0 for all of them."""
    is_counted = rule["FREQ"] in {"MONTHLY", "YEARLY"}
    return {
        (int(number or 0) if is_counted else 0, _WEEKDAYS.index(name))
        for number, name in re.findall(r"([+-]?\d*)([A-Z]{2})", rule.get("BYDAY", ""))
    }


def _is_near(week: int, wanted: int) -> bool:
    """Tell whether this may be that week of the year, whatever day weeks begin with."""
    return abs(week - (wanted if wanted > 0 else 53 + wanted)) in {0, 1, 51, 52}


def _numbers(rule: Rule, part: str) -> set[int]:
    return {int(number) for number in rule[part].split(",")} if part in rule else set()
