"""Mail that a person must look at: the list, to what one belongs, and that it was settled.

Nothing here is ever answered to the mail. A second click does nothing twice, and each step can be
taken back, but for an answer that was taken over: another answer replaces it, as always.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func
from sqlmodel import Session, col, or_, select

from mdt import events
from mdt.access import guard
from mdt.access.actor import Actor
from mdt.access.policy import POLICY, Action
from mdt.errors import N_, DomainError
from mdt.events import Event
from mdt.incoming import answers, applying, matching, showing
from mdt.incoming.content import Answered, Content
from mdt.invitations import replies
from mdt.models import (
    Channel,
    Conference,
    ConferenceState,
    IncomingMail,
    IncomingState,
    Invitation,
    Person,
    Poll,
    PollHold,
    PollPerson,
)
from mdt.polls import answering

Asked = Invitation | PollHold

MOST = 50
SETTLED_DAYS = timedelta(days=30)
"""How long what was settled stays in sight, to be taken back."""

_UNCHECKED = col(IncomingMail.state) == IncomingState.CHECK
_COUNT = select(func.count()).select_from(IncomingMail).where(_UNCHECKED)
WAITS: ColumnElement[bool] = select(IncomingMail.id).where(_UNCHECKED).exists()
"""Whether any mail must be looked at, by whomever."""


class NoAnswerInIt(DomainError):
    """The mail holds no answer to the moment that is asked now."""

    text = N_("In deze mail staat geen antwoord op het moment dat nu gevraagd is.")


def visible(who: Actor) -> ColumnElement[bool]:
    """Return the condition on IncomingMail for what somebody may see."""
    own = and_(
        col(IncomingMail.region_id).in_(who.regions(POLICY[Action.INCOMING_CHECK].roles)),
        guard.beside_walled_conferences(who, col(IncomingMail.conference_id)),
    )
    if not guard.permits_anywhere(who, Action.INCOMING_SORT):
        return own
    return or_(own, col(IncomingMail.region_id).is_(None))


def waiting(session: Session, who: Actor) -> Sequence[IncomingMail]:
    """Return what must be looked at, the oldest first."""
    return session.exec(
        select(IncomingMail)
        .where(visible(who), IncomingMail.state == IncomingState.CHECK)
        .order_by(col(IncomingMail.received_at))
        .limit(MOST)
    ).all()


def count(session: Session, who: Actor) -> int:
    """Return how many mails must be looked at."""
    query = _COUNT.where(visible(who))
    return session.scalar(query) or 0


def settled(session: Session, who: Actor, *, now: datetime) -> Sequence[IncomingMail]:
    """Return what was settled lately, the last first."""
    return session.exec(
        select(IncomingMail)
        .where(visible(who), IncomingMail.state == IncomingState.SETTLED)
        .where(col(IncomingMail.settled_at) > now - SETTLED_DAYS)
        .order_by(col(IncomingMail.settled_at).desc())
        .limit(MOST)
    ).all()


def candidates(session: Session, who: Actor, *, now: datetime) -> list[tuple[Invitation, Person]]:
    """Return the invitations to which a mail could belong, for who arranges them; nearest first."""
    regions = who.regions(POLICY[Action.CONFERENCE_ARRANGE].roles)
    rows = session.exec(
        select(Invitation, Person)
        .join(Person, col(Person.id) == Invitation.person_id)
        .join(Conference, col(Conference.id) == Invitation.conference_id)
        .where(col(Conference.region_id).in_(regions))
        .where(guard.beside_walled_conferences(who, col(Conference.id)))
        .where(Conference.state == ConferenceState.CONVENED)
        .where(col(Invitation.withdrawn_at).is_(None), col(Invitation.ends_at) > now)
        .order_by(col(Invitation.starts_at), col(Person.name))
    )
    return list(rows)


def settle(session: Session, mail: IncomingMail, *, by: Person, now: datetime) -> bool:
    """Let nobody have to look at a mail any more; False when that was so already."""
    if mail.state is not IncomingState.CHECK:
        return False
    mail.state, mail.settled_at, mail.settled_by_id = IncomingState.SETTLED, now, by.id
    _record(session, events.IncomingSettled, mail, by, now)
    return True


def reopen(session: Session, mail: IncomingMail, *, by: Person, now: datetime) -> bool:
    """Put a settled mail back; False when it was back already."""
    if mail.state is not IncomingState.SETTLED:
        return False
    mail.state, mail.settled_at, mail.settled_by_id = IncomingState.CHECK, None, None
    _record(session, events.IncomingReopened, mail, by, now)
    return True


def assign(
    session: Session, mail: IncomingMail, invitation: Invitation, *, by: Person, now: datetime
) -> bool:
    """Say to whose invitation a mail belongs; False when that was known."""
    if mail.invitation_id == invitation.id:
        return False
    applying.belongs(mail, matching.of_invitation(session, invitation))
    _record(session, events.IncomingAssigned, mail, by, now)
    return True


def loosen(session: Session, mail: IncomingMail, *, by: Person, now: datetime) -> bool:
    """Take back to what a mail was said to belong; False when it belonged to nothing.

    It stays in its region: nobody else sees it for that.
    """
    if mail.conference_id is None:
        return False
    _record(session, events.IncomingAssigned, mail, by, now)
    mail.conference_id = mail.invitation_id = mail.hold_id = None
    session.flush()
    return True


def asked_by(session: Session, mail: IncomingMail) -> Asked | None:
    """Return the invitation that a mail answers, or the moment kept free for a poll, if any."""
    if mail.invitation_id is not None:
        return session.get(Invitation, mail.invitation_id)
    return session.get(PollHold, mail.hold_id) if mail.hold_id else None


def holds_answer(session: Session, content: Content, asked: Asked | None, *, now: datetime) -> bool:
    """Tell whether a mail holds an answer to the moment that is asked now."""
    if not isinstance(content, Answered) or asked is None or content.uid != asked.uid:
        return False
    return _is_open(session, asked, now) and not answers.is_other_moment(
        content.sequence, content.starts_at, asked=asked
    )


def take_over(
    session: Session, mail: IncomingMail, content: Content, *, by: Person, now: datetime
) -> None:
    """Note the answer in a mail as the coordinator's own note, and settle the mail.

    Raises NoAnswerInIt, and what mdt.invitations.replies.note and mdt.polls.answering raise.
    """
    if mail.state is not IncomingState.CHECK:
        return
    asked = asked_by(session, mail)
    if asked is None or not isinstance(content, Answered):
        raise NoAnswerInIt
    if not holds_answer(session, content, asked, now=now):
        raise NoAnswerInIt
    if isinstance(asked, PollHold):
        answering.answer(
            session,
            session.get_one(PollPerson, asked.poll_person_id),
            {asked.option_id: content.reply},
            channel=Channel.COORDINATOR,
            by=by,
            now=now,
        )
    else:
        replies.note(
            session,
            asked,
            content.reply,
            channel=Channel.COORDINATOR,
            sequence=min(content.sequence, asked.sequence),
            by=by,
            now=now,
            comment=showing.clean(content.comment),
        )
    settle(session, mail, by=by, now=now)


def _is_open(session: Session, asked: Asked, now: datetime) -> bool:
    """Tell whether an answer still makes sense."""
    if isinstance(asked, Invitation):
        return asked.is_live and now < asked.ends_at
    person = session.get_one(PollPerson, asked.poll_person_id)
    return person.left_at is None and session.get_one(Poll, person.poll_id).is_live


def _record(
    session: Session, kind: type[Event], mail: IncomingMail, by: Person, now: datetime
) -> None:
    session.add(mail)
    events.record(
        session,
        kind(at=now, actor_id=by.id, conference_id=mail.conference_id, subject_id=mail.id),
    )
