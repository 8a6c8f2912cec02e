"""A draft with people on its seats who are asked when they can."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from mdt.models import (
    Channel,
    Conference,
    ConferenceKind,
    MessageKind,
    OutboxMessage,
    Person,
    Poll,
    PollOption,
    PollPerson,
    Reply,
    SeatDomain,
)
from mdt.polls import answering, asking
from mdt.polls.asking import Terms
from tests.conftest import NOON
from tests.factories import Make

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FIRST, SECOND, THIRD = (NOON + 2 * DAY + hours * HOUR for hours in (0, 1, 2))
"""The moments that are asked about: Thursday 12 February, 13.00, 14.00 and 15.00 Dutch time."""

REMINDED = NOON + 18 * HOUR
"""When a poll of one day reminds: half of its time has passed at 1.00; this is 7.00."""

YES, MAYBE, NO = Reply.YES, Reply.MAYBE, Reply.NO


@dataclass
class Asking:
    """A poll at work: its conference, who asks, and who is asked."""

    session: Session
    poll: Poll
    conference: Conference
    coordinator: Person
    officer: Person
    prosecutor: Person
    teacher: Person

    @property
    def options(self) -> list[PollOption]:
        query = select(PollOption).where(PollOption.poll_id == self.poll.id)
        return list(self.session.exec(query.order_by(col(PollOption.starts_at))))

    def row(self, person: Person) -> PollPerson:
        query = select(PollPerson).where(
            PollPerson.poll_id == self.poll.id, PollPerson.person_id == person.id
        )
        return self.session.exec(query).one()

    def replies(self, *said: Reply | None) -> dict[UUID, Reply]:
        """Return what was said to the moments, in their order."""
        pairs = zip(self.options, said, strict=False)
        return {option.id: reply for option, reply in pairs if reply}

    def say(self, person: Person, *said: Reply | None, now: datetime = NOON) -> None:
        """Let somebody answer by their link."""
        answering.answer(
            self.session,
            self.row(person),
            self.replies(*said),
            channel=Channel.LINK,
            by=None,
            now=now,
        )


def draft(make: Make, **columns: Any) -> Conference:
    """Return a draft of 45 minutes without seats."""
    values: dict[str, Any] = {"minutes": 45, "coordinator_id": make.coordinator().id} | columns
    return make.conference(**values)


def asking_of(
    make: Make,
    starts: tuple[datetime, ...] = (FIRST, SECOND),
    *,
    kind: ConferenceKind = ConferenceKind.FIRST,
    now: datetime = NOON,
    **terms: Any,
) -> Asking:
    """Return a poll of two needed seats and one that is only wanted."""
    conference = draft(make, kind=kind)
    officer, prosecutor, teacher = (
        make.person(organisation=make.organisation(domain))
        for domain in (SeatDomain.POLICE, SeatDomain.OM, SeatDomain.SCHOOL)
    )
    make.seat(conference, officer, position=0)
    make.seat(conference, prosecutor, domain=SeatDomain.OM, position=1)
    make.seat(
        conference, teacher, domain=SeatDomain.SCHOOL, quorum=False, required=False, position=2
    )
    coordinator = make.session.get_one(Person, conference.coordinator_id)
    poll = asking.ask(
        make.session,
        conference,
        starts,
        Terms(**{"closes_at": NOON + DAY} | terms),
        minutes=45,
        by=coordinator,
        now=now,
    )
    return Asking(make.session, poll, conference, coordinator, officer, prosecutor, teacher)


def mails_to(session: Session, person: Person, kind: MessageKind) -> list[OutboxMessage]:
    session.flush()
    session.expire_all()
    query = select(OutboxMessage).where(
        OutboxMessage.person_id == person.id, OutboxMessage.kind == kind
    )
    return list(session.exec(query.order_by(col(OutboxMessage.due_at))))
