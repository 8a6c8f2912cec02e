"""Rules of mdt.adapters.poll_letters: what a poll's mail says, and all that it must not say."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from sqlmodel import Session

from mdt.adapters.letters import Letters
from mdt.adapters.poll_letters import POLL
from mdt.conferences import lifecycle
from mdt.models import Language, MessageKind, Method, OutboxMessage, Person
from mdt.polls import asking
from mdt.polls.links import PURPOSE
from tests.adapters.test_letters import SETTINGS, everything, words, written
from tests.conftest import NOON
from tests.factories import Make
from tests.invitations.cast import deliver
from tests.polls.cast import FIRST, HOUR, MAYBE, NO, YES, Asking, asking_of, mails_to
from tests.readers import ical_js


@pytest.fixture
def found(make: Make) -> Asking:
    asking = asking_of(make)
    item = asking.conference.items[0]
    item.question, item.case.alias, item.case.reference = "Kanarievraag", "Kanarie", "KANARIE-1"
    asking.officer.name = asking.coordinator.name = "Kanarie Kok"
    make.session.flush()
    return asking


def last(session: Session, person: Person, kind: MessageKind) -> OutboxMessage:
    return mails_to(session, person, kind)[-1]


def calendar(mail: EmailMessage) -> bytes:
    [part] = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload


def read(mail: EmailMessage) -> tuple[str, dict[str, Any]]:
    """Return the method and the event that ical.js sees."""
    [facts] = ical_js.read(calendar(mail))
    [event] = facts["events"]
    return facts["method"], event


def test_the_question_says_until_when_where_and_the_digits(session: Session, found: Asking) -> None:
    text = words(written(session, last(session, found.officer, MessageKind.POLL)))
    row = found.row(found.officer)

    assert "vóór wo 11 feb 13:00 uur" in text
    assert f"https://portaal.example/p/{PURPOSE.locator(row, 's' * 40)}" in text
    assert PURPOSE.digits(row, "s" * 40) in text


def test_a_reminder_says_that_it_is_one(session: Session, found: Asking) -> None:
    asking.remind(session, found.poll, by=None, now=NOON + HOUR)

    mail = written(session, last(session, found.officer, MessageKind.POLL))

    assert mail["Subject"] == "Herinnering: wanneer kunt u?"
    assert "nog niet gezegd" in words(mail)


def test_no_mail_of_a_poll_says_anything_of_the_case_or_of_people(
    session: Session, found: Asking
) -> None:
    found.say(found.officer, YES, MAYBE)
    deliver(session)
    asking.withdraw(session, found.poll, by=found.coordinator, now=NOON + HOUR)

    mails = [
        *mails_to(session, found.officer, MessageKind.POLL),
        *mails_to(session, found.officer, MessageKind.HOLD),
    ]

    assert len(mails) == 5
    for mail in mails:
        said = everything(written(session, mail)).lower()
        assert "kanarie" not in said
        assert not [word for word in ("geweld", "femicide", "politie") if word in said]
        assert found.prosecutor.mail not in said


def test_a_mail_that_is_sent_twice_is_the_same_mail(session: Session, found: Asking) -> None:
    found.say(found.officer, YES, YES)
    for kind in (MessageKind.POLL, MessageKind.HOLD):
        message = last(session, found.officer, kind)
        first, second = (Letters(SETTINGS).compose(session, message) for _ in range(2))
        assert first.content == second.content


def test_a_hold_is_read_as_provisional_and_of_one_person_alone(
    session: Session, found: Asking
) -> None:
    found.say(found.officer, NO, YES)
    mail = written(session, last(session, found.officer, MessageKind.HOLD))

    method, event = read(mail)

    assert (method, event["status"], event["sequence"]) == ("REQUEST", "TENTATIVE", 0)
    assert event["start"]["utc"] == "2026-02-12T13:00:00.000Z"
    assert event["summary"] == "Overleg (besloten)"
    [attendee] = event["attendees"]
    assert attendee["address"] == f"mailto:{found.officer.mail}"
    assert attendee["partstat"] == "ACCEPTED"
    assert "rsvp" not in attendee, "who said they can is not asked once more"
    assert b"X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE" in calendar(mail)
    assert mail["Subject"].startswith("Onder voorbehoud: ")


def test_the_hold_is_confirmed_under_its_own_uid_and_the_other_vanishes(
    session: Session, found: Asking
) -> None:
    found.say(found.officer, YES, YES)
    holds = {
        one.starts_at: read(written(session, one))[1]
        for one in mails_to(session, found.officer, MessageKind.HOLD)
    }
    deliver(session)
    lifecycle.convene(session, found.conference, FIRST, by=found.coordinator, now=NOON + HOUR)

    mail = written(session, last(session, found.officer, MessageKind.INVITATION))
    method, event = read(mail)
    cancel = next(
        one
        for one in mails_to(session, found.officer, MessageKind.HOLD)
        if one.method is Method.CANCEL
    )
    gone_method, gone = read(written(session, cancel))

    before = holds[FIRST]
    assert (method, event["status"], event["sequence"]) == ("REQUEST", "CONFIRMED", 1)
    assert (event["uid"], event["organizers"]) == (before["uid"], before["organizers"])
    assert (event["start"], event["end"]) == (before["start"], before["end"])
    assert mail["Subject"] == "Overleg (besloten) – do 12 feb 13:00"
    assert mail["In-Reply-To"]
    assert "staat vast" in words(mail)
    assert "U zei al dat u dan kunt" in words(mail)
    later = holds[FIRST + timedelta(hours=1)]
    assert (gone_method, gone["status"], gone["sequence"]) == ("CANCEL", "CANCELLED", 1)
    assert gone["uid"] == later["uid"]
    assert "niet meer vrij te houden" in gone["description"]


def test_mail_is_in_the_language_of_its_reader(session: Session, make: Make) -> None:
    found = asking_of(make)
    found.officer.language = Language.EN
    found.say(found.officer, YES, YES)

    mail = written(session, last(session, found.officer, MessageKind.HOLD))

    assert "Please keep this moment free" in calendar(mail).decode().replace("\r\n ", "")
    assert "Keep this moment free" in words(mail)


def test_the_link_leads_to_the_portals_own_page(app: Flask) -> None:
    with app.test_request_context():
        assert app.url_map.bind("").match(f"{POLL}x")[0] == "poll_answers.show"
