"""The fictional region Waterland next door, and what its people take over for Merwestad.

Source: scenarios.md, scenario 2 (16:05: the table of which organisation takes over).
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from mdt.demo.merwestad import World
from mdt.directory import people, regions
from mdt.models import Organisation, Person, Role, SeatDomain
from mdt.seats import fallbacks

NAME = "Waterland"
MAIL_DOMAIN = "waterland.example"

ORGANISATIONS: Mapping[str, SeatDomain] = {
    "Politie Eenheid Waterland": SeatDomain.POLICE,
    "Rijksrecherche": SeatDomain.POLICE,
    "Parket Waterland": SeatDomain.OM,
}
"""In the order in which they take over."""

CAST: Mapping[str, tuple[str, str, str]] = {
    "roos": ("Roos Timmer", "Politie Eenheid Waterland", "dienstdoende huiselijk geweld"),
    "karel": ("Karel Noot", "Rijksrecherche", "inspecteur"),
    "jelle": ("mr. Jelle Hofman", "Parket Waterland", "officier van justitie"),
}
"""Name, organisation and function, by short name."""


def set_up(session: Session, world: World, *, now: datetime) -> World:
    """Set the region up, let it take over for Merwestad, and return the world with its people."""
    region = regions.add_region(session, NAME, by=None, now=now)
    organisations = {
        name: regions.add_organisation(session, region, name, domain, by=None, now=now)
        for name, domain in ORGANISATIONS.items()
    }
    for one in organisations.values():
        fallbacks.add(session, world.region, one, by=world.people["wout"], now=now)
    everybody = {key: _enlist(session, key, organisations, now) for key in CAST}
    return replace(world, people={**world.people, **everybody})


def _enlist(
    session: Session, key: str, organisations: Mapping[str, Organisation], now: datetime
) -> Person:
    name, organisation, function = CAST[key]
    person = people.enlist(session, name=name, mail=f"{key}@{MAIL_DOMAIN}", by=None, now=now)
    people.join(
        session,
        person,
        organisations[organisation],
        Role.PROFESSIONAL,
        function=function,
        by=None,
        now=now,
    )
    return person
