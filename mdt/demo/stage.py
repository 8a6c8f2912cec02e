"""Where a scenario has come to, and its wall-clock times as instants."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlmodel import Session

from mdt.demo.merwestad import World
from mdt.models import Case, Conference, Measure, Person, Risk, SafetyAction
from mdt.safety_plan.lateness import Due
from mdt.scheduling import local_time

YEAR = 2026


@dataclass
class Stage:
    """What the story has brought about so far, each thing by its short name."""

    session: Session
    world: World
    shift: timedelta
    cases: dict[str, Case] = field(default_factory=dict)
    conferences: dict[str, Conference] = field(default_factory=dict)
    risks: dict[str, Risk] = field(default_factory=dict)
    actions: dict[str, SafetyAction] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)

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
