"""Tell the coordinator that a link was shut after five wrong codes, by mail without content.

Until they replace it, whoever got it can neither answer nor come in; somebody may have been
guessing. An invitation and a question when one can have such a link.

Source: model.md, decided (a link's GET); security.md 4 (five tries).
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from mdt.access import walls
from mdt.identity.answer_links import Linked
from mdt.models import Conference, MessageKind, OutboxMessage, Person
from mdt.outbox import queue


def tell_coordinator(session: Session, conference_id: UUID, link: Linked, *, now: datetime) -> None:
    """Owe one mail for each link, none through a wall."""
    conference = session.get_one(Conference, conference_id)
    coordinator = session.get_one(Person, conference.coordinator_id)
    if walls.silences(session, conference.id, coordinator.id):
        return
    queue.owe(
        session,
        OutboxMessage(
            kind=MessageKind.LINK,
            dedupe=f"link:{link.id}:{link.public_key}",
            person_id=coordinator.id,
            conference_id=conference.id,
            message_id=queue.new_message_id(session),
            language=coordinator.language,
            stamped_at=now,
            created_at=now,
            due_at=now,
        ),
    )
