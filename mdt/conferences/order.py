"""In which order the cases of a sitting can be taken, and who waits how long in each.

Source: scheduling.md 4.2; the weights are the installation's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session, col, select

from mdt.conferences import spans, timetable
from mdt.conferences.timetable import Timetable
from mdt.models import AgendaBreak, AgendaItem, Case, Conference, SeatDomain
from mdt.scheduling import agenda_order, waiting
from mdt.scheduling.agenda_order import Proposal
from mdt.scheduling.waiting import Break, Guest, Item, Plan, Sitting

SPECIALISTS = frozenset(
    {
        SeatDomain.FORENSIC,
        SeatDomain.FORENSIC_CLINIC,
        SeatDomain.GGZ,
        SeatDomain.MEDICAL,
        SeatDomain.RVDK,
        SeatDomain.VLAW,
    }
)
"""Domains whose people are few and sit at many tables."""


class Weights(NamedTuple):
    """How much a minute of somebody's waiting weighs."""

    judge: int = 10
    prosecutor: int = 5
    specialist: int = 3
    other: int = 1

    def of(self, domain: SeatDomain) -> int:
        """Return the weight of whoever holds a seat of the domain."""
        if domain is SeatDomain.JUDICIARY:
            return self.judge
        if domain is SeatDomain.OM:
            return self.prosecutor
        return self.specialist if domain in SPECIALISTS else self.other

    def scarcity(self, domain: SeatDomain | None) -> int:
        """Return the same for people who are few, and 0 for everybody else; None: the chair."""
        weight = self.of(domain) if domain else self.other
        return weight if weight > self.other else 0


USUAL = Weights()


@dataclass(frozen=True)
class Ordering:
    """A sitting to put in order; cases and people in the order of sitting.items and .guests.

    received: the cases by when they were opened.
    """

    items: tuple[AgendaItem, ...]
    people: tuple[UUID, ...]
    domains: Mapping[UUID, Sequence[SeatDomain]]
    sitting: Sitting
    received: tuple[int, ...]

    @property
    def present(self) -> Plan:
        """The order as it is now, with its pauses."""
        return Plan(tuple(range(len(self.items))), tuple(item.pause_minutes for item in self.items))

    @property
    def intake(self) -> Plan:
        """The order in which the cases came in; without pauses when it does not fit with them."""
        fitting = waiting.timed(self.sitting, self.received)
        return fitting or Plan(self.received, (0,) * len(self.items))

    @property
    def earlier(self) -> Plan | None:
        """The order before the last one was taken; None when there is none of these cases."""
        places = {item.earlier_position: n for n, item in enumerate(self.items)}
        if set(places) != set(range(len(self.items))):
            return None
        order = tuple(places[place] for place in range(len(self.items)))
        return Plan(order, tuple(self.items[n].earlier_pause_minutes for n in order))

    @cached_property
    def best(self) -> Proposal | None:
        """The order in which everyone waits least; None when none is known to fit."""
        return agenda_order.best(self.sitting)


def of(session: Session, conference: Conference, weights: Weights) -> Ordering:
    """Return the conference's cases and people, as a sitting to put in order."""
    table = timetable.of(session, conference)
    items = session.exec(
        select(AgendaItem)
        .where(AgendaItem.conference_id == conference.id)
        .order_by(col(AgendaItem.position))
    ).all()
    domains = _domains(table)
    people = tuple(table.people)
    guests = [_guest(table, person_id, domains, weights) for person_id in people]
    wanted = tuple(
        Item(item.length, row.pinned_place, row.earliest_minutes, row.latest_minutes)
        for item, row in zip(table.items, items, strict=True)
    )
    breaks = tuple(
        Break(one.minutes, one.earliest_minutes, one.latest_minutes)
        for one in breaks_of(session, conference)
    )
    return Ordering(
        items=tuple(items),
        people=people,
        domains=domains,
        sitting=Sitting(wanted, tuple(guests), breaks),
        received=_received(session, items),
    )


def breaks_of(session: Session, conference: Conference) -> list[AgendaBreak]:
    """Return the breaks that are wanted, in the order in which they are taken."""
    return list(
        session.exec(
            select(AgendaBreak)
            .where(AgendaBreak.conference_id == conference.id)
            .order_by(col(AgendaBreak.earliest_minutes), col(AgendaBreak.latest_minutes))
        )
    )


def _guest(
    table: Timetable,
    person_id: UUID,
    domains: Mapping[UUID, Sequence[SeatDomain]],
    weights: Weights,
) -> Guest:
    stays: dict[int, tuple[int, int]] = {}
    numbers = {item.key: number for number, item in enumerate(table.items)}
    for seat in table.people[person_id]:
        number = numbers[seat.item]
        item = table.items[number]
        start, end = (minute - item.pause for minute in spans.minutes([item], [seat]))
        since, until = stays.get(number, (start, end))
        stays[number] = (min(since, start), max(until, end))
    held = domains.get(person_id, ())
    return Guest(max((weights.of(domain) for domain in held), default=weights.other), stays)


def _domains(table: Timetable) -> dict[UUID, list[SeatDomain]]:
    """Return the domains of everybody's seats, each once."""
    found: dict[UUID, list[SeatDomain]] = {}
    for seat in table.seats:
        if seat.holder_id:
            held = found.setdefault(seat.holder_id, [])
            if seat.domain not in held:
                held.append(seat.domain)
    return found


def _received(session: Session, items: Sequence[AgendaItem]) -> tuple[int, ...]:
    keys = [item.case_id for item in items]
    rows = session.exec(select(Case.id, Case.opened_at).where(col(Case.id).in_(keys)))
    opened = dict(rows.all())
    return tuple(sorted(range(len(items)), key=lambda number: (opened[keys[number]], number)))
