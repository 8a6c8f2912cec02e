"""Rules of mdt.adapters.letters: what mail says, and all that it must not say."""

import re
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from flask import Flask, url_for
from icalendar import Calendar
from sqlmodel import Session, select

from mdt import events
from mdt.adapters import texts
from mdt.adapters.letters import PROFILE, Letters
from mdt.config import Settings
from mdt.identity import links as one_time_links
from mdt.invitations import links, proposed_moments, wording
from mdt.invitations.proposed_moments import Moment
from mdt.models import (
    Conference,
    Language,
    LinkPurpose,
    MessageKind,
    OutboxMessage,
    Person,
    Role,
    SeatDomain,
)
from mdt.outbox import notices
from tests.conftest import NOON
from tests.factories import Make
from tests.invitations.cast import (
    TOMORROW,
    cancel,
    deliver,
    happen,
    invitation_of,
    messages_to,
)

SETTINGS = Settings(
    base_url="https://portaal.example", mail_domain="portaal.example", secret_key="s" * 40
)
HOUR = timedelta(hours=1)


def written(session: Session, message: OutboxMessage) -> EmailMessage:
    """Return the mail as its reader's program sees it."""
    mail = Letters(SETTINGS, lambda: NOON).compose(session, message)
    found = message_from_bytes(mail.content, policy=policy.default)
    assert isinstance(found, EmailMessage)
    assert found["To"] == mail.recipient
    return found


def words(mail: EmailMessage, kind: str = "plain") -> str:
    [part] = [part for part in mail.walk() if part.get_content_type() == f"text/{kind}"]
    content: str = part.get_content()
    return content


def everything(mail: EmailMessage) -> str:
    """Return all that the mail says, decoded: headers, text, HTML and calendar."""
    headers = "\n".join(f"{name}: {value}" for name, value in mail.items())
    parts = [part.get_content() for part in mail.walk() if not part.is_multipart()]
    texts = [part.decode() if isinstance(part, bytes) else part for part in parts]
    return "\n".join([headers, *texts])


def conference_of(session: Session, make: Make, *people: Person, **columns: str) -> Conference:
    case = make.case(**columns)
    conference = make.convened(case)
    for person in people:
        make.seat(conference, person)
    happen(session, events.ConferenceConvened, conference)
    return conference


def test_an_invitation_says_when_where_how_to_answer_and_the_alias(
    session: Session, make: Make
) -> None:
    person = make.person()
    conference_of(session, make, person, alias="Populier")
    invitation = invitation_of(session, person)

    mail = written(session, messages_to(session, person)[0])

    for kind in ("plain", "html"):
        text = words(mail, kind)
        assert "wo 11 feb 13:00 – 14:00" in text
        assert "Online (link in portaal)" in text
        assert "Populier" in text
        assert f"https://portaal.example/u/{links.locator(invitation, 's' * 40)}" in text
        assert links.code(invitation, "s" * 40) in text
    assert mail["Subject"] == "Overleg (besloten) – wo 11 feb 13:00"


def test_the_alias_stands_in_the_text_and_nowhere_else(session: Session, make: Make) -> None:
    person = make.person()
    conference_of(session, make, person, alias="Populier")

    mail = written(session, messages_to(session, person)[0])

    for header, value in mail.items():
        assert "Populier" not in value, header
    for part in mail.walk():
        if part.get_content_type() in {"text/calendar", "application/ics"}:
            assert b"Populier" not in part.get_payload(decode=True)


def test_only_the_cases_at_which_one_has_a_seat_are_named(session: Session, make: Make) -> None:
    person, other = make.person(), make.person()
    conference = make.convened(make.case(alias="Populier"))
    own = make.item(conference, make.case(alias="Zilverberk"), position=1)
    make.seat(conference, other)
    make.seat(conference, person, own)
    happen(session, events.ConferenceConvened, conference)

    text = everything(written(session, messages_to(session, person)[0]))

    assert "Zilverberk" in text
    assert "Populier" not in text


def test_a_judge_is_asked_for_an_impediment_and_told_no_alias(session: Session, make: Make) -> None:
    judge = make.person(Role.JUDGE)
    conference_of(session, make, judge, alias="Populier")

    mail = written(session, messages_to(session, judge)[0])

    assert "Populier" not in everything(mail)
    assert "U ziet nog niets van de zaak." in words(mail)
    assert "Is er een belemmering?" in words(mail)


