"""mdt demo: play fictional scenarios in an empty database."""

import argparse
from datetime import datetime

from mdt import acting, migrate
from mdt import engine as engines
from mdt.cli import opening
from mdt.cli.problem import Problem
from mdt.demo import loading
from mdt.demo.loading import NotEmpty, UnknownScenario
from mdt.models.base import AMSTERDAM


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    family = commands.add_parser("demo", help="play fictional scenarios in an empty database")
    doing = family.add_subparsers(metavar="what", required=True)

    command = doing.add_parser("load", help="set up the region and play what happens in it")
    command.add_argument(
        "--scenario",
        default=loading.ALL,
        metavar="NAME",
        help=f"{', '.join(loading.SCENARIOS)}; or {loading.ALL} of them, as without this",
    )
    command.add_argument(
        "--at",
        type=instant,
        metavar="INSTANT",
        help="the moment that every process takes for now, such as 2026-02-12T12:00+01:00; "
        "without it each story is moved so that today lies in it",
    )
    command.set_defaults(command=load)


def load(chosen: argparse.Namespace) -> int:
    """Play what was chosen. Raises Problem when it is unknown or the database is not empty."""
    settings = opening.settings()
    migrate.upgrade(settings.database_url)
    engine = acting.portal(engines.connect(settings.database_url))
    try:
        world = loading.load(engine, chosen.scenario, at=chosen.at, settings=settings)
    except UnknownScenario as unknown:
        raise Problem(f"there is no scenario {unknown}.") from None
    except NotEmpty:
        raise Problem("the database already has a region or people: use an empty one.") from None
    finally:
        engine.dispose()
    print(f"The region {world.region.name} is set up, and played up to now: {chosen.scenario}.")
    return 0


def instant(text: str) -> datetime:
    """Return the aware instant in text; without an offset it is wall clock in Amsterdam."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=AMSTERDAM)
