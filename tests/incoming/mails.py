"""Mail as the calendars of the world answer with: own text, the structure of each program.

Every builder takes what the answer is to, and returns the bytes as a mail server hands them on.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from zoneinfo import ZoneInfo

CRLF = "\r\n"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody was asked, as their calendar knows it, and who they are."""

    token: str = "0123456789abcdef0123456789abcdef"
    uid: str = "5b0f4f0a-3f0e-4c57-9d1c-2f6f2f0c1a11"
    mail: str = "wijkagent@politie.example"
    sequence: int = 0
    starts_at: datetime = datetime(2026, 2, 11, 12, tzinfo=UTC)
    ends_at: datetime = datetime(2026, 2, 11, 13, tzinfo=UTC)
    written_at: datetime = datetime(2026, 2, 10, 12, 30, tzinfo=UTC)

    @property
    def organizer(self) -> str:
        return f"overleg+{self.token}@portaal.example"

    def but(self, **changes: Any) -> "Asked":
        return replace(self, **changes)


def utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def local(at: datetime) -> str:
    return f"{at.astimezone(AMSTERDAM):%Y%m%dT%H%M%S}"


def lines(*told: str) -> str:
    return CRLF.join((*told, ""))


def mail(
    asked: Asked,
    body: str,
    *,
    subject: str = "Overleg (besloten)",
    sender: str = "",
    headers: Sequence[str] = (),
) -> bytes:
    """Return a mail to the address that organises; body: its content headers and the rest."""
    head = (
        f"From: {sender or asked.mail}",
        f"To: {asked.organizer}",
        f"Subject: {subject}",
        f"Date: {format_datetime(asked.written_at)}",
        f"Message-ID: <{asked.written_at.timestamp():.0f}.{asked.sequence}@{asked.mail}>",
        *headers,
        "MIME-Version: 1.0",
    )
    return (CRLF.join(head) + CRLF + body).encode()


def part(content: str, kind: str, *, extra: Sequence[str] = ()) -> str:
    """Return a part in base64, its headers first."""
    coded = b64encode(content.encode()).decode()
    folded = CRLF.join(coded[at : at + 76] for at in range(0, len(coded), 76))
    head = (f"Content-Type: {kind}", "Content-Transfer-Encoding: base64", *extra)
    return CRLF.join((*head, "", folded, ""))


def multipart(kind: str, *parts: str) -> str:
    mark = "--=_grens"
    inner = "".join(f"{mark}{CRLF}{one}{CRLF}" for one in parts)
    return f'Content-Type: multipart/{kind}; boundary="=_grens"{CRLF}{CRLF}{inner}{mark}--{CRLF}'


OUTLOOK_ZONE = lines(
    "BEGIN:VTIMEZONE",
    "TZID:W. Europe Standard Time",
    "BEGIN:STANDARD",
    "DTSTART:16010101T030000",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10",
    "END:STANDARD",
    "BEGIN:DAYLIGHT",
    "DTSTART:16010101T020000",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3",
    "END:DAYLIGHT",
    "END:VTIMEZONE",
)

OUTLOOK_WORDS = {"ACCEPTED": "Geaccepteerd", "TENTATIVE": "Voorlopig", "DECLINED": "Geweigerd"}


def outlook(
    asked: Asked,
    said: str = "ACCEPTED",
    *,
    method: str = "REPLY",
    comment: str = "",
    attendee: str = "",
    zone: str = "W. Europe Standard Time",
    stamped: str = "",
    **options: Any,
) -> bytes:
    """Return the answer of Outlook on Exchange: no ORGANIZER, a zone of Windows, Dutch words."""
    word = OUTLOOK_WORDS.get(said, "Nieuwe tijd voorgesteld")
    who = attendee or asked.mail
    calendar = lines(
        "BEGIN:VCALENDAR",
        f"METHOD:{method}",
        "PRODID:Microsoft Exchange Server 2010",
        "VERSION:2.0",
        OUTLOOK_ZONE.removesuffix(CRLF),
        "BEGIN:VEVENT",
        f'ATTENDEE;PARTSTAT={said};CN="A. Wijkagent":MAILTO:{who}',
        f"COMMENT;LANGUAGE=nl-NL:{comment}\\n",
        f"UID:{asked.uid}",
        f"SUMMARY;LANGUAGE=nl-NL:{word}: Overleg (besloten)",
        f"DTSTART;TZID={zone}:{local(asked.starts_at)}",
        f"DTEND;TZID={zone}:{local(asked.ends_at)}",
        "CLASS:PRIVATE",
        "PRIORITY:5",
        f"DTSTAMP:{stamped or utc(asked.written_at)}",
        "TRANSP:OPAQUE",
        "STATUS:CONFIRMED",
        f"SEQUENCE:{asked.sequence}",
        "LOCATION;LANGUAGE=nl-NL:Video",
        f"X-MICROSOFT-CDO-APPT-SEQUENCE:{asked.sequence}",
        "X-MICROSOFT-CDO-OWNERAPPTID:0",
        "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
        "X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY",
        "X-MICROSOFT-DISALLOW-COUNTER:FALSE",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    body = multipart(
        "alternative",
        part(comment or "\n", 'text/plain; charset="utf-8"'),
        part(calendar, f'text/calendar; charset="utf-8"; method={method}'),
    )
    options.setdefault("subject", f"{word}: Overleg (besloten)")
    return mail(asked, body, **options)


def delegating(asked: Asked, to: str, **options: Any) -> bytes:
    """Return what a calendar that follows RFC 5546 says when somebody sends somebody else."""
    calendar = lines(
        "BEGIN:VCALENDAR",
        "PRODID:-//Agenda//NL",
        "METHOD:REPLY",
        "VERSION:2.0",
        "BEGIN:VEVENT",
        f"ORGANIZER:mailto:{asked.organizer}",
        f'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:{to}":mailto:{asked.mail}',
        f'ATTENDEE;PARTSTAT=NEEDS-ACTION;DELEGATED-FROM="mailto:{asked.mail}":mailto:{to}',
        f"UID:{asked.uid}",
        f"SEQUENCE:{asked.sequence}",
        f"DTSTAMP:{utc(asked.written_at)}",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    return mail(asked, part(calendar, "text/calendar; method=REPLY; charset=utf-8"), **options)


def bounce(
    asked: Asked,
    *,
    message_id: str = "",
    status: str = "5.1.1",
    action: str = "failed",
    recipient: str = "",
    headers_only: bool = False,
) -> bytes:
    """Return the notice of a mail server that our mail did not arrive (RFC 3464).

    recipient: at which address it did not; else at the invitee's own.
    """
    original = CRLF.join(
        (f"From: {asked.organizer}", f"To: {asked.mail}", f"Message-ID: {message_id}", "", "")
    )
    kind = "text/rfc822-headers" if headers_only else "message/rfc822"
    report = CRLF.join(
        (
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mail.politie.example",
            "",
            f"Final-Recipient: rfc822; {recipient or asked.mail}",
            f"Action: {action}",
            f"Status: {status}",
            "Diagnostic-Code: smtp; 550 5.1.1 User unknown",
            "",
        )
    )
    text = f"Content-Type: text/plain{CRLF}{CRLF}Uw bericht kwam niet aan.{CRLF}"
    body = multipart(
        'report; report-type="delivery-status"',
        text,
        report,
        f"Content-Type: {kind}{CRLF}{CRLF}{original}",
    )
    return mail(
        asked,
        body,
        sender="Mail Delivery System <mailer-daemon@politie.example>",
        subject="Undelivered Mail Returned to Sender",
        headers=("Auto-Submitted: auto-replied",),
    )
