"""mdt user: let somebody in who cannot be let in by an administrator yet."""

import argparse
from collections.abc import Sequence
from typing import TypeVar

from sqlmodel import Session, select

from mdt import clock
from mdt import engine as engines
from mdt.adapters import letters
from mdt.cli import opening
from mdt.cli.problem import Problem
from mdt.config import Settings
from mdt.directory import people, regions
from mdt.directory.people import MailTaken
from mdt.identity import links
from mdt.models import LinkPurpose, Organisation, Person, Region, Role, SeatDomain
from mdt.web import database

ROLES = [role.value for role in Role]


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    family = commands.add_parser("user", help="let somebody in")
    doing = family.add_subparsers(metavar="what", required=True)

    new = doing.add_parser("add", help="make an account, and print its link for the first sign-in")
    new.add_argument("--name", required=True)
    new.add_argument("--mail", required=True)
    new.add_argument("--region", required=True, help="made when there is no region at all yet")
    new.add_argument("--organisation", required=True, help="made together with the first region")
    new.add_argument("--role", choices=ROLES, default=Role.ADMINISTRATOR.value)
    new.set_defaults(command=enlist)


def enlist(chosen: argparse.Namespace) -> int:
    """Make the account and print the link; it is shown this once and kept nowhere."""
    settings = opening.settings()
    engine = opening.engine(settings)
    try:
        with database.open_session(engines.writing(engine), settings) as session:
            link = _enlist(session, chosen, settings)
            session.commit()
    finally:
        engine.dispose()
    print(f"{chosen.name} chooses a password and an app within 7 days, once, at:\n{link}")
    return 0


def _enlist(session: Session, chosen: argparse.Namespace, settings: Settings) -> str:
    now = clock.now()
    organisation = _organisation(session, chosen.region, chosen.organisation)
    person = _person(session, chosen)
    people.join(session, person, organisation, Role(chosen.role), by=None, now=now)
    purpose, secret = LinkPurpose.FIRST_SIGN_IN, settings.secret_key
    link = links.issue(session, person, purpose, secret=secret, by=None, now=now)
    return settings.base_url + letters.ONE_TIME_LINK + links.token(secret, link.id)


def _person(session: Session, chosen: argparse.Namespace) -> Person:
    name, _, domain = chosen.mail.partition("@")
    if not name or "." not in domain:
        raise Problem(f"{chosen.mail!r} is no mail address.")
    try:
        return people.enlist(session, name=chosen.name, mail=chosen.mail, by=None, now=clock.now())
    except MailTaken:
        raise Problem(f"{chosen.mail} is somebody's already.") from None


def _organisation(session: Session, region_name: str, name: str) -> Organisation:
    """Return the organisation; in an empty database it is made, with its region."""
    known = session.exec(select(Region)).all()
    if not known:
        region = regions.add_region(session, region_name, by=None, now=clock.now())
        return regions.add_organisation(
            session, region, name, SeatDomain.PROCESS, by=None, now=clock.now()
        )
    region = _one(known, region_name, "region")
    places = select(Organisation).where(Organisation.region_id == region.id)
    return _one(session.exec(places).all(), name, "organisation")


Named = TypeVar("Named", Region, Organisation)


def _one(known: Sequence[Named], name: str, kind: str) -> Named:
    found = [row for row in known if row.name.lower() == name.lower()]
    if not found:
        names = ", ".join(sorted(row.name for row in known))
        raise Problem(f"there is no {kind} {name!r}. Known: {names}.")
    return found[0]
