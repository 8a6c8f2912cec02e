"""On which occasions a thing is worth a reminder: pure functions of what was agreed and the clock.

Of several occasions that have begun only the last counts, so that whoever was away hears of a
thing once and not once for every day.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from mdt.models import Invitation, SafetyAction
from mdt.safety_plan import lateness
from mdt.safety_plan.changes import due_of
from mdt.safety_plan.lateness import Due
from mdt.scheduling import working_days
from mdt.scheduling.local_time import local, midnight

LATE, PREPARE, UNANSWERED = "late", "prepare", "unanswered"


@dataclass(frozen=True)
class Timetable:
    """How an installation reminds: so many working days before, and every so many days after."""

    before_due: tuple[int, ...] = (1,)
    late_every_days: int = 7
    unanswered: tuple[int, ...] = (2, 1)


@dataclass(frozen=True)
class Occasion:
    """Something that is worth a word from an instant on."""

    name: str
    starts_at: datetime

    @property
    def is_late(self) -> bool:
        """Tell whether the thing was late when the occasion began."""
        return is_late(self.name)


@dataclass(frozen=True, kw_only=True)
class Owed:
    """One thing that one person should hear of; key is what makes it one (model: Reminder)."""

    key: str
    person_id: UUID
    case_id: UUID | None = None
    action_id: UUID | None = None
    invitation_id: UUID | None = None


def is_late(name: str) -> bool:
    """Tell whether an occasion of this name is that something is late."""
    return name.startswith(LATE)


def of_action(
    due: Due, agreed_at: datetime, timetable: Timetable, *, now: datetime
) -> Occasion | None:
    """Return the last occasion of an action that is due then to have begun; None when none has.

    What began before the action was agreed is no occasion: its owner has just heard of it.
    """
    return _last(_of_action(due, timetable, now), since=agreed_at, now=now)


def of_invitation(
    starts_at: datetime, asked_at: datetime, days: tuple[int, ...], name: str, *, now: datetime
) -> Occasion | None:
    """Return the last of so many working days before a sitting to have begun, while it is ahead.

    What began before somebody was asked is no occasion: they have just got their invitation.
    """
    if starts_at <= now:
        return None
    first = local(starts_at).date()
    all_of_them = [
        Occasion(f"{name}-{number}", midnight(working_days.before(first, number)))
        for number in days
    ]
    return _last(all_of_them, since=asked_at, now=now)


def key(thing: SafetyAction | Invitation, name: str) -> str:
    """Return what makes this reminder one: the thing, what was agreed, the occasion, the person.

    Another date, moment or owner is another thing to be reminded of.
    """
    return f"{_thing(thing)}:{name}"


def name_in(key: str, thing: SafetyAction | Invitation) -> str | None:
    """Return the name of the occasion in the key; None when something else is agreed by now."""
    named, _, name = key.rpartition(":")
    return name if named == _thing(thing) else None


def _thing(thing: SafetyAction | Invitation) -> str:
    if isinstance(thing, Invitation):
        return f"invitation:{thing.id}:{thing.asked_sequence}:{thing.starts_at.isoformat()}"
    return f"action:{thing.id}:{thing.owner_id}:{due_of(thing).isoformat()}"


def _last(among: Iterable[Occasion], *, since: datetime, now: datetime) -> Occasion | None:
    begun = (one for one in among if since < one.starts_at <= now)
    return max(begun, key=lambda one: one.starts_at, default=None)


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
