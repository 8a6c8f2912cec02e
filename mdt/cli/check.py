"""mdt check: what is not safe about this installation, in sentences."""

import argparse
import os
from collections.abc import Iterator

from sqlalchemy.exc import DBAPIError

from mdt import clock
from mdt import engine as engines
from mdt.cli import opening, unsafe_database, unsafe_settings
from mdt.config import Settings

SAFE = "Nothing was found that is not safe."


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    command = commands.add_parser("check", help="say what is not safe about this installation")
    command.set_defaults(command=check)


def check(_: argparse.Namespace) -> int:
    """Print what is not safe; the exit status is 1 when something is."""
    settings = opening.settings()
    found = [*unsafe_settings.sentences(settings, os.environ), *_of_database(settings)]
    print(*([f"- {sentence}" for sentence in found] or [SAFE]), sep="\n")
    return 1 if found else 0


def _of_database(settings: Settings) -> Iterator[str]:
    engine = engines.connect(settings.database_url)
    try:
        yield from unsafe_database.sentences(engine, now=clock.now())
    except DBAPIError as error:
        yield f"The database does not answer ({type(error).__name__}): look at MDT_DATABASE_URL."
    finally:
        engine.dispose()
