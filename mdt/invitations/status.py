"""How a conference's invitations stand: who was asked, who answered what, what did not arrive."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from mdt.directory import people
from mdt.invitations import proposed_moments, replies
from mdt.models import (
    AgendaItem,
    Answer,
    Conference,
    Invitation,
    Membership,
    MessageKind,
    MomentProposal,
    Organisation,
    OutboxMessage,
    OutboxState,
    Person,
    Seat,
    SeatDomain,
    SubstituteProposal,
)
from mdt.outbox import queue

SOON = timedelta(minutes=2)

# The queries are made once: making one anew costs more than asking it.
_CONFERENCE: Any = bindparam("conference_id")
_NOW: Any = bindparam("now")
_EVERYBODY = (
    select(Invitation, Person)
    .join(Person, col(Person.id) == Invitation.person_id)
    .where(Invitation.conference_id == _CONFERENCE)
    .order_by(Person.name)
)
_ORGANISATIONS = (
    select(Membership.person_id, Organisation.name)
    .join(Organisation, col(Organisation.id) == Membership.organisation_id)
    .where(
        col(Membership.person_id).in_(bindparam("people", expanding=True)),
        people.runs(_NOW),
    )
    .order_by(col(Membership.from_at).desc())
)
_DOMAINS = (
    select(Seat.holder_id, Seat.domain)
    .join(AgendaItem, col(AgendaItem.id) == Seat.item_id)
    .where(AgendaItem.conference_id == _CONFERENCE, col(Seat.holder_id).is_not(None))
    .order_by(col(AgendaItem.position), col(Seat.position))
)
_MESSAGES = (
    select(OutboxMessage)
    .where(OutboxMessage.conference_id == _CONFERENCE, OutboxMessage.kind == MessageKind.INVITATION)
    .order_by(col(OutboxMessage.sequence))
)
_ANSWERS = (
    select(Answer)
    .join(Invitation, col(Invitation.id) == Answer.invitation_id)
    .where(Invitation.conference_id == _CONFERENCE)
)
_PROPOSALS = (
    select(SubstituteProposal)
    .join(Invitation, col(Invitation.id) == SubstituteProposal.invitation_id)
    .where(Invitation.conference_id == _CONFERENCE, col(SubstituteProposal.settled_at).is_(None))
)


@dataclass(frozen=True)
class Invited:
    """One invitee as the coordinator sees them.

    message: the last one owed to them; answer: the one that stands; proposal: of somebody else
    to sit for them, moment: another one of theirs, both waiting for the coordinator.
    """

    invitation: Invitation
    person: Person
    organisation: str
    domains: tuple[SeatDomain, ...]
    message: OutboxMessage | None
    answer: Answer | None
    proposal: SubstituteProposal | None
    moment: MomentProposal | None
    is_chair: bool

    @property
    def is_undelivered(self) -> bool:
        """True when the last message was refused, or keeps failing."""
        message = self.message
        return message is not None and is_undelivered(message.state, message.last_error)

    @property
    def needs_help(self) -> bool:
        """True when the coordinator has something to do for this invitee."""
        is_locked = self.invitation.locked_at is not None and self.invitation.is_live
        return self.is_undelivered or is_locked or bool(self.proposal or self.moment)


@dataclass(frozen=True)
class Board:
    """The invitations of one conference.

    leavers: who has no seat any more and was not told yet.
    is_moving: mail is on its way, so that the board will soon look different.
    """

    conference: Conference
    invited: tuple[Invited, ...]
    leavers: tuple[Invited, ...]
    undo_until: datetime | None
    can_take_back: bool
    is_moving: bool

    @property
    def answered(self) -> int:
        """How many have answered the moment that is asked now."""
        return sum(one.answer is not None for one in self.invited)


def board(session: Session, conference: Conference, *, now: datetime) -> Board:
    """Return how the conference's invitations stand at now."""
    known = everybody(session, conference, now=now)
    live = [one for one in known if one.invitation.is_live]
    gone = [one for one in known if not one.invitation.is_live]
    undo_until = queue.undo_until(session, conference.id, now=now)
    return Board(
        conference=conference,
        invited=tuple(sorted(live, key=_urgency)),
        leavers=tuple(one for one in gone if one.is_undelivered),
        undo_until=undo_until,
        can_take_back=undo_until is not None and not queue.has_left(session, conference.id),
        is_moving=any(_is_moving(one.message, now) for one in known),
    )


def everybody(session: Session, conference: Conference, *, now: datetime) -> list[Invited]:
    """Return everybody who was ever asked to the conference, by name."""
    rows = session.exec(_EVERYBODY, params={"conference_id": conference.id}).all()
    facts = _Facts(session, conference, [person.id for _, person in rows], now)
    return [facts.invited(invitation, person) for invitation, person in rows]


def _is_moving(message: OutboxMessage | None, now: datetime) -> bool:
    if message is None or message.state is not OutboxState.PENDING:
        return False
    return message.due_at < now + SOON


def is_undelivered(state: OutboxState, last_error: str) -> bool:
    """Tell whether a message was refused for good, is held, or keeps failing."""
    return state in {OutboxState.DEAD, OutboxState.HELD} or (
        state is OutboxState.PENDING and bool(last_error)
    )


def _urgency(one: Invited) -> bool:
    """Put first who needs help; sorting keeps the names in order otherwise."""
    return not one.needs_help


class _Facts:
    """What is known around the invitations of a conference, read with one query each."""

    def __init__(
        self, session: Session, conference: Conference, person_ids: list[UUID], now: datetime
    ) -> None:
        here = {"conference_id": conference.id}
        served = session.exec(_ORGANISATIONS, params={"people": person_ids, "now": now})
        messages = session.exec(_MESSAGES, params=here)
        proposals = session.exec(_PROPOSALS, params=here)
        self.conference = conference
        self.organisations = dict(served.all())
        self.domains = _domains(session.execute(_DOMAINS, here))
        # Newest last: that one stays.
        self.messages = {row.invitation_id: row for row in messages if row.invitation_id}
        self.answers = _grouped(session.exec(_ANSWERS, params=here))
        self.proposals = {row.invitation_id: row for row in proposals}
        open_ones = proposed_moments.open_ones(session, [conference.id])
        self.moments = {asked.id: row for row, asked in open_ones}

    def invited(self, invitation: Invitation, person: Person) -> Invited:
        answers = self.answers.get(invitation.id, [])
        return Invited(
            invitation=invitation,
            person=person,
            organisation=self.organisations.get(person.id, ""),
            domains=tuple(self.domains.get(person.id, [])),
            message=self.messages.get(invitation.id),
            answer=replies.standing(answers, invitation.asked_sequence),
            proposal=self.proposals.get(invitation.id),
            moment=self.moments.get(invitation.id),
            is_chair=person.id == self.conference.chair_id,
        )


def _grouped(answers: Iterable[Answer]) -> Mapping[UUID, list[Answer]]:
    found: dict[UUID, list[Answer]] = {}
    for answer in answers:
        found.setdefault(answer.invitation_id, []).append(answer)
    return found


def _domains(held: Iterable[Any]) -> dict[UUID, list[SeatDomain]]:
    found: dict[UUID, list[SeatDomain]] = {}
    for holder_id, domain in held:
        if holder_id and domain not in found.setdefault(holder_id, []):
            found[holder_id].append(domain)
    return found
