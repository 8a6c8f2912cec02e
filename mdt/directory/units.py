"""Units of an organisation: the smallest part of it that a wall can name.

Callers have checked permission and own the transaction.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from mdt import events
from mdt.directory import claiming
from mdt.directory.regions import NameTaken
from mdt.models import Organisation, Person, Unit


def add(
    session: Session, organisation: Organisation, name: str, *, by: Person | None, now: datetime
) -> Unit:
    """Return a new unit of the organisation. Raises NameTaken."""
    _require_free(session, organisation.id, name)
    unit = Unit(organisation_id=organisation.id, name=name)
    session.add(unit)
    _record(session, unit, by, now)
    return unit


def change(
    session: Session,
    unit: Unit,
    *,
    name: str,
    is_active: bool,
    version: int,
    by: Person,
    now: datetime,
) -> None:
    """Rename a unit, or take it in or out of use. Raises StaleVersion, NameTaken.

    Who belongs to it still does, and walls around it stand, whether it is in use or not.
    """
    claiming.claim(session, unit, version)
    _require_free(session, unit.organisation_id, name, but=unit.id)
    unit.name, unit.is_active = name, is_active
    unit.version += 1
    _record(session, unit, by, now)


def of(session: Session, organisation_id: UUID) -> Sequence[Unit]:
    """Return the units of the organisation, those in use first, by name."""
    query = select(Unit).where(Unit.organisation_id == organisation_id)
    return session.exec(query.order_by(col(Unit.is_active).desc(), Unit.name)).all()


def _require_free(
    session: Session, organisation_id: UUID, name: str, *, but: UUID | None = None
) -> None:
    query = select(Unit.id).where(
        Unit.organisation_id == organisation_id, func.lower(col(Unit.name)) == name.lower()
    )
    taken = session.exec(query).first()
    if taken and taken != but:
        raise NameTaken(name=name)


def _record(session: Session, unit: Unit, by: Person | None, now: datetime) -> None:
    events.record(
        session,
        events.OrganisationChanged(
            at=now, actor_id=by.id if by else None, subject_id=unit.organisation_id
        ),
    )
