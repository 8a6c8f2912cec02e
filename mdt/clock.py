"""The one reader of the wall clock, shifted in demo mode."""

from datetime import UTC, datetime, timedelta

_state = {"offset": timedelta(0)}


def now() -> datetime:
    """Return this instant, aware and in UTC, shifted by the demo's offset if there is one."""
    return datetime.now(UTC) + _state["offset"]  # noqa: TID251 - this is the one reader


def shift(offset: timedelta) -> None:
    """Let this process live offset later (or earlier, when negative) than the wall clock."""
    _state["offset"] = offset


def unshifted() -> datetime:
    """Return the real instant, for what other devices count by: the codes of authenticator apps."""
    return now() - _state["offset"]


def offset() -> timedelta:
    """Return by how much this process lives later than the wall clock."""
    return _state["offset"]
