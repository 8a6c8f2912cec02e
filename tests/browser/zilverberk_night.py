"""What the night of "Zilverberk" is played with: the clock, real browsers, mail out and mail in."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event
from urllib.parse import urlsplit

from flask import Flask
from icalendar import Calendar
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page
from sqlalchemy import Engine
from sqlmodel import Session

from mdt import clock
from mdt.cli import inbox
from mdt.config import Settings
from mdt.demo.merwestad import World
from mdt.incoming import reader
from mdt.models import Person
from tests.canaries.play import Worker, let_it_be
from tests.conferences.zilverberk import at
from tests.conftest import AsPerson
from tests.imap_server import Mailserver
from tests.incoming import mails
from tests.incoming.mails import Asked
from tests.smtp_server import Behaviour

PATIENCE, PLAYWRIGHTS_OWN = 20_000, 5_000
"""Milliseconds that a step may take: two databases and a busy machine; and what is usual."""

LINK, DIGITS = re.compile(r"https?://\S+/u/\S+"), re.compile(r"voor het antwoord: (\d{4})")


@dataclass
class Night:
    """The region in that night: who looks at what, and what came in whose mailbox."""

    app: Flask
    engine: Engine
    session: Session
    settings: Settings
    world: World
    chromium: Chromium
    base: str
    sent: Behaviour
    received: Mailserver
    as_person: AsPerson
    _contexts: list[BrowserContext] = field(default_factory=list)

    def stand(self, clock_shows: str, day: date, *, fold: int = 1) -> None:
        """Let the clock say so, for everybody; fold 0 is the first 02.30 of the night."""
        let_it_be(at(clock_shows, day, fold=fold))
        self.session.expire_all()

    def person(self, key: str) -> Person:
        return self.session.get_one(Person, self.world.people[key].id)

    def name(self, key: str) -> str:
        """Return how somebody is called, and hold no lock."""
        found = self.person(key).name
        self.session.commit()
        return found

    def address(self, key: str) -> str:
        """Return somebody's mail address, and hold no lock."""
        found = self.person(key).mail
        self.session.commit()
        return found

    def as_(self, key: str, path: str = "/") -> Page:
        """Return a page in a browser of their own, in which they signed in just now."""
        cookie = self.as_person(self.person(key)).get_cookie("s")
        assert cookie is not None
        self.session.commit()
        page = self._browser(width=1280)
        page.context.add_cookies([{"name": "s", "value": cookie.value, "url": self.base}])
        page.goto(f"{self.base}{path}")
        return page

    def page(self) -> Page:
        """Return the page that was opened last."""
        return self._contexts[-1].pages[-1]

    def phone(self) -> Page:
        """Return a page on a telephone in which nobody signed in."""
        return self._browser(width=390)

    def work(self) -> None:
        """Let the worker and whoever reads the mail do all that is due now."""
        Worker(self.engine, self.settings).work()
        reader.read_once(inbox.desk(self.settings, self.engine), Event())
        self.session.expire_all()

    def mail(self, key: str) -> list[EmailMessage]:
        """Return what came for somebody, the oldest first."""
        to = self.address(key)
        return [
            message_from_bytes(one.content, policy=policy.default)  # type: ignore[arg-type]
            for one in self.sent.accepted
            if one.rcpt_tos == [to]
        ]

    def answer_from_calendar(self, key: str) -> None:
        """Accept in one's own calendar, which sends a reply to whoever organises."""
        asked = self.calendar(key)[-1]
        [event] = asked.events
        starts_at, ends_at = event.start, event.end
        assert isinstance(starts_at, datetime)
        assert isinstance(ends_at, datetime)
        reply = Asked(
            token=re.split("[+@]", str(event["ORGANIZER"]))[1],
            uid=str(event["UID"]),
            mail=self.address(key),
            sequence=event.sequence or 0,
            starts_at=starts_at,
            ends_at=ends_at,
            written_at=clock.now(),
        )
        self.received.deliver(mails.outlook(reply))

    def calendar(self, key: str) -> list[Calendar]:
        """Return the calendars in somebody's mail, the oldest first."""
        return [
            Calendar.from_ical(part.get_content())
            for mail in self.mail(key)
            for part in mail.walk()
            if part.get_content_type() == "text/calendar" and not part.get_filename()
        ]

    def by_link(self, key: str) -> tuple[Page, str]:
        """Open the newest link that somebody got on a telephone; return it, and the digits."""
        texts = [body.get_content() for one in self.mail(key) if (body := one.get_body(("plain",)))]
        text = next(one for one in reversed(texts) if DIGITS.search(one))
        [link] = set(LINK.findall(text))
        page = self.phone()
        page.goto(f"{self.base}{urlsplit(link).path}")
        return page, DIGITS.findall(text)[0]

    def close(self) -> None:
        for context in self._contexts:
            context.close()

    def _browser(self, *, width: int) -> Page:
        context = self.chromium.new_context(
            reduced_motion="reduce", locale="nl-NL", viewport={"width": width, "height": 844}
        )
        context.set_default_timeout(PATIENCE)
        self._contexts.append(context)
        return context.new_page()


@contextmanager
def kept_clock() -> Iterator[datetime]:
    """Let the clock stand again as it stood, when the block is over."""
    kept = clock.offset()
    yield clock.now()
    clock.shift(kept)
