"""mdt canary: a case that nobody has a reason to open, so that who opens it is asked why.

The worker reads in the trail whether somebody did, and warns the data-protection officers of the
region within a minute.
"""

import argparse
import logging
from functools import partial

from sqlmodel import Session, select

from mdt import clock, rounds
from mdt import engine as engines
from mdt.cases import canaries
from mdt.cases.keepers import CannotKeep
from mdt.cli import opening
from mdt.cli.problem import Problem
from mdt.conferences.cascade_turns import Desk
from mdt.models import Case, Person, Region
from mdt.rounds import Stop
from mdt.web import database

logger = logging.getLogger(__name__)

LOOK_SECONDS = 15.0


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    command = commands.add_parser("canary", help="set a case that nobody has a reason to open")
    command.add_argument("region", help="the region's whole name")
    command.add_argument("lead", help="the mail address of who leads it, and knows what it is")
    command.set_defaults(command=set_up)


def set_up(chosen: argparse.Namespace) -> int:
    """Set a canary case and print its reference, for its lead and the officer alone."""
    settings = opening.settings()
    engine = opening.engine(settings)
    try:
        with database.open_session(engines.writing(engine), settings) as session:
            canary = canaries.set_up(
                session,
                _region(session, chosen.region),
                lead=_lead(session, chosen.lead),
                now=clock.now(),
            )
            reference = session.get_one(Case, canary.case_id).reference
            session.commit()
    except CannotKeep:
        raise Problem(f"{chosen.lead} cannot lead a case of {chosen.region}.") from None
    finally:
        engine.dispose()
    print(f"{reference} is a canary case. Tell its lead and the data-protection officer alone.")
    return 0


def work(desk: Desk, stop: Stop) -> None:
    """Warn of canary cases that were opened until told to stop, looking four times a minute."""
    rounds.keep(partial(warn_due, desk), stop, LOOK_SECONDS, logger)


def warn_due(desk: Desk) -> int:
    """Warn of what was opened; return of how many cases.

    Looks first without a write lock: an idle worker must not hold up people on SQLite.
    """
    with Session(desk.engine) as session:
        if not canaries.is_due(session):
            return 0
    with desk.open_session() as session:
        number = canaries.warn_due(session, now=desk.clock())
        session.commit()
    return number


def _region(session: Session, name: str) -> Region:
    found = session.exec(select(Region).where(Region.name == name)).first()
    if found is None:
        raise Problem(f"There is no region {name}.")
    return found


def _lead(session: Session, mail: str) -> Person:
    found = session.exec(select(Person).where(Person.mail == mail.lower())).first()
    if found is None:
        raise Problem(f"Nobody has the address {mail}.")
    return found
