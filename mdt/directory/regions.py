"""Regions, their organisations and their rooms.

Callers have checked permission and own the transaction.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from mdt import events
from mdt.directory import claiming
from mdt.errors import N_, DomainError
from mdt.models import Organisation, Person, Region, Room, SeatDomain


class NameTaken(DomainError):
    """Two things of one kind would have the same name in one region."""

    text = N_("Er is al iets met de naam %(name)s. Kies een andere naam.")


def add_region(
    session: Session, name: str, *, parent: Region | None = None, by: Person | None, now: datetime
) -> Region:
    """Return a new region. Raises NameTaken. by is None for the first region of all."""
    if session.exec(select(Region).where(func.lower(Region.name) == name.lower())).first():
        raise NameTaken(name=name)
    region = Region(name=name, parent_id=parent.id if parent else None)
    session.add(region)
    _record(session, region.id, by, now)
    return region


def add_organisation(
    session: Session,
    region: Region,
    name: str,
    domain: SeatDomain,
    *,
    by: Person | None,
    now: datetime,
) -> Organisation:
    """Return a new organisation of the region; several may share a domain. Raises NameTaken."""
    _require_free(session, region.id, name)
    organisation = Organisation(region_id=region.id, name=name, domain=domain)
    session.add(organisation)
    _record(session, organisation.id, by, now)
    return organisation


def change_organisation(
    session: Session,
    organisation: Organisation,
    *,
    name: str,
    domain: SeatDomain,
    is_active: bool,
    version: int,
    by: Person,
    now: datetime,
) -> None:
    """Rename, re-domain, retire or revive an organisation. Raises StaleVersion, NameTaken."""
    claiming.claim(session, organisation, version)
    _require_free(session, organisation.region_id, name, but=organisation.id)
    organisation.name = name
    organisation.domain = domain
    organisation.is_active = is_active
    organisation.version += 1
    _record(session, organisation.id, by, now)


def add_room(
    session: Session, region: Region, name: str, address: str, *, by: Person | None, now: datetime
) -> Room:
    """Return a new room of the region. Raises NameTaken."""
    taken = select(Room).where(
        Room.region_id == region.id, func.lower(col(Room.name)) == name.lower()
    )
    if session.exec(taken).first():
        raise NameTaken(name=name)
    room = Room(region_id=region.id, name=name, address=address)
    session.add(room)
    _record(session, room.id, by, now)
    return room


def change_room(
    session: Session,
    room: Room,
    *,
    name: str,
    address: str,
    is_active: bool,
    version: int,
    by: Person,
    now: datetime,
) -> None:
    """Rename or move a room, or take it out of use. Raises StaleVersion, NameTaken."""
    claiming.claim(session, room, version)
    taken = select(Room).where(
        Room.region_id == room.region_id,
        func.lower(col(Room.name)) == name.lower(),
        col(Room.id) != room.id,
    )
    if session.exec(taken).first():
        raise NameTaken(name=name)
    room.name, room.address, room.is_active = name, address, is_active
    room.version += 1
    _record(session, room.id, by, now)


def _require_free(session: Session, region_id: UUID, name: str, *, but: UUID | None = None) -> None:
    query = select(Organisation).where(
        Organisation.region_id == region_id,
        func.lower(col(Organisation.name)) == name.lower(),
    )
    taken = session.exec(query).first()
    if taken and taken.id != but:
        raise NameTaken(name=name)


def _record(session: Session, subject_id: UUID, by: Person | None, now: datetime) -> None:
    events.record(
        session,
        events.OrganisationChanged(at=now, actor_id=by.id if by else None, subject_id=subject_id),
    )
