"""Opening a case, and changing what it is called.

Callers have checked permission and own the transaction.
"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel import Session, select

from mdt import events
from mdt.cases import closing, keepers, naming, walling
from mdt.errors import StaleVersion
from mdt.models import Case, CasePerson, Person, Regime, Region, base


class ShutTo(NamedTuple):
    """Organisations, people and units, by their keys, to whom a new case is shut."""

    organisations: Collection[UUID] = ()
    people: Collection[UUID] = ()
    units: Collection[UUID] = ()


NOBODY = ShutTo()


def open_(
    session: Session,
    region: Region,
    *,
    alias: str,
    reference: str,
    regime: Regime,
    lead: Person,
    victim_contact: Person,
    shut_to: ShutTo = NOBODY,
    by: Person,
    now: datetime,
) -> Case:
    """Return a new case with its lead and the victim's contact (model.md, always true 1).

    shut_to: who must never learn of it; the walls stand before there is any name in it.
    Raises what naming.check_alias and naming.check_reference raise, CannotKeep, and what
    walling.shut raises.
    """
    naming.lock(session, region.id)
    today = base.local_date(now)
    case = Case(
        region_id=region.id,
        alias=naming.check_alias(
            session, region.id, alias, [lead.name, victim_contact.name], today=today
        ),
        reference=naming.check_reference(session, region.id, reference, today=today),
        regime=regime,
        lead_id=lead.id,
        victim_contact_id=victim_contact.id,
        opened_at=now,
    )
    for keeper in (lead, victim_contact):
        keepers.require(session, keeper, case, now=now)
    with session.begin_nested():
        session.add(case)
        session.flush()
        events.record(session, events.CaseOpened(at=now, actor_id=by.id, case_id=case.id))
        walling.shut(
            session,
            case,
            organisations=shut_to.organisations,
            units=shut_to.units,
            people=shut_to.people,
            by=by,
            now=now,
        )
    return case


def change(
    session: Session,
    case: Case,
    *,
    alias: str,
    reference: str,
    regime: Regime,
    version: int,
    by: Person,
    now: datetime,
) -> None:
    """Give the case another alias, reference or regime; nothing happens when all are the same.

    Raises CaseIsClosed, StaleVersion, and what naming.check_alias and check_reference raise.
    """
    closing.require_open(case)
    naming.lock(session, case.region_id)
    today = base.local_date(now)
    names = names_around(session, case)
    wanted = (
        naming.check_alias(session, case.region_id, alias, names, today=today, but=case.id),
        naming.check_reference(session, case.region_id, reference, today=today, but=case.id),
        regime,
    )
    if wanted == (case.alias, case.reference, case.regime):
        return
    if case.version != version:
        raise StaleVersion
    case.alias, case.reference, case.regime = wanted
    case.version += 1
    session.add(case)
    events.record(session, events.CaseChanged(at=now, actor_id=by.id, case_id=case.id))


def names_around(session: Session, case: Case) -> list[str]:
    """Return the names of everybody in the case and of those who keep it."""
    inside = session.exec(select(CasePerson.name).where(CasePerson.case_id == case.id)).all()
    around = (session.get_one(Person, key) for key in (case.lead_id, case.victim_contact_id))
    return [*inside, *(person.name for person in around)]
