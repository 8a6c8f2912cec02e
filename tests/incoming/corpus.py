"""Sixty and more mails in the manner of each mail program, with what each must be taken for.

Own text, real structure, invented people. A row is a name, a mail, and in a few words what it is:
see said_of() in test_reading.py.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.incoming import mails
from tests.incoming.mails import CRLF, Asked, lines, local, mail, multipart, part, utc

ASKED = Asked()
HOUR = timedelta(hours=1)
YES, MAYBE, NO = "yes 12.00", "maybe 12.00", "no 12.00"
NOTHING = "check: no_calendar"
ANSWERS = {"ACCEPTED": YES, "TENTATIVE": MAYBE, "DECLINED": NO}
TEXT = "Content-Type: text/plain; charset=utf-8"


@dataclass(frozen=True)
class Sample:
    """A mail of the corpus, and what it must be taken for."""

    name: str
    raw: bytes
    said: str


def samples() -> list[Sample]:
    """Return the whole corpus, always in the same order."""
    kinds = (_answers, _zones, _transfers, _broken, _other_methods, _others, _bounces)
    return [sample for kind in kinds for sample in kind()]


def event(*told: str, asked: Asked = ASKED, method: str = "REPLY") -> str:
    """Return a calendar of one event with these lines and those that every answer has."""
    return lines(
        "BEGIN:VCALENDAR",
        "PRODID:-//Agenda//NL",
        "VERSION:2.0",
        *([f"METHOD:{method}"] if method else []),
        "BEGIN:VEVENT",
        f"UID:{asked.uid}",
        f"DTSTAMP:{utc(asked.written_at)}",
        *told,
        "END:VEVENT",
        "END:VCALENDAR",
    )


WHEN = (f"DTSTART:{utc(ASKED.starts_at)}", f"DTEND:{utc(ASKED.ends_at)}")
WHO = f"ATTENDEE;PARTSTAT=ACCEPTED:mailto:{ASKED.mail}"


def inline(calendar: str, kind: str = "text/calendar; method=REPLY; charset=utf-8") -> bytes:
    return mail(ASKED, part(calendar, kind))


def google(said: str = "ACCEPTED", note: str = "Ik ben er; vijf minuten later.") -> bytes:
    """Return Google Calendar's: the note beside ATTENDEE, the calendar twice."""
    calendar = lines(
        "BEGIN:VCALENDAR",
        "PRODID:-//Google Inc//Google Calendar 70.9054//EN",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "METHOD:REPLY",
        "BEGIN:VEVENT",
        *WHEN,
        f"DTSTAMP:{utc(ASKED.written_at)}",
        f"ORGANIZER;CN=Overlegportaal:mailto:{ASKED.organizer}",
        f"UID:{ASKED.uid}",
        f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={said};CN={ASKED.mail};",
        f' X-NUM-GUESTS=0;X-RESPONSE-COMMENT="{note}":mailto:{ASKED.mail}',
        "CREATED:20260210T084100Z",
        "SEQUENCE:0",
        "STATUS:CONFIRMED",
        "SUMMARY:Overleg (besloten)",
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "END:VCALENDAR",
    )
    alternative = multipart(
        "alternative",
        f"{TEXT}{CRLF}{CRLF}heeft geantwoord{CRLF}",
        f"Content-Type: text/html; charset=utf-8{CRLF}{CRLF}<p>heeft geantwoord</p>{CRLF}",
        part(calendar, 'text/calendar; charset="UTF-8"; method=REPLY'),
    ).replace("=_grens", "=_binnen")
    file = ('Content-Disposition: attachment; filename="invite.ics"',)
    attached = part(calendar, 'application/ics; name="invite.ics"', extra=file)
    return mail(ASKED, multipart("mixed", alternative, attached), subject="Accepted: Overleg")


def apple(said: str = "ACCEPTED") -> bytes:
    """Return Apple's: no name for the person, the calendar as a file in a mixed mail."""
    calendar = event(
        f"ORGANIZER:mailto:{ASKED.organizer}",
        f'ATTENDEE;CN="(null)";CUTYPE=INDIVIDUAL;EMAIL="{ASKED.mail}";PARTSTAT={said}:'
        f"mailto:{ASKED.mail}",
        *WHEN,
        "SEQUENCE:0",
        "X-CALENDARSERVER-ACCESS:PUBLIC",
    )
    file = ('Content-Disposition: attachment; filename="iCal-20260210.ics"',)
    kind = 'text/calendar; charset=utf-8; method=REPLY; name="iCal-20260210.ics"'
    text = f"{TEXT}{CRLF}{CRLF}(null) heeft uw uitnodiging beantwoord{CRLF}"
    return mail(ASKED, multipart("mixed", text, part(calendar, kind, extra=file)))


