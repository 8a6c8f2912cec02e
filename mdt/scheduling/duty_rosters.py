"""Duty rosters as rows: set up, change, differ from for once, swap, and read as shifts.

Callers have checked permission and own the transaction.

Source: scheduling.md 4.1 (whoever is on duty); model.md, idea 2.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlmodel import Session, col, delete, select

from mdt import events
from mdt.directory import claiming
from mdt.errors import N_, DomainError
from mdt.models import (
    DutyPeriod,
    DutyRoster,
    DutyShift,
    DutyTurn,
    Organisation,
    Person,
    SeatDomain,
)
from mdt.scheduling import duty, duty_cover, local_time
from mdt.scheduling.duty import Rhythm, Shift

AHEAD = timedelta(weeks=6)
"""How far ahead one looks."""


class RosterThere(DomainError):
    """The organisation has a roster for this domain and this part of the day already."""

    text = N_("Er is al een rooster van deze organisatie voor dit deel van de dag.")


class NotOfTheOrganisation(DomainError):
    """Who would be on duty does not work at the organisation."""

    text = N_("%(name)s werkt niet bij deze organisatie.")


class ShiftBackwards(DomainError):
    """A shift would end before it starts, or is over already."""

    text = N_("Het einde moet na het begin liggen, en nog komen.")


class SwapOfNothing(DomainError):
    """Two shifts of different people are needed to swap."""

    text = N_("Kies twee diensten van verschillende mensen.")


class ShiftBegun(DomainError):
    """A shift of a swap runs, or is over: who was on duty stays who was on duty."""

    text = N_("Deze dienst is al begonnen. Ruil een dienst die nog komt, of noteer iemand anders.")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The rhythm of a roster: see DutyRoster. people: in the order of their weeks."""

    first_on: date
    hands_over: time
    hours: tuple[time, time] | None
    people: Sequence[UUID]


def set_up(
    session: Session,
    organisation: Organisation,
    domain: SeatDomain,
    period: DutyPeriod,
    terms: Terms,
    *,
    by: Person,
    now: datetime,
) -> DutyRoster:
    """Return a new roster. Raises RosterThere, NotOfTheOrganisation."""
    same = select(DutyRoster.id).where(
        DutyRoster.organisation_id == organisation.id,
        DutyRoster.domain == domain,
        DutyRoster.period == period,
    )
    if session.exec(same).first():
        raise RosterThere
    _require_members(session, organisation.id, terms.people, now=now)
    roster = DutyRoster(
        region_id=organisation.region_id,
        organisation_id=organisation.id,
        domain=domain,
        period=period,
        first_on=terms.first_on,
        hands_over=terms.hands_over,
    )
    session.add(roster)
    session.flush()
    _set(session, roster, terms)
    _record(session, roster, by, now)
    return roster


def change(
    session: Session, roster: DutyRoster, terms: Terms, *, version: int, by: Person, now: datetime
) -> None:
    """Give the roster another rhythm; what differs from it stays.

    Raises StaleVersion, NotOfTheOrganisation.
    """
    claiming.claim(session, roster, version)
    _require_members(session, roster.organisation_id, terms.people, now=now)
    _set(session, roster, terms)
    _record(session, roster, by, now)


def note(
    session: Session, roster: DutyRoster, shift: Shift, *, version: int, by: Person, now: datetime
) -> DutyShift:
    """Note that for once somebody else is on duty, or nobody.

    Raises StaleVersion, ShiftBackwards, NotOfTheOrganisation.
    """
    claiming.claim(session, roster, version)
    if shift.ends_at <= max(shift.starts_at, now):
        raise ShiftBackwards
    if shift.person:
        _require_members(session, roster.organisation_id, [shift.person], now=now)
    row = _note(session, roster, shift, now)
    _record(session, roster, by, now)
    return row


def swap(
    session: Session,
    roster: DutyRoster,
    one: datetime,
    other: datetime,
    *,
    version: int,
    by: Person,
    now: datetime,
) -> None:
    """Let the people of two stretches that begin at these instants take each other's.

    Raises StaleVersion, for a swap of what was swapped already would undo it; ShiftBegun;
    SwapOfNothing when these are not two shifts of different people.
    """
    claiming.claim(session, roster, version)
    if min(one, other) <= now:
        raise ShiftBegun
    by_start = {
        shift.starts_at: shift
        for shift in ahead(session, [roster], now=now)[roster.id]
        if shift.person
    }
    first, second = by_start.get(one), by_start.get(other)
    if not first or not second or first.person == second.person:
        raise SwapOfNothing
    _note(session, roster, first._replace(person=second.person), now)
    _note(session, roster, second._replace(person=first.person), now)
    _record(session, roster, by, now)


