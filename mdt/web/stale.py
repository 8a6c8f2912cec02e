"""A stale write: both texts side by side, and who wrote the other one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import gettext

from mdt import clock
from mdt.cases import history
from mdt.web.database import get_session


@dataclass(frozen=True)
class Conflict:
    """What two people made of one row, one line a field in which they differ."""

    mine: str
    theirs: str
    by: str
    at: datetime


def between(key: UUID, fields: Iterable[tuple[str, str, str]]) -> Conflict:
    """Return the conflict over the row with this key.

    fields: (label, what was just typed, what the row says), in the order of the form. Two people
    who typed the same see all of it.
    """
    said = list(fields)
    differing = [field for field in said if field[1] != field[2]] or said
    change = history.last_change(get_session(), key)
    return Conflict(
        mine="\n".join(f"{label}: {mine or '-'}" for label, mine, _ in differing),
        theirs="\n".join(f"{label}: {theirs or '-'}" for label, _, theirs in differing),
        by=change.who if change else gettext("iemand anders"),
        at=change.at if change else clock.now(),
    )


def shown(typed: dict[str, Any], version: int, conflict: Conflict | None) -> dict[str, Any]:
    """Return what the form shows: what was typed, and after a conflict the row's own version."""
    return renewed(typed, version) if conflict else typed


def renewed(typed: dict[str, Any], version: int) -> dict[str, Any]:
    """Return what was typed with the row's own version: whoever saves now has seen both texts."""
    return typed | {"version": version}
