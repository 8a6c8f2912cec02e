"""mdt: the commands, what each one takes, and one sentence when something is wrong.

mdt run                     development: everything at once, with the demo region
mdt serve                   the portal for others, from the MDT_* settings
mdt worker [--once]         deliver what the outbox owes, read people's calendars
mdt inbox [--once]          read the answers that come back by mail
mdt db upgrade|downgrade|check
mdt demo load [--scenario NAME] [--at INSTANT]
mdt vault key|rotate|check   the key of what is kept sealed
mdt user add                let somebody in who can let others in
mdt audit verify|anchor     prove that the trail of who saw what is whole
mdt canary REGION MAIL      set a case that nobody has a reason to open
mdt check                   say what is not safe about this installation
mdt backup FILE             a sealed copy of the whole database
mdt restore FILE            put it back, or only read it to its end (--check)
"""

import argparse
import sys
from collections.abc import Sequence
from typing import NoReturn

from mdt.cli import (
    audit,
    backup,
    calendars,
    canary,
    catcher,
    check,
    database,
    demo,
    inbox,
    run,
    serve,
    user,
    vault,
    worker,
)
from mdt.cli.problem import Problem
from mdt.config import ConfigError

FAMILIES = (
    *(run, serve, worker, inbox, database, demo, user, audit),
    *(check, backup, canary, catcher, calendars),
    vault,
)
"""Each has add(commands), which adds its command and says what to call for it."""

WRONG_USE = 2


class Parser(argparse.ArgumentParser):
    """Says in one sentence what is wrong."""

    def error(self, message: str) -> NoReturn:
        """Leave with the sentence and where to read more."""
        self.exit(WRONG_USE, f"{self.prog}: {message}. Try `{self.prog} --help`.\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return the exit status."""
    chosen = parser().parse_args(arguments)
    try:
        status: int = chosen.command(chosen)
    except (ConfigError, Problem) as problem:
        print(f"mdt: {problem}", file=sys.stderr)
        return WRONG_USE
    return status


def parser() -> Parser:
    """Return the parser of every command."""
    found = Parser(prog="mdt", description="Portal for case conferences.")
    commands = found.add_subparsers(metavar="command", required=True, parser_class=Parser)
    for family in FAMILIES:
        family.add(commands)
    return found


if __name__ == "__main__":
    sys.exit(main())
