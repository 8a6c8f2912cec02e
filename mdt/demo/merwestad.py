"""The fictional region Merwestad: its organisations, people, rooms and standing table.

Nothing here exists. Everything is set up through the verbs that the screens use.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from sqlmodel import Session

from mdt.directory import hours, panels, people, regions, units
from mdt.directory.hours import Stretch
from mdt.models import (
    Organisation,
    Panel,
    Person,
    Regime,
    Region,
    Role,
    Room,
    SeatDomain,
    Unit,
)

NAME = "Merwestad"
MAIL_DOMAIN = "merwestad.example"

ORGANISATIONS: Mapping[str, SeatDomain] = {
    "Zorg- en Veiligheidshuis Merwestad": SeatDomain.PROCESS,
    "Veilig Thuis Merwestad": SeatDomain.VT,
    "Politie Eenheid Merwestad": SeatDomain.POLICE,
    "Parket Merwestad": SeatDomain.OM,
    "Rechtbank Merwestad": SeatDomain.JUDICIARY,
    "Reclassering Merwestad": SeatDomain.PROBATION,
    "Raad voor de Kinderbescherming Merwestad": SeatDomain.RVDK,
    "Gemeente Merwestad": SeatDomain.MUNICIPALITY,
    "Lokaal team Merwestad": SeatDomain.LOCAL_TEAM,
    "Forensische artsen Merwestad": SeatDomain.FORENSIC,
    "Opvang De Haven": SeatDomain.SHELTER,
    "Advocatuur Merwestad": SeatDomain.VLAW,
    "Forensische Polikliniek Merwe": SeatDomain.FORENSIC_CLINIC,
    "Superregionaal centrum Het Baken": SeatDomain.CENTRE,
}


@dataclass(frozen=True)
class Cast:
    """One fictional person: how they are called, what they are, and where."""

    name: str
    role: Role
    domain: SeatDomain
    function: str = ""
    unit: str = ""


UNITS: Mapping[str, SeatDomain] = {
    "Basisteam Noord": SeatDomain.POLICE,
    "Basisteam Zuid": SeatDomain.POLICE,
}

CAST: Mapping[str, Cast] = {
    "samira": Cast("Samira el Idrissi", Role.COORDINATOR, SeatDomain.PROCESS, "procesregisseur"),
    "joost": Cast("Joost Verkerk", Role.CHAIR, SeatDomain.PROCESS, "voorzitter"),
    "marijke": Cast("Marijke Bos", Role.PROFESSIONAL, SeatDomain.VT),
    "tim": Cast("Tim Aalbers", Role.PROFESSIONAL, SeatDomain.VT),
    "dennis": Cast("Dennis Kok", Role.PROFESSIONAL, SeatDomain.POLICE, unit="Basisteam Noord"),
    "petra": Cast("Petra Smit", Role.PROFESSIONAL, SeatDomain.POLICE, unit="Basisteam Zuid"),
    "anouk": Cast("mr. Anouk Terpstra", Role.PROFESSIONAL, SeatDomain.OM, "officier van justitie"),
    "hester": Cast("mr. Hester Zijlstra", Role.JUDGE, SeatDomain.JUDICIARY, "rechter"),
    "tom": Cast("mr. Tom Bakelaar", Role.JUDGE, SeatDomain.JUDICIARY, "rechter"),
    "bilal": Cast("Bilal Öztürk", Role.PROFESSIONAL, SeatDomain.PROBATION),
    "femke": Cast("Femke de Wit", Role.PROFESSIONAL, SeatDomain.RVDK),
    "fatima": Cast("Fatima Haddad", Role.PROFESSIONAL, SeatDomain.MUNICIPALITY, "adviseur OOV"),
    "nadia": Cast("Nadia Vos", Role.PROFESSIONAL, SeatDomain.MUNICIPALITY),
    "ruud": Cast("Ruud Janssen", Role.PROFESSIONAL, SeatDomain.LOCAL_TEAM, "casusregisseur"),
    "iris": Cast("dr. Iris Lam", Role.SPECIALIST, SeatDomain.FORENSIC, "forensisch arts"),
    "lotte": Cast("Lotte Maes", Role.PROFESSIONAL, SeatDomain.SHELTER, "vaste contactpersoon"),
    "karin": Cast("mr. Karin Postma", Role.SPECIALIST, SeatDomain.VLAW, "slachtofferadvocaat"),
    "pieter": Cast("Pieter van Rijn", Role.SPECIALIST, SeatDomain.FORENSIC_CLINIC),
    "saskia": Cast("mr. Saskia Drent", Role.JUDGE, SeatDomain.JUDICIARY, "rechter"),
    "wout": Cast("Wout Peeters", Role.ADMINISTRATOR, SeatDomain.PROCESS, "beheerder"),
    "hanneke": Cast("Hanneke Blom", Role.DPO, SeatDomain.PROCESS),
    "ruben": Cast("Ruben Staal", Role.AUDITOR, SeatDomain.PROCESS),
}


@dataclass(frozen=True)
class Place:
    """A default seat of the standing table: domain, holder, deputies, what it counts for."""

    domain: SeatDomain
    holder: str
    deputies: tuple[str, ...] = ()
    required: bool = True
    quorum: bool = False


TABLE = (
    Place(SeatDomain.VT, "marijke", ("tim",), quorum=True),
    Place(SeatDomain.POLICE, "dennis", ("petra",), quorum=True),
    Place(SeatDomain.OM, "anouk", quorum=True),
    Place(SeatDomain.MUNICIPALITY, "fatima", ("nadia",), quorum=True),
    Place(SeatDomain.VICTIM_CONTACT, "lotte", quorum=True),
    Place(SeatDomain.JUDICIARY, "hester", ("tom",)),
    Place(SeatDomain.PROCESS, "joost"),
    Place(SeatDomain.LOCAL_TEAM, "ruud"),
    Place(SeatDomain.PROBATION, "bilal", required=False),
    Place(SeatDomain.RVDK, "femke"),
    Place(SeatDomain.FORENSIC, "iris", required=False),
    Place(SeatDomain.VLAW, "karin", required=False),
    Place(SeatDomain.FORENSIC_CLINIC, "pieter", required=False),
)


@dataclass(frozen=True)
class World:
    """What was set up, by short name."""

    region: Region
    people: Mapping[str, Person]
    organisations: Mapping[SeatDomain, Organisation]
    panel: Panel
    room: Room


def set_up(session: Session, *, now: datetime) -> World:
    """Set the region up in an empty database, as its administrator would."""
    region = regions.add_region(session, NAME, by=None, now=now)
    organisations = {
        domain: regions.add_organisation(session, region, name, domain, by=None, now=now)
        for name, domain in ORGANISATIONS.items()
    }
    parts = {
        name: units.add(session, organisations[domain], name, by=None, now=now)
        for name, domain in UNITS.items()
    }
    everybody = {
        key: _enlist(session, key, organisations[cast.domain], parts.get(cast.unit), now)
        for key, cast in CAST.items()
    }
    room = regions.add_room(
        session, region, "Kamer 2.14", "Zorg- en Veiligheidshuis", by=everybody["wout"], now=now
    )
    panel = _set_table(session, region, everybody, now)
    return World(region, everybody, organisations, panel, room)


def mail_of(key: str) -> str:
    """Return the fictional mail address of one of the cast."""
    return f"{key}@{MAIL_DOMAIN}"


def _enlist(
    session: Session,
    key: str,
    organisation: Organisation,
    unit: Unit | None,
    now: datetime,
) -> Person:
    cast = CAST[key]
    person = people.enlist(session, name=cast.name, mail=mail_of(key), by=None, now=now)
    people.join(
        session,
        person,
        organisation,
        cast.role,
        unit=unit,
        function=cast.function,
        by=None,
        now=now,
    )
    hours.set_week(session, person, _week(key), version=1, by=person, now=now)
    return person


_OFFICE = (time(8, 30), time(17, 0))
_COURT = (time(12, 30), time(13, 30))
_OFF: Mapping[str, int] = {"lotte": 0, "ruud": 2, "bilal": 4, "femke": 1}


def _week(key: str) -> list[Stretch]:
    if CAST[key].role is Role.JUDGE:
        mornings = [Stretch(day, time(8, 30), time(9, 15)) for day in range(5)]
        return [*mornings, *(Stretch(day, *_COURT) for day in range(5))]
    return [Stretch(day, *_OFFICE) for day in range(5) if day != _OFF.get(key)]


def _set_table(
    session: Session, region: Region, everybody: Mapping[str, Person], now: datetime
) -> Panel:
    by = everybody["wout"]
    panel = panels.set_up(session, region, "Tafel Merwestad", Regime.WGS_ZVH, 45, by=by, now=now)
    for place in TABLE:
        panels.add_seat(
            session,
            panel,
            place.domain,
            required=place.required,
            quorum=place.quorum,
            holder=everybody[place.holder],
            deputies=[everybody[key] for key in place.deputies],
            by=by,
            now=now,
        )
    return panel
