"""A canary is found wherever it sits in a mail."""

from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from tests.canaries import finding
from tests.canaries.fields import Canaries

CANARY, FIELD = "Kanarie0007", "case_person.name"
OWN = "anna@partner.example"
CALENDAR = "BEGIN:VCALENDAR\r\nUID:1\r\nDESCRIPTION:Een lang verhaal over Kana\r\n rie0007\r\n"


@pytest.fixture
def canaries() -> Canaries:
    found = Canaries()
    found.fields["kanarie0007"] = FIELD
    found.fields["+31612340008"] = "person.phone"
    found.fields["kanarie0009"] = finding.ALIAS
    found.replaced["noor van dalen"] = FIELD
    return found


def mail(**headers: str) -> EmailMessage:
    said = EmailMessage(policy=SMTP)
    said["To"] = OWN
    said["Subject"] = "Overleg (besloten)"
    for name, value in headers.items():
        said[name.replace("_", "-")] = value
    said.set_content("U bent uitgenodigd.", cte="quoted-printable")
    return said


def in_a_file_name() -> bytes:
    said = mail()
    said.add_attachment(b"x", maintype="text", subtype="calendar", filename=f"{CANARY} é.ics")
    return said.as_bytes()


def in_base64() -> bytes:
    said = mail()
    said.add_alternative(f"<p>Voor {CANARY}</p>", subtype="html", cte="base64")
    return said.as_bytes()


def in_a_folded_line() -> bytes:
    said = mail()
    said.add_attachment(CALENDAR.encode(), maintype="text", subtype="calendar", cte="base64")
    return said.as_bytes()


def in_a_soft_break() -> bytes:
    said = mail()
    said.set_content(f"{'woord ' * 13}{CANARY} é", cte="quoted-printable")
    return said.as_bytes()


@pytest.mark.parametrize(
    "raw",
    [
        mail(X_Note=CANARY).as_bytes(),
        mail(Message_ID=f"<{CANARY}@portaal.example>").as_bytes(),
        mail(Keywords=Header(f"é {CANARY}", "utf-8").encode()).as_bytes(),
        mail(X_Url="https://portaal.example/%4Banarie0007").as_bytes(),
        mail(X_Note="Noor van Dalen").as_bytes(),
        in_a_file_name(),
        in_base64(),
        in_a_folded_line(),
        in_a_soft_break(),
    ],
    ids=[
        *("header", "message-id", "encoded-word", "address", "former-words"),
        *("file-name", "base64", "folded-line", "soft-break"),
    ],
)
def test_a_canary_is_found_wherever_it_sits(raw: bytes, canaries: Canaries) -> None:
    found = finding.leaks(raw, canaries, own=OWN)

    assert {what.partition(":")[0] for _, what in found} == {FIELD}


def test_a_neutral_mail_has_none(canaries: Canaries) -> None:
    assert not finding.leaks(mail().as_bytes(), canaries, own=OWN)


def test_the_number_of_somebody_is_found(canaries: Canaries) -> None:
    raw = mail(X_Note="+31612340008").as_bytes()

    assert (finding.HEADERS, "person.phone") in finding.leaks(raw, canaries, own=OWN)


def test_an_alias_may_stand_in_the_text_and_nowhere_else(canaries: Canaries) -> None:
    said = mail()
    said.set_content("Het gaat over Kanarie0009.")
    in_text = said.as_bytes()
    said.add_attachment(b"Kanarie0009", maintype="text", subtype="calendar", filename="x.ics")
    in_file = said.as_bytes()

    assert not finding.leaks(in_text, canaries, own=OWN)
    assert finding.leaks(in_file, canaries, own=OWN) == {("a file", finding.ALIAS)}
    subject = mail(X_Note="Kanarie0009").as_bytes()
    assert finding.leaks(subject, canaries, own=OWN) == {(finding.HEADERS, finding.ALIAS)}
