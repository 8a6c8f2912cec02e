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

    found = returned.find(session, ["<9@elders>", "<1@portaal.example>"], address="")

    assert found is message
    assert returned.find(session, [], address="") is None
    assert returned.find(session, ["<9@elders>"], address="") is None


def test_a_notice_about_another_address_is_not_about_our_mail(session: Session, make: Make) -> None:
    invitee = make.person()
    message = sent(make, message_id="<1@portaal.example>", person=invitee)

    def found(address: str) -> OutboxMessage | None:
        return returned.find(session, ["<1@portaal.example>"], address=address)

    assert found(invitee.mail) is message
    assert found("doorgestuurd@elders.example") is None


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
