"""Which rule of the policy answers for which table: what a page wants to load, or to offer."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session, SQLModel

from mdt.access import documents, guard
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
    """Tell whether who may do the action with a row; a wall comes first."""
    if guard.is_walled(session, who, row):
        return False
    for kind, permits in _PERMITS.items():
        if isinstance(row, kind):
            return permits(session, who, action, row)
    return _by_key(session, who, action, row)


def _own(
    _: Session,
    who: Actor,
    __: Action,
    row: BusySource | Invitation | Passkey | PollPerson | WebSession,
) -> bool:
    return row.person_id == who.id


def _link(session: Session, who: Actor, action: Action, row: OneTimeLink) -> bool:
    return guard.permits_person(session, who, action, session.get_one(Person, row.person_id))


def _mail(_: Session, who: Actor, __: Action, row: IncomingMail) -> bool:
    """Mail of a conference is for who arranges it; what belongs to nothing may be sorted."""
    if row.region_id is None:
        return guard.permits_anywhere(who, Action.INCOMING_SORT)
    return guard.permits_in(who, Action.INCOMING_CHECK, row.region_id)


def _message(session: Session, who: Actor, action: Action, row: OutboxMessage) -> bool:
    conference = session.get(Conference, row.conference_id) if row.conference_id else None
    if conference and guard.permits_in(who, action, conference.region_id):
        return True
    return guard.permits_person(session, who, action, session.get_one(Person, row.person_id))


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
        return guard.permits_case(session, who, action, session.get_one(Case, case_id))
    region_id = getattr(row, "region_id", None)
    return region_id is not None and guard.permits_in(who, action, region_id)