def undo(session: Session, row: DutyShift, *, by: Person, now: datetime) -> None:
    """Take away what differed from the rhythm."""
    roster = session.get_one(DutyRoster, row.roster_id)
    session.delete(row)
    _record(session, roster, by, now)


def turns(session: Session, rosters: Iterable[DutyRoster]) -> dict[UUID, list[UUID]]:
    """Return the rota of each roster: people in the order of their weeks."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    rows = session.exec(
        select(DutyTurn)
        .where(col(DutyTurn.roster_id).in_([roster.id for roster in rosters]))
        .order_by(col(DutyTurn.position))
    )
    for row in rows:
        found[row.roster_id].append(row.person_id)
    return found


def exceptions(
    session: Session, rosters: Iterable[DutyRoster], start: datetime, end: datetime
) -> dict[UUID, list[DutyShift]]:
    """Return what differs from each rhythm between two instants, in the order it was noted."""
    found: dict[UUID, list[DutyShift]] = defaultdict(list)
    rows = session.exec(
        select(DutyShift)
        .where(
            col(DutyShift.roster_id).in_([roster.id for roster in rosters]),
            col(DutyShift.starts_at) < end,
            col(DutyShift.ends_at) > start,
        )
        .order_by(col(DutyShift.noted_at), col(DutyShift.starts_at))
    )
    for row in rows:
        found[row.roster_id].append(row)
    return found


def of(
    session: Session, rosters: Sequence[DutyRoster], start: datetime, end: datetime
) -> dict[UUID, list[Shift]]:
    """Return who is on duty in each roster between two instants, with two queries."""
    if not rosters:
        return {}
    rotas, differing = turns(session, rosters), exceptions(session, rosters, start, end)
    return {
        roster.id: duty.shifts(
            rhythm_of(roster, rotas.get(roster.id, ())),
            [Shift(row.starts_at, row.ends_at, row.person_id) for row in differing[roster.id]],
            start,
            end,
        )
        for roster in rosters
    }


def ahead(
    session: Session, rosters: Sequence[DutyRoster], *, now: datetime
) -> dict[UUID, list[Shift]]:
    """Return the stretches from the running one on that begin in the coming weeks, by roster."""
    today = local_time.midnight(local_time.local(now).date())
    found = of(session, rosters, today - duty.WEEK, today + AHEAD + 2 * duty.WEEK)
    return {
        key: [
            one
            for one in duty.stretches(shifts)
            if one.ends_at > now and one.starts_at < today + AHEAD
        ]
        for key, shifts in found.items()
    }


def rhythm_of(roster: DutyRoster, people: Sequence[UUID]) -> Rhythm:
    """Return the roster's rhythm with this rota."""
    has_hours = roster.starts is not None and roster.ends is not None
    hours = (roster.starts, roster.ends) if has_hours else None
    return Rhythm(roster.first_on, roster.hands_over, people, hours)  # type: ignore[arg-type] # both are there


def _require_members(
    session: Session, organisation_id: UUID, people: Iterable[UUID], *, now: datetime
) -> None:
    here = {person.id for person in duty_cover.members(session, organisation_id, now=now)}
    for person_id in people:
        if person_id not in here:
            person = session.get(Person, person_id)
            raise NotOfTheOrganisation(name=person.name if person else "")


def _set(session: Session, roster: DutyRoster, terms: Terms) -> None:
    roster.first_on, roster.hands_over = terms.first_on, terms.hands_over
    roster.starts, roster.ends = terms.hours or (None, None)
    session.exec(delete(DutyTurn).where(col(DutyTurn.roster_id) == roster.id))
    session.add_all(
        DutyTurn(roster_id=roster.id, position=position, person_id=person_id)
        for position, person_id in enumerate(terms.people)
    )
    session.flush()


def _note(session: Session, roster: DutyRoster, shift: Shift, now: datetime) -> DutyShift:
    row = DutyShift(
        roster_id=roster.id,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        person_id=shift.person,
        noted_at=now,
    )
    session.add(row)
    session.flush()
    return row


def _record(session: Session, roster: DutyRoster, by: Person, now: datetime) -> None:
    roster.version += 1
    session.add(roster)
    events.record(session, events.DutyRosterChanged(at=now, actor_id=by.id, subject_id=roster.id))
