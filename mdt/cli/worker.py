"""mdt worker: deliver mail and texts, find stand-ins, end polls, remind, sweep, read calendars.

Calendars are read in a process of its own: what others put on the internet must not hold up mail.
"""

import argparse
import logging
import os
from threading import Event, Thread

from sqlalchemy import Engine

from mdt import clock
from mdt import engine as engines
from mdt.adapters.letters import Letters
from mdt.adapters.sms_gateway import SmsGateway
from mdt.adapters.smtp import SmtpTransport
from mdt.adapters.texts import Texts
from mdt.cli import calendars, canary, children, curiosity, figures, lifeline, opening
from mdt.conferences import cascade_turns
from mdt.conferences.cascade_turns import Desk
from mdt.config import ConfigError, Settings
from mdt.models import OutboxChannel
from mdt.outbox import delivery
from mdt.outbox.delivery import Post
from mdt.polls import due
from mdt.reminders import due as reminders
from mdt.reminders.occasions import Timetable
from mdt.retention import sweeping
from mdt.retention.sweeping import Terms
from mdt.scheduling import busy_reading
from mdt.web import database

logger = logging.getLogger(__name__)

AGAIN_SECONDS = 30.0
DESK_WORK = (canary.work, cascade_turns.work, due.work, figures.work)


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    words = "deliver mail, look for stand-ins, remind, sweep, read calendars"
    command = commands.add_parser("worker", help=words)
    command.add_argument("--once", action="store_true", help="do all that is due, then end")
    command.add_argument("--with-parent", action="store_true", help=argparse.SUPPRESS)
    command.set_defaults(command=work)


def work(chosen: argparse.Namespace) -> int:
    """Deliver; SIGTERM and SIGINT let the mail in hand be finished first."""
    opening.log()
    settings = opening.settings()
    _terms(settings)  # A wrong one stops the start, before anything is handed over.
    stop, engine = opening.told_to_stop(), opening.engine(settings)
    if chosen.with_parent:
        lifeline.follow()
    try:
        if chosen.once:
            _work_once(settings, engine, stop)
        else:
            _keep_working(settings, engine, stop)
    finally:
        engine.dispose()
    return 0


def _post(settings: Settings, engine: Engine) -> Post:
    return Post(
        engine=engine,
        compose=Letters(settings).compose,
        transport=SmtpTransport(settings.smtp_url, greet_as=settings.mail_domain),
        clock=clock.now,
    )


def _texts(settings: Settings, engine: Engine) -> Post:
    """Return the post of text messages. Only where the settings name a gateway."""
    return Post(
        engine=engine,
        compose=Texts(settings).compose,
        transport=SmsGateway(settings),
        clock=clock.now,
        channel=OutboxChannel.TEXT,
    )


def _desk(settings: Settings, engine: Engine) -> Desk:
    return Desk(
        engine=engine,
        open_session=lambda: database.open_session(engines.writing(engine), settings),
        clock=clock.now,
    )


def _timetable(settings: Settings) -> Timetable:
    return Timetable(settings.before_due, settings.remind_late_days, settings.unanswered)


def _terms(settings: Settings) -> Terms:
    """Return how long mail and reminders are kept here. Raises ConfigError."""
    try:
        return sweeping.terms(settings.keep_days)
    except ValueError:
        raise ConfigError(
            f"MDT_KEEP_DAYS is {settings.keep_days!r}: give days by name, 31 or more "
            f"(sessions: 180), such as other_mail=60; the names are {', '.join(sweeping.NAMES)}."
        ) from None


def _work_once(settings: Settings, engine: Engine, stop: Event) -> None:
    desk = _desk(settings, engine)
    taken = cascade_turns.advance_due(desk, stop)
    logger.info("%s steps taken", taken)
    handled = due.handle_due(desk, stop)
    logger.info("%s polls reminded or ended", handled)
    reminded = reminders.handle_due(desk, _timetable(settings), stop)
    logger.info("%s people reminded", reminded)
    tried = delivery.deliver_due(_post(settings, engine), stop)
    if settings.sms_url:
        tried += delivery.deliver_due(_texts(settings, engine), stop)
    logger.info("%s messages tried", tried)
    warned = canary.warn_due(desk)
    logger.info("%s canary cases warned of", warned)
    curious = curiosity.warn_due(desk, settings.curious_cases)
    logger.info("%s mails owed about many cases in an hour", curious)
    published = figures.publish_due(desk)
    logger.info("%s quarters of figures published", published)
    swept = sweeping.sweep(desk, _terms(settings), stop)
    logger.info("%s rows deleted past their term", swept)
    read = busy_reading.read_due(calendars.desk(settings, engine), stop)
    logger.info("%s calendars tried", read)


def _keep_working(settings: Settings, engine: Engine, stop: Event) -> None:
    logger.info("delivering")
    desk = _desk(settings, engine)
    beside = [
        Thread(target=_keep_reading, args=[stop]),
        *(Thread(target=work, args=[desk, stop]) for work in DESK_WORK),
        Thread(target=curiosity.work, args=[desk, settings.curious_cases, stop]),
        Thread(target=reminders.work, args=[desk, _timetable(settings), stop]),
        Thread(target=sweeping.work, args=[desk, _terms(settings), stop]),
    ]
    if settings.sms_url:
        beside.append(Thread(target=delivery.work, args=[_texts(settings, engine), stop]))
    for thread in beside:
        thread.start()
    try:
        delivery.work(_post(settings, engine), stop)
    finally:
        stop.set()
        for thread in beside:
            thread.join()
    logger.info("stopped")


def _keep_reading(stop: Event) -> None:
    """Have calendars read in a process of its own; start another one when it breaks down."""
    while not stop.is_set():
        child = children.start("the calendars", ["calendars"], os.environ)
        try:
            ended = children.first_to_end([child], stop)
        finally:
            children.stop_all([child])
        if ended:
            logger.error("reading calendars ended by itself: %s", child.process.returncode)
            stop.wait(AGAIN_SECONDS)
