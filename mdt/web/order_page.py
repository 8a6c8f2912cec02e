"""What the page of the order shows: orders beside each other, and who waits how long in each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from flask import current_app
from flask_babel import gettext
from sqlmodel import col, select

from mdt.conferences import order
from mdt.conferences.order import Ordering, Weights
from mdt.config import Settings
from mdt.models import Conference, Person, SeatDomain
from mdt.scheduling import waiting
from mdt.scheduling.agenda_order import MOST_PROVEN
from mdt.scheduling.waiting import Plan
from mdt.web import conference_page, words
from mdt.web.database import get_session

BEST, PRESENT, EARLIER, INTAKE = "best", "present", "earlier", "intake"


@dataclass(frozen=True)
class Row:
    """A case in an order: from when, and the pause before it; starts_at None without a moment."""

    item_id: UUID
    alias: str
    minutes: int
    pause: int
    begins: int
    starts_at: datetime | None


@dataclass(frozen=True)
class Shown:
    """An order as the page shows it.

    waited: the minutes that everybody waits, together; pauses: of every row.
    """

    key: str
    title: str
    rows: tuple[Row, ...]
    waited: int
    is_present: bool


@dataclass(frozen=True)
class Waiter:
    """Somebody who is asked: their seats, and the minutes they wait in every order shown."""

    name: str
    seats: str
    minutes: tuple[int, ...]


@dataclass(frozen=True)
class OrderPage:
    """The orders of one conference."""

    conference: Conference
    ordering: Ordering

    @property
    def heading(self) -> str:
        """What the conference is called."""
        aliases = [item.case.alias for item in self.ordering.items]
        return conference_page.heading(self.conference.kind, aliases)

    @property
    def has_best(self) -> bool:
        """True when an order is known that keeps everything that is fixed."""
        return self.ordering.best is not None

    @property
    def is_proven(self) -> bool:
        """True when no order is better than the one proposed."""
        return self.ordering.best is not None and self.ordering.best.is_proven

    @property
    def is_best_already(self) -> bool:
        """True when the agenda has the proposed order."""
        return self.has_best and self.plans[0][2] == self.ordering.present

    @property
    def most_proven(self) -> int:
        """Up to how many cases every order is weighed."""
        return MOST_PROVEN

    @cached_property
    def plans(self) -> list[tuple[str, str, Plan]]:
        """The orders to compare, with their keys and titles: the proposed one first."""
        ordering = self.ordering
        best, earlier = ordering.best, ordering.earlier
        plans = [
            (BEST, gettext("Voorstel"), best.plan if best else None),
            (PRESENT, gettext("Nu"), ordering.present),
            (EARLIER, gettext("Vorige volgorde"), earlier),
            (INTAKE, gettext("Volgorde van aanmelding"), ordering.intake),
        ]
        return [(key, title, plan) for key, title, plan in plans if plan]

    @cached_property
    def shown(self) -> list[Shown]:
        """The orders as they are shown."""
        return [self._shown(*plan) for plan in self.plans]

    @cached_property
    def waiters(self) -> list[Waiter]:
        """Everybody who is asked, in the order of the table, and how long they wait."""
        ordering = self.ordering
        waits = [waiting.waits(ordering.sitting, plan) for *_, plan in self.plans]
        names = _names(ordering.people)
        return [
            Waiter(
                names[person_id],
                self._seats(ordering.domains.get(person_id, ())),
                tuple(minutes[number] for minutes in waits),
            )
            for number, person_id in enumerate(ordering.people)
        ]

    def _shown(self, key: str, title: str, plan: Plan) -> Shown:
        sitting, items = self.ordering.sitting, self.ordering.items
        begins = waiting.starts(sitting, plan)
        rows = tuple(
            Row(
                items[number].id,
                items[number].case.alias,
                sitting.items[number].minutes,
                pause,
                begins[number],
                self._instant(begins[number]),
            )
            for number, pause in zip(*plan, strict=True)
        )
        waited = sum(waiting.waits(sitting, plan))
        return Shown(key, title, rows, waited, plan == self.ordering.present)

    def _instant(self, minute: int) -> datetime | None:
        starts_at = self.conference.starts_at
        return starts_at + timedelta(minutes=minute) if starts_at else None

    def _seats(self, domains: Sequence[SeatDomain]) -> str:
        named = [words.word(domain) for domain in domains]
        return ", ".join(named) or gettext("Voorzitter")


def of(conference: Conference) -> OrderPage:
    """Return the page of a conference; the caller loaded it through the guard."""
    settings: Settings = current_app.extensions["mdt.settings"]
    weights = Weights(*settings.weights)
    return OrderPage(conference, order.of(get_session(), conference, weights))


def _names(people: Sequence[UUID]) -> dict[UUID, str]:
    rows = get_session().execute(
        select(col(Person.id), col(Person.name)).where(col(Person.id).in_(people))
    )
    return {row.id: row.name for row in rows}
