"""mdt vault: the keys of what is kept sealed. A key is printed once and kept nowhere."""

import argparse

from sqlmodel import Session

from mdt.cli import opening
from mdt.cli.problem import Problem
from mdt.vault import keyring, rotation
from mdt.vault.keyring import VaultClosed
from mdt.web import vault_keys


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the commands."""
    family = commands.add_parser("vault", help="the keys of what is kept sealed")
    doing = family.add_subparsers(metavar="what", required=True)
    for name, words, command in (
        ("key", "print a new key, a line for the file that MDT_VAULT_KEY names", key),
        ("rotate", "seal everything anew under the first key of the file", rotate),
        ("check", "say which key seals how much, and whether each is there", check),
    ):
        doing.add_parser(name, help=words).set_defaults(command=command)


def key(_: argparse.Namespace) -> int:
    """Print a new key."""
    print(keyring.new_line())
    return 0


def rotate(_: argparse.Namespace) -> int:
    """Seal everything anew; stopped at any moment, it goes on when it is run again."""
    settings = opening.settings()
    engine, keys = opening.engine(settings), vault_keys.require(settings.vault_key)
    try:
        done = rotation.rotate(engine, keys)
    except VaultClosed:
        raise Problem("a key that still seals something is not in MDT_VAULT_KEY.") from None
    finally:
        engine.dispose()
    print(f"{done} fields and files were sealed anew under {keys.current}.")
    return 0


def check(_: argparse.Namespace) -> int:
    """Say which key seals how much. Raises Problem when one is missing."""
    settings = opening.settings()
    engine, keys = opening.engine(settings), vault_keys.require(settings.vault_key)
    with Session(engine) as session:
        found = rotation.count(session)
    engine.dispose()
    for name, count in found.items():
        print(f"{name}: {count} fields and files{'' if name in keys.keys else ', KEY MISSING'}")
    if set(found) - set(keys.keys):
        raise Problem("a key that still seals something is not in MDT_VAULT_KEY.")
    print(f"New fields are sealed under {keys.current}.")
    return 0
