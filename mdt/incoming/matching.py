"""Which invitation or hold a mail belongs to, and whether its sender may speak for the invitee.

The address that organises an invitation is random and was told to one person only: it finds the
invitation. It proves nothing by itself, because an invitation can be forwarded: the calendar's
ATTENDEE and the mail's sender must both be the invitee, and our own mail server must vouch for the
sender.

Source: RFC 6047 2.2.1 (nobody declines for somebody else); scheduling.md 0.3, 2.6.
"""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from mdt.incoming import verdicts
from mdt.incoming.content import About, Letter
from mdt.models import Conference, Invitation, Person, Poll, PollHold, PollPerson

UNCHECKED = "none"
"""Instead of a mail server's name: whatever stands in From is believed."""


@dataclass(frozen=True)
class Found:
    """Who was asked for what: an invitation, or else a moment that is kept free for a poll."""

    person: Person
    conference: Conference
    invitation: Invitation | None = None
    hold: PollHold | None = None

    @property
    def uid(self) -> str:
        """The UID that the invitee's calendar knows it by."""
        asked = self.invitation or self.hold
        return asked.uid if asked else ""


def find(session: Session, letter: Letter) -> Found | None:
    """Return what the mail was sent to; None when that is nothing, or more than one thing.

    A hold that became an invitation shares its address: it is the invitation then.
    """
    tokens = sorted(letter.tokens)
    invitations = session.exec(
        select(Invitation).where(col(Invitation.reply_token).in_(tokens))
    ).all()
    taken = {one.reply_token for one in invitations}
    holds = [
        one
        for one in session.exec(select(PollHold).where(col(PollHold.reply_token).in_(tokens)))
        if one.reply_token not in taken
    ]
    if len(invitations) + len(holds) != 1:
        return None
    return of_invitation(session, invitations[0]) if invitations else _of_hold(session, holds[0])


def of_invitation(session: Session, invitation: Invitation) -> Found:
    """Return who was asked by an invitation."""
    return Found(
        person=session.get_one(Person, invitation.person_id),
        conference=session.get_one(Conference, invitation.conference_id),
        invitation=invitation,
    )


def is_about(about: About, found: Found) -> bool:
    """Tell whether a calendar's message is about this very item."""
    return about.uid == found.uid


def is_spoken_by(letter: Letter, address: str, *, authenticator: str) -> bool:
    """Tell whether the mail was sent from this address, as far as anybody can know.

    authenticator: the name by which our mail server signs its verdicts. Without one nobody's word
    can be told from a forgery; UNCHECKED when those who run the portal chose to take it as it is.
    """
    if not address or letter.sender != address:
        return False
    domain = address.rpartition("@")[2]
    return authenticator == UNCHECKED or verdicts.is_vouched_for(
        letter.verdicts, domain, by=authenticator
    )


def _of_hold(session: Session, hold: PollHold) -> Found:
    asked = session.get_one(PollPerson, hold.poll_person_id)
    return Found(
        person=session.get_one(Person, asked.person_id),
        conference=session.get_one(Conference, _conference_of(session, asked)),
        hold=hold,
    )


def _conference_of(session: Session, asked: PollPerson) -> UUID:
    return session.get_one(Poll, asked.poll_id).conference_id
