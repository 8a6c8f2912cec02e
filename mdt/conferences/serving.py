"""Who serves which seat of a sitting, read for all its seats at once.

Source: domain.md 3.1; model.md, always true 3.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlmodel import Session, col, or_

from mdt.access import actor as actors
from mdt.access import walls
from mdt.models import (
    AgendaItem,
    Case,
    Conference,
    Membership,
    Organisation,
    Person,
    Region,
    Role,
    Seat,
    SeatDomain,
)
from mdt.scheduling import listed
from mdt.seats import fallbacks

SITTING = (Role.CHAIR, Role.COORDINATOR, Role.JUDGE, Role.PROFESSIONAL, Role.SPECIALIST)
"""Roles with which people sit at a table."""

SERVED_BY: Mapping[SeatDomain, frozenset[SeatDomain]] = {
    SeatDomain.VICTIM_CONTACT: frozenset(
        {SeatDomain.LOCAL_TEAM, SeatDomain.SHELTER, SeatDomain.SHN, SeatDomain.VT}
    ),
}
"""Seats that people of other domains hold (domain.md 3.1: the contact is of VT, VO or SHN)."""

Deputies = Mapping[UUID, Sequence[UUID]]
"""Per seat, who may take it when its holder cannot, in order."""

_REGION: Any = bindparam("region_id")
_NOW: Any = bindparam("now")
_ITS_REGION = (
    select(col(Conference.region_id))
    .join(AgendaItem, col(AgendaItem.conference_id) == Conference.id)
    .where(col(AgendaItem.id) == bindparam("item_id"))
)
_ORGANISATIONS = select(
    col(Organisation.id), col(Organisation.domain), col(Organisation.name)
).where(
    or_(
        col(Organisation.region_id) == _REGION,
        col(Organisation.region_id).in_(
            select(col(Region.parent_id)).where(col(Region.id) == _REGION)
        ),
    )
)
_CONTACTS = select(col(Case.id), col(Case.victim_contact_id)).where(
    col(Case.id).in_(bindparam("cases", expanding=True))
)
_PEOPLE = (
    select(
        listed.key(col(Person.id)),
        col(Person.name),
        col(Membership.function),
        listed.key(col(Membership.organisation_id)),
    )
    .join(Membership, col(Membership.person_id) == Person.id)
    .where(
        col(Person.is_active),
        actors.runs(_NOW),
        col(Membership.role).in_(SITTING),
        or_(
            col(Membership.organisation_id).in_(bindparam("organisations", expanding=True)),
            col(Person.id).in_(bindparam("people", expanding=True)),
        ),
    )
    .order_by(col(Membership.from_at), col(Membership.id))
)
"""By their memberships and not by name: for the names a database walks through all its people."""


class Member(NamedTuple):
    """A person in an organisation."""

    person_id: UUID
    name: str
    organisation: str
    function: str
    organisation_id: UUID


Served = tuple[Member, int | None]
"""A person who serves a seat, and the place of their organisation among those that take over."""


class _Call(NamedTuple):
    """Whose people serve a seat: of organisations, each with its place when it takes over.

    people: who serves it in any of the organisations that are near. shut_to: who is behind a wall.
    """

    organisations: Mapping[UUID, int | None]
    people: Collection[UUID]
    near: Collection[UUID]
    shut_to: Collection[UUID]


@dataclass(frozen=True)
class Serving:
    """Who serves the seats that were asked about, by organisation and by person."""

    calls: Mapping[UUID, _Call]
    by_organisation: Mapping[UUID, Sequence[Member]]
    by_person: Mapping[UUID, Sequence[Member]]

    def of(self, seat: Seat) -> Iterator[Served]:
        """Yield who serves the seat; some in more than one way. Nobody behind a wall."""
        shut_to = self.calls[seat.id].shut_to
        return (one for one in self._of(seat) if one[0].person_id not in shut_to)

    def _of(self, seat: Seat) -> Iterator[Served]:
        call = self.calls[seat.id]
        for organisation_id, place in call.organisations.items():
            for member in self.by_organisation.get(organisation_id, ()):
                yield member, place
        for person_id in call.people:
            for member in self.by_person.get(person_id, ()):
                if member.organisation_id in call.near:
                    yield member, None


def read(session: Session, seats: Sequence[Seat], deputies: Deputies, *, now: datetime) -> Serving:
    """Return who serves these seats of one sitting."""
    calls, names = _calls(session, seats, deputies)
    named = {key for call in calls.values() for key in call.people}
    rows = session.execute(
        _PEOPLE,
        {
            "now": now,
            "organisations": {key for call in calls.values() for key in call.organisations},
            "people": named,
        },
    )
    by_organisation: dict[UUID, list[Member]] = defaultdict(list)
    by_person: dict[UUID, list[Member]] = defaultdict(list)
    for person_id, name, function, organisation_id in rows:
        # Whoever was named may belong to one that is not near, and then serves nothing here.
        organisation = names.get(organisation_id, "")
        member = Member(person_id, name, organisation, function, organisation_id)
        by_organisation[member.organisation_id].append(member)
        if named and member.person_id in named:
            by_person[member.person_id].append(member)
    return Serving(calls, by_organisation, by_person)


def _calls(
    session: Session, seats: Sequence[Seat], deputies: Deputies
) -> tuple[dict[UUID, _Call], dict[UUID, str]]:
    """Return who is asked for each seat, and what the organisations are called.

    Organisations behind a wall are left out of what is asked.
    """
    region_id = session.execute(_ITS_REGION, {"item_id": seats[0].item_id}).scalar_one()
    rows: Iterable[Any] = session.execute(_ORGANISATIONS, {"region_id": region_id}).all()
    near: dict[UUID, SeatDomain] = {key: domain for key, domain, _ in rows}
    taking_over = _taking_over(session, region_id, seats)
    names = {key: name for key, _, name in rows} | {one.id: one.name for one in taking_over}
    contacts = _contacts(session, seats)
    shut, calls = walls.shut(session, {seat.case_id for seat in seats}), {}
    for seat in seats:
        walled, people = shut.get(seat.case_id, walls.OPEN)
        asked = {**_in_turn(taking_over, seat), **dict.fromkeys(_own(near, seat))}
        calls[seat.id] = _Call(
            {key: place for key, place in asked.items() if key not in walled},
            {*deputies.get(seat.id, ()), *contacts.get(seat.id, ())},
            near.keys() - walled,
            people,
        )
    return calls, names


def _own(near: Mapping[UUID, SeatDomain], seat: Seat) -> list[UUID]:
    """Return the organisations of the region, and above it, to which the seat belongs."""
    if seat.organisation_id:
        return [seat.organisation_id] if seat.organisation_id in near else []
    domains = _served_by(seat.domain)
    return [key for key, domain in near.items() if domain in domains]


def _in_turn(taking_over: Iterable[Organisation], seat: Seat) -> dict[UUID, int | None]:
    """Return the organisations that take over seats like this one, each with its place."""
    domains = _served_by(seat.domain)
    able = [one.id for one in taking_over if one.domain in domains]
    return {key: place for place, key in enumerate(able)}


def _taking_over(session: Session, region_id: UUID, seats: Sequence[Seat]) -> list[Organisation]:
    domains = {domain for seat in seats for domain in _served_by(seat.domain)}
    return [organisation for _, organisation in fallbacks.of(session, region_id, domains)]


def _contacts(session: Session, seats: Sequence[Seat]) -> dict[UUID, list[UUID]]:
    """Return by seat of the victim's contact whom the case has as such."""
    wanted = [seat for seat in seats if seat.domain is SeatDomain.VICTIM_CONTACT]
    if not wanted:
        return {}
    rows: Iterable[Any] = session.execute(
        _CONTACTS, {"cases": {seat.case_id for seat in wanted}}
    ).all()
    contacts: dict[UUID, UUID] = dict(rows)
    return {seat.id: [contacts[seat.case_id]] for seat in wanted}


def _served_by(domain: SeatDomain) -> frozenset[SeatDomain]:
    """Return the domains whose people hold seats of this domain."""
    return SERVED_BY.get(domain, frozenset({domain}))
