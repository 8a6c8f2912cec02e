"""Moments at which a calendar can be an hour off: both seasons, and the nights of the clocks."""

from datetime import UTC, datetime, timedelta

SEASONS = (datetime(2026, 2, 12, 12, tzinfo=UTC), datetime(2027, 7, 6, 7, 30, tzinfo=UTC))
SWITCHES = (
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2027, 3, 28, 1, tzinfo=UTC),
    datetime(2027, 10, 31, 1, tzinfo=UTC),
)
EDGES = (
    *SEASONS,
    *(at + timedelta(minutes=minutes) for at in SWITCHES for minutes in (-15, 0, 45, 8 * 60)),
)
"""Both seasons; a quarter before the clock changes, then, at the end of the hour, and that day."""

QUARTERS = tuple(
    at + timedelta(minutes=15 * number) for at in SWITCHES for number in range(-12, 12)
)
"""Every quarter of those nights."""
