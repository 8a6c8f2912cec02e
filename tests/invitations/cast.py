"""A table to invite: a conference, its events, and how to read what is owed for it."""

from datetime import timedelta

from sqlmodel import Session, col, select

from mdt import events
from mdt.events import Event
from mdt.models import Conference, ConferenceState, Invitation, Method, OutboxMessage, Person
from tests.conftest import NOON
from tests.factories import Make

TOMORROW = NOON + timedelta(days=1)
Owed = list[tuple[Method | None, int]]


def happen(session: Session, kind: type[Event], conference: Conference, **at: timedelta) -> None:
    """Let something happen to the conference, as its verb does last."""
    session.flush()
    event = kind(
        at=NOON + at.get("after", timedelta(0)),
        actor_id=conference.coordinator_id,
        conference_id=conference.id,
    )
    events.record(session, event)


def convened(session: Session, make: Make, *people: Person) -> Conference:
    """Return a conference that was just convened with these people at its table."""
    conference = make.convened()
    for person in people:
        make.seat(conference, person)
    happen(session, events.ConferenceConvened, conference)
    return conference


def invitation_of(session: Session, person: Person) -> Invitation:
    return session.exec(select(Invitation).where(Invitation.person_id == person.id)).one()


def messages_to(session: Session, person: Person) -> list[OutboxMessage]:
    session.flush()
    session.expire_all()
    query = select(OutboxMessage).where(OutboxMessage.person_id == person.id)
    return list(session.exec(query.order_by(col(OutboxMessage.sequence))))


def owed(session: Session, person: Person) -> Owed:
    """Return method and SEQUENCE of every message that waits for this person."""
    return [
        (message.method, message.sequence)
        for message in messages_to(session, person)
        if message.state == "pending"
    ]


def deliver(session: Session) -> None:
    """Let everything that waits be delivered."""
    for message in session.exec(select(OutboxMessage).where(OutboxMessage.state == "pending")):
        message.state, message.attempts = "sent", 1  # type: ignore[assignment]
    session.flush()


def cancel(session: Session, conference: Conference) -> None:
    """Call the conference off, as its life cycle does."""
    conference.state = ConferenceState.CANCELLED
    happen(session, events.ConferenceCancelled, conference, after=timedelta(hours=1))
