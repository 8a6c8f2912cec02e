"""The first things somebody does here, and which of them are done: read from what there is."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ScalarSelect, exists, select
from sqlmodel import Session, col

from mdt.access.actor import Actor
from mdt.models import Conference, Invitation, Membership, Organisation, Panel, WorkingPattern


@dataclass(frozen=True)
class Done:
    """Which first steps somebody took.

    hours: set their working hours; phone: can be called; arranged: made a conference;
    answered: answered an invitation; set_up: a region of theirs has a standing table.
    """

    hours: bool
    phone: bool
    arranged: bool
    answered: bool
    set_up: bool


def of(session: Session, who: Actor) -> Done:
    """Return which first steps who took, with one query."""
    row = session.execute(
        select(
            exists().where(col(WorkingPattern.person_id) == who.id),
            exists().where(col(Conference.coordinator_id) == who.id),
            exists().where(
                col(Invitation.person_id) == who.id, col(Invitation.replied_at).is_not(None)
            ),
            exists().where(col(Panel.region_id).in_(_regions(who))),
        )
    ).one()
    hours, arranged, answered, set_up = row
    return Done(hours, bool(who.person.phone), arranged, answered, set_up)


def _regions(who: Actor) -> ScalarSelect[UUID]:
    return (
        select(col(Organisation.region_id))
        .join(Membership, col(Membership.organisation_id) == Organisation.id)
        .where(col(Membership.person_id) == who.id)
        .scalar_subquery()
    )
