"""Standing tables: default seats, which of them count for quorum, and the legal regime."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, delete, func, select

from mdt import events
from mdt.directory import claiming, people
from mdt.errors import N_, DomainError
from mdt.models import (
    Membership,
    Organisation,
    Panel,
    PanelDeputy,
    PanelSeat,
    Person,
    Regime,
    Region,
    SeatDomain,
    SeatFill,
)


class PanelNameTaken(DomainError):
    """Two standing tables of a region would have the same name."""

    text = N_("Er is al een tafel met de naam %(name)s.")


class NotOfThisRegion(DomainError):
    """A holder or deputy serves no organisation of the table's region."""

    text = N_("%(name)s werkt niet in deze regio.")


class BringsSomethingElse(DomainError):
    """The organisation of a default seat does not bring its domain, or is of another region."""

    text = N_("Deze organisatie hoort niet bij deze stoel.")


def set_up(
    session: Session,
    region: Region,
    name: str,
    regime: Regime,
    minutes: int,
    *,
    by: Person | None,
    now: datetime,
) -> Panel:
    """Return a new standing table without seats. Raises PanelNameTaken."""
    _require_free(session, region.id, name)
    panel = Panel(region_id=region.id, name=name, regime=regime, minutes=minutes)
    session.add(panel)
    _record(session, panel.id, by, now)
    return panel


def change(
    session: Session,
    panel: Panel,
    *,
    name: str,
    regime: Regime,
    minutes: int,
    is_active: bool,
    version: int,
    by: Person,
    now: datetime,
) -> None:
    """Change a table; conferences that were made from it stay as they are.

    Raises StaleVersion, PanelNameTaken.
    """
    claiming.claim(session, panel, version)
    _require_free(session, panel.region_id, name, but=panel.id)
    panel.name, panel.regime, panel.minutes = name, regime, minutes
    panel.is_active = is_active
    panel.version += 1
    _record(session, panel.id, by, now)


def add_seat(
    session: Session,
    panel: Panel,
    domain: SeatDomain,
    *,
    organisation: Organisation | None = None,
    required: bool,
    quorum: bool,
    holder: Person | None = None,
    deputies: Sequence[Person] = (),
    fill: SeatFill = SeatFill.PERSON,
    by: Person | None,
    now: datetime,
) -> PanelSeat:
    """Return a new last seat; of organisation alone, if one is named.

    Raises BringsSomethingElse, and NotOfThisRegion for a holder or deputy from elsewhere.
    """
    _require_brings(panel, domain, organisation)
    _require_here(session, panel, [*([holder] if holder else []), *deputies])
    seat = PanelSeat(
        panel_id=panel.id,
        domain=domain,
        organisation_id=organisation.id if organisation else None,
        required=required,
        quorum=quorum,
        fill=fill,
        holder_id=_holder_of(fill, holder),
        position=_last_position(session, panel) + 1,
    )
    session.add(seat)
    session.flush()
    _set_deputies(session, seat, deputies)
    _record(session, seat.id, by, now)
    return seat


def change_seat(
    session: Session,
    seat: PanelSeat,
    *,
    organisation: Organisation | None = None,
    required: bool,
    quorum: bool,
    holder: Person | None,
    deputies: Sequence[Person],
    fill: SeatFill = SeatFill.PERSON,
    version: int,
    by: Person,
    now: datetime,
) -> None:
    """Refill a seat.

    Raises StaleVersion, BringsSomethingElse, and NotOfThisRegion for a holder or deputy from
    elsewhere.
    """
    claiming.claim(session, seat, version)
    panel = session.get_one(Panel, seat.panel_id)
    _require_brings(panel, seat.domain, organisation)
    _require_here(session, panel, [*([holder] if holder else []), *deputies])
    seat.organisation_id = organisation.id if organisation else None
    seat.required, seat.quorum = required, quorum
    seat.fill, seat.holder_id = fill, _holder_of(fill, holder)
    seat.version += 1
    _set_deputies(session, seat, deputies)
    _record(session, seat.id, by, now)


def remove_seat(session: Session, seat: PanelSeat, *, by: Person, now: datetime) -> None:
    """Take a default seat away; conferences that were made from it keep theirs."""
    _set_deputies(session, seat, ())
    session.delete(seat)
    _record(session, seat.id, by, now)


def deputies_of(session: Session, seat: PanelSeat) -> list[Person]:
    """Return the deputies of a seat in their order."""
    rows = session.exec(
        select(Person)
        .join(PanelDeputy, col(PanelDeputy.person_id) == Person.id)
        .where(PanelDeputy.panel_seat_id == seat.id)
        .order_by(col(PanelDeputy.rank))
    )
    return list(rows)


def organisations(session: Session, panel: Panel, domain: SeatDomain | None) -> list[Organisation]:
    """Return which organisations of the region can fill a seat of the domain, or of any."""
    query = select(Organisation).where(
        Organisation.region_id == panel.region_id, col(Organisation.is_active)
    )
    if domain is not None:
        query = query.where(Organisation.domain == domain)
    return list(session.exec(query.order_by(Organisation.name)))


def near(session: Session, seat: PanelSeat, *, now: datetime) -> frozenset[UUID]:
    """Return who serves the seat's organisation now; without one, who serves its domain."""
    own = (
        col(Organisation.id) == seat.organisation_id
        if seat.organisation_id
        else col(Organisation.domain) == seat.domain
    )
    return frozenset(
        session.exec(
            select(Membership.person_id)
            .join(Organisation, col(Organisation.id) == Membership.organisation_id)
            .where(own, people.runs(now))
        )
    )


def _holder_of(fill: SeatFill, holder: Person | None) -> UUID | None:
    """Return who holds a default seat: nobody does when it is filled out of a pool."""
    return holder.id if holder and fill is SeatFill.PERSON else None


def _set_deputies(session: Session, seat: PanelSeat, deputies: Sequence[Person]) -> None:
    session.exec(delete(PanelDeputy).where(col(PanelDeputy.panel_seat_id) == seat.id))
    session.add_all(
        PanelDeputy(panel_seat_id=seat.id, person_id=person_id, rank=rank)
        for rank, person_id in enumerate(dict.fromkeys(person.id for person in deputies))
        if person_id != seat.holder_id
    )


def _require_brings(panel: Panel, domain: SeatDomain, organisation: Organisation | None) -> None:
    if organisation and (organisation.region_id, organisation.domain) != (panel.region_id, domain):
        raise BringsSomethingElse


def _require_here(session: Session, panel: Panel, people: Sequence[Person]) -> None:
    here = set(
        session.exec(
            select(Membership.person_id)
            .join(Organisation, col(Organisation.id) == Membership.organisation_id)
            .where(Organisation.region_id == panel.region_id)
        )
    )
    for person in people:
        if person.id not in here:
            raise NotOfThisRegion(name=person.name)


def _last_position(session: Session, panel: Panel) -> int:
    positions = select(PanelSeat.position).where(PanelSeat.panel_id == panel.id)
    return max(session.exec(positions), default=-1)


def _require_free(session: Session, region_id: UUID, name: str, *, but: UUID | None = None) -> None:
    query = select(Panel).where(
        Panel.region_id == region_id, func.lower(col(Panel.name)) == name.lower()
    )
    taken = session.exec(query).first()
    if taken and taken.id != but:
        raise PanelNameTaken(name=name)


def _record(session: Session, subject_id: UUID, by: Person | None, now: datetime) -> None:
    events.record(
        session,
        events.OrganisationChanged(at=now, actor_id=by.id if by else None, subject_id=subject_id),
    )
