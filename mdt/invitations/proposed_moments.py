"""Another moment that an invitee proposes from their calendar: the coordinator takes or declines.

Taking it is choosing it, with every check that choosing a moment has; declining it tells the
invitee's calendar so. A proposal for a moment that has been left since is no longer one.

Source: RFC 5546 3.2.7 (COUNTER), 3.2.8 (DECLINECOUNTER); scheduling.md 2.5.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, false
from sqlmodel import Session, col, select

from mdt import events
from mdt.conferences import changing
from mdt.errors import N_, DomainError
from mdt.events import Event
from mdt.invitations import desk_events, invitees, replies
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

_IS_OPEN = (
    col(Invitation.id) == MomentProposal.invitation_id,
    col(Invitation.conference_id).in_(bindparam("conferences", expanding=True)),
    col(Invitation.withdrawn_at).is_(None),
    col(MomentProposal.settled_at).is_(None),
    col(MomentProposal.sequence) >= col(Invitation.asked_sequence),
)
_OPEN: Any = select(MomentProposal, Invitation).where(*_IS_OPEN)
WAITING = select(col(Invitation.conference_id)).where(*_IS_OPEN)
"""The conferences whose coordinator a proposal waits for; takes :conferences."""


@dataclass(frozen=True)
class Moment:
    """A moment as an invitee's calendar proposes it. written_at: when it was; the last counts."""

    starts_at: datetime
    ends_at: datetime
    written_at: datetime


class MomentSettled(DomainError):
    """The proposal was taken or declined already, or the conference was moved since."""

    text = N_("Over dit moment is al besloten.")


class AlreadyTold(DomainError):
    """The invitee's calendar was told already, or is being told now."""

    text = N_("Terugnemen kan niet meer: de genodigde weet al dat het moment blijft.")


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


def begins(proposal: MomentProposal, invitation: Invitation, conference: Conference) -> datetime:
    """Return when the whole sitting would begin, if this invitee's part began as proposed."""
    until_theirs = invitation.starts_at - (conference.starts_at or invitation.starts_at)
    return proposal.starts_at - until_theirs


def decline(session: Session, proposal: MomentProposal, *, by: Person, now: datetime) -> None:
    """Keep the moment, and owe the invitee's calendar a word of it once the undo time is over.

    Raises MomentSettled.
    """
    invitation = _take_turns(session, proposal)
    if proposal.settled_at is not None or proposal.sequence < invitation.asked_sequence:
        raise MomentSettled
    proposal.settled_at, proposal.settled_by_id, proposal.accepted = now, by.id, False
    session.add(proposal)
    _owe(session, proposal, invitation, now)
    _record(session, events.MomentDeclined, invitation, by.id, now)


def undo(session: Session, proposal: MomentProposal, *, by: Person, now: datetime) -> None:
    """Let a moment that was declined wait again, while the word of it has not left.

    Raises AlreadyTold, MomentSettled; also when another proposal of the invitee waits by now.
    """
    invitation = _take_turns(session, proposal)
    is_past = proposal.sequence < invitation.asked_sequence or not invitation.is_live
    if proposal.accepted is not False or is_past or of_invitation(session, invitation):
        raise MomentSettled
    if not queue.stop(session, _dedupe(proposal, invitation), now=now):
        raise AlreadyTold
    proposal.settled_at = proposal.settled_by_id = proposal.accepted = None
    session.add(proposal)
    _record(session, desk_events.MomentReopened, invitation, by.id, now)


def undoable(
    session: Session, invitation: Invitation, *, now: datetime
) -> tuple[MomentProposal, datetime] | None:
    """Return the proposal that was declined last, and until when that can be taken back."""
    proposal = session.exec(
        select(MomentProposal)
        .where(MomentProposal.invitation_id == invitation.id)
        .where(col(MomentProposal.accepted) == false())
        .order_by(col(MomentProposal.settled_at).desc())
    ).first()
    if proposal is None or of_invitation(session, invitation):
        return None
    until = queue.waits_until(session, _dedupe(proposal, invitation), now=now)
    return (proposal, until) if until else None


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
            dedupe=_dedupe(proposal, invitation),
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
            due_at=now + timedelta(seconds=queue.terms(session).undo_seconds),
        ),
    )


def _dedupe(proposal: MomentProposal, invitation: Invitation) -> str:
    """Return what the word of this decision is known by; one that was taken back is another."""
    at = proposal.settled_at.isoformat() if proposal.settled_at else ""
    return f"{Method.DECLINE_COUNTER}:{proposal.id}:{invitation.sequence}:{at}"


def _take_turns(session: Session, proposal: MomentProposal) -> Invitation:
    """Wait for whoever decides about the same sitting, and return whose proposal it is."""
    invitation = session.get_one(Invitation, proposal.invitation_id)
    changing.claim(session, session.get_one(Conference, invitation.conference_id))
    session.refresh(proposal)
    session.refresh(invitation)
    return invitation


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
