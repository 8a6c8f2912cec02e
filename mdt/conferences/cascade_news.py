"""Tell the coordinator that nobody is left to ask for a seat, by mail without content."""

from sqlmodel import Session

from mdt.conferences import sought
from mdt.events import Event
from mdt.models import Cascade, Conference, MessageKind, OutboxMessage, Person
from mdt.outbox import queue


def tell_coordinator(session: Session, event: Event) -> None:
    """React to a search in which nobody is left; one word for each round of asking."""
    row = session.get_one(Cascade, event.subject_id)
    conference = session.get_one(Conference, row.conference_id)
    coordinator = session.get_one(Person, conference.coordinator_id)
    queue.owe(
        session,
        OutboxMessage(
            kind=MessageKind.SEAT,
            dedupe=f"seat:{row.id}:{len(sought.asks_of(session, row))}",
            person_id=coordinator.id,
            message_id=queue.new_message_id(session),
            language=coordinator.language,
            stamped_at=event.at,
            created_at=event.at,
            due_at=event.at,
        ),
    )
