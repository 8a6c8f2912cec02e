"""Rules of mdt.safety_plan.telling."""

from sqlmodel import Session, select

from mdt import events
from mdt.models import Conference, ConferenceState, MessageKind, OutboxMessage, Person, SafetyAction
from mdt.safety_plan import telling
from tests.conftest import NOON
from tests.factories import Make


def _agreed(session: Session, action: SafetyAction, by: Person) -> list[OutboxMessage]:
    event = events.ActionAgreed(
        at=NOON, actor_id=by.id, case_id=action.case_id, subject_id=action.id
    )
    telling.tell_owner(session, event)
    return _told(session)


def _told(session: Session) -> list[OutboxMessage]:
    return list(session.exec(select(OutboxMessage)))


def test_an_owner_is_told_at_once_of_an_action_agreed_outside_a_table(
    session: Session, make: Make
) -> None:
    owner = make.person()
    action = make.action(make.case(), owner)

    [message] = _agreed(session, action, make.person())

    assert (message.kind, message.person_id) == (MessageKind.TASK, owner.id)
    assert message.details == {"count": "1", "actions": str(action.id)}


def test_whoever_takes_an_action_themselves_is_told_nothing(session: Session, make: Make) -> None:
    owner = make.person()

    assert _agreed(session, make.action(make.case(), owner), owner) == []


def test_what_a_table_agreed_is_told_once_an_owner_when_it_was_held(
    session: Session, make: Make
) -> None:
    conference = make.convened(state=ConferenceState.HELD)
    case, first, second = make.case(), make.person(), make.person()
    for owner in (first, first, second):
        action = make.action(case, owner, conference_id=conference.id)
        assert _agreed(session, action, make.person()) == []

    for _ in range(2):
        telling.tell_owners(session, _held(conference, make.person()))

    assert {one.person_id: one.details["count"] for one in _told(session)} == {
        first.id: "2",
        second.id: "1",
    }
    named = {one.person_id: one.details["actions"].count(",") + 1 for one in _told(session)}
    assert named == {first.id: 2, second.id: 1}


def test_the_outbox_knows_of_which_case_or_table_the_word_is(session: Session, make: Make) -> None:
    """So that nobody counts it to whom that case is shut."""
    action, conference = make.action(make.case(), make.person()), make.convened()
    make.action(make.case(), make.person(), conference_id=conference.id)

    [one] = _agreed(session, action, make.person())
    telling.tell_owners(session, _held(conference, make.person()))

    [other] = [found for found in _told(session) if found is not one]
    assert (one.case_id, one.conference_id) == (action.case_id, None)
    assert (other.case_id, other.conference_id) == (None, conference.id)
    assert (one.invitation_id, one.uid) == (None, "")


def _held(conference: Conference, by: Person) -> events.ConferenceHeld:
    return events.ConferenceHeld(at=NOON, actor_id=by.id, conference_id=conference.id)
