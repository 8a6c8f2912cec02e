"""What is usual for each kind of measure."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mdt.models import MeasureKind
from mdt.safety_plan import catalogue

AMSTERDAM = ZoneInfo("Europe/Amsterdam")

starts = some.datetimes(
    datetime(2025, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    datetime(2027, 12, 31),  # noqa: DTZ001 - hypothesis adds the zone
    timezones=some.just(UTC),
)


def here(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=AMSTERDAM)


def test_every_kind_has_its_line_in_the_catalogue() -> None:
    assert set(catalogue.TERMS) == set(MeasureKind)


def test_a_house_ban_runs_ten_days_and_at_most_four_weeks() -> None:
    begins = here(2026, 2, 10, 1, 20)

    assert catalogue.usual_end(MeasureKind.HOUSE_BAN, begins) == here(2026, 2, 20, 1, 20)
    assert catalogue.latest_end(MeasureKind.HOUSE_BAN, begins) == here(2026, 3, 10, 1, 20)


def test_ninety_days_over_the_clock_change_end_at_the_same_time_of_day() -> None:
    begins = here(2026, 2, 12, 16)

    assert catalogue.usual_end(MeasureKind.ORDER_509HH, begins) == here(2026, 5, 13, 16)


def test_an_end_in_the_skipped_hour_comes_an_hour_later() -> None:
    begins = here(2026, 3, 19, 2, 30)

    assert catalogue.usual_end(MeasureKind.HOUSE_BAN, begins) == here(2026, 3, 29, 3, 30)


def test_a_kind_without_a_usual_term_has_no_end() -> None:
    assert catalogue.usual_end(MeasureKind.NO_CONTACT, here(2026, 2, 10, 9)) is None
    assert catalogue.latest_end(MeasureKind.AWARE, here(2026, 2, 10, 9)) is None


@pytest.mark.parametrize("kind", [kind for kind, one in catalogue.TERMS.items() if one.days])
@given(begins=starts)
def test_the_usual_end_lies_after_the_start_and_not_after_the_latest(
    kind: MeasureKind, begins: datetime
) -> None:
    usual, latest = catalogue.usual_end(kind, begins), catalogue.latest_end(kind, begins)
    days = catalogue.term(kind).days

    assert usual is not None
    assert days is not None
    assert abs(usual - begins - timedelta(days=days)) <= timedelta(hours=1)
    assert latest is None or latest >= usual
