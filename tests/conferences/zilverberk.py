"""Scenario 2, "Zilverberk", as far as its table goes, in the night of 24 October 2026.

Who is on which roster, the emergency that is convened, and a worker looked at by the clock.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlmodel import Session, col, select

from mdt.conferences import cascade_turns, emergencies, latest, lifecycle, moments
from mdt.conferences.agenda import Terms
from mdt.conferences.moments import Finder
from mdt.invitations import replies
from mdt.models import (
    Cascade,
    Channel,
    Conference,
    DutyPeriod,
    Invitation,
    Organisation,
    OutboxMessage,
    Person,
    Reply,
    Role,
    Seat,
    SeatDomain,
)
from mdt.scheduling import duty_rosters, local_time
from mdt.scheduling.deadlines import CLOCKS
from mdt.seats import fallbacks
from tests.factories import Make
from tests.invitations.cast import deliver

SATURDAY, SUNDAY = date(2026, 10, 24), date(2026, 10, 25)
QUORUM = (SeatDomain.VT, SeatDomain.POLICE, SeatDomain.OM, SeatDomain.RVDK)


def at(clock: str, day: date = SUNDAY, *, fold: int = 1) -> datetime:
    """Return the instant at which Dutch clocks show it; fold 0 is the first 02.30 of the night."""
    hour, minute = map(int, clock.split("."))
    return local_time.resolve_local(
        datetime.combine(day, time(hour, minute)), fold if hour == 2 and day == SUNDAY else 0
    )


@dataclass
class Night:
    """The table of the night. people: by name; rosters say when each is on duty."""

    make: Make
    people: dict[str, Person]
    conference: Conference

    @property
    def session(self) -> Session:
        return self.make.session

    def seat(self, domain: SeatDomain) -> Seat:
        [found] = [one for one in self.conference.items[0].seats if one.domain is domain]
        return found

    def invitation(self, name: str) -> Invitation:
        return self.session.exec(
            select(Invitation).where(
                Invitation.conference_id == self.conference.id,
                Invitation.person_id == self.people[name].id,
            )
        ).one()

    def say(self, name: str, reply: Reply, now: datetime) -> None:
        invitation = self.invitation(name)
        replies.note(
            self.session,
            invitation,
            reply,
            channel=Channel.LINK,
            sequence=invitation.sequence,
            by=None,
            now=now,
        )

    def work(self, now: datetime) -> None:
        """Let the worker take every step that is due at this instant, and send what is owed."""
        due = select(Cascade).where(col(Cascade.due_at) <= now)
        while row := self.session.exec(due).first():
            cascade_turns.advance(self.session, row, now=now)
            self.session.flush()
        deliver(self.session)

    def mail(self, name: str) -> list[tuple[str, int]]:
        """Return method and SEQUENCE of all that was owed to somebody, in order."""
        rows = self.session.exec(
            select(OutboxMessage)
            .where(OutboxMessage.person_id == self.people[name].id)
            .order_by(col(OutboxMessage.sequence))
        )
        return [(one.method or one.kind, one.sequence) for one in rows]

    def search(self) -> Cascade:
        """Return the newest search for a judge."""
        query = select(Cascade).where(Cascade.domain == SeatDomain.JUDICIARY)
        found = self.session.exec(query.order_by(col(Cascade.started_at).desc())).first()
        assert found
        return found

    def finder(self, now: datetime) -> Finder:
        self.session.flush()
        return moments.finder(
            self.session, self.conference, until=SUNDAY, terms=moments.Terms(), now=now
        )


def prepare(make: Make) -> Night:
    """Return the emergency as it stands on Saturday at 17.05, with nobody asked yet."""
    waterland = make.another_region()
    people: dict[str, Person] = {}
    for domain, names in {
        SeatDomain.VT: ["Marijke Bos"],
        SeatDomain.RVDK: ["Femke de Wit"],
        SeatDomain.JUDICIARY: ["mr. Hester Zijlstra", "mr. Twee", "mr. Tom Bakelaar"],
    }.items():
        people |= _roster(make, make.organisation(domain), names)
    for domain, name in {SeatDomain.POLICE: "Roos Timmer", SeatDomain.OM: "mr. Hofman"}.items():
        make.organisation(domain)  # of Merwestad, with nobody on duty
        there = make.organisation(domain, region_id=waterland.id)
        people |= _roster(make, there, [name])
        fallbacks.add(make.session, make.region, there, by=make.person(), now=make.now)
    coordinator = make.coordinator()
    people["Samira el Idrissi"] = coordinator
    now = at("17.05", SATURDAY)
    panel = make.panel(minutes=60)
    for domain in (*QUORUM, SeatDomain.JUDICIARY):
        make.panel_seat(panel, domain, quorum=domain in QUORUM, required=True)
    conference = emergencies.draft(
        make.session,
        make.case(),
        Terms(question="Is zij vannacht veilig?", minutes=60),
        panel,
        signal_at=at("15.40", SATURDAY),
        by=coordinator,
        now=now,
    )
    return Night(make, people, conference)


def convene(make: Make) -> Night:
    """Return the emergency as it was convened at 17.05 for Sunday 10.30, its invitations sent."""
    night, now, starts_at = prepare(make), at("17.05", SATURDAY), at("10.30")
    deadline = latest.of(make.session, night.conference, CLOCKS, now=now)
    assert deadline
    lifecycle.convene(
        make.session,
        night.conference,
        starts_at,
        holders=night.finder(now).holders_at(starts_at),
        by=night.people["Samira el Idrissi"],
        now=now,
    )
    deliver(make.session)
    return night


def _roster(make: Make, organisation: Organisation, names: list[str]) -> dict[str, Person]:
    """Let people of an organisation take turns, week after week, hand-over on Monday at nine."""
    role = Role.JUDGE if organisation.domain is SeatDomain.JUDICIARY else Role.PROFESSIONAL
    people = {name: make.person(role, organisation, name=name) for name in names}
    duty_rosters.set_up(
        make.session,
        organisation,
        organisation.domain,
        DutyPeriod.ALWAYS,
        duty_rosters.Terms(
            first_on=date(2026, 10, 19),
            hands_over=time(9),
            hours=None,
            people=[one.id for one in people.values()],
        ),
        by=make.person(),
        now=make.now,
    )
    return people
