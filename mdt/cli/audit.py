"""mdt audit: prove that the trail is whole, and keep its last row where the database is not.

Whoever owns the database can write the whole chain anew, or cut off its end. That shows only beside
an anchor that was kept elsewhere: MDT_AUDIT_ANCHOR, best on another machine, or where files can be
added to and not changed.
"""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from sqlmodel import Session

from mdt import clock
from mdt.audit import chain
from mdt.audit.chain import Fault, Link
from mdt.cli import opening
from mdt.cli.problem import Problem
from mdt.config import Settings

TOLD = 20
"""So many faults are told; more say nothing more."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    family = commands.add_parser("audit", help="prove that the trail of who saw what is whole")
    doing = family.add_subparsers(metavar="what", required=True)

    look = doing.add_parser("verify", help="check every row, and the rows that were anchored")
    look.set_defaults(command=verify)

    keep = doing.add_parser("anchor", help="add the last row's number and hash to MDT_AUDIT_ANCHOR")
    keep.set_defaults(command=anchor)


def verify(_: argparse.Namespace) -> int:
    """Print whether the trail is whole, or where not; the exit status is 1 when it is not."""
    settings = opening.settings()
    anchors = _anchors(settings)
    with _reading(settings) as session:
        found = [*islice(_faults(session, anchors), TOLD)]
        last = chain.head(session)
    if found:
        print("The trail is NOT whole.", *(f"- {fault.sentence}" for fault in found), sep="\n")
        return 1
    print(f"The trail is whole: {last.number} rows, the last one {last.hash[:16]}.")
    print(_about(settings, anchors))
    return 0


def anchor(_: argparse.Namespace) -> int:
    """Add the last row to the anchors, unless an earlier anchor says that rows are gone."""
    settings = opening.settings()
    if not settings.audit_anchor:
        raise Problem("MDT_AUDIT_ANCHOR is missing: name a file that is not with the database.")
    with _reading(settings) as session:
        found = [*chain.missing(session, _anchors(settings))]
        last = chain.head(session)
    if found:
        print("Nothing was anchored: the trail is NOT whole.", found[0].sentence, sep="\n")
        return 1
    _keep(Path(settings.audit_anchor), f"{clock.now().isoformat()} {last.number} {last.hash}\n")
    print(f"Anchored: row {last.number}, {last.hash[:16]}.")
    return 0


def _faults(session: Session, anchors: list[Link]) -> Iterator[Fault]:
    yield from chain.missing(session, anchors)
    yield from chain.faults(session)


def _about(settings: Settings, anchors: list[Link]) -> str:
    """Return what the anchors add to it."""
    if not settings.audit_anchor:
        return "MDT_AUDIT_ANCHOR is not set: a cut end, or a chain written anew, would not show."
    if not anchors:
        return "No row was anchored yet: run `mdt audit anchor`, and again every hour."
    return f"It holds every anchored row; the last one is {max(one.number for one in anchors)}."


def _anchors(settings: Settings) -> list[Link]:
    """Return the rows that were anchored. Raises Problem for a line that is not one."""
    path = Path(settings.audit_anchor)
    if not settings.audit_anchor or not path.exists():
        return []
    try:
        parts = (line.split() for line in path.read_text(encoding="ascii").splitlines())
        return [Link(int(number), said) for _, number, said in parts]
    except (OSError, ValueError):
        raise Problem(f"{path} is no file with anchors: look at MDT_AUDIT_ANCHOR.") from None


def _keep(path: Path, line: str) -> None:
    try:
        with path.open("a", encoding="ascii") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise Problem(f"{path} cannot be written ({type(error).__name__}).") from None


@contextmanager
def _reading(settings: Settings) -> Iterator[Session]:
    engine = opening.engine(settings)
    try:
        with Session(engine) as session:
            yield session
    finally:
        engine.dispose()
