"""An invitation to a moment that was asked about: it goes on from the hold, and from the yes.

Same UID, higher SEQUENCE, so that what stood in a calendar as provisional becomes the meeting. A
judge who said that she can has not said that nothing stands in the way: she is asked.

Source: scheduling.md 2.7; RFC 5546 2.1.4; model.md, decided (a judge's step A).
"""

from datetime import datetime, timedelta

from sqlmodel import Session

from mdt.models import Answer, Invitation, PollAnswer, PollHold
from mdt.polls.outcome import Outcome

_TICK = timedelta(seconds=1)


def carry_over(
    session: Session, invitation: Invitation, outcome: Outcome, *, is_judge: bool, now: datetime
) -> bool:
    """Let an invitation that is about to be owed go on from the poll; tell whether it does."""
    hold = outcome.holds.get(invitation.person_id)
    yes = None if is_judge else outcome.yes.get(invitation.person_id)
    if hold is not None:
        _go_on(session, invitation, hold, now)
    if yes is not None:
        _keep_answer(session, invitation, yes)
    return hold is not None or yes is not None


def _go_on(session: Session, invitation: Invitation, hold: PollHold, now: datetime) -> None:
    invitation.uid, invitation.reply_token = hold.uid, hold.reply_token
    invitation.sequence = max(invitation.sequence, hold.sequence) + 1
    invitation.asked_sequence = invitation.sequence
    invitation.stamped_at = max(invitation.stamped_at, hold.stamped_at + _TICK)
    hold.confirmed_at = now
    session.add_all([invitation, hold])
    session.flush()


def _keep_answer(session: Session, invitation: Invitation, yes: PollAnswer) -> None:
    session.add(
        Answer(
            invitation_id=invitation.id,
            reply=yes.reply,
            channel=yes.channel,
            sequence=invitation.sequence,
            at=yes.at,
            noted_by_id=yes.noted_by_id,
        )
    )
    invitation.reply, invitation.replied_at = yes.reply, yes.at
