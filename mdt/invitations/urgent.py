"""Tell people of an emergency by text message too: it cannot wait until they open their mail.

At any hour, unlike a reminder. It says that there is a question and where to look; the question
itself is in the mail.
"""

from datetime import datetime

from sqlmodel import Session

from mdt.models import (
    Conference,
    ConferenceKind,
    Invitation,
    MessageKind,
    OutboxChannel,
    OutboxMessage,
    Person,
)
from mdt.outbox import numbers, queue


def tell(
    session: Session, invitation: Invitation, conference: Conference, *, now: datetime
) -> None:
    """Owe a text message beside the mail, where an answer is wanted and a number is known."""
    person = session.get_one(Person, invitation.person_id)
    if conference.kind is not ConferenceKind.EMERGENCY or invitation.reply is not None:
        return
    if not (queue.terms(session).can_text and numbers.of(person, invitation)):
        return
    queue.owe(
        session,
        OutboxMessage(
            kind=MessageKind.URGENT,
            channel=OutboxChannel.TEXT,
            dedupe=f"{_thing(invitation)}:{invitation.sequence}",
            person_id=person.id,
            conference_id=conference.id,
            invitation_id=invitation.id,
            message_id=queue.new_message_id(session),
            language=person.language,
            uid=_thing(invitation),
            sequence=invitation.sequence,
            stamped_at=invitation.stamped_at,
            ends_at=invitation.ends_at,
            created_at=now,
            due_at=now,
        ),
    )


def drop(session: Session, invitation: Invitation) -> None:
    """Let go of a text message that has not left: nobody is asked any more."""
    queue.drop(session, uid=_thing(invitation), person_id=invitation.person_id)


def _thing(invitation: Invitation) -> str:
    return f"urgent:{invitation.id}"
