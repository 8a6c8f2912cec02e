"""Reminders, tasks and warnings are of no conference, and as silent about a walled case as one.

Whoever keeps the portal running sees of them what they see of an invitation: counts, domains and
answers of servers; of a case that is shut to them nothing, and they have nothing to repeat.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from mdt.models import (
    Case,
    Invitation,
    MailDomain,
    MessageKind,
    OutboxMessage,
    OutboxState,
    Person,
    Reminder,
    Role,
    SafetyAction,
)
from tests import pages
from tests.conftest import NOON, AsPerson
from tests.factories import Make
from tests.pages import Browser

PAGES = ("/", "/delivery/", "/delivery/news", "/delivery/domains/")
DOMAIN = "kanarie.example"
STATES = (
    (OutboxState.HELD, ""),
    (OutboxState.DEAD, "550 5.1.1"),
    (OutboxState.PENDING, "451"),
    (OutboxState.PENDING, ""),
    (OutboxState.SENT, ""),
)

pytestmark = pytest.mark.usefixtures("at_noon")


@dataclass(frozen=True)
class Things:
    """A case with what there is to say of it, and an action of another case."""

    case: Case
    action: SafetyAction
    invitation: Invitation
    elsewhere: SafetyAction


Say = Callable[[Make, Things, OutboxMessage], None]


def _reminder_of_an_action(make: Make, of: Things, message: OutboxMessage) -> None:
    _reminder(make, message, case_id=of.case.id, action_id=of.action.id)


def _reminder_of_a_sitting(make: Make, of: Things, message: OutboxMessage) -> None:
    _reminder(make, message, invitation_id=of.invitation.id)


def _reminder_of_several(make: Make, of: Things, message: OutboxMessage) -> None:
    _reminder(make, message, case_id=of.elsewhere.case_id, action_id=of.elsewhere.id)
    _reminder_of_an_action(make, of, message)


def _word_of_the_case(make: Make, of: Things, message: OutboxMessage) -> None:
    message.kind, message.case_id = MessageKind.TASK, of.case.id
    make.add(message)


def _word_of_a_table(make: Make, of: Things, message: OutboxMessage) -> None:
    message.kind, message.conference_id = MessageKind.TASK, of.invitation.conference_id
    make.add(message)


def _reminder(make: Make, message: OutboxMessage, **about: Any) -> None:
    values: dict[str, Any] = {
        "key": str(message.id) + str(about),
        "person_id": message.person_id,
        "at": NOON,
    }
    make.add(Reminder(message_id=message.id, **values, **about))


EACH = pytest.mark.parametrize(
    "say",
    [
        _reminder_of_an_action,
        _reminder_of_a_sitting,
        _reminder_of_several,
        _word_of_the_case,
        _word_of_a_table,
    ],
    ids=lambda one: one.__name__.strip("_"),
)


@pytest.fixture
def addressee(make: Make) -> Person:
    """Return who such mail goes to, at a domain that is on the list and past its day."""
    make.add(MailDomain(name=DOMAIN, checked_until=NOON.date() - timedelta(days=1)))
    return make.person(mail=f"a@{DOMAIN}")


@pytest.fixture
def things(make: Make) -> Things:
    case = make.case()
    invitation = make.invitation(make.convened(case), make.person())
    return Things(case, make.action(case), invitation, make.action(make.case()))


def _said(make: Make, things: Things, addressee: Person, say: Say) -> list[OutboxMessage]:
    """Let one mail in each state be about it, and be late where it waits."""
    found = []
    for state, error in STATES:
        message = make.message(
            addressee,
            kind=MessageKind.REMINDER,
            state=state,
            last_error=error,
            due_at=NOON - timedelta(hours=1),
        )
        say(make, things, message)
        found.append(message)
    make.session.commit()
    return found


def _seen(browser: Browser) -> dict[str, str]:
    return {page: pages.text_of(browser.get(page), "body") for page in PAGES}


@EACH
def test_a_walled_administrator_sees_no_count_row_or_mark_of_it(
    make: Make, as_person: AsPerson, addressee: Person, things: Things, say: Say
) -> None:
    reader = make.person(Role.ADMINISTRATOR)
    make.wall(things.case, reader)
    browser = as_person(reader)
    before = _seen(browser)

    _said(make, things, addressee, say)

    assert _seen(browser) == before


@EACH
def test_an_administrator_without_a_wall_sees_it(
    make: Make, as_person: AsPerson, addressee: Person, things: Things, say: Say
) -> None:
    reader = make.person(Role.ADMINISTRATOR)
    make.wall(make.case(), reader)
    browser = as_person(reader)
    before = _seen(browser)

    _said(make, things, addressee, say)

    after = _seen(browser)
    assert {page for page in PAGES if after[page] != before[page]} == set(PAGES) - {"/"}
    assert DOMAIN in after["/delivery/news"]


@EACH
def test_a_walled_administrator_can_repeat_none_of_it(
    make: Make, as_person: AsPerson, addressee: Person, things: Things, say: Say
) -> None:
    reader = make.person(Role.ADMINISTRATOR)
    make.wall(things.case, reader)
    dead = next(one for one in _said(make, things, addressee, say) if one.state is OutboxState.DEAD)
    browser = as_person(reader)

    answer = pages.send(browser, f"/delivery/messages/{dead.id}/repeat")
    pages.send(browser, "/delivery/repeats", domain=DOMAIN)

    make.session.refresh(dead)
    assert (answer.status_code, dead.state) == (404, OutboxState.DEAD)
