"""Tell the coordinator that nobody is left to ask for a seat, by mail without content."""

from sqlmodel import Session, col, select

from mdt.conferences import sought
from mdt.events import Event
from mdt.models import WAITING, Cascade, Conference, MessageKind, OutboxMessage, Person
from mdt.outbox import queue


def tell_coordinator(session: Session, event: Event) -> None:
    """React to a search in which nobody is left; one word for each round of asking.

    While a word of the same conference still waits, that one will do for both.
    """
    row = session.get_one(Cascade, event.subject_id)
    conference = session.get_one(Conference, row.conference_id)
    if _is_owed(session, conference):
        return
    coordinator = session.get_one(Person, conference.coordinator_id)
    queue.owe(
        session,
        OutboxMessage(
            kind=MessageKind.SEAT,
            dedupe=f"seat:{row.id}:{len(sought.asks_of(session, row))}",
            person_id=coordinator.id,
            conference_id=conference.id,
            message_id=queue.new_message_id(session),
            language=coordinator.language,
            stamped_at=event.at,
            created_at=event.at,
            due_at=event.at,
        ),
    )


def _is_owed(session: Session, conference: Conference) -> bool:
    query = select(OutboxMessage.id).where(
        OutboxMessage.conference_id == conference.id,
        OutboxMessage.kind == MessageKind.SEAT,
        col(OutboxMessage.state).in_(WAITING),
    )
    return session.exec(query).first() is not None
