"""When the reminder of a poll may reach somebody, seen when its mail is written.

By day and on their own days, as every reminder; but an answer is wanted before the poll closes, so
who has no day before then hears of it on another, by day. An emergency waits for nobody.

Source: issue 4 (reminders); decision 38.
"""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from mdt.models import Conference, ConferenceKind, OutboxMessage, Poll, PollPerson, PollState
from mdt.outbox.delivery import NotNow
from mdt.reminders import rhythm, rhythms
from mdt.scheduling import waking


def require_welcome(session: Session, message: OutboxMessage, *, now: datetime) -> None:
    """Let a reminder pass that is still of use and may be read now. Raises NotNow."""
    asked = session.get_one(PollPerson, UUID(message.details["asked"]))
    poll = session.get_one(Poll, asked.poll_id)
    is_owed = poll.state is PollState.OPEN and now < poll.closes_at
    if not is_owed or asked.answered_at or asked.left_at:
        raise NotNow
    conference = session.get_one(Conference, poll.conference_id)
    if conference.kind is ConferenceKind.EMERGENCY:
        return
    its = rhythms.of(session, [asked.person_id], now=now)[asked.person_id]
    opens = (rhythm.next_open(its, now), waking.from_then(now))
    at = next((one for one in opens if one < poll.closes_at), None)
    if at != now:
        raise NotNow(at)
