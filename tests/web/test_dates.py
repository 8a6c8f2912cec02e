"""Rules of mdt.web.dates."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from babel.dates import get_day_names, get_month_names
from hypothesis import given
from hypothesis import strategies as st

from mdt.web import dates

TODAY = date(2026, 11, 23)
WEDNESDAY = datetime(2026, 11, 25, 9, tzinfo=UTC)
AUTUMN = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
"""02.30 in summer time; an hour later the clock shows 02.30 again."""


def test_a_moment_is_said_as_people_in_the_netherlands_say_it() -> None:
    assert dates.moment(WEDNESDAY, today=TODAY) == "wo 25 nov, 10.00\N{NO-BREAK SPACE}uur"
    assert (
        dates.moment_long(WEDNESDAY, today=TODAY)
        == "woensdag 25 november, 10.00\N{NO-BREAK SPACE}uur"
    )


def test_a_moment_in_english_has_english_names_and_a_colon() -> None:
    assert dates.moment(WEDNESDAY, today=TODAY, locale="en") == "Wed 25 Nov, 10:00"
    assert dates.moment_long(WEDNESDAY, today=TODAY, locale="en") == "Wednesday 25 November, 10:00"


def test_another_language_reads_dutch() -> None:
    assert dates.day(WEDNESDAY, today=TODAY, locale="fr") == "wo 25 nov"


def test_a_day_of_another_year_says_its_year() -> None:
    assert dates.day(date(2027, 1, 4), today=TODAY) == "ma 4 jan 2027"
    assert dates.day_long(date(2025, 12, 31), today=TODAY) == "woensdag 31 december 2025"
    assert dates.day_month(date(2027, 1, 4), today=TODAY) == "4 jan 2027"


def test_the_day_of_an_instant_is_the_day_in_amsterdam() -> None:
    assert dates.day(datetime(2026, 11, 24, 23, 30, tzinfo=UTC), today=TODAY) == "wo 25 nov"


def test_summer_and_winter_time_are_both_followed() -> None:
    assert dates.clock(datetime(2026, 7, 1, 8, tzinfo=UTC)) == "10.00"
    assert dates.clock(datetime(2026, 12, 1, 9, tzinfo=UTC)) == "10.00"


def test_the_hour_that_comes_twice_says_which_of_the_two_it_is() -> None:
    later = AUTUMN + timedelta(hours=1)

    assert dates.clock(AUTUMN) == "02.30 (zomertijd)"
    assert dates.clock(later) == "02.30 (wintertijd)"
    assert dates.moment(later, today=TODAY) == "zo 25 okt, 02.30\N{NO-BREAK SPACE}uur (wintertijd)"
    assert dates.clock(AUTUMN, locale="en") == "02:30 (summer time)"


@pytest.mark.parametrize("at", [AUTUMN - timedelta(minutes=31), AUTUMN + timedelta(minutes=90)])
def test_the_hours_around_it_need_no_more_words(at: datetime) -> None:
    assert "(" not in dates.clock(at)


def test_the_hour_that_spring_skips_needs_no_more_words() -> None:
    skipped = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)

    assert dates.clock(skipped) == "03.00"


@given(st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds are naive by the strategy's own rule
def test_two_instants_within_a_day_never_look_the_same(at: datetime) -> None:
    at = at.replace(second=0, microsecond=0)
    quarters = [at + timedelta(minutes=15 * n) for n in range(96)]

    assert all(
        dates.moment(one, today=TODAY) != dates.moment(other, today=TODAY)
        for one, other in pairwise(quarters)
    )
    assert len({dates.moment(one, today=TODAY) for one in quarters}) == len(quarters)


def test_a_span_names_its_day_once() -> None:
    end = WEDNESDAY + timedelta(hours=1)

    assert (
        dates.span(WEDNESDAY, end, today=TODAY) == "wo 25 nov, 10.00 tot 11.00\N{NO-BREAK SPACE}uur"
    )
    assert dates.span(WEDNESDAY, end, today=TODAY, locale="en") == "Wed 25 Nov, 10:00 to 11:00"


def test_a_span_over_midnight_names_both_days() -> None:
    end = WEDNESDAY + timedelta(hours=15)

    assert (
        dates.span(WEDNESDAY, end, today=TODAY)
        == "wo 25 nov, 10.00 tot do 26 nov 01.00\N{NO-BREAK SPACE}uur"
    )


def test_what_happened_today_has_an_hour_and_yesterday_has_a_word() -> None:
    now = datetime(2026, 11, 23, 8, 42, tzinfo=UTC)

    assert dates.ago(now, today=TODAY) == "09.42"
    assert dates.ago(now - timedelta(days=1), today=TODAY) == "gisteren"
    assert dates.ago(now - timedelta(days=1), today=TODAY, locale="en") == "yesterday"
    assert dates.ago(now - timedelta(days=7), today=TODAY) == "16 nov"


def test_minutes_are_counted_in_words() -> None:
    assert dates.duration(60) == "60 min"
    assert dates.duration_long(60) == "60 minuten"
    assert dates.duration_long(1) == "1 minuut"
    assert dates.duration_long(90, locale="en") == "90 minutes"


def test_a_date_is_late_from_the_next_day_in_amsterdam() -> None:
    last_minute = datetime(2026, 11, 23, 22, 59, tzinfo=UTC)

    assert dates.days_late(TODAY, now=last_minute) is None
    assert dates.days_late(TODAY, now=last_minute + timedelta(minutes=1)) == 1
    assert dates.days_late(date(2026, 11, 19), now=last_minute) == 4


def test_an_instant_is_late_once_it_has_passed() -> None:
    due = datetime(2026, 11, 23, 16, tzinfo=UTC)

    assert dates.days_late(due, now=due) is None
    assert dates.days_late(due, now=due + timedelta(minutes=1)) == 0
    assert dates.days_late(due, now=due + timedelta(hours=9)) == 1


def test_days_until_is_counted_in_days_of_amsterdam() -> None:
    assert dates.days_until(WEDNESDAY, today=TODAY) == 2
    assert dates.days_until(date(2026, 11, 21), today=TODAY) == -2


@pytest.mark.parametrize(
    ("hour", "words"), [(5, "Goedemorgen"), (11, "Goedemiddag"), (17, "Goedenavond")]
)
def test_the_greeting_follows_the_clock_in_amsterdam(hour: int, words: str) -> None:
    assert dates.greeting(datetime(2026, 11, 23, hour, tzinfo=UTC)) == words


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        dates.clock(datetime(2026, 11, 23, 10))  # noqa: DTZ001 - that is what is refused


@pytest.mark.parametrize(("locale", "words"), [("nl", dates.DUTCH), ("en", dates.ENGLISH)])
def test_the_names_are_those_of_the_unicode_locale_data(locale: str, words: dates.Wording) -> None:
    assert dict(enumerate(words.days)) == get_day_names("abbreviated", locale=locale)
    assert dict(enumerate(words.days_long)) == get_day_names("wide", locale=locale)
    assert dict(enumerate(words.months_long, 1)) == get_month_names("wide", locale=locale)
    short = get_month_names("abbreviated", locale=locale)
    assert list(words.months) == [short[n].rstrip(".") for n in range(1, 13)]


@pytest.mark.parametrize(
    ("born_on", "today", "years"),
    [
        (date(1991, 5, 4), date(2026, 5, 3), 34),
        (date(1991, 5, 4), date(2026, 5, 4), 35),
        (date(2024, 2, 29), date(2026, 2, 28), 1),
        (date(2024, 2, 29), date(2026, 3, 1), 2),
        (date(2026, 2, 10), date(2026, 2, 10), 0),
    ],
)
def test_somebody_is_a_year_older_on_their_birthday(born_on: date, today: date, years: int) -> None:
    assert dates.years_old(born_on, today=today) == years


@pytest.mark.parametrize(
    ("monday", "locale", "said"),
    [
        (date(2026, 11, 23), "nl", "23 t/m 27 november"),
        (date(2026, 11, 30), "nl", "30 november t/m 4 december"),
        (date(2026, 12, 28), "nl", "28 december t/m 1 januari 2027"),
        (date(2026, 11, 23), "en", "23 to 27 November"),
    ],
)
def test_a_week_is_said_by_its_working_days(monday: date, locale: str, said: str) -> None:
    assert dates.week(monday, today=date(2026, 11, 20), locale=locale) == said
