"""Where a scenario has come to, and its wall-clock times as instants."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from mdt.demo.merwestad import World
from mdt.models import (
    Case,
    Conference,
    ContactRule,
    Measure,
    Panel,
    Person,
    Procedure,
    ProcedureKind,
    Risk,
    SafetyAction,
)
from mdt.safety_plan.lateness import Due
from mdt.scheduling import local_time, working_days

YEAR = 2026
MORNING, EVENING = time(8), time(20, 30)


@dataclass
class Stage:
    """What the story has brought about so far, each thing by its short name; a risk by its case's.

    shift: by how much the story's own times are moved.
    """

    session: Session
    world: World
    shift: timedelta
    cases: dict[str, Case] = field(default_factory=dict)
    conferences: dict[str, Conference] = field(default_factory=dict)
    risks: dict[tuple[str, str], Risk] = field(default_factory=dict)
    actions: dict[str, SafetyAction] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    panels: dict[str, Panel] = field(default_factory=dict)
    procedures: dict[ProcedureKind, Procedure] = field(default_factory=dict)
    contacts: list[ContactRule] = field(default_factory=list)

    def person(self, key: str) -> Person:
        """Return one of the cast."""
        return self.world.people[key]

    def at(self, text: str) -> datetime:
        """Return the instant of a moment such as "02-12 13:00", moved with the story."""
        day, clock = text.split()
        return local_time.resolve_local(
            datetime.combine(self.day(day), time.fromisoformat(clock)), fold=0
        )

    def day(self, text: str) -> date:
        """Return the date of a day such as "02-20", moved with the story."""
        return date.fromisoformat(f"{YEAR}-{text}") + self.shift

    def due(self, text: str) -> Due:
        """Return a due day, or a due instant when an hour was agreed."""
        return self.at(text) if " " in text else self.day(text)


@dataclass
class DayByDay(Stage):
    """A story that is told from today: "-2 10:00" is two working days ago, "+1 09:30" is ahead.

    "-30m" is half an hour before now, or before half past eight of the evening when it is night.
    """

    now: datetime = field(kw_only=True)

    def at(self, text: str) -> datetime:
        """Return the instant of such a moment."""
        if text.endswith("m"):
            return self._by_day() + timedelta(minutes=int(text[:-1]))
        return super().at(text)

    def _by_day(self) -> datetime:
        """Return the last instant up to now at which people are up."""
        wall = local_time.local(self.now)
        if MORNING <= wall.time() < EVENING:
            return self.now
        last = wall.date() if wall.time() >= EVENING else wall.date() - timedelta(days=1)
        return local_time.coming_round(last, EVENING)

    def day(self, text: str) -> date:
        """Return the date that lies so many working days from today."""
        number, today = int(text), local_time.local(self.now).date()
        if number < 0:
            return working_days.before(today, -number)
        return working_days.after(today, number) if number else today
