"""mdt db: give the database the shape that this program needs, or say what differs."""

import argparse

from mdt import migrate
from mdt.cli import opening


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    family = commands.add_parser("db", help="bring the database to a revision, or look at it")
    doing = family.add_subparsers(metavar="what", required=True)

    up = doing.add_parser("upgrade", help="to the newest revision, or the one named")
    up.add_argument("revision", nargs="?", default=migrate.HEAD)
    up.set_defaults(command=upgrade)

    down = doing.add_parser("downgrade", help="one revision back, or to the one named")
    down.add_argument("revision", nargs="?", default="-1")
    down.set_defaults(command=downgrade)

    look = doing.add_parser("check", help="say what differs from what this program needs")
    look.set_defaults(command=check)


def upgrade(chosen: argparse.Namespace) -> int:
    """Bring the database up to the revision."""
    migrate.upgrade(opening.settings().database_url, chosen.revision)
    return 0


def downgrade(chosen: argparse.Namespace) -> int:
    """Take the database back to the revision."""
    migrate.downgrade(opening.settings().database_url, chosen.revision)
    return 0


def check(_: argparse.Namespace) -> int:
    """Print what differs; the exit status is 1 when something does."""
    differences = migrate.check(opening.settings().database_url)
    print(*(differences or ["The database is as this program needs it."]), sep="\n")
    return 1 if differences else 0
