"""Rules of mdt.invitations.mime."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mdt.invitations import itip, mime
from mdt.invitations.itip import Message
from mdt.invitations.mime import Envelope
from mdt.models import Language, Method
from tests.invitations.messages import POPULIER, message, messages

ENVELOPE = Envelope(
    message_id="<3f1c.0@portaal.example>",
    text="U bent uitgenodigd. Antwoord vóór morgen.\n",
    html="<p>U bent uitgenodigd. Antwoord vóór morgen.</p>\n",
)


def sent(invitation: Message = POPULIER, envelope: Envelope = ENVELOPE, **wishes: Any) -> bytes:
    return mime.compose(invitation, envelope, **wishes).as_bytes()


def received(raw: bytes) -> EmailMessage:
    """Return the mail as whoever receives it parses it."""
    mail = message_from_bytes(raw, policy=SMTP)
    assert isinstance(mail, EmailMessage)
    return mail


def outline(mail: EmailMessage) -> list[str]:
    return [part.get_content_type() for part in mail.walk()]


def test_the_parts_stand_in_the_order_that_calendars_look_for() -> None:
    assert outline(received(sent())) == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]


def test_without_the_file_the_alternatives_remain() -> None:
    assert outline(received(sent(attach=False))) == [
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    ]


@pytest.mark.parametrize("method", Method)
def test_the_calendar_part_is_marked_as_one_to_act_on(method: Method) -> None:
    mail = received(sent(message(method=method, sequence=3)))

    [part] = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]

    assert part.get_content_charset() == "utf-8"
    assert part.get_param("method") == method.value
    assert part.get_param("component") == "VEVENT"
    assert part["Content-Transfer-Encoding"] == "base64"
    assert part["Content-Disposition"] is None


def test_the_file_is_named_after_nothing() -> None:
    [*_, file] = received(sent()).walk()

    assert file["Content-Transfer-Encoding"] == "base64"
    assert file.get_content_disposition() == "attachment"
    assert (file.get_filename(), file.get_param("name")) == ("invite.ics", "invite.ics")


@settings(max_examples=30)
@given(messages())
def test_both_calendar_parts_arrive_as_they_were_written(invitation: Message) -> None:
    mail = received(sent(invitation))

    bodies = [part.get_payload(decode=True) for part in mail.walk() if not part.is_multipart()]

    assert bodies[2:] == [itip.write(invitation)] * 2


@settings(max_examples=30)
@given(st.text(st.characters(exclude_categories=["C", "Z"]), max_size=300))
def test_what_people_read_arrives_whatever_letters_it_has(words: str) -> None:
    envelope = Envelope(message_id="<1@portaal.example>", text=f"{words}\n", html=f"<p>{words}\n")

    mail = received(sent(envelope=envelope))

    bodies = [part.get_content() for part in mail.walk() if part.get_content_maintype() == "text"]
    assert [body.replace("\r\n", "\n") for body in bodies[:2]] == [envelope.text, envelope.html]


def test_the_same_mail_is_the_same_bytes() -> None:
    assert sent() == sent()
    other = Envelope(message_id="<3f1c.1@portaal.example>", text=ENVELOPE.text, html=ENVELOPE.html)
    assert received(sent()).get_boundary() != received(sent(envelope=other)).get_boundary()


def test_lines_end_in_crlf_and_are_short_enough_for_smtp() -> None:
    raw = sent()

    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert all(len(line) <= 78 for line in raw.split(b"\r\n"))


def test_sender_reply_address_and_organizer_are_one() -> None:
    mail = received(sent())

    for header in ("From", "Reply-To"):
        [address] = mail[header].addresses
        assert address.addr_spec == POPULIER.organizer
        assert address.display_name == "Overlegportaal"
    assert f"mailto:{POPULIER.organizer}" in itip.write(POPULIER).decode().replace("\r\n ", "")


ADDRESSES = ("anna@partner.example", f"{'a' * 60}@{'b' * 40}.example", "o'hara+1@partner.example")


@pytest.mark.parametrize("attendee", ADDRESSES)
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("first", ["", f"<{'f' * 70}@portaal.example>"])
def test_fields_are_written_as_the_email_package_folds_them(
    attendee: str, language: Language, first: str
) -> None:
    invitation = message(attendee=attendee, language=language)
    mail = mime.compose(invitation, replace(ENVELOPE, first_message_id=first))

    lines = mail.as_bytes().partition(b"\r\n\r\n")[0] + b"\r\n"
    read = received(mail.as_bytes())
    refolded = b"".join(
        SMTP.header_factory(name, str(value)).fold(policy=SMTP).encode()
        for name, value in read.items()
        if name != "Content-Type"
    )

    kept = re.sub(rb"Content-Type: .*?\r\n(?![ ])", b"", lines, flags=re.DOTALL)
    assert kept == refolded


def test_the_mail_goes_to_one_person_by_bare_address() -> None:
    mail = received(sent())

    assert mail["To"] == POPULIER.attendee
    assert (mail["Cc"], mail["Bcc"]) == (None, None)


def test_the_headers_tell_machines_that_a_program_wrote_it() -> None:
    mail = received(sent())

    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == ENVELOPE.message_id
    assert mail["Date"].datetime == POPULIER.stamped_at
    assert mail["Content-Language"] == "nl"
    for unwanted in ("Precedence", "List-Unsubscribe", "In-Reply-To", "References"):
        assert mail[unwanted] is None


def test_an_update_hangs_under_the_first_invitation() -> None:
    first = "<3f1c.0@portaal.example>"
    update = Envelope(
        message_id="<3f1c.1@portaal.example>", first_message_id=first, text="x\n", html="<p>x\n"
    )

    mail = received(sent(message(sequence=1), update))

    assert (mail["In-Reply-To"], mail["References"]) == (first, first)
    assert mail["Subject"] == "Gewijzigd: Overleg (besloten) – do 12 feb 13:00"


NIGHT = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({}, "Overleg (besloten) – do 12 feb 13:00"),
        ({"sequence": 1}, "Overleg (besloten) – do 12 feb 13:00"),
        ({"is_hold": True}, "Onder voorbehoud: Overleg (besloten) – do 12 feb 13:00"),
        (
            {"method": Method.CANCEL, "sequence": 1},
            "Vervallen: Overleg (besloten) – do 12 feb 13:00",
        ),
        ({"language": Language.EN}, "Conference (closed) – Thu 12 Feb 13:00"),
        (
            {"starts_at": NIGHT, "ends_at": NIGHT.replace(hour=2)},
            "Overleg (besloten) – zo 25 okt 02:30 (wintertijd)",
        ),
    ],
)
def test_the_subject_says_when_and_nothing_else(changes: dict[str, Any], line: str) -> None:
    invitation = message(**changes)

    assert mime.subject(invitation, is_first=True) == line
    assert received(sent(invitation))["Subject"] == line


def test_no_field_takes_a_line_end_along() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        sent(envelope=Envelope(message_id="<1@x.example>\r\nBcc: a@b.example", text="", html=""))
