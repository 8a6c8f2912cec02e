"""On which occasions a thing is worth a reminder: pure functions of what was agreed and the clock.

Of several occasions that have begun only the last counts, so that whoever was away hears of a
thing once and not once for every day.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from mdt.models import SafetyAction
from mdt.safety_plan import lateness
from mdt.safety_plan.changes import due_of
from mdt.safety_plan.lateness import Due
from mdt.scheduling import working_days
from mdt.scheduling.local_time import local, midnight

LATE = "late"


@dataclass(frozen=True)
class Timetable:
    """How an installation reminds: so many working days before, and every so many days after."""

    before_due: tuple[int, ...] = (1,)
    late_every_days: int = 7


@dataclass(frozen=True)
class Occasion:
    """Something that is worth a word from an instant on."""

    name: str
    starts_at: datetime

    @property
    def is_late(self) -> bool:
        """Tell whether the thing was late when the occasion began."""
        return is_late(self.name)


def is_late(name: str) -> bool:
    """Tell whether an occasion of this name is that something is late."""
    return name.startswith(LATE)


def of_action(
    due: Due, agreed_at: datetime, timetable: Timetable, *, now: datetime
) -> Occasion | None:
    """Return the last occasion of an action that is due then to have begun; None when none has.

    What began before the action was agreed is no occasion: its owner has just heard of it.
    """
    begun = (one for one in _of_action(due, timetable, now) if agreed_at < one.starts_at <= now)
    return max(begun, key=lambda one: one.starts_at, default=None)


def key(action: SafetyAction, name: str) -> str:
    """Return what makes this reminder one: the action, what was agreed, the occasion, the person.

    Another date or another owner is another thing to be reminded of.
    """
    return f"{_thing(action)}:{name}"


def name_in(key: str, action: SafetyAction) -> str | None:
    """Return the name of the occasion in the key; None when something else is agreed by now."""
    thing, _, name = key.rpartition(":")
    return name if thing == _thing(action) else None


def _thing(action: SafetyAction) -> str:
    return f"action:{action.id}:{action.owner_id}:{due_of(action).isoformat()}"


def _of_action(due: Due, timetable: Timetable, now: datetime) -> Iterator[Occasion]:
    day = local(due).date() if isinstance(due, datetime) else due
    for number in timetable.before_due:
        yield Occasion(f"before-{number}", midnight(working_days.before(day, number)))
    late_at = lateness.last_moment(due)
    yield Occasion(f"{LATE}-0", late_at + timedelta.resolution)
    weeks = (local(now).date() - day).days // timetable.late_every_days
    if weeks > 0:
        later = day + timedelta(days=weeks * timetable.late_every_days)
        yield Occasion(f"{LATE}-{weeks}", midnight(later))
