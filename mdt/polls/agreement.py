"""Convene by itself, once every seat that counts agrees on a moment and the coordinator asked so.

The verb of the life cycle decides whether it can be: an empty seat of the quorum, somebody who is
taken meanwhile or a moment after the latest keep the portal from it, and then the coordinator
chooses. Answers come one after the other (the conference is claimed), so it happens once.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from mdt.access import actor as actors
from mdt.access import guard
from mdt.access.policy import Action
from mdt.audit import chain
from mdt.audit.trail import Entry
from mdt.conferences import lifecycle, moments
from mdt.conferences.latest import Late
from mdt.conferences.moments import Terms
from mdt.errors import DomainError
from mdt.models import Conference, Person, Poll
from mdt.models.base import local_date
from mdt.polls import standing
from mdt.polls.tally import Tally
from mdt.scheduling.deadlines import Clocks

GROUND = "vanzelf bijeengeroepen: zo gevraagd, alle nodige stoelen kunnen"


def convene(session: Session, poll: Poll, *, terms: Terms, clocks: Clocks, now: datetime) -> bool:
    """Convene on the moment on which all agree; return whether that was done.

    The coordinator who asked does it, with the rights that they have now.
    """
    found = standing.of(session, poll, now=now).agreed if poll.convenes_itself else None
    if found is None or not poll.is_live:
        return False
    conference = session.get_one(Conference, poll.conference_id)
    by = session.get_one(Person, poll.asked_by_id)
    if not by.is_active or not _may_convene(session, conference, by, now):
        return False
    try:
        lifecycle.convene(
            session,
            conference,
            found.starts_at,
            minutes=poll.minutes,
            holders=holders(session, conference, found, minutes=poll.minutes, terms=terms, now=now),
            late=Late(clocks),
            by=by,
            now=now,
        )
    except DomainError:
        return False
    _note(session, conference, by, now)
    return True


def holders(
    session: Session,
    conference: Conference,
    found: Tally,
    *,
    minutes: int,
    terms: Terms,
    now: datetime,
) -> dict[UUID, UUID]:
    """Return who takes the seats that nobody holds: who said they can, else out of their pools."""
    finder = moments.finder(
        session,
        conference,
        minutes=minutes,
        until=local_date(found.starts_at),
        terms=terms,
        now=now,
    )
    return joined(finder.holders_at(found.starts_at), found, conference)


def joined(by_pool: Mapping[UUID, UUID], found: Tally, conference: Conference) -> dict[UUID, UUID]:
    """Return who takes which seat: what was answered goes before what calendars say."""
    items = {seat.id: item.id for item in conference.items for seat in item.seats}
    said = {key: person for key, person in found.takers.items() if key in items}
    taken = {(items[key], person) for key, person in said.items()}
    others = {
        key: person
        for key, person in by_pool.items()
        if key not in said and (items.get(key), person) not in taken
    }
    return {**others, **said}


def _may_convene(session: Session, conference: Conference, by: Person, now: datetime) -> bool:
    actor = actors.load(session, by, now=now)
    return guard.permits_conference(session, actor, Action.CONFERENCE_ARRANGE, conference)


def _note(session: Session, conference: Conference, by: Person, now: datetime) -> None:
    """Leave the audit row of what was done in somebody's name while they did nothing."""
    done = Entry(
        at=now,
        actor_id=by.id,
        organisation_id=None,
        roles="",
        action=Action.CONFERENCE_ARRANGE.value,
        ground=GROUND,
        subject_id=conference.id,
    )
    chain.append(session, [done])
