"""Rules of mdt.reminders.still: what was settled meanwhile is not said, and nothing by night."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from mdt.models import ActionState, Case, OutboxMessage, OutboxState, Person, SafetyAction
from mdt.outbox import delivery
from mdt.outbox.delivery import Mail, NotNow, Post
from mdt.reminders import still
from tests.factories import Make
from tests.reminders.cast import DAY, HOUR, LATE, At, mails, owned, wall


@pytest.fixture(autouse=True)
def action(make: Make) -> SafetyAction:
    return owned(make)


class Closed:
    """A way out that nothing may take."""

    def hand_over(self, mail: Mail) -> None:
        raise AssertionError(mail)


def owed(session: Session, at: At) -> OutboxMessage:
    assert at(LATE) == 1
    [message] = mails(session)
    return message


def test_what_still_holds_is_said(session: Session, action: SafetyAction, at: At) -> None:
    [line] = still.content(session, owed(session, at), now=LATE + HOUR).actions

    assert (line.action.id, line.is_late) == (action.id, True)


@pytest.mark.parametrize("what", ["done", "moved", "reassigned", "owner left", "case closed"])
def test_what_was_settled_meanwhile_is_owed_no_more(
    session: Session, make: Make, action: SafetyAction, at: At, what: str
) -> None:
    message = owed(session, at)
    match what:
        case "done":
            action.state = ActionState.DONE
        case "moved":
            action.due_at = action.late_after = LATE + 9 * DAY
        case "reassigned":
            action.owner_id = make.person().id
        case "owner left":
            session.get_one(Person, action.owner_id).is_active = False
        case "case closed":
            session.get_one(Case, action.case_id).closed_at = LATE
    session.flush()

    with pytest.raises(NotNow) as word:
        still.content(session, message, now=LATE + HOUR)
    assert word.value.rest.until is None


def test_of_several_things_only_the_settled_one_is_left_out(
    session: Session, make: Make, action: SafetyAction, at: At
) -> None:
    owner = session.get_one(Person, action.owner_id)
    other = owned(make, owner)
    message = owed(session, at)
    action.state = ActionState.DONE
    session.flush()

    assert [line.action.id for line in still.content(session, message, now=LATE).actions] == [
        other.id
    ]


def test_a_mail_that_was_refused_until_night_waits_for_the_morning(
    engine: Engine, session: Session, at: At
) -> None:
    message = owed(session, at)
    session.commit()
    night = wall(date(2026, 2, 12), 23)

    def compose(session: Session, message: OutboxMessage) -> Mail:
        still.content(session, message, now=night)
        raise AssertionError("nothing is written at night")

    assert delivery.deliver_one(Post(engine, compose, Closed(), lambda: night))

    session.expire_all()
    assert (message.state, message.attempts) == (OutboxState.PENDING, 0)
    assert message.due_at == wall(date(2026, 2, 13), 7)
    assert message.due_at - night == timedelta(hours=8)


def test_a_message_that_is_owed_no_more_is_laid_down(
    engine: Engine, session: Session, action: SafetyAction, at: At
) -> None:
    message = owed(session, at)
    action.state = ActionState.DONE
    session.commit()

    def compose(session: Session, message: OutboxMessage) -> Mail:
        still.content(session, message, now=LATE)
        raise AssertionError("nothing is left to say")

    assert delivery.deliver_one(Post(engine, compose, Closed(), lambda: LATE))

    session.expire_all()
    assert (message.state, message.attempts) == (OutboxState.TAKEN_BACK, 0)
    assert not delivery.deliver_one(Post(engine, compose, Closed(), lambda: LATE + DAY))
