"""Rules of mdt.adapters.ics_rules: what makes too many moments, or none, is not worked out."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from mdt.adapters import ics_rules

MONDAY = "20260105T090000"


def is_hostile(rule: str, started: str = MONDAY) -> bool:
    return ics_rules.is_hostile(ics_rules.read(rule), started)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=13",
        "FREQ=DAILY;BYMONTHDAY=32;UNTIL=20270101T000000Z",
        "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
        "FREQ=DAILY;BYDAY=MO;BYSETPOS=2",
        "FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=3",
        "FREQ=WEEKLY;BYMONTH=4;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYMONTH=4,6,9,11;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYDAY=6MO",
        "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1",
        "FREQ=YEARLY;BYDAY=-1MO;BYYEARDAY=9",
        "FREQ=YEARLY;BYDAY=54MO",
        "FREQ=DAILY;BYWEEKNO=53;BYMONTH=6",
        "FREQ=MONTHLY;BYDAY=TU;BYSETPOS=-6",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-30",
        "FREQ=YEARLY;BYYEARDAY=367",
        "FREQ=YEARLY;BYEASTER=400",
    ],
)
def test_a_rule_that_never_comes_is_refused(rule: str) -> None:
    assert is_hostile(rule)


def test_a_day_that_its_month_does_not_have_never_comes() -> None:
    assert is_hostile("FREQ=MONTHLY;BYMONTH=4", "20260131T090000")
    assert is_hostile("FREQ=YEARLY;BYMONTH=2", "20260131T090000")
    assert not is_hostile("FREQ=MONTHLY", "20260131T090000")


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=7;BYDAY=MO",
        "FREQ=DAILY;BYHOUR=9,16;BYSETPOS=2",
        "FREQ=WEEKLY;BYDAY=TU,TH;INTERVAL=2;WKST=SU",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=MONTHLY;BYMONTHDAY=31",
        "FREQ=YEARLY;BYDAY=53MO",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO",
        "FREQ=YEARLY;BYWEEKNO=53",
        "FREQ=YEARLY;BYWEEKNO=-1",
        "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=29",
        "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "FREQ=WEEKLY;BYDAY=5MO",
        "FREQ=YEARLY;INTERVAL=100",
        "FREQ=YEARLY;BYMONTH=x",
    ],
)
def test_a_rule_that_comes_seldom_is_not(rule: str) -> None:
    assert not is_hostile(rule)


WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
BY_DAY: Mapping[str, Callable[[date], int | str]] = {
    "BYMONTH": lambda day: day.month,
    "BYMONTHDAY": lambda day: day.day,
    "BYYEARDAY": lambda day: day.timetuple().tm_yday,
    "BYDAY": lambda day: WEEKDAYS[day.weekday()],
    "BYWEEKNO": lambda day: day.isocalendar().week,
}


@given(
    st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    st.sets(st.sampled_from(sorted(BY_DAY))),
    st.integers(1, 99),
    st.integers(0, 20),
)
def test_no_rule_is_refused_that_comes(
    day: date, frequency: str, parts: set[str], step: int, earlier: int
) -> None:
    rule = f"FREQ={frequency};INTERVAL={step}" + "".join(
        f";{part}={BY_DAY[part](day)}" for part in sorted(parts)
    )
    starts = day - timedelta(days=step * earlier) if frequency == "DAILY" else day

    assert not is_hostile(rule, f"{starts:%Y%m%dT090000}")


@given(
    day=st.dates(date(2000, 1, 1), date(2040, 1, 1)),
    of_month=st.booleans(),
    backwards=st.booleans(),
)
def test_a_weekday_is_counted_from_the_front_and_from_the_back(
    day: date, *, of_month: bool, backwards: bool
) -> None:
    span = relativedelta(months=1) if of_month else relativedelta(years=1)
    first = day.replace(day=1) if of_month else day.replace(month=1, day=1)
    same = [first + timedelta(days=n) for n in range((first + span - first).days)]
    same = [one for one in same if one.weekday() == day.weekday()]
    number = same.index(day) - len(same) if backwards else same.index(day) + 1
    name = f"{number}{WEEKDAYS[day.weekday()]}"
    part = f"BYMONTHDAY={day.day}" if of_month else f"BYYEARDAY={day.timetuple().tm_yday}"
    rule = f"FREQ={'MONTHLY' if of_month else 'YEARLY'};{part};BYDAY={name}"

    assert not is_hostile(rule, f"{day:%Y%m%dT090000}")
