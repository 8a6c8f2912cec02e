"""Rules of mdt.scheduling.deadlines."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt.models import ConferenceKind, Measure, MeasureKind
from mdt.scheduling import deadlines, local_time
from mdt.scheduling.deadlines import CLOCKS, Cause, ClockKind, Deadline, Term, Unit
from mdt.scheduling.local_time import change_between, local

NOW = datetime(2026, 2, 10, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
INSTANTS = st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001 - hypothesis gives them the zone
    datetime(2027, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)


def wall(text: str) -> datetime:
    return local_time.resolve_local(datetime.fromisoformat(text))


def shown(instant: datetime) -> str:
    here = local(instant)
    return f"{here:%Y-%m-%d %H:%M} {here:%Z}"


def ban(ends_at: datetime, kind: MeasureKind = MeasureKind.HOUSE_BAN) -> Measure:
    return Measure(case_id=uuid4(), kind=kind, starts_at=NOW, ends_at=ends_at)


@pytest.mark.parametrize(
    ("signal", "emergency", "strangulation"),
    [
        ("2026-03-28 15:40", "2026-03-29 16:40 CEST", "2026-03-30 16:40 CEST"),
        ("2026-10-24 15:40", "2026-10-25 14:40 CET", "2026-10-26 14:40 CET"),
        ("2027-03-27 15:40", "2027-03-28 16:40 CEST", "2027-03-29 16:40 CEST"),
        ("2027-10-30 15:40", "2027-10-31 14:40 CET", "2027-11-01 14:40 CET"),
        ("2026-03-28 02:30", "2026-03-29 03:30 CEST", "2026-03-30 03:30 CEST"),
        ("2026-10-24 03:30", "2026-10-25 02:30 CET", "2026-10-26 02:30 CET"),
        ("2027-03-27 02:30", "2027-03-28 03:30 CEST", "2027-03-29 03:30 CEST"),
        ("2027-10-30 02:30", "2027-10-31 02:30 CEST", "2027-11-01 01:30 CET"),
    ],
)
def test_hours_elapse_whatever_the_clock_does_that_night(
    signal: str, emergency: str, strangulation: str
) -> None:
    at = wall(signal)

    assert shown(CLOCKS[ClockKind.EMERGENCY].ends(at)) == emergency
    assert shown(CLOCKS[ClockKind.STRANGULATION].ends(at)) == strangulation


@given(INSTANTS, st.integers(1, 200))
def test_an_hour_is_sixty_minutes_of_utc(signal_at: datetime, number: int) -> None:
    ends = Term(number, Unit.HOURS).ends(signal_at)

    assert ends.timestamp() - signal_at.timestamp() == number * 3600


@given(INSTANTS, st.integers(1, 15))
def test_the_last_working_day_counts_whole(signal_at: datetime, number: int) -> None:
    ends = Term(number, Unit.WORKING_DAYS).ends(signal_at)

    assert f"{local(ends):%H:%M}" == "00:00"
    assert local(ends).date() > local(signal_at).date() + timedelta(days=number)


def test_triage_of_the_report_of_9_february_ends_with_16_february() -> None:
    report = wall("2026-02-09 21:40")

    assert shown(CLOCKS[ClockKind.TRIAGE].ends(report)) == "2026-02-17 00:00 CET"


def test_a_signal_just_after_midnight_counts_from_its_own_dutch_day() -> None:
    report = datetime(2026, 2, 8, 23, 30, tzinfo=UTC)

    assert local(CLOCKS[ClockKind.TRIAGE].ends(report)).date() == date(2026, 2, 17)


def test_only_an_emergency_runs_from_the_signal() -> None:
    found = {kind: deadlines.by_signal(kind, NOW, CLOCKS) for kind in ConferenceKind}

    assert found[ConferenceKind.EMERGENCY] == Deadline(NOW + 24 * HOUR, Cause.SIGNAL)
    assert [kind for kind, deadline in found.items() if deadline] == [ConferenceKind.EMERGENCY]


def test_a_first_sitting_is_before_the_house_ban_ends_even_when_something_follows_it() -> None:
    house_ban, order = ban(NOW + 10 * HOUR), ban(NOW + 90 * HOUR, MeasureKind.ORDER_509HH)

    first = deadlines.by_measures(ConferenceKind.FIRST, [order, house_ban], now=NOW)
    review = deadlines.by_measures(ConferenceKind.REVIEW, [order, house_ban], now=NOW)

    assert first == Deadline(NOW + 10 * HOUR, Cause.HOUSE_BAN, house_ban)
    assert review == Deadline(NOW + 90 * HOUR, Cause.MEASURE, order)


def test_without_a_measure_that_ends_there_is_no_deadline() -> None:
    known = [ban(NOW - HOUR)]

    assert deadlines.by_measures(ConferenceKind.FIRST, known, now=NOW) is None
    assert deadlines.earliest([None, None]) is None


@given(st.lists(st.none() | INSTANTS.map(lambda at: Deadline(at, Cause.SIGNAL)), max_size=5))
def test_the_earliest_deadline_counts(found: list[Deadline | None]) -> None:
    instants = sorted(deadline.at for deadline in found if deadline)

    earliest = deadlines.earliest(found)

    assert (earliest.at if earliest else None) == (instants[0] if instants else None)


def test_a_sitting_is_in_time_when_it_is_over_at_its_deadline() -> None:
    deadline = Deadline(NOW + HOUR, Cause.SIGNAL)

    assert not deadlines.is_late(deadline, NOW, 60)
    assert deadlines.is_late(deadline, NOW, 61)
    assert not deadlines.is_late(None, NOW, 480)


def test_an_installation_sets_its_own_clocks() -> None:
    clocks = deadlines.with_own("emergency=12h, triage=3wd")

    assert clocks[ClockKind.EMERGENCY] == Term(12, Unit.HOURS)
    assert clocks[ClockKind.TRIAGE] == Term(3, Unit.WORKING_DAYS)
    assert clocks[ClockKind.STRANGULATION] == CLOCKS[ClockKind.STRANGULATION]
    assert deadlines.with_own("") == CLOCKS


@pytest.mark.parametrize(
    "text", ["lunch=1h", "triage", "triage=5", "triage=0wd", "triage=-1h", "triage=h"]
)
def test_a_clock_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever is wrong, the setting is named above
        deadlines.with_own(text)


@given(INSTANTS, st.integers(0, 72))
def test_a_change_of_the_clock_is_where_the_offset_changes(start: datetime, hours: int) -> None:
    end = start + timedelta(hours=hours)
    changes = [
        datetime(*day, 1, tzinfo=UTC)
        for day in ((2026, 3, 29), (2026, 10, 25), (2027, 3, 28), (2027, 10, 31))
    ]

    assert change_between(start, end) == next((at for at in changes if start < at <= end), None)
