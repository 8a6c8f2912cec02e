"""Whoever a wall keeps out of a case leaves its tables: seats, deputies, the chair.

One reaction to everything that can bring somebody and a walled case together: a wall is set, a
case comes onto an agenda, somebody joins an organisation. Their seats are left to whoever takes
over (scenarios.md, scenario 2, 16:05).
"""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import Session, col, select

from mdt import events
from mdt.access import walls
from mdt.access.walls import Shut
from mdt.events import Event
from mdt.models import AgendaItem, Conference, ConferenceState, Seat, SeatFill

GOING_ON = (ConferenceState.DRAFT, ConferenceState.CONVENED, ConferenceState.IN_SESSION)


def leave(session: Session, event: Event) -> None:
    """Empty the places of everybody who may not know of a case that the event is about."""
    left: list[Seat] = []
    for case_id, shut in walls.shut(session, cases(session, event)).items():
        _leave_to_lead(session, case_id, shut, event)
        left += [seat for seat in _seats(session, case_id) if _leave_seat(session, seat, shut)]
    for seat in left:
        _record(session, seat, event)


def cases(session: Session, event: Event) -> Collection[UUID]:
    """Return the cases that the event may have brought together with somebody behind a wall."""
    if event.case_id:
        return {event.case_id}
    if event.conference_id:
        items = select(AgendaItem.case_id).where(AgendaItem.conference_id == event.conference_id)
        return set(session.exec(items))
    return walls.cases(session, event.subject_id) if event.subject_id else set()


def _seats(session: Session, case_id: UUID) -> list[Seat]:
    rows = (
        select(Seat)
        .join(AgendaItem, col(AgendaItem.id) == Seat.item_id)
        .join(Conference, col(Conference.id) == AgendaItem.conference_id)
        .where(Seat.case_id == case_id, col(Conference.state).in_(GOING_ON))
    )
    return list(session.exec(rows))


def _leave_seat(session: Session, seat: Seat, shut: Shut) -> bool:
    """Empty the seat of whom the case is shut to; tell whether anything changed."""
    before = (seat.holder_id, seat.organisation_id, len(seat.deputies))
    for deputy in [one for one in seat.deputies if one.person_id in shut.people]:
        seat.deputies.remove(deputy)
        session.delete(deputy)
    if seat.holder_id in shut.people:
        seat.holder_id = None
    if seat.organisation_id in shut.organisations:
        seat.organisation_id, seat.fill = None, SeatFill.ORGANISATION
    session.flush()
    return before != (seat.holder_id, seat.organisation_id, len(seat.deputies))


def _leave_to_lead(session: Session, case_id: UUID, shut: Shut, event: Event) -> None:
    """Let nobody behind the wall chair or organise a sitting about the case.

    Whoever did what led to it organises it from then on.
    """
    rows = session.exec(
        select(Conference)
        .join(AgendaItem, col(AgendaItem.conference_id) == Conference.id)
        .where(AgendaItem.case_id == case_id, col(Conference.state).in_(GOING_ON))
    )
    for conference in rows:
        if conference.chair_id in shut.people:
            conference.chair_id = None
        if conference.coordinator_id in shut.people and event.actor_id not in shut.people:
            conference.coordinator_id = event.actor_id or conference.coordinator_id
        session.add(conference)
    session.flush()


def _record(session: Session, seat: Seat, event: Event) -> None:
    events.record(
        session,
        events.SeatsChanged(
            at=event.at,
            actor_id=event.actor_id,
            case_id=seat.case_id,
            conference_id=seat.item.conference_id,
            subject_id=seat.id,
        ),
    )
