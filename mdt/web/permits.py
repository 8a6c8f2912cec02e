"""Which rule of the policy answers for which table: what a page wants to load, or to offer."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session, SQLModel

from mdt.access import documents, guard, stand_ins
from mdt.access.actor import Actor
from mdt.access.policy import Action
from mdt.models import (
    AgendaItem,
    BusySource,
    Case,
    Conference,
    Document,
    EmergencyAccess,
    IncomingMail,
    Invitation,
    MailDomain,
    OneTimeLink,
    OutboxMessage,
    Passkey,
    Person,
    PollPerson,
    SafetyAction,
    SealedValue,
    WebSession,
)


def row(session: Session, who: Actor, action: Action, row: SQLModel) -> bool:
    """Tell whether who may do the action with a row; a wall is above whatever gives it.

    What a wall shuts is asked the rest as well: a refusal that is quicker tells of the wall.
    """
    is_shut = guard.is_walled(session, who, row)
    permits = next((one for kind, one in _PERMITS.items() if isinstance(row, kind)), _by_key)
    return permits(session, who, action, row) and not is_shut


def _own(
    _: Session,
    who: Actor,
    __: Action,
    row: BusySource | Invitation | Passkey | PollPerson | WebSession,
) -> bool:
    return row.person_id == who.id


def _link(session: Session, who: Actor, action: Action, row: OneTimeLink) -> bool:
    return guard.permits_person(
        session, who, action, stand_ins.found(session, Person, row.person_id)
    )


def _mail(_: Session, who: Actor, __: Action, row: IncomingMail) -> bool:
    """Mail of a conference is for who arranges it; what belongs to nothing may be sorted."""
    if row.region_id is None:
        return guard.permits_anywhere(who, Action.INCOMING_SORT)
    return guard.permits_in(who, Action.INCOMING_CHECK, row.region_id)


def _message(session: Session, who: Actor, action: Action, row: OutboxMessage) -> bool:
    key = row.conference_id or stand_ins.NOWHERE
    conference = stand_ins.found(session, Conference, key)
    person = stand_ins.of(Person, row.person_id)  # only their key is asked about
    is_theirs = guard.permits_person(session, who, action, person)
    return is_theirs or guard.permits_in(who, action, conference.region_id)


def _domain(_: Session, who: Actor, action: Action, __: MailDomain) -> bool:
    """Tell whether the actor may so anywhere: a mail domain is of the whole installation."""
    return guard.permits_anywhere(who, action)


_PERMITS: dict[type[SQLModel], Callable[[Session, Actor, Action, Any], bool]] = {
    AgendaItem: guard.permits_item,
    Case: guard.permits_case,
    Conference: guard.permits_conference,
    BusySource: _own,
    Document: documents.permits,
    EmergencyAccess: guard.permits_emergency,
    Invitation: _own,
    MailDomain: _domain,
    OneTimeLink: _link,
    IncomingMail: _mail,
    OutboxMessage: _message,
    Passkey: _own,
    Person: guard.permits_person,
    PollPerson: _own,
    SafetyAction: guard.permits_action,
    SealedValue: guard.permits_sealed,
    WebSession: _own,
}


def _by_key(session: Session, who: Actor, action: Action, row: SQLModel) -> bool:
    if case_id := getattr(row, "case_id", None):
        return guard.permits_case(session, who, action, stand_ins.case(session, case_id))
    region_id = getattr(row, "region_id", None)
    return region_id is not None and guard.permits_in(who, action, region_id)
