"""Both scenarios, played with the worker at work, a mail server and a gateway that take it all."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from http import HTTPStatus
from itertools import pairwise
from operator import itemgetter
from threading import Event
from uuid import uuid4

import pytest
from aiosmtpd.smtp import Envelope
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, col, select
from werkzeug.test import TestResponse

from mdt import clock
from mdt import engine as engines
from mdt.adapters.letters import Letters
from mdt.adapters.sms_gateway import SmsGateway
from mdt.adapters.smtp import SmtpTransport
from mdt.adapters.texts import Texts
from mdt.conferences import cascade_turns
from mdt.conferences.cascade_turns import Desk
from mdt.config import Settings
from mdt.demo import merwestad, populier, rosters, script, waterland, zilverberk
from mdt.demo.script import Line, Step
from mdt.demo.stage import Stage
from mdt.feeds import addresses
from mdt.models import FeedKind, Invitation, OutboxChannel, Person
from mdt.outbox import delivery
from mdt.outbox.delivery import Post
from mdt.polls import due
from mdt.reminders import due as reminders
from mdt.reminders.occasions import Timetable
from mdt.web import database
from tests import sms_server, smtp_server
from tests.canaries import besides
from tests.canaries.besides import SECRET
from tests.pages import Browser

STORIES = (
    (populier, datetime(2026, 2, 19, 9, tzinfo=UTC)),
    (zilverberk, datetime(2026, 10, 29, 14, tzinfo=UTC)),
)
"""What is played, and when the last thing happens in it."""

FIRST_MONDAY = date(2025, 12, 29)
LONG_BEFORE = datetime(2025, 12, 1, 9, tzinfo=UTC)
NO_SHIFT = timedelta(0)
AFTER_UNDO = timedelta(minutes=2)
LOOKS = timedelta(hours=8)
LATER = timedelta(days=4)
"""How long the worker goes on after the last step, so that what is late is told."""


@dataclass
class Outside:
    """All that ever left: mail, text messages, and calendars with the address of their owner."""

    mails: smtp_server.Behaviour = field(default_factory=smtp_server.Behaviour)
    texts: sms_server.Behaviour = field(default_factory=sms_server.Behaviour)
    calendars: list[tuple[str, bytes]] = field(default_factory=list)

    def sent(self) -> list[tuple[str, bytes]]:
        """Return every mail, each with the address that it went to."""
        return [(one.rcpt_tos[0], _bytes(one)) for one in self.mails.accepted]

    def others(self) -> list[tuple[str, bytes]]:
        """Return every other thing that left; of a text message all but whose number it went to."""
        texts = [json.dumps({**one, "to": ""}).encode() for one in self.texts.taken]
        return [
            *((one["to"], text) for one, text in zip(self.texts.taken, texts, strict=True)),
            *self.calendars,
        ]

    def note(self, owner: Person, answer: TestResponse) -> None:
        """Keep a calendar that a program got, with all its headers."""
        assert answer.status_code == HTTPStatus.OK
        self.calendars.append((owner.mail, f"{answer.headers}".encode() + answer.data))


def _bytes(mail: Envelope) -> bytes:
    assert isinstance(mail.content, bytes)
    return mail.content


class Worker:
    """Does what `mdt worker` does, whenever the story gives it time."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        """Work in this database, for this installation."""
        self._desk = Desk(
            engine=engine,
            open_session=lambda: database.open_session(engines.writing(engine), settings),
            clock=clock.now,
        )
        self._times = Timetable(settings.before_due, settings.remind_late_days, settings.unanswered)
        transport = SmtpTransport(settings.smtp_url, greet_as=settings.mail_domain)
        mail = Post(engine, Letters(settings).compose, transport, clock.now)
        texts, gateway = Texts(settings).compose, SmsGateway(settings)
        text = replace(mail, compose=texts, transport=gateway, channel=OutboxChannel.TEXT)
        self._posts = (mail, text)

    def work(self) -> None:
        """Do all that is due now."""
        stop = Event()
        cascade_turns.advance_due(self._desk, stop)
        due.handle_due(self._desk, stop)
        reminders.handle_due(self._desk, self._times, stop)
        for post in self._posts:
            delivery.deliver_due(post, stop)

    def work_between(self, now: datetime, then: datetime) -> None:
        """Work when the undo time is over, and every few hours."""
        at = now + AFTER_UNDO
        while at < then:
            let_it_be(at)
            self.work()
            at += LOOKS

    def play(self, stage: Stage, lines: Iterable[Line], until: datetime) -> None:
        """Play a script as mdt.demo.script does, with the clock at each step and time between."""
        steps = sorted(((stage.at(at), step) for at, step in lines), key=itemgetter(0))
        for (now, step), (then, _) in pairwise([*steps, (until, steps[-1][1])]):
            let_it_be(now)
            step(stage, now)
            stage.session.commit()
            self.work_between(now, then)


@contextmanager
def played(app: Flask, engine: Engine, settings: Settings) -> Iterator[Outside]:
    """Play both scenarios, and what besides.py adds to them; yields all that left."""
    outside = Outside()
    with (
        smtp_server.serving(outside.mails) as mail_port,
        sms_server.serving(outside.texts) as text_port,
    ):
        ours = replace(
            settings,
            smtp_url=f"smtp://127.0.0.1:{mail_port}",
            sms_url=f"http://127.0.0.1:{text_port}/",
        )
        try:
            with database.open_session(engines.writing(engine), ours) as session:
                _play(session, Worker(engine, ours), partial(_read_calendars, app, outside))
        finally:
            clock.shift(NO_SHIFT)
        yield outside


def let_it_be(moment: datetime) -> None:
    """Let the portal's clock say so, and go on from there."""
    clock.shift(moment - clock.now() + clock.offset())


def _play(session: Session, worker: Worker, read: Step) -> None:
    world = merwestad.set_up(session, now=LONG_BEFORE)
    world = waterland.set_up(session, world, now=LONG_BEFORE)
    rosters.set_up(session, world, monday=FIRST_MONDAY, now=LONG_BEFORE)
    session.commit()
    for story, ends in STORIES:
        more = besides.lines(has_first=story is populier, read=read)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(script, "play", partial(_with, worker, list(more)))
            story.play(session, world, shift=NO_SHIFT, until=ends + LATER)


def _with(
    worker: Worker, more: list[Line], stage: Stage, lines: Iterable[Line], until: datetime
) -> None:
    worker.play(stage, [*lines, *more], until)


def _read_calendars(app: Flask, outside: Outside, stage: Stage, now: datetime) -> None:
    """Let the calendar program of everybody ask for both feeds, and for each invitation."""
    for person in stage.world.people.values():
        for kind in FeedKind:
            token = addresses.token(SECRET, person, kind, uuid4())
            addresses.make(stage.session, person, kind, token, now=now)
            stage.session.commit()
            outside.note(person, app.test_client().get(f"/feeds/{kind}/{token}.ics"))
        browser = app.test_client()
        assert isinstance(browser, Browser)
        browser.sign_in(stage.session, person, now=now)
        asked = select(Invitation.id).where(
            Invitation.person_id == person.id, col(Invitation.withdrawn_at).is_(None)
        )
        for key in stage.session.exec(asked).all():
            outside.note(person, browser.get(f"/feeds/invitations/{key}.ics"))