def thunderbird(said: str = "ACCEPTED") -> bytes:
    """Return Thunderbird's: an alternative in UTF-8 without transfer encoding, and a file."""
    calendar = event(
        f"ORGANIZER;RSVP=TRUE;CN=Overlegportaal;PARTSTAT=ACCEPTED;ROLE=CHAIR:mailto:{ASKED.organizer}",
        f"ATTENDEE;RSVP=TRUE;CN=Renée Wijkagent;PARTSTAT={said};ROLE=REQ-PARTICIPANT:"
        f"mailto:{ASKED.mail}",
        *(f"{name};TZID=Europe/Amsterdam:{local(at)}" for name, at in _ends()),
        "X-MOZ-GENERATION:1",
    )
    head = "Content-Type: text/calendar; method=REPLY; charset=utf-8"
    plain = f"{head}{CRLF}Content-Transfer-Encoding: 8bit{CRLF}{CRLF}{calendar}"
    inner = multipart("alternative", f"{TEXT}{CRLF}{CRLF}Antwoord{CRLF}", plain)
    file = ('Content-Disposition: attachment; filename="invite.ics"',)
    outer = multipart(
        "mixed",
        inner.replace("=_grens", "=_binnen"),
        part(calendar, 'application/ics; name="invite.ics"', extra=file),
    )
    return mail(ASKED, outer)


def proton(said: str = "ACCEPTED") -> bytes:
    """Return what Proton's bridge makes of it: no method beside the kind of the part."""
    calendar = event(f"ATTENDEE;PARTSTAT={said}:mailto:{ASKED.mail}", *WHEN, "SEQUENCE:0")
    file = ('Content-Disposition: attachment; filename="invite.ics"',)
    text = f"{TEXT}{CRLF}{CRLF}Antwoord{CRLF}"
    return mail(ASKED, multipart("mixed", text, part(calendar, "text/calendar", extra=file)))


def english(said: str = "ACCEPTED") -> bytes:
    """Return Outlook's in English."""
    word = {"ACCEPTED": "Accepted", "TENTATIVE": "Tentative", "DECLINED": "Declined"}[said]
    return mails.outlook(ASKED, said, subject=f"{word}: Overleg (besloten)")


def _ends() -> tuple[tuple[str, datetime], ...]:
    return (("DTSTART", ASKED.starts_at), ("DTEND", ASKED.ends_at))


def _answers() -> Iterator[Sample]:
    programs: dict[str, Callable[[str], bytes]] = {
        "google": google,
        "apple": apple,
        "thunderbird": thunderbird,
        "proton": proton,
        "outlook in English": english,
        "outlook": lambda said: mails.outlook(ASKED, said),
    }
    for name, write in programs.items():
        for said, expected in ANSWERS.items():
            yield Sample(f"{name}, {said.lower()}", write(said), expected)


def _zones() -> Iterator[Sample]:
    for zone in (
        "Romance Standard Time",
        '"W. Europe Standard Time"',
        "West-Europa (standaardtijd)",
        '"(UTC+01:00) Amsterdam, Berlijn, Bern, Rome, Stockholm, Wenen"',
        '"(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna"',
        "/citadel.org/20210210_1/Europe/Amsterdam",
    ):
        yield Sample(f"zone {zone}", mails.outlook(ASKED, zone=zone), YES)
    for zone in ("Customized Time Zone", "Ergens"):
        yield Sample(f"zone {zone}", mails.outlook(ASKED, zone=zone), "yes")
    days = (f"DTSTART;VALUE=DATE:{ASKED.starts_at:%Y%m%d}",)
    yield Sample("a whole day", inline(event(WHO, *days)), "yes")


