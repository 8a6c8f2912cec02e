"""mdt calendars: read people's own calendars; `mdt worker` starts it, and it ends with it."""

import argparse

from sqlalchemy import Engine

from mdt import clock
from mdt.adapters.calendars import OwnCalendars
from mdt.adapters.fetching import Web
from mdt.cli import lifeline, opening
from mdt.config import Settings
from mdt.scheduling import busy_reading
from mdt.scheduling.busy_reading import Desk


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command, which is the worker's."""
    command = commands.add_parser("calendars")
    command.set_defaults(command=read)


def read(_: argparse.Namespace) -> int:
    """Read until told to stop, or until the worker is gone."""
    opening.log()
    settings = opening.settings()
    stop, engine = opening.told_to_stop(), opening.engine(settings)
    lifeline.follow()
    try:
        busy_reading.work(desk(settings, engine), stop)
    finally:
        engine.dispose()
    return 0


def desk(settings: Settings, engine: Engine) -> Desk:
    """Return what reading needs, in the main thread of a process."""
    return Desk(
        engine=engine,
        calendars=OwnCalendars(Web(inside=settings.inside)),
        secret=settings.secret_key,
        clock=clock.now,
    )
