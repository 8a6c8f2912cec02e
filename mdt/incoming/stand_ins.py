"""Somebody else in the invitee's place: a proposal to the coordinator, never an entry by itself.

The invitee names somebody (DELEGATED), or forwards the invitation and somebody else answers.

Source: RFC 5546 3.2.2.3 (delegation), 3.2.2.6 (party crashing); model.md, decided.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from mdt.conferences import changing
from mdt.incoming import answers
from mdt.incoming.content import Answered, Delegated
from mdt.incoming.matching import Found
from mdt.invitations import substitutes
from mdt.models import IncomingProblem, Invitation, Person, Reply


def delegate(
    session: Session, said: Delegated, found: Found, *, now: datetime
) -> IncomingProblem | None:
    """Propose whom the invitee named; return why not.

    Raises what mdt.invitations.substitutes.propose raises.
    """
    changing.claim(session, found.conference)
    asked = found.invitation
    if asked is None:
        return IncomingProblem.OTHER_ADDRESS
    if answers.is_other_moment(said.sequence, said.starts_at, asked=asked):
        return IncomingProblem.OTHER_MOMENT
    substitutes.propose(session, asked, said.to, now=now)
    return None


def came_forward(
    session: Session, said: Answered, found: Found, *, now: datetime
) -> IncomingProblem | None:
    """Propose somebody else who answered, when they are known here and say they come.

    A proposal of the invitee's own is not replaced by it. Raises what propose() raises.
    """
    changing.claim(session, found.conference)
    asked = found.invitation
    if asked is None or said.reply is Reply.NO or not _is_known(session, said.attendee):
        return IncomingProblem.OTHER_ADDRESS
    if answers.is_other_moment(said.sequence, said.starts_at, asked=asked):
        return IncomingProblem.OTHER_MOMENT
    return _propose(session, asked, said.attendee, now)


def _propose(
    session: Session, asked: Invitation, mail: str, now: datetime
) -> IncomingProblem | None:
    open_one = substitutes.open_proposal(session, asked)
    if open_one is None:
        substitutes.propose(session, asked, mail, now=now)
    elif open_one.mail != mail:
        return IncomingProblem.OTHER_ADDRESS
    return None


def _is_known(session: Session, mail: str) -> bool:
    known = select(Person.id).where(Person.mail == mail, col(Person.is_active))
    return session.exec(known).first() is not None
