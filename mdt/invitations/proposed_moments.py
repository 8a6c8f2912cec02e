"""Another moment that an invitee proposes from their calendar: the coordinator takes or declines.

Taking it is choosing it, with every check that choosing a moment has; declining it tells the
invitee's calendar so. A proposal for a moment that has been left since is no longer one.

Source: RFC 5546 3.2.7 (COUNTER), 3.2.8 (DECLINECOUNTER); scheduling.md 2.5.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from mdt import events
from mdt.errors import N_, DomainError
from mdt.events import Event
from mdt.invitations import invitees, replies
from mdt.models import (
    Conference,
    Invitation,
    MessageKind,
    Method,
    MomentProposal,
    OutboxMessage,
    Person,
)
from mdt.outbox import queue

# Made once, for it is asked on every "Vandaag".
_OPEN: Any = (
    select(MomentProposal, Invitation)
    .join(Invitation, col(Invitation.id) == MomentProposal.invitation_id)
    .where(
        col(Invitation.conference_id).in_(bindparam("conferences", expanding=True)),
        col(Invitation.withdrawn_at).is_(None),
        col(MomentProposal.settled_at).is_(None),
        col(MomentProposal.sequence) >= col(Invitation.asked_sequence),
    )
)


@dataclass(frozen=True)
class Moment:
    """A moment as an invitee's calendar proposes it. written_at: when it was; the last counts."""

    starts_at: datetime
    ends_at: datetime
    written_at: datetime


class MomentSettled(DomainError):
    """The proposal was taken or declined already, or the conference was moved since."""

    text = N_("Over dit moment is al besloten.")


class MomentIsOver(DomainError):
    """The moment that was proposed is not in the future."""

    text = N_("Dit moment is al voorbij.")


def propose(
    session: Session,
    invitation: Invitation,
    moment: Moment,
    *,
    mail_id: UUID | None,
    now: datetime,
) -> bool:
    """Propose a moment; False when a later proposal of the same invitee waits already.

    Raises InvitationWithdrawn, SeatFilled, MomentPassed, MomentIsOver.
    """
    replies.require_open(invitation, now=now)
    if moment.starts_at <= now:
        raise MomentIsOver
    proposal = of_invitation(session, invitation)
    if proposal is not None and proposal.at >= moment.written_at:
        return False
    if proposal is None:
        proposal = MomentProposal(
            invitation_id=invitation.id,
            sequence=invitation.sequence,
            starts_at=moment.starts_at,
            ends_at=moment.ends_at,
            at=moment.written_at,
        )
    proposal.starts_at, proposal.ends_at = moment.starts_at, moment.ends_at
    proposal.at, proposal.mail_id = moment.written_at, mail_id
    session.add(proposal)
    session.flush()
    _record(session, events.MomentProposed, invitation, invitation.person_id, now)
    return True


def open_ones(
    session: Session, conference_ids: Collection[UUID]
) -> list[tuple[MomentProposal, Invitation]]:
    """Return the proposals of these conferences that wait for the coordinator."""
    rows = session.execute(_OPEN, {"conferences": list(conference_ids)})
    return [(proposal, invitation) for proposal, invitation in rows]


def of_invitation(session: Session, invitation: Invitation) -> MomentProposal | None:
    """Return the proposal of an invitee that waits for the coordinator, None without one."""
    found = open_ones(session, [invitation.conference_id])
    return next((one for one, asked in found if asked.id == invitation.id), None)


def waiting(session: Session, conference_ids: Collection[UUID]) -> Counter[UUID]:
    """Return how many proposals of each of these conferences wait for the coordinator."""
    return Counter(asked.conference_id for _, asked in open_ones(session, conference_ids))


def begins(proposal: MomentProposal, invitation: Invitation, conference: Conference) -> datetime:
    """Return when the whole sitting would begin, if this invitee's part began as proposed."""
    until_theirs = invitation.starts_at - (conference.starts_at or invitation.starts_at)
    return proposal.starts_at - until_theirs


def decline(session: Session, proposal: MomentProposal, *, by: Person, now: datetime) -> None:
    """Keep the moment, and owe the invitee's calendar a word of it.

    Raises MomentSettled.
    """
    invitation = session.get_one(Invitation, proposal.invitation_id)
    if proposal.settled_at is not None or proposal.sequence < invitation.asked_sequence:
        raise MomentSettled
    proposal.settled_at, proposal.settled_by_id, proposal.accepted = now, by.id, False
    session.add(proposal)
    _owe(session, proposal, invitation, now)
    _record(session, events.MomentDeclined, invitation, by.id, now)


def moved(session: Session, event: Event) -> None:
    """React to another moment: a proposal that was followed was taken, others are past.

    Nobody is owed a word: everybody is asked anew for the new moment.
    """
    if event.conference_id is None:
        return
    rows = session.exec(
        select(MomentProposal, Invitation)
        .join(Invitation, col(Invitation.id) == MomentProposal.invitation_id)
        .where(Invitation.conference_id == event.conference_id)
        .where(col(MomentProposal.settled_at).is_(None))
    )
    for proposal, invitation in rows:
        if invitation.asked_sequence > proposal.sequence or not invitation.is_live:
            proposal.settled_at, proposal.settled_by_id = event.at, event.actor_id
            proposal.accepted = invitation.starts_at == proposal.starts_at
            session.add(proposal)


def _owe(session: Session, proposal: MomentProposal, invitation: Invitation, now: datetime) -> None:
    person = session.get_one(Person, invitation.person_id)
    first = queue.may_have_arrived(session, uid=invitation.uid, person_id=person.id)
    queue.owe(
        session,
        OutboxMessage(
            kind=MessageKind.DECLINED_MOMENT,
            dedupe=f"{invitation.uid}:{proposal.sequence}:{Method.DECLINE_COUNTER}:{proposal.id}",
            person_id=person.id,
            conference_id=invitation.conference_id,
            invitation_id=invitation.id,
            message_id=queue.new_message_id(session),
            language=person.language,
            method=Method.DECLINE_COUNTER,
            uid=invitation.uid,
            sequence=invitation.sequence,
            stamped_at=now.replace(microsecond=0),
            starts_at=invitation.starts_at,
            ends_at=invitation.ends_at,
            place=invitees.kind_of_place(invitation.place),
            details={
                "first": first.message_id if first else "",
                "reply": invitation.reply or "",
                "proposal": str(proposal.id),
            },
            created_at=now,
            due_at=now,
        ),
    )


def _record(
    session: Session, kind: type[Event], invitation: Invitation, actor_id: UUID, now: datetime
) -> None:
    events.record(
        session,
        kind(
            at=now,
            actor_id=actor_id,
            conference_id=invitation.conference_id,
            subject_id=invitation.id,
        ),
    )
