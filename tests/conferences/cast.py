"""A standing table with people on it, and the cases that come to it."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from mdt.conferences import lifecycle
from mdt.conferences.agenda import Terms
from mdt.models import (
    Attendance,
    Case,
    Conference,
    ConferenceKind,
    Organisation,
    Panel,
    Person,
    Role,
    Seat,
    SeatDomain,
)
from tests.conftest import NOON
from tests.factories import Make

QUORUM = (SeatDomain.VT, SeatDomain.POLICE, SeatDomain.OM)
QUESTION = "Is zij de komende tien dagen veilig, en wie doet wat?"


@dataclass
class Table:
    """The panel, who usually sits at it, and the coordinator who arranges."""

    panel: Panel
    coordinator: Person
    chair: Person
    people: dict[SeatDomain, Person]
    deputy: Person


def table(make: Make) -> Table:
    """Return a table with a quorum of three, a chair, the victim's contact, a judge, an advocate.

    The police seat has a deputy.
    """
    people = {
        domain: someone(make, domain, Role.JUDGE if domain is SeatDomain.JUDICIARY else None)
        for domain in (*QUORUM, SeatDomain.VICTIM_CONTACT, SeatDomain.JUDICIARY, SeatDomain.VLAW)
    }
    police = make.organisation_of(people[SeatDomain.POLICE])
    deputy = make.person(organisation=make.session.get_one(Organisation, police))
    chair = make.person(Role.CHAIR)
    panel = make.panel()
    for domain, person in people.items():
        deputies = [deputy] if domain is SeatDomain.POLICE else []
        make.panel_seat(panel, domain, person, deputies, quorum=domain in QUORUM)
    make.panel_seat(panel, SeatDomain.PROCESS, chair)
    return Table(panel, make.coordinator(), chair, people, deputy)


def someone(make: Make, domain: SeatDomain, role: Role | None = None) -> Person:
    """Return somebody who serves an organisation of the domain."""
    return make.person(role or Role.PROFESSIONAL, make.organisation(domain))


def case_of(make: Make, at: Table, **columns: Any) -> Case:
    """Return a case whose contact is the one who usually sits there."""
    contact = at.people[SeatDomain.VICTIM_CONTACT].id
    return make.case(**{"victim_contact_id": contact} | columns)


def draft(make: Make, at: Table, case: Case | None = None, **columns: Any) -> Conference:
    """Return a draft of 45 minutes with the table's seats."""
    return lifecycle.draft(
        make.session,
        case or case_of(make, at),
        Terms(question=QUESTION, minutes=columns.pop("minutes", 45)),
        kind=columns.pop("kind", ConferenceKind.FIRST),
        panel=at.panel,
        by=at.coordinator,
        now=make.now,
    )


def seat_of(conference: Conference, domain: SeatDomain, item: int = 0) -> Seat:
    """Return the one seat of a domain at an item."""
    [seat] = [seat for seat in conference.items[item].seats if seat.domain is domain]
    return seat


def come(session: Session, conference: Conference, *domains: SeatDomain) -> None:
    """Note that the holders of these seats came to the first item."""
    for domain in domains:
        seat = seat_of(conference, domain)
        assert seat.holder_id
        session.add(
            Attendance(
                item_id=seat.item_id, case_id=seat.case_id, person_id=seat.holder_id, in_at=NOON
            )
        )
    session.flush()
