"""What a poll leaves to the invitations when its moment is agreed: holds to go on from, and yeses.

Nobody is asked twice for the same moment: who said yes without reserve has answered.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel import Session, col, select

from mdt.models import Conference, PollAnswer, PollHold, PollOption, PollPerson, Reply
from mdt.polls import standing


@dataclass(frozen=True)
class Outcome:
    """By person: the hold for the moment that was agreed, and the yes to it."""

    holds: Mapping[UUID, PollHold] = field(default_factory=dict)
    yes: Mapping[UUID, PollAnswer] = field(default_factory=dict)


NONE = Outcome()


def of(session: Session, conference: Conference) -> Outcome:
    """Return what the poll of a conference says of the moment that it has now."""
    poll = standing.current(session, conference.id)
    option_id = (
        session.exec(
            select(PollOption.id).where(
                PollOption.poll_id == poll.id, PollOption.starts_at == conference.starts_at
            )
        ).first()
        if poll
        else None
    )
    if option_id is None:
        return NONE
    holds = session.exec(
        select(PollPerson.person_id, PollHold)
        .join(PollPerson, col(PollPerson.id) == PollHold.poll_person_id)
        .where(PollHold.option_id == option_id, col(PollHold.withdrawn_at).is_(None))
    )
    yes = session.exec(
        select(PollPerson.person_id, PollAnswer)
        .join(PollPerson, col(PollPerson.id) == PollAnswer.poll_person_id)
        .where(PollAnswer.option_id == option_id, PollAnswer.reply == Reply.YES)
        .where(col(PollPerson.left_at).is_(None))
    )
    return Outcome(dict(holds.all()), dict(yes.all()))
