"""The first things somebody does here, and which of them are done: read from what there is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, exists, select
from sqlmodel import col

from mdt.access.actor import Actor
from mdt.models import Conference, Invitation, Membership, Organisation, Panel, WorkingPattern

_WHO: Any = bindparam("person_id")
_REGIONS = (
    select(col(Organisation.region_id))
    .join(Membership, col(Membership.organisation_id) == Organisation.id)
    .where(col(Membership.person_id) == _WHO)
    .scalar_subquery()
)
DONE = select(
    exists().where(col(WorkingPattern.person_id) == _WHO),
    exists().where(col(Conference.coordinator_id) == _WHO),
    exists().where(col(Invitation.person_id) == _WHO, col(Invitation.replied_at).is_not(None)),
    exists().where(col(Panel.region_id).in_(_REGIONS)),
)
"""What done() wants of a person_id; others may ask more in the same query."""


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


def done(who: Actor, row: Sequence[bool]) -> Done:
    """Return which first steps who took; row: what DONE gave."""
    hours, arranged, answered, set_up = row
    return Done(hours, bool(who.person.phone), arranged, answered, set_up)
