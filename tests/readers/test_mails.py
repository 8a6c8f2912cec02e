"""Mails as they leave, of what a table cannot name by its method: an emergency, a delegation.

What somebody proposes is no mail to a calendar: the seat changes first, and then the one who gave
it away gets a CANCEL and the one who took it a REQUEST. An emergency is a REQUEST like any other;
the text message beside it, and the mail that tells of a seat, carry no calendar.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
import vobject
from sqlmodel import Session, col, select

from mdt import events
from mdt.adapters.letters import Letters
from mdt.config import Settings
from mdt.invitations import substitutes
from mdt.models import (
    ConferenceKind,
    ConferenceState,
    OutboxMessage,
    OutboxState,
    Person,
    SeatDomain,
)
from tests.conftest import NOON
from tests.factories import Make
from tests.invitations.cast import convened, deliver, happen, invitation_of, messages_to
from tests.readers import ical_js, node_ical

Owe = Callable[[Session, Make], list[OutboxMessage]]


def _calendar(session: Session, message: OutboxMessage) -> bytes:
    """Return the calendar in a mail of ours."""
    mail = message_from_bytes(
        Letters(Settings()).compose(session, message).content, policy=policy.default
    )
    found = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    written = found[0].get_payload(decode=True)
    assert isinstance(written, bytes)
    return written


def _emergency(session: Session, make: Make) -> list[OutboxMessage]:
    """Ask somebody for an emergency that begins in an hour, and call it off."""
    person = make.person()
    sitting = make.convened(kind=ConferenceKind.EMERGENCY)
    make.seat(sitting, person)
    happen(session, events.ConferenceConvened, sitting)
    [asked] = messages_to(session, person)
    deliver(session)
    sitting.state = ConferenceState.CANCELLED
    happen(session, events.ConferenceCancelled, sitting)
    return [asked, messages_to(session, person)[-1]]


def _delegation(session: Session, make: Make) -> list[OutboxMessage]:
    """Let an invitee's place be taken by the colleague whom they named."""
    person = make.person(organisation=make.organisation(SeatDomain.POLICE))
    other = make.colleague(person)
    convened(session, make, person)
    deliver(session)
    asked = invitation_of(session, person)
    substitutes.propose(session, asked, other.mail, now=NOON)
    assert not _waiting(session, person, other), "a proposal is told to nobody's calendar"
    proposal = substitutes.open_proposal(session, asked)
    assert proposal is not None
    by = make.coordinator()
    substitutes.take(session, proposal, by=by, now=NOON)
    return [messages_to(session, person)[-1], messages_to(session, other)[-1]]


def _waiting(session: Session, *people: Person) -> list[OutboxMessage]:
    return list(
        session.exec(
            select(OutboxMessage).where(
                OutboxMessage.state == OutboxState.PENDING,
                col(OutboxMessage.person_id).in_([one.id for one in people]),
            )
        )
    )


@pytest.mark.parametrize(
    ("owe", "methods"),
    [(_emergency, ["REQUEST", "CANCEL"]), (_delegation, ["CANCEL", "REQUEST"])],
)
def test_three_readers_understand_the_calendars_of_an_emergency_and_of_a_delegation(
    session: Session, make: Make, owe: Owe, methods: list[str]
) -> None:
    messages = owe(session, make)
    calendars = [_calendar(session, one) for one in messages]
    begins = [one.starts_at for one in messages]

    by_ical_js, by_node = ical_js.read(*calendars), node_ical.read(*calendars)
    by_vobject = [vobject.readOne(one.decode()) for one in calendars]

    assert [one["method"] for one in by_ical_js] == methods
    assert [one.method.value for one in by_vobject] == methods
    assert [_at(one["events"][0]["start"]["utc"]) for one in by_ical_js] == begins
    assert [_at(one[0]["start"]) for one in by_node] == begins
    assert [one.vevent.dtstart.value.astimezone(UTC) for one in by_vobject] == begins
    for message, calendar in zip(messages, by_vobject, strict=True):
        person = session.get_one(Person, message.person_id)
        [attendee] = calendar.vevent.contents["attendee"]
        assert attendee.value.casefold() == f"mailto:{person.mail}"
        assert calendar.vevent.uid.value == message.uid


def _at(told: str) -> datetime:
    return datetime.fromisoformat(told)