def test_nothing_of_a_case_or_of_anybody_is_in_any_byte(session: Session, make: Make) -> None:
    """Acceptance 1.3: the recipient's own address apart, no name, reference or organisation."""
    organisation = make.organisation(SeatDomain.POLICE, name="Kanarie-organisatie")
    person = make.person(name="Kanarie Kok", mail="kok@elders.example", organisation=organisation)
    other = make.person(name="Kanarie Twee", mail="kanarie@elders.example")
    chair = make.person(Role.CHAIR, name="Kanarie Drie", mail="kanarie3@elders.example")
    case = make.case(alias="Populier", reference="MW-KANARIE-1")
    conference = make.convened(case, chair_id=chair.id, video_url="https://kanarie.example/x")
    conference.items[0].question = "Kanarie: is zij vannacht veilig?"
    make.seat(conference, person)
    make.seat(conference, other)
    happen(session, events.ConferenceConvened, conference)
    deliver(session)
    conference.starts_at = TOMORROW + HOUR
    happen(session, events.ConferenceMoved, conference, after=HOUR)
    cancel(session, conference)

    for message in messages_to(session, person):
        mail = Letters(SETTINGS).compose(session, message)
        said = everything(written(session, message)) + mail.content.decode("latin-1")
        assert not re.search(r"kanarie", said, re.IGNORECASE)
        for word in ("geweld", "femicide", "politie", "rechtbank", str(case.id), person.name):
            assert word.lower() not in said.lower(), word


def test_an_update_says_that_an_earlier_answer_does_not_count(session: Session, make: Make) -> None:
    person = make.person()
    conference = conference_of(session, make, person)
    deliver(session)
    conference.starts_at = TOMORROW + HOUR
    happen(session, events.ConferenceMoved, conference, after=HOUR)

    first, second = (written(session, message) for message in messages_to(session, person))

    assert second["Subject"].startswith("Gewijzigd: ")
    assert second["In-Reply-To"] == first["Message-ID"]
    assert "Een eerder antwoord telt niet meer." in words(second)


def test_a_withdrawal_removes_the_calendar_item_and_gives_no_link(
    session: Session, make: Make
) -> None:
    person = make.person()
    conference = conference_of(session, make, person)
    deliver(session)
    cancel(session, conference)

    mail = written(session, messages_to(session, person)[-1])

    calendar = Calendar.from_ical(words(mail, "calendar"))
    assert str(calendar["METHOD"]) == "CANCEL"
    assert "vervallen" in words(mail)
    assert "https://" not in words(mail)


def test_the_organizer_is_the_address_of_this_invitation(session: Session, make: Make) -> None:
    person = make.person()
    conference_of(session, make, person)
    message = messages_to(session, person)[0]
    ours = links.reply_address(invitation_of(session, person), "portaal.example")

    mail = written(session, message)

    assert Letters(SETTINGS).compose(session, message).sender == ours
    assert mail["From"].addresses[0].addr_spec == mail["Reply-To"].addresses[0].addr_spec == ours


def test_the_same_message_is_the_same_bytes(session: Session, make: Make) -> None:
    person = make.person()
    conference_of(session, make, person)
    [message] = messages_to(session, person)

    assert Letters(SETTINGS).compose(session, message) == Letters(SETTINGS).compose(
        session, message
    )


def test_a_mail_speaks_the_language_that_was_fixed_when_it_was_queued(
    session: Session, make: Make
) -> None:
    person = make.person(language=Language.EN)
    conference_of(session, make, person)
    person.language = Language.NL

    mail = written(session, messages_to(session, person)[0])

    assert mail["Subject"] == "Conference (closed) – Wed 11 Feb 13:00"
    assert 'lang="en"' in words(mail, "html")


def test_the_calendar_file_can_be_left_out(session: Session, make: Make) -> None:
    person = make.person()
    conference_of(session, make, person)
    plain = Settings(secret_key="s" * 40, calendar_attachment=False)

    mail = Letters(plain).compose(session, messages_to(session, person)[0])

    assert b"text/calendar" in mail.content
    assert b"application/ics" not in mail.content


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        ("1", "U heeft 1 nieuwe actie in het portaal"),
        ("3", "U heeft 3 nieuwe acties in het portaal"),
    ],
)
def test_a_task_mail_counts_and_tells_nothing(
    session: Session, make: Make, count: str, sentence: str
) -> None:
    message = make.message(details={"count": count})

    mail = written(session, message)

    assert sentence in words(mail)
    assert sentence in words(mail, "html")
    assert mail["From"].addresses[0].addr_spec == "portaal@portaal.example"
    assert mail["Message-ID"] == message.message_id