def _transfers() -> Iterator[Sample]:
    calendar = event(WHO, *WHEN)
    yes = {
        "lower-case method": inline(calendar, "text/calendar; method=reply"),
        "method in the part only": inline(event(WHO, *WHEN, method="")),
        "application/ics alone": inline(calendar, "application/ics; name=invite.ics"),
        "octets with a name": mail(
            ASKED,
            multipart(
                "mixed",
                part(
                    calendar,
                    "application/octet-stream",
                    extra=('Content-Disposition: attachment; filename="ANTWOORD.ICS"',),
                ),
            ),
        ),
        "as plain text": mail(ASKED, f"{TEXT}{CRLF}{CRLF}{calendar}"),
        "line feeds only": mail(
            ASKED, f"Content-Type: text/calendar{CRLF}{CRLF}{calendar}".replace(CRLF, "\n")
        ),
        "byte order mark": inline("\ufeff" + calendar),
        "NUL bytes": inline(calendar.replace("PRODID", "X-\0PRODID")),
        "quoted-printable": mail(
            ASKED,
            "Content-Type: text/calendar; method=REPLY\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
            + calendar.replace("=", "=3D").replace("mailto:", "mailto:=\r\n"),
        ),
        "latin-1": mail(ASKED, f"Content-Type: text/calendar{CRLF}{CRLF}{calendar}").replace(
            b"PRODID:-//Agenda", "PRODID:-//Agenda René".encode("latin-1")
        ),
        "a character set that is none": inline(calendar, "text/calendar; charset=nergens"),
        "upper-case names": inline(calendar.replace("ATTENDEE;PARTSTAT", "attendee;Partstat")),
        "MAILTO in capitals": inline(calendar.replace("mailto:", "MAILTO:")),
        "an address without mailto": inline(calendar.replace("mailto:", "")),
        "capitals in the address": inline(calendar.replace(ASKED.mail, ASKED.mail.title())),
    }
    for name, raw in yes.items():
        yield Sample(name, raw, YES)


def _broken() -> Iterator[Sample]:
    calendar = event(WHO, *WHEN)
    alarm = lines("BEGIN:VALARM", "TRIGGER:onzin", "ATTENDEE:mailto:x@y.example", "END:VALARM")
    zone = lines("BEGIN:VTIMEZONE", "TZID:Europe/Amsterdam", "DTSTART:onzin", "END:VTIMEZONE")
    yes = {
        "a broken alarm": calendar.replace("END:VEVENT", f"{alarm}END:VEVENT"),
        "a broken zone": calendar.replace("BEGIN:VEVENT", f"{zone}BEGIN:VEVENT", 1),
        "a line without a colon": calendar.replace("END:VEVENT", f"COMMENT{CRLF}END:VEVENT"),
        "a broken rule": calendar.replace("END:VEVENT", f"RRULE:FREQ=SECONDLY{CRLF}END:VEVENT"),
        "no number": calendar.replace("DTSTAMP", f"SEQUENCE:veel{CRLF}DTSTAMP"),
        "an enormous number": calendar.replace("DTSTAMP", f"SEQUENCE:{'9' * 400}{CRLF}DTSTAMP"),
        "no stamp": "\r\n".join(
            line for line in calendar.split(CRLF) if not line.startswith("DTSTAMP")
        ),
        "not closed": calendar.replace(f"END:VCALENDAR{CRLF}", ""),
    }
    for name, text in yes.items():
        yield Sample(name, inline(text), YES)
    no = f"ATTENDEE;PARTSTAT=DECLINED:mailto:{ASKED.mail}"
    nothing = {
        "one who speaks for two": event(WHO, "ATTENDEE;PARTSTAT=DECLINED:mailto:x@y.example"),
        "yes and no at once": event(WHO, no),
        "nobody": event(*WHEN),
        "somebody without an answer": event(f"ATTENDEE:mailto:{ASKED.mail}"),
        "an answer yet to come": event(WHO.replace("ACCEPTED", "NEEDS-ACTION")),
        "an answer that is none": event(WHO.replace("ACCEPTED", "X-JA")),
        "one of a series": event(WHO, f"RECURRENCE-ID:{utc(ASKED.starts_at)}"),
        "two events": calendar.replace(
            "END:VCALENDAR", lines("BEGIN:VEVENT", f"UID:{ASKED.uid}", WHO, "END:VEVENT")
        ),
        "no UID": calendar.replace("UID:", "X-UID:"),
        "an empty calendar": lines("BEGIN:VCALENDAR", "END:VCALENDAR"),
        "a delegation to nobody": event(WHO.replace("ACCEPTED", "DELEGATED")),
    }
    for name, text in nothing.items():
        yield Sample(name, inline(text), NOTHING)
    yield Sample("too large", inline(event(WHO, f"COMMENT:{'x' * 70_000}")), "check: too_large")


