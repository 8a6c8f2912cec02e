"""A small calendar program of our own: it reads invitations from a mailbox, and answers them.

It knows nothing of the portal: what it answers follows from the mail that it got.
"""

import smtplib
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from icalendar import Calendar, Component, Event, vCalAddress


@dataclass(frozen=True)
class Client:
    """Somebody's calendar: their address, and the server that takes their mail."""

    mail: str
    smtp_port: int

    def answer(self, raw: bytes, said: str, *, now: datetime) -> None:
        """Send the answer to the invitation in a mail to whoever organises it."""
        calendar = invitation_in(raw)
        [asked] = calendar.walk("VEVENT")
        assert str(asked["ATTENDEE"]).lower() == f"mailto:{self.mail}"
        organizer = str(asked["ORGANIZER"]).removeprefix("mailto:")
        letter = EmailMessage()
        letter["From"], letter["To"] = self.mail, organizer
        letter["Subject"] = f"Antwoord: {asked['SUMMARY']}"
        letter["Date"] = now
        letter["Message-ID"] = f"<{now.timestamp()}@{self.mail}>"
        letter.set_content("Zie de bijlage.")
        letter.add_alternative(
            reply(asked, self.mail, said, now).decode(),
            subtype="calendar",
            params={"method": "REPLY"},
        )
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=10) as server:
            server.send_message(letter, self.mail, [organizer])


def invitation_in(raw: bytes) -> Calendar:
    """Return the calendar in a mail that asks for an answer."""
    found = message_from_bytes(raw, policy=policy.default)
    [part] = [part for part in found.walk() if part.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "REQUEST"
    return Calendar.from_ical(part.get_content())


def reply(asked: Component, mail: str, said: str, now: datetime) -> bytes:
    """Return the iTIP answer to an event (RFC 5546 3.2.3)."""
    calendar, event = Calendar(), Event()
    for name, value in {"prodid": "-//Agenda//NL", "version": "2.0", "method": "REPLY"}.items():
        calendar.add(name, value)
    for name in ("UID", "SEQUENCE", "ORGANIZER", "DTSTART", "DTEND", "SUMMARY"):
        event[name] = asked[name]
    event.add("dtstamp", now)
    event.add("attendee", vCalAddress.new(mail, partstat=said))
    calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written