@pytest.mark.parametrize("purpose", LinkPurpose)
def test_a_one_time_link_is_made_again_from_its_row(
    session: Session, make: Make, purpose: LinkPurpose
) -> None:
    person = make.person()
    link = one_time_links.issue(
        session, person, purpose, secret=SETTINGS.secret_key, by=None, now=NOON
    )
    one_time_links.owe(session, link, now=NOON)
    message = session.exec(
        select(OutboxMessage).where(OutboxMessage.kind == MessageKind.ONE_TIME_LINK)
    ).one()

    text = words(written(session, message))

    token = text.split("https://portaal.example/account/links/")[1].split()[0]
    if purpose is not LinkPurpose.RECOVERY:  # which waits for a second person
        assert one_time_links.find(session, token, now=NOON) == link
    assert token == one_time_links.token(SETTINGS.secret_key, link.id)


@pytest.mark.parametrize("what", [notices.CHANGE, notices.DEVICE, notices.TRIES])
def test_word_of_ones_account_says_when_and_nothing_of_a_device_or_of_who(
    app: Flask, session: Session, make: Make, what: str
) -> None:
    person = make.person()
    notices.owe(session, person, what, now=NOON)
    [message] = messages_to(session, person)

    mail = written(session, message)

    for kind in ("plain", "html"):
        said = words(mail, kind)
        assert "Bel meteen uw beheerder" in said
        assert ("nieuw apparaat" in said) == (what == notices.DEVICE)
        assert ("probeerde vaak in te loggen" in said) == (what == notices.TRIES)
        assert wording.moment(NOON, Language.NL) in said
        assert person.name not in said
    with app.test_request_context():
        assert url_for("profile.show") == PROFILE
    assert f"https://portaal.example{PROFILE}" in words(mail)


def test_a_declined_proposal_says_that_the_moment_stays_and_how_to_answer(
    session: Session, make: Make
) -> None:
    person = make.person()
    conference = conference_of(session, make, person, alias="Populier")
    asked = invitation_of(session, person)
    moment = Moment(asked.starts_at + HOUR, asked.ends_at + HOUR, NOON)
    proposed_moments.propose(session, asked, moment, mail_id=None, now=NOON)
    proposal = proposed_moments.of_invitation(session, asked)
    assert proposal is not None
    chair = session.get_one(Person, conference.coordinator_id)
    proposed_moments.decline(session, proposal, by=chair, now=NOON)
    [owed] = [
        one for one in messages_to(session, person) if one.kind is MessageKind.DECLINED_MOMENT
    ]

    mail = written(session, owed)

    assert mail["From"].addresses[0].addr_spec == links.reply_address(asked, "portaal.example")
    assert mail["Subject"].startswith("Blijft staan: Overleg (besloten)")
    assert "Dat is niet overgenomen." in words(mail)
    [calendar] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    assert calendar.get_param("method") == "DECLINECOUNTER"
    assert "Populier" not in everything(mail)


@pytest.mark.parametrize(("imap_url", "said"), [("imaps://post.example", "FALSE"), ("", "TRUE")])
def test_calendars_may_propose_another_moment_only_where_a_mailbox_is_read(
    session: Session, make: Make, imap_url: str, said: str
) -> None:
    person = make.person()
    conference_of(session, make, person)
    [owed] = messages_to(session, person)

    mail = Letters(replace(SETTINGS, imap_url=imap_url)).compose(session, owed)

    found = message_from_bytes(mail.content, policy=policy.default)
    [calendar] = [part for part in found.walk() if part.get_content_type() == "text/calendar"]
    assert f"X-MICROSOFT-DISALLOW-COUNTER:{said}" in calendar.get_content()


def test_there_is_a_letter_for_every_kind_of_message() -> None:
    mails = set(Letters(SETTINGS)._writers)  # noqa: SLF001 - the pens of one module
    assert mails | texts.KINDS == set(MessageKind)
    assert not mails & texts.KINDS
