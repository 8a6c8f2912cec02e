"""Mail that did not arrive, in the full region: at two domains, and some that is tried again."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from mdt.models import OutboxMessage, OutboxState

ANSWERS = ("550 5.1.1", "TooManyAttempts", "552 5.2.2", "554")
GIVEN_UP, FAILING = 12, 5


def fail(session: Session, *, now: datetime) -> None:
    """Let some of the mail that was owed not arrive."""
    found = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.dedupe)))
    messages = [one for one in found if one.ends_at is None or one.ends_at > now]
    given_up, others = messages[:GIVEN_UP], messages[GIVEN_UP:]
    for number, message in enumerate(given_up):
        message.state, message.attempts = OutboxState.DEAD, number + 1
        message.due_at, message.last_error = now, ANSWERS[number % len(ANSWERS)]
    for message in others[:FAILING]:
        message.state, message.attempts = OutboxState.PENDING, 3
        message.due_at, message.last_error = now + timedelta(minutes=7), "451 4.7.1"
    session.flush()
