"""An answer out of a calendar: to the moment that is asked now, and later than what came before.

Source: RFC 5546 2.1.5 ((SEQUENCE, DTSTAMP) orders the answers of one attendee); scheduling.md 2.5.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from mdt.conferences import changing
from mdt.incoming import showing
from mdt.incoming.content import Answered, Letter
from mdt.incoming.matching import Found
from mdt.invitations import replies
from mdt.invitations.replies import Written
from mdt.models import (
    Answer,
    Channel,
    IncomingProblem,
    Invitation,
    PollAnswer,
    PollHold,
    PollPerson,
)
from mdt.polls import answering


def take(
    session: Session, said: Answered, found: Found, letter: Letter, *, now: datetime
) -> IncomingProblem | None:
    """Note the answer; return why it does not count.

    Raises what mdt.invitations.replies and mdt.polls.answering raise.
    """
    written = when_written(said.stamped_at, letter.written_at, now)
    # Of two answers at once the second waits here, and is then ordered after the first.
    changing.claim(session, found.conference)
    if found.invitation is not None:
        return _to_invitation(session, said, found.invitation, written, now)
    if found.hold is not None:
        return _to_hold(session, said, found.hold, written, now)
    return IncomingProblem.UNKNOWN_ADDRESS


def when_written(stamped_at: datetime | None, dated: datetime | None, now: datetime) -> Written:
    """Return when an answer was written; never later than now, whatever a clock elsewhere says."""
    at = min(dated or now, now)
    return Written(at, min(stamped_at or at, now))


def is_other_moment(
    sequence: int, starts_at: datetime | None, *, asked: Invitation | PollHold
) -> bool:
    """Tell whether an answer is to another moment than the one that is asked now.

    The number must be one that was sent, unless the answer itself says the right time.
    """
    if starts_at is not None and starts_at != asked.starts_at:
        return True
    since = asked.asked_sequence if isinstance(asked, Invitation) else asked.sequence
    return sequence < since or (sequence > asked.sequence and starts_at is None)


def _to_invitation(
    session: Session, said: Answered, asked: Invitation, written: Written, now: datetime
) -> IncomingProblem | None:
    session.refresh(asked)
    sequence = min(said.sequence, asked.sequence)
    if _has_later(session, asked, sequence, written):
        return IncomingProblem.OLDER
    if is_other_moment(said.sequence, said.starts_at, asked=asked):
        return IncomingProblem.OTHER_MOMENT
    replies.note(
        session,
        asked,
        said.reply,
        channel=Channel.MAIL,
        sequence=sequence,
        by=None,
        now=now,
        written=written,
        comment=showing.clean(said.comment),
    )
    return None


def _has_later(session: Session, asked: Invitation, sequence: int, written: Written) -> bool:
    """Tell whether an answer of the same person by mail is as late as this one, or later.

    Some calendars repeat our own DTSTAMP: then the mail's Date decides.
    """
    known = session.exec(
        select(Answer).where(Answer.invitation_id == asked.id, col(Answer.stamped_at).is_not(None))
    )
    this = (sequence, written.stamped_at, written.at)
    return any((one.sequence, one.stamped_at or one.at, one.at) >= this for one in known)


def _to_hold(
    session: Session, said: Answered, hold: PollHold, written: Written, now: datetime
) -> IncomingProblem | None:
    """Let it be the answer to that moment of the poll.

    A poll keeps no words: what is written beside the answer is for a person to read.
    """
    session.refresh(hold)
    known = session.get(PollAnswer, (hold.poll_person_id, hold.option_id))
    if known and known.stamped_at and known.stamped_at >= written.stamped_at:
        return IncomingProblem.OLDER
    if is_other_moment(said.sequence, said.starts_at, asked=hold):
        return IncomingProblem.OTHER_MOMENT
    answering.answer(
        session,
        session.get_one(PollPerson, hold.poll_person_id),
        {hold.option_id: said.reply},
        channel=Channel.MAIL,
        by=None,
        now=now,
        stamped_at=written.stamped_at,
    )
    return IncomingProblem.REMARK if showing.clean(said.comment) else None
