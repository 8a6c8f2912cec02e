"""What an invitee answered, by whatever way it came.

Every answer is kept as it came. Which one stands follows from all of them by one pure function:
the last one to the moment that is asked now.

Source: RFC 5546 2.1.5 (order of answers); model.md, always true 6.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from mdt import events
from mdt.conferences import changing
from mdt.errors import N_, DomainError
from mdt.identity import answer_links
from mdt.invitations import invitees
from mdt.models import MOST_COMMENT, Answer, Channel, Conference, Invitation, Person, Reply


class InvitationWithdrawn(DomainError):
    """The invitation does not stand any more."""

    text = N_("Deze uitnodiging is vervallen. U hoeft niets te doen.")


class SeatFilled(DomainError):
    """Somebody else took the seat that the invitee was asked for."""

    text = N_("De stoel is al gevuld. Dank u wel: u hoeft niets meer te doen.")


class MomentPassed(DomainError):
    """The invitee's span is over."""

    text = N_("Dit overleg is al geweest. Antwoorden kan niet meer.")


@dataclass(frozen=True)
class Written:
    """When an answer by mail was written: by the mail's Date, and by its DTSTAMP."""

    at: datetime
    stamped_at: datetime


def note(
    session: Session,
    invitation: Invitation,
    reply: Reply,
    *,
    channel: Channel,
    sequence: int,
    by: Person | None,
    now: datetime,
    written: Written | None = None,
    comment: str = "",
) -> bool:
    """Keep an answer; return False when it was to an older moment and so does not count.

    sequence: the SEQUENCE of the invitation that was answered.
    by: who noted it; None when the invitee answered without signing in.
    written: of an answer by mail, which may have been long on its way.
    comment: what they wrote beside it; a judge's is not kept, who knows and says nothing of a case.
    Raises InvitationWithdrawn, SeatFilled, MomentPassed.
    """
    # Of two who answer at once the second waits here, and then sees what the first one's did.
    changing.claim(session, session.get_one(Conference, invitation.conference_id))
    session.refresh(invitation)
    require_open(invitation, now=now)
    session.add(
        Answer(
            invitation_id=invitation.id,
            reply=reply,
            channel=channel,
            sequence=sequence,
            at=written.at if written else now,
            stamped_at=written.stamped_at if written else None,
            noted_by_id=by.id if by and channel is Channel.COORDINATOR else None,
            comment=_kept(session, invitation, comment, now),
        )
    )
    session.flush()
    _derive(session, invitation)
    events.record(
        session,
        events.AnswerGiven(
            at=now,
            actor_id=by.id if by else invitation.person_id,
            conference_id=invitation.conference_id,
            subject_id=invitation.id,
        ),
    )
    return sequence >= invitation.asked_sequence


def standing(answers: Iterable[Answer], asked_sequence: int) -> Answer | None:
    """Return the answer that counts: the last one to the moment that is asked now.

    asked_sequence: the SEQUENCE that brought that moment; an older one was to another.
    """
    counting = [answer for answer in answers if answer.sequence >= asked_sequence]
    return max(counting, key=lambda answer: (answer.at, answer.sequence), default=None)


def require_open(invitation: Invitation, *, now: datetime) -> None:
    """Check that answering still makes sense.

    Raises InvitationWithdrawn, SeatFilled, MomentPassed.
    """
    if not invitation.is_live:
        raise SeatFilled if invitation.seat_filled else InvitationWithdrawn
    if now >= invitation.ends_at:
        raise MomentPassed


def lock(session: Session, invitation: Invitation, *, now: datetime) -> bool:
    """Lock the link when the last try was wrong; tell whether it is locked now."""
    if answer_links.lock(session, invitation, now=now):
        events.record(
            session,
            events.LinkLocked(
                at=now,
                actor_id=None,
                conference_id=invitation.conference_id,
                subject_id=invitation.id,
            ),
        )
    return invitation.locked_at is not None


def of_invitation(session: Session, invitation: Invitation) -> Answer | None:
    """Return the answer of an invitee that counts, None without one."""
    answers = session.exec(select(Answer).where(Answer.invitation_id == invitation.id))
    return standing(answers, invitation.asked_sequence)


def _kept(session: Session, invitation: Invitation, comment: str, now: datetime) -> str:
    """Return what is kept of a comment: whole, or its beginning when a mail brought too much."""
    text = comment.strip()
    if text and invitees.judges(session, [invitation.person_id], now=now):
        return ""
    return text if len(text) <= MOST_COMMENT else f"{text[: MOST_COMMENT - 1]}…"


def _derive(session: Session, invitation: Invitation) -> None:
    answer = of_invitation(session, invitation)
    invitation.reply = answer.reply if answer else None
    invitation.replied_at = answer.at if answer else None
