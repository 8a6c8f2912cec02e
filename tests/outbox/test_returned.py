"""Rules of mdt.outbox.returned."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session

from mdt.models import OutboxMessage, OutboxState
from mdt.outbox import returned
from tests.conftest import NOON
from tests.factories import Make

HOUR = timedelta(hours=1)


def sent(make: Make, **columns: Any) -> OutboxMessage:
    values: dict[str, Any] = {"state": OutboxState.SENT, "attempts": 1, "sent_at": NOON} | columns
    return make.message(**values)


def test_a_mail_that_came_back_is_found_by_its_message_id(session: Session, make: Make) -> None:
    message = sent(make, message_id="<1@portaal.example>")

    found = returned.find(session, ["<9@elders>", "<1@portaal.example>"], invitation_id=None)

    assert found is message
    assert returned.find(session, [], invitation_id=None) is None


def test_without_its_message_id_it_is_the_last_that_was_sent_of_the_invitation(
    session: Session, make: Make
) -> None:
    asked = make.invitation(make.convened(), make.person())
    for sequence, state in enumerate((OutboxState.SENT, OutboxState.SENT, OutboxState.PENDING)):
        sent(make, invitation_id=asked.id, sequence=sequence, state=state)

    found = returned.find(session, [], invitation_id=asked.id)

    assert found is not None
    assert found.sequence == 1


def test_what_came_back_counts_as_refused_for_good(session: Session, make: Make) -> None:
    message = sent(make)

    assert returned.book(session, message, status="5.1.1", since=NOON + HOUR)
    assert (message.state, message.last_error) == (OutboxState.DEAD, "550 5.1.1")
    assert not returned.book(session, message, status="5.2.2", since=NOON + HOUR)


def test_a_mail_that_waits_or_was_sent_anew_meanwhile_is_left_alone(
    session: Session, make: Make
) -> None:
    waiting = make.message()
    anew = sent(make, sent_at=NOON + 2 * HOUR)

    for message in (waiting, anew):
        assert not returned.book(session, message, status="5.1.1", since=NOON + HOUR)
    assert (waiting.state, anew.state) == (OutboxState.PENDING, OutboxState.SENT)
