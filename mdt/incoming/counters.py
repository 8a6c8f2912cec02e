"""Another moment out of a calendar: a proposal to the coordinator, and what it says to ours.

Source: RFC 5546 3.2.7 (COUNTER); scheduling.md 2.6.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from mdt.conferences import changing
from mdt.incoming import answers
from mdt.incoming.content import Answered, Countered, Letter
from mdt.incoming.matching import Found
from mdt.invitations import proposed_moments
from mdt.invitations.proposed_moments import Moment
from mdt.models import IncomingProblem


def take(
    session: Session,
    said: Countered,
    found: Found,
    letter: Letter,
    *,
    mail_id: UUID,
    now: datetime,
) -> IncomingProblem | None:
    """Propose the moment, and note the answer to ours if one was given; return why not.

    Raises what mdt.invitations.replies and proposed_moments raise.
    """
    changing.claim(session, found.conference)
    asked = found.invitation
    # A moment that is only kept free is one of several already.
    if asked is None or said.starts_at is None or said.ends_at is None:
        return IncomingProblem.OTHER_MOMENT
    session.refresh(asked)
    if not asked.asked_sequence <= said.sequence <= asked.sequence:
        return IncomingProblem.OTHER_MOMENT
    written = answers.when_written(said.stamped_at, letter.written_at, now)
    moment = Moment(said.starts_at, said.ends_at, written.at)
    if not proposed_moments.propose(session, asked, moment, mail_id=mail_id, now=now):
        return IncomingProblem.OLDER
    if said.reply is not None:
        # To the moment that is asked, which is not the one in the mail.
        answer = Answered(
            uid=said.uid,
            attendee=said.attendee,
            sequence=said.sequence,
            stamped_at=said.stamped_at,
            starts_at=asked.starts_at,
            reply=said.reply,
            comment=said.comment,
        )
        answers.take(session, answer, found, letter, now=now)
    return None
