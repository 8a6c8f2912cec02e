"""Instants and dates in the words people use: «wo 25 nov, 10.00 uur».

Everything is shown in Europe/Amsterdam, whatever the machine or the browser says. In the
hour that the clock lives through twice in autumn, a time says which of the two it is.
«uur» never stands alone on a line. Pure functions; mdt.web.filters hands them to the templates.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mdt.scheduling import local_time

NOON, EVENING = 12, 18
WORKING_WEEK = timedelta(days=4)
"""From Monday to Friday."""


@dataclass(frozen=True)
class Wording:
    """How one language names days and months, and in what shape it says an instant."""

    days: tuple[str, ...]
    days_long: tuple[str, ...]
    months: tuple[str, ...]
    months_long: tuple[str, ...]
    clock: str
    moment: str
    span: str
    through: str
    yesterday: str
    minutes: str
    minutes_long: tuple[str, str]
    summer: str
    winter: str
    greetings: tuple[str, str, str]


DUTCH = Wording(
    days=("ma", "di", "wo", "do", "vr", "za", "zo"),
    days_long=("maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"),
    months=("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
    months_long=(
        *("januari", "februari", "maart", "april", "mei", "juni"),
        *("juli", "augustus", "september", "oktober", "november", "december"),
    ),
    clock="%H.%M",
    moment="{day}, {clock}\N{NO-BREAK SPACE}uur",
    span="{day}, {start} tot {end}\N{NO-BREAK SPACE}uur",
    through="t/m",
    yesterday="gisteren",
    minutes="{n} min",
    minutes_long=("{n} minuut", "{n} minuten"),
    summer=" (zomertijd)",
    winter=" (wintertijd)",
    greetings=("Goedemorgen", "Goedemiddag", "Goedenavond"),
)
ENGLISH = Wording(
    days=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    days_long=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    months_long=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    clock="%H:%M",
    moment="{day}, {clock}",
    span="{day}, {start} to {end}",
    through="to",
    yesterday="yesterday",
    minutes="{n} min",
    minutes_long=("{n} minute", "{n} minutes"),
    summer=" (summer time)",
    winter=" (winter time)",
    greetings=("Good morning", "Good afternoon", "Good evening"),
)


def wording(locale: str) -> Wording:
    """Return the words of a locale; Dutch for every language that has none of its own."""
    return ENGLISH if locale.startswith("en") else DUTCH


def local_date(when: date) -> date:
    """Return the day of an instant in Amsterdam; a plain date is that day already."""
    return local_time.local(when).date() if isinstance(when, datetime) else when


def day(when: date, *, today: date, locale: str = "nl") -> str:
    """Return «wo 25 nov», with the year when it is not this year's."""
    return f"{weekday(when, locale=locale)} {day_month(when, today=today, locale=locale)}"


def weekday(when: date, *, locale: str = "nl") -> str:
    """Return «wo»."""
    return wording(locale).days[local_date(when).weekday()]


def day_month(when: date, *, today: date, locale: str = "nl") -> str:
    """Return «25 nov», with the year when it is not this year's."""
    words, on = wording(locale), local_date(when)
    return f"{on.day} {words.months[on.month - 1]}{_year(on, today)}"


def day_long(when: date, *, today: date, locale: str = "nl") -> str:
    """Return «woensdag 25 november», with the year when it is not this year's."""
    words, on = wording(locale), local_date(when)
    name, month = words.days_long[on.weekday()], words.months_long[on.month - 1]
    return f"{name} {on.day} {month}{_year(on, today)}"


def clock(at: datetime, *, locale: str = "nl") -> str:
    """Return «10.00», and which of the two when the clock shows it twice that night."""
    words = wording(locale)
    return local_time.local(at).strftime(words.clock) + _which(at, words)


def moment(at: datetime, *, today: date, locale: str = "nl") -> str:
    """Return «wo 25 nov, 10.00 uur»."""
    return _moment(day(at, today=today, locale=locale), at, locale)


def moment_long(at: datetime, *, today: date, locale: str = "nl") -> str:
    """Return «woensdag 25 november, 10.00 uur»."""
    return _moment(day_long(at, today=today, locale=locale), at, locale)


def span(start: datetime, end: datetime, *, today: date, locale: str = "nl") -> str:
    """Return «wo 25 nov, 10.00 tot 11.00 uur», naming the second day when there is one."""
    last = clock(end, locale=locale)
    if local_date(start) != local_date(end):
        last = f"{day(end, today=today, locale=locale)} {last}"
    name = day(start, today=today, locale=locale)
    return wording(locale).span.format(day=name, start=clock(start, locale=locale), end=last)


def week(monday: date, *, today: date, locale: str = "nl") -> str:
    """Return the working days of a week: «23 t/m 27 november», «30 november t/m 4 december»."""
    words, friday = wording(locale), monday + WORKING_WEEK
    first = f"{monday.day} {words.months_long[monday.month - 1]}"
    if monday.month == friday.month:
        first = str(monday.day)
    last = f"{friday.day} {words.months_long[friday.month - 1]}{_year(friday, today)}"
    return f"{first} {words.through} {last}"


def ago(at: datetime, *, today: date, locale: str = "nl") -> str:
    """Return «09.42» for today, «gisteren» for the day before, else «16 nov»."""
    on = local_date(at)
    if on == today:
        return clock(at, locale=locale)
    if on == today - timedelta(days=1):
        return wording(locale).yesterday
    return day_month(on, today=today, locale=locale)


def duration(minutes: int, *, locale: str = "nl") -> str:
    """Return «60 min»."""
    return wording(locale).minutes.format(n=minutes)


def duration_long(minutes: int, *, locale: str = "nl") -> str:
    """Return «60 minuten», or «1 minuut»."""
    one, many = wording(locale).minutes_long
    return (one if minutes == 1 else many).format(n=minutes)


def days_late(due: date, *, now: datetime) -> int | None:
    """Return how many days ago something was due; None while it is not late yet.

    due: an instant is late once it has passed, a plain date after that day in Amsterdam;
    what ran out today is 0 days late.
    """
    today = local_date(now)
    is_late = due < now if isinstance(due, datetime) else due < today
    return (today - local_date(due)).days if is_late else None


def days_until(when: date, *, today: date) -> int:
    """Return the number of days from today, negative when it lies behind us."""
    return (local_date(when) - today).days


def years_old(born_on: date, *, today: date) -> int:
    """Return how many birthdays somebody has had; who was born on 29 February has it on 1 March."""
    had_it = (today.month, today.day) >= (born_on.month, born_on.day)
    return today.year - born_on.year - (not had_it)


def greeting(now: datetime, *, locale: str = "nl") -> str:
    """Return the greeting of this hour."""
    morning, afternoon, evening = wording(locale).greetings
    hour = local_time.local(now).hour
    if hour < NOON:
        return morning
    return afternoon if hour < EVENING else evening


def _year(on: date, today: date) -> str:
    return "" if on.year == today.year else f" {on.year}"


def _moment(name: str, at: datetime, locale: str) -> str:
    words = wording(locale)
    said = words.moment.format(day=name, clock=local_time.local(at).strftime(words.clock))
    return said + _which(at, words)


def _which(at: datetime, words: Wording) -> str:
    """Say which of the two, when this clock time comes twice; nothing on every other hour."""
    if not local_time.happens_twice(at):
        return ""
    return words.summer if local_time.is_summer_time(at) else words.winter