def _other_methods() -> Iterator[Sample]:
    for method in ("REQUEST", "CANCEL", "PUBLISH", "REFRESH", "ADD"):
        text = event(WHO, *WHEN, method=method)
        yield Sample(f"a {method}", inline(text, f"text/calendar; method={method}"), NOTHING)
    later = ASKED.but(starts_at=ASKED.starts_at + HOUR, ends_at=ASKED.ends_at + HOUR)
    for said, word in (("TENTATIVE", "maybe"), ("DECLINED", "no"), ("ACCEPTED", "-")):
        raw = mails.outlook(later, said, method="COUNTER")
        yield Sample(f"outlook proposes, {said.lower()}", raw, f"counter 13.00-14.00 {word}")
    times = (f"DTSTART:{utc(later.starts_at)}", "DURATION:PT1H30M")
    counter = "text/calendar; method=COUNTER"
    who = WHO.replace("ACCEPTED", "NEEDS-ACTION")
    text = event(who, *times, method="COUNTER")
    yield Sample("google proposes", inline(text, counter), "counter 13.00-14.30 -")
    for name, told in {
        "a proposal without an end": times[:1],
        "a proposal that ends before it starts": (times[0], f"DTEND:{utc(ASKED.starts_at)}"),
        "a proposal without a time": (),
    }.items():
        yield Sample(name, inline(event(who, *told, method="COUNTER"), counter), NOTHING)
    yield Sample("somebody else is sent", mails.delegating(ASKED, "X@y.example"), "to x@y.example")
    who = f'ATTENDEE;PARTSTAT=ACCEPTED;DELEGATED-FROM="mailto:{ASKED.mail}":mailto:x@y.example'
    yield Sample("who was sent answers", inline(event(who, *WHEN)), f"{YES} for {ASKED.mail}")


def _others() -> Iterator[Sample]:
    empty = "\r\n"
    winmail = part("x", 'application/ms-tnef; name="winmail.dat"')
    named = part("x", 'application/octet-stream; name="winmail.dat"')
    inside = mails.outlook(ASKED).decode().replace("=_grens", "=_binnen")
    forwarded = f"Content-Type: message/rfc822{CRLF}{CRLF}{inside}"
    away = {
        "away, in Dutch": mail(ASKED, empty, subject="Automatisch antwoord: Overleg"),
        "away, in English": mail(ASKED, empty, subject="Automatic reply: Overleg"),
        "away, by header": mail(ASKED, empty, headers=("Auto-Submitted: auto-replied (vacation)",)),
        "away, by an old header": mail(ASKED, empty, headers=("Precedence: auto_reply",)),
        "away, in other words": mail(ASKED, empty, headers=("X-Autoreply: yes",)),
    }
    for name, raw in away.items():
        yield Sample(name, raw, "away")
    hints = {"Geaccepteerd": "yes", "Voorlopig": "maybe", "Declined": "no", "Re": "-"}
    for word, hint in hints.items():
        raw = mail(ASKED, empty, subject=f"{word}: Overleg")
        yield Sample(f"a subject alone: {word}", raw, f"{NOTHING} {hint}".removesuffix(" -"))
    for name, file in {"winmail.dat": winmail, "winmail.dat by name": named}.items():
        raw = mail(ASKED, multipart("mixed", file), subject="Geweigerd: Overleg")
        yield Sample(name, raw, "check: winmail no")
    yield Sample("an answer inside a mail", mail(ASKED, multipart("mixed", forwarded)), NOTHING)
    yield Sample("prose", mail(ASKED, f"{TEXT}{CRLF}{CRLF}Ik kom.{CRLF}"), NOTHING)
    html = f"Content-Type: text/html{CRLF}{CRLF}<p>Ik kom</p>{CRLF}"
    yield Sample("prose in HTML", mail(ASKED, html), NOTHING)
    receipt = 'Content-Type: multipart/report; report-type="disposition-notification"; boundary=x'
    yield Sample("a receipt", mail(ASKED, f"{receipt}{CRLF}{CRLF}--x--"), NOTHING)
    yield Sample("nothing at all", b"", NOTHING)
    yield Sample("noise", bytes(range(256)) * 8, NOTHING)
    nested = "".join(
        f"Content-Type: multipart/mixed; boundary=b{depth}{CRLF}{CRLF}--b{depth}{CRLF}"
        for depth in range(3000)
    )
    yield Sample("parts within parts", mail(ASKED, nested), "check: broken")
    wide = multipart("mixed", *[f"{TEXT}{CRLF}{CRLF}x"] * 3000)
    yield Sample("thousands of parts", mail(ASKED, wide), NOTHING)


def _bounces() -> Iterator[Sample]:
    told = {
        "unknown address": mails.bounce(ASKED, message_id="<1@portaal.example>"),
        "headers only": mails.bounce(ASKED, headers_only=True),
    }
    for name, raw in told.items():
        yield Sample(f"bounce, {name}", raw, "bounce 5.1.1")
    yield Sample("bounce, full", mails.bounce(ASKED, status="5.2.2"), "bounce 5.2.2")
    late = mails.bounce(ASKED, action="delayed", status="4.4.1")
    yield Sample("bounce, delayed", late, "bounce 4.4.1")
    prose = mail(ASKED, f"{CRLF}Onbekend.{CRLF}", sender="MAILER-DAEMON@oud.example")
    yield Sample("bounce, in prose", prose, "bounce ")
