"""A convened table whose judge can be lost, a roster of judges, and a search to live through."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlmodel import Session, col, select

from mdt.conferences import cascade_turns, cascades, sought
from mdt.conferences.cascade_rows import Terms
from mdt.invitations import replies
from mdt.models import (
    Cascade,
    Channel,
    Conference,
    ConferenceKind,
    DutyPeriod,
    Invitation,
    Organisation,
    OutboxMessage,
    Person,
    Reply,
    Role,
    Seat,
    SeatDomain,
    SeatFill,
)
from mdt.scheduling import duty_rosters
from tests.conftest import NOON
from tests.factories import Make
from tests.invitations.cast import deliver

MINUTE = timedelta(minutes=1)
JUDICIARY = SeatDomain.JUDICIARY


@dataclass
class Bench:
    """A sitting of tomorrow noon with an officer and a judge who was asked; three more judges."""

    make: Make
    conference: Conference
    seat: Seat
    officer: Person
    judges: list[Person]
    court: Organisation

    @property
    def session(self) -> Session:
        return self.make.session

    def lose(self, *, at_once: int = 1, patience: int = 10, now: datetime = NOON) -> Cascade:
        """Let the coordinator look for somebody else."""
        by = self.make.session.get_one(Person, self.conference.coordinator_id)
        return cascades.start(self.session, self.seat, Terms(at_once, patience), by=by, now=now)

    def work(self, now: datetime) -> None:
        """Let the worker take every step that is due."""
        due = select(Cascade).where(col(Cascade.due_at) <= now)
        while row := self.session.exec(due).first():
            cascade_turns.advance(self.session, row, now=now)
            self.session.flush()

    def say(self, person: Person, reply: Reply, now: datetime) -> None:
        """Let the person answer by the link of their newest mail."""
        invitation = self.invitation(person)
        replies.note(
            self.session,
            invitation,
            reply,
            channel=Channel.LINK,
            sequence=invitation.sequence,
            by=None,
            now=now,
        )

    def invitation(self, person: Person) -> Invitation:
        return self.session.exec(
            select(Invitation).where(
                Invitation.conference_id == self.conference.id,
                Invitation.person_id == person.id,
            )
        ).one()

    def asked(self, row: Cascade) -> list[str]:
        """Return who was asked, in order, by name."""
        rows = sought.asks_of(self.session, row)
        return [self.session.get_one(Person, one.person_id).name for one in rows]

    def mail(self, person: Person) -> list[str]:
        """Return the methods of all that the person was ever owed, in order."""
        rows = self.session.exec(
            select(OutboxMessage)
            .where(OutboxMessage.person_id == person.id)
            .order_by(col(OutboxMessage.sequence))
        )
        return [one.method.value if one.method else one.kind.value for one in rows]


def bench(
    make: Make,
    *,
    fill: SeatFill = SeatFill.DUTY,
    domain: SeatDomain = JUDICIARY,
    **columns: Any,
) -> Bench:
    """Return the sitting, convened and told to everybody; judges take turns, the first is asked.

    domain: of another one, its people stand in the judges' stead.
    """
    court = make.organisation(domain)
    role = Role.JUDGE if domain is JUDICIARY else Role.PROFESSIONAL
    judges = [make.person(role, court, name=f"Rechter {number}") for number in range(4)]
    conference = make.convened(**columns)
    officer = make.seated(conference)
    seat = make.seat(conference, judges[0], domain=domain, fill=fill, quorum=False)
    make.invitation(conference, judges[0])
    for person in (officer, judges[0]):
        _told(make, conference, person)
    duty_rosters.set_up(
        make.session,
        court,
        domain,
        DutyPeriod.ALWAYS,
        duty_rosters.Terms(
            first_on=date(2026, 2, 9),
            hands_over=time(9),
            hours=None,
            people=[one.id for one in judges],
        ),
        by=make.person(),
        now=NOON,
    )
    return Bench(make, conference, seat, officer, judges, court)


def _told(make: Make, conference: Conference, person: Person) -> None:
    """Let the invitation have reached the person."""
    invitation = make.session.exec(
        select(Invitation).where(
            Invitation.conference_id == conference.id, Invitation.person_id == person.id
        )
    ).one()
    make.message(
        person,
        kind="invitation",
        conference_id=conference.id,
        invitation_id=invitation.id,
        method="REQUEST",
        uid=invitation.uid,
        starts_at=invitation.starts_at,
        ends_at=invitation.ends_at,
        details={"first": "", "cases": "", "judge": "", "reply": ""},
        place="video",
    )
    deliver(make.session)


def emergency(make: Make) -> Bench:
    """Return the sitting as an emergency, in which the portal looks for stand-ins by itself."""
    return bench(make, kind=ConferenceKind.EMERGENCY, patience_minutes=10)
