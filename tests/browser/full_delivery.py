"""Mail that did not arrive, in the full region, some that is tried again, and some that is held."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from mdt.models import MailDomain, OutboxMessage, OutboxState, Person

ANSWERS = ("550 5.1.1", "TooManyAttempts", "552 5.2.2", "554")
GIVEN_UP, FAILING, HELD = 12, 5, 3
DOMAINS = {"veiligheidsregio-alblasserwaard-vijfheerenlanden.example": 300, "kort.example": 9}
OVER = "opgeheven.example"


def fail(session: Session, *, now: datetime) -> UUID:
    """Let some of the mail that was owed not arrive; return the key of a mail domain."""
    found = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.dedupe)))
    messages = [one for one in found if one.ends_at is None or one.ends_at > now]
    given_up, others = messages[:GIVEN_UP], messages[GIVEN_UP:]
    for number, message in enumerate(given_up):
        message.state, message.attempts = OutboxState.DEAD, number + 1
        message.due_at, message.last_error = now, ANSWERS[number % len(ANSWERS)]
    for message in others[:FAILING]:
        message.state, message.attempts = OutboxState.PENDING, 3
        message.due_at, message.last_error = now + timedelta(minutes=7), "451 4.7.1"
    for message in others[FAILING : FAILING + HELD]:
        message.state = OutboxState.HELD
        session.get_one(Person, message.person_id).mail = f"p{message.id}@{OVER}"
    return _agree(session, now)


def _agree(session: Session, now: datetime) -> UUID:
    """Agree on some domains, one of which is over; return its key."""
    for name, days in DOMAINS.items():
        session.add(MailDomain(name=name, checked_until=(now + timedelta(days=days)).date()))
    over = MailDomain(name=OVER, checked_until=(now - timedelta(days=1)).date())
    session.add(over)
    session.flush()
    return over.id
