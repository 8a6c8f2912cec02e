"""Rules of mdt.adapters.reminder_letters: what a reminder says, and all that it must not say."""

from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from uuid import UUID

import pytest
from flask import Flask
from sqlmodel import Session, select

from mdt.adapters.letters import Letters
from mdt.adapters.reminder_letters import ACTION, ANSWER, CONFERENCE, DONE, MORE_TIME, NOT_DONE
from mdt.invitations import links
from mdt.models import (
    ActionState,
    Invitation,
    Language,
    MessageKind,
    OutboxMessage,
    Person,
    Reminder,
    Reply,
    Role,
)
from mdt.reminders import occasions
from tests.adapters.test_letters import SETTINGS, everything, words
from tests.conftest import NOON
from tests.factories import Make
from tests.reminders.cast import DAY, wall


def written(session: Session, message: OutboxMessage) -> EmailMessage:
    mail = Letters(SETTINGS, lambda: NOON).compose(session, message)
    found = message_from_bytes(mail.content, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


@pytest.fixture
def owner(make: Make) -> Person:
    return make.person(name="Kanarie Kok")


def reminder(make: Make, owner: Person, *days: int, **columns: Language) -> OutboxMessage:
    """Return a reminder of actions that are due so many days from now."""
    message = make.message(owner, kind=MessageKind.REMINDER, **columns)
    for number in days:
        case = make.case(alias=f"Populier {number}", reference=f"KANARIE{number}")
        due_at = NOON + number * DAY
        action = make.action(
            case,
            owner,
            title="Kanarieslot",
            remark="Kanarieremark",
            due_at=due_at,
            late_after=due_at,
            risk_id=make.risk(case, name="Kanarierisico").id,
        )
        name = "late-0" if number < 0 else "before-1"
        make.add(
            Reminder(
                key=occasions.key(action, name),
                person_id=owner.id,
                message_id=message.id,
                case_id=case.id,
                action_id=action.id,
                at=NOON,
            )
        )
    return message


def test_it_says_which_case_by_when_and_where_to_look(
    session: Session, make: Make, owner: Person
) -> None:
    mail = written(session, reminder(make, owner, -1, 1))

    for kind in ("plain", "html"):
        text = " ".join(words(mail, kind).split())
        assert "Er wacht iets op u in het portaal." in text
        late, soon = text.index("Populier -1"), text.index("Populier 1")
        assert "te laat: moest klaar zijn op ma 9 feb 13:00" in text[late:soon]
        assert "klaar op wo 11 feb 13:00" in text[soon:]
        assert text.count("https://portaal.example/actions/") == 8


def test_nothing_of_the_action_is_in_it(session: Session, make: Make, owner: Person) -> None:
    mail = written(session, reminder(make, owner, 1))

    assert "anarie" not in everything(mail).lower()
    assert "Populier" not in "\n".join(str(value) for value in mail.values())


def test_it_speaks_the_readers_language(session: Session, make: Make, owner: Person) -> None:
    text = words(written(session, reminder(make, owner, 1, language=Language.EN)))

    assert "ready by Wed 11 Feb 13:00" in text


def test_written_twice_it_is_the_same_mail(session: Session, make: Make, owner: Person) -> None:
    message = reminder(make, owner, -1, 1)
    letters = Letters(SETTINGS, lambda: NOON)

    assert letters.compose(session, message) == letters.compose(session, message)


def test_a_day_that_was_agreed_has_no_hour(session: Session, make: Make, owner: Person) -> None:
    message = make.message(owner, kind=MessageKind.REMINDER)
    action = make.action(
        make.case(),
        owner,
        due_at=None,
        due_on=date(2026, 2, 11),
        late_after=wall(date(2026, 2, 12), 0),
    )
    make.add(
        Reminder(
            key=occasions.key(action, "before-1"),
            person_id=owner.id,
            message_id=message.id,
            action_id=action.id,
            at=NOON,
        )
    )

    assert "klaar op wo 11 feb\n" in words(written(session, message)).replace("\r", "")


@pytest.mark.parametrize(
    ("endpoint", "step"),
    [
        ("actions.show", ""),
        ("one_tap.done", DONE),
        ("one_tap.not_done", NOT_DONE),
        ("more_time.show", MORE_TIME),
    ],
)
def test_the_links_lead_to_the_portals_own_pages(app: Flask, endpoint: str, step: str) -> None:
    with app.test_request_context():
        address = app.url_for(endpoint, action_id=UUID(int=0))

    assert address == f"{ACTION}{UUID(int=0)}{step}"


def test_a_mail_about_new_actions_has_the_same_buttons_for_what_is_still_the_readers(
    session: Session, make: Make, owner: Person
) -> None:
    case = make.case(alias="Populier", reference="KANARIE")
    actions = [make.action(case, owner, title="Kanarieslot") for _ in range(2)]
    actions.append(make.action(case, owner, state=ActionState.DONE))
    actions.append(make.action(case, make.person()))
    keys = ",".join(str(action.id) for action in actions)
    mail = written(session, make.message(owner, details={"count": "4", "actions": keys}))

    for kind in ("plain", "html"):
        text = " ".join(words(mail, kind).split())
        assert text.count("Populier") == 2
        for step in (DONE, NOT_DONE, MORE_TIME):
            assert text.count(f"/actions/{actions[0].id}{step}") == 1
        for other in actions[2:]:
            assert str(other.id) not in text
    assert "anarie" not in everything(mail).lower()


def about_sitting(make: Make, person: Person, name: str, **columns: Reply) -> OutboxMessage:
    """Return a reminder of a sitting of tomorrow at which the person holds a seat."""
    case = make.case(alias="Populier", reference="KANARIE")
    conference = make.convened(case)
    conference.items[0].question = "Kanarievraag"
    make.seat(conference, person)
    invitation = make.invitation(conference, person, **columns)
    message = make.message(person, kind=MessageKind.REMINDER)
    make.action(case, person, title="Kanarieslot")
    make.add(
        Reminder(
            key=occasions.key(invitation, name),
            person_id=person.id,
            message_id=message.id,
            invitation_id=invitation.id,
            at=NOON,
        )
    )
    return message


@pytest.mark.parametrize("role", [Role.PROFESSIONAL, Role.JUDGE])
def test_who_has_not_answered_gets_moment_link_and_digits_and_no_alias(
    session: Session, make: Make, role: Role
) -> None:
    person = make.person(role)
    mail = written(session, about_sitting(make, person, "unanswered-1"))
    invitation = session.exec(select(Invitation)).one()

    for kind in ("plain", "html"):
        text = " ".join(words(mail, kind).split())
        assert "wo 11 feb 13:00 – 14:00" in text
        assert "U heeft nog niet geantwoord op deze uitnodiging." in text
        assert f"https://portaal.example/u/{links.locator(invitation, 's' * 40)}" in text
        assert links.code(invitation, "s" * 40) in text
    assert "anarie" not in everything(mail).lower()
    assert "Populier" not in everything(mail)


def test_who_comes_hears_how_much_is_left_and_not_what(session: Session, make: Make) -> None:
    message = about_sitting(make, make.person(), "prepare-1", reply=Reply.YES)

    text = everything(written(session, message))

    assert "Daarvoor heeft u nog 1 actie open." in text
    assert "https://portaal.example/conferences/" in text
    assert "anarie" not in text.lower()
    assert "Uw vier cijfers" not in text


def test_the_links_of_a_sitting_lead_to_the_portals_own_pages(app: Flask) -> None:
    with app.test_request_context():
        addresses = [
            app.url_for("answers.show", locator="x"),
            app.url_for("conferences.show", conference_id=UUID(int=0)),
        ]

    assert addresses == [f"{ANSWER}x", f"{CONFERENCE}{UUID(int=0)}"]
