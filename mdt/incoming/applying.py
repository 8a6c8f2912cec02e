"""Let a mail change what it earned, by the verbs with which one answers by a link; else nothing.

Whatever is not plainly an answer of the invitee to the moment that is asked now is left to a
person. Nothing is ever answered to a mail.

Source: RFC 5546 2.1.5 (order of answers), 3.2.3 (REPLY); scheduling.md 2.5, 2.6.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from mdt.errors import DomainError
from mdt.incoming import answers, counters, matching, stand_ins
from mdt.incoming.content import (
    Answered,
    AutoReplied,
    Bounced,
    Content,
    Countered,
    Delegated,
    Letter,
    NotUnderstood,
)
from mdt.incoming.matching import Found
from mdt.models import IncomingKind, IncomingMail, IncomingProblem, IncomingState, Invitation
from mdt.outbox import returned

_KINDS: dict[type[Content], IncomingKind] = {
    Answered: IncomingKind.ANSWER,
    AutoReplied: IncomingKind.AUTO_REPLY,
    Bounced: IncomingKind.BOUNCE,
    Countered: IncomingKind.COUNTER,
    Delegated: IncomingKind.DELEGATION,
    NotUnderstood: IncomingKind.OTHER,
}

FromCalendar = Answered | Countered | Delegated

QUIET = frozenset({IncomingProblem.OLDER})
"""Why a mail changes nothing although nobody has to look at it."""


@dataclass(frozen=True)
class Arrival:
    """A letter that is about to be handled: what it was sent to, whose word counts, and when.

    authenticator: the name by which our mail server signs its verdicts on senders; see
    matching.is_spoken_by.
    """

    letter: Letter
    found: Found | None
    authenticator: str
    now: datetime


def handle(
    session: Session, mail: IncomingMail, letter: Letter, *, authenticator: str, now: datetime
) -> None:
    """Let a kept mail change what it may, and write down what became of it."""
    found = matching.find(session, letter)
    mail.kind = _KINDS[type(letter.content)]
    mail.reply = getattr(letter.content, "reply", None) or getattr(letter.content, "hint", None)
    if found is not None:
        belongs(mail, found)
    arrival = Arrival(letter, found, authenticator, now)
    mail.problem = _judge(session, mail, arrival)
    is_quiet = mail.problem is None or mail.problem in QUIET
    mail.state = IncomingState.DONE if is_quiet else IncomingState.CHECK
    session.add(mail)


def give_up(mail: IncomingMail, problem: IncomingProblem) -> None:
    """Leave a mail to people that could not be handled."""
    mail.state, mail.problem = IncomingState.CHECK, problem


def belongs(mail: IncomingMail, found: Found) -> None:
    """Write down what a mail belongs to."""
    mail.conference_id, mail.region_id = found.conference.id, found.conference.region_id
    mail.invitation_id = found.invitation.id if found.invitation else None
    mail.hold_id = found.hold.id if found.hold else None


def _judge(session: Session, mail: IncomingMail, arrival: Arrival) -> IncomingProblem | None:
    """Do what the mail may do; return why it may not."""
    match arrival.letter.content:
        case NotUnderstood() as content:
            return content.problem
        case AutoReplied():
            return IncomingProblem.AWAY
        case Bounced() as content:
            _came_back(session, mail, content, now=arrival.now)
            return IncomingProblem.BOUNCED
        case content:
            return _of_calendar(session, mail, content, arrival)


def _came_back(session: Session, mail: IncomingMail, content: Bounced, *, now: datetime) -> None:
    """Book the mail of ours that came back as not delivered, if the notice proves to be of it."""
    message = returned.find(session, content.message_ids, address=content.address)
    if message is None:
        return
    if message.invitation_id is not None:
        invitation = session.get_one(Invitation, message.invitation_id)
        belongs(mail, matching.of_invitation(session, invitation))
    if content.is_permanent:
        returned.book(session, message, status=content.status, since=now)


def _of_calendar(
    session: Session, mail: IncomingMail, content: FromCalendar, arrival: Arrival
) -> IncomingProblem | None:
    found = arrival.found
    if found is None:
        return IncomingProblem.UNKNOWN_ADDRESS
    if not matching.is_about(content, found):
        return IncomingProblem.NO_CALENDAR
    is_proven = matching.is_spoken_by(
        arrival.letter, content.attendee, authenticator=arrival.authenticator
    )
    is_invitee = content.attendee == found.person.mail
    if not is_proven:
        return IncomingProblem.NOT_PROVEN if is_invitee else IncomingProblem.OTHER_ADDRESS
    try:
        with session.begin_nested():
            if is_invitee:
                return _of_invitee(session, mail, content, found, arrival)
            return _of_another(session, content, found, arrival.now)
    except DomainError:
        return IncomingProblem.OVER  # withdrawn, taken by somebody else, or past


def _of_invitee(
    session: Session, mail: IncomingMail, content: FromCalendar, found: Found, arrival: Arrival
) -> IncomingProblem | None:
    letter, now = arrival.letter, arrival.now
    match content:
        case Answered():
            return answers.take(session, content, found, letter, now=now)
        case Countered():
            return counters.take(session, content, found, letter, mail_id=mail.id, now=now)
        case Delegated():
            return stand_ins.delegate(session, content, found, now=now)


def _of_another(
    session: Session, content: FromCalendar, found: Found, now: datetime
) -> IncomingProblem | None:
    if isinstance(content, Answered):
        return stand_ins.came_forward(session, content, found, now=now)
    return IncomingProblem.OTHER_ADDRESS
