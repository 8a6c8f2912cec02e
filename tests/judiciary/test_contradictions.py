"""Rules of mdt.judiciary.contradictions."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt.judiciary.contradictions import Said, Weekly, find
from mdt.scheduling.local_time import local

NOW = datetime(2026, 2, 10, 0, 20, tzinfo=UTC)
"""Tuesday 10 February 2026, 01:20 in the Netherlands: the house ban of scenario 1 begins."""

QUARTER = timedelta(minutes=15)
DAY = timedelta(days=1)
RICK, SEM, NOOR = (UUID(int=number) for number in (1, 2, 3))
SUNDAY = Weekly(6, time(10), time(18))


def ban(starts: datetime | None = NOW, ends: datetime | None = None, other: UUID = SEM) -> Said:
    return Said(uuid4(), frozenset({RICK, other}), is_ban=True, starts_at=starts, ends_at=ends)


def visit(
    weekly: Weekly | None = SUNDAY, starts: datetime | None = None, ends: datetime | None = None
) -> Said:
    return Said(
        uuid4(), frozenset({RICK, SEM}), is_ban=False, starts_at=starts, ends_at=ends, weekly=weekly
    )


def first(*said: Said, now: datetime = NOW) -> datetime | None:
    found = find(said, now=now)
    return found[0].first_at if found else None


def test_a_house_ban_contradicts_the_visit_of_the_first_sunday_in_it() -> None:
    house_ban, sunday = ban(ends=NOW + 10 * DAY), visit()

    [found] = find([sunday, house_ban], now=NOW)

    assert found.first_at == datetime(2026, 2, 15, 9, tzinfo=UTC)
    assert (found.ban, found.contact) == (house_ban, sunday)


def test_a_visit_after_the_ban_or_before_it_contradicts_nothing() -> None:
    assert first(ban(ends=NOW + 5 * DAY), visit()) is None
    assert first(ban(ends=datetime(2026, 2, 15, 9, tzinfo=UTC)), visit()) is None
    assert first(ban(starts=NOW + 6 * DAY), visit(ends=NOW + 6 * DAY)) is None


def test_a_ban_that_begins_in_the_middle_of_a_visit_contradicts_the_rest_of_it() -> None:
    middle = datetime(2026, 2, 15, 12, tzinfo=UTC)

    assert first(ban(starts=middle), visit()) == middle


def test_what_is_over_is_not_told_any_more() -> None:
    ended = ban(starts=NOW - 9 * DAY, ends=NOW - DAY)

    assert first(ended, visit()) is None
    sunday_evening = datetime(2026, 2, 15, 17, tzinfo=UTC)
    assert first(ban(), visit(), now=sunday_evening) == datetime(2026, 2, 22, 9, tzinfo=UTC)


def test_other_people_do_not_contradict_each_other() -> None:
    assert first(ban(other=NOOR), visit()) is None


def test_two_bans_or_two_visits_do_not_contradict_each_other() -> None:
    assert first(ban(), ban()) is None
    assert first(visit(), visit()) is None


def test_contact_at_any_time_contradicts_a_ban_from_its_first_moment() -> None:
    assert first(ban(starts=NOW + DAY), visit(weekly=None)) == NOW + DAY


def test_a_weekend_that_runs_past_midnight_counts_until_it_is_over() -> None:
    night = visit(Weekly(5, time(20), time(8)))
    after_midnight = datetime(2026, 2, 15, 2, tzinfo=UTC)

    assert first(ban(starts=after_midnight, ends=after_midnight + QUARTER), night) == after_midnight


@pytest.mark.parametrize(
    ("day", "opens"),
    [
        (datetime(2026, 3, 29, tzinfo=UTC), datetime(2026, 3, 29, 8, tzinfo=UTC)),
        (datetime(2026, 10, 25, tzinfo=UTC), datetime(2026, 10, 25, 9, tzinfo=UTC)),
    ],
)
def test_ten_in_the_morning_is_ten_on_the_clock_when_the_clock_changes(
    day: datetime, opens: datetime
) -> None:
    assert first(ban(starts=day), visit(), now=day) == opens


def test_a_visit_that_falls_away_in_the_skipped_hour_is_no_contact() -> None:
    skipped = visit(Weekly(6, time(2), time(3)))
    saturday = datetime(2026, 3, 28, 12, tzinfo=UTC)

    assert first(ban(ends=saturday + 3 * DAY), skipped, now=saturday) is None


MIDNIGHT = datetime(2026, 2, 10, tzinfo=UTC)

quarters = st.integers(0, 14 * 96).map(lambda number: MIDNIGHT + number * QUARTER)
clocks = st.integers(0, 95).map(lambda number: time(number // 4, number % 4 * 15))

weeklies = st.builds(Weekly, st.integers(0, 6), clocks, clocks)


@st.composite
def periods(draw: st.DrawFn) -> tuple[datetime | None, datetime | None]:
    start, end = draw(st.none() | quarters), draw(st.none() | quarters)
    return (end, start) if start and end and end < start else (start, end)


@given(periods(), periods(), weeklies, quarters)
def test_the_first_moment_is_the_first_quarter_at_which_both_hold(
    banned: tuple[datetime | None, datetime | None],
    agreed: tuple[datetime | None, datetime | None],
    weekly: Weekly,
    now: datetime,
) -> None:
    a_ban, a_visit = ban(*banned), visit(weekly, *agreed)

    tried = (now + number * QUARTER for number in range(24 * 96))
    expected = next(
        (at for at in tried if _holds(a_ban, at) and _holds(a_visit, at) and _meets(weekly, at)),
        None,
    )
    assert first(a_ban, a_visit, now=now) == expected


def _holds(said: Said, at: datetime) -> bool:
    begun = said.starts_at is None or said.starts_at <= at
    return begun and (said.ends_at is None or at < said.ends_at)


def _meets(weekly: Weekly, at: datetime) -> bool:
    """Tell whether they meet at this quarter, by the clock on the wall."""
    here, clock = local(at), local(at).time()
    is_day, is_day_after = (
        here.weekday() == weekly.weekday,
        here.weekday() == (weekly.weekday + 1) % 7,
    )
    if weekly.opens < weekly.closes:
        return is_day and weekly.opens <= clock < weekly.closes
    return (is_day and clock >= weekly.opens) or (is_day_after and clock < weekly.closes)
