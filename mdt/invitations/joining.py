"""Coming in by an invitation: a code is made, it opens once, and whoever is in can be sent away.

Source: model.md, decided (a link's GET); security.md 4 (invite); scenarios.md 2.5.
"""

from datetime import datetime

from sqlmodel import Session

from mdt import events
from mdt.errors import N_, DomainError
from mdt.identity import answer_links, join_codes, text_codes, visits
from mdt.identity.text_codes import NoTextMessage
from mdt.invitations import replies
from mdt.models import CodeWay, Conference, Invitation, Person, Reply


class SittingOver(DomainError):
    """The invitee's span was over long ago, or the sitting was called off or its minutes final."""

    text = N_("Dit overleg is voorbij. Meedoen kan niet meer.")


class SaidNo(DomainError):
    """Who said no does not come in; the invitation stands, so that they can still say yes."""

    text = N_("U heeft gezegd dat u niet komt. Kan het toch? Wijzig eerst uw antwoord.")


def require_open(session: Session, invitation: Invitation, *, now: datetime) -> None:
    """Check that coming in by this link still makes sense; says nothing of what was answered.

    Raises InvitationWithdrawn, SeatFilled, SittingOver, LinkLocked.
    """
    if not invitation.is_live:
        raise replies.SeatFilled if invitation.seat_filled else replies.InvitationWithdrawn
    conference = session.get_one(Conference, invitation.conference_id)
    is_over = visits.is_over(session, invitation, conference, now=now)
    if is_over or not visits.is_running(conference):
        raise SittingOver
    answer_links.require_unlocked(invitation)


def make_code(
    session: Session,
    invitation: Invitation,
    way: CodeWay,
    *,
    secret: str,
    by: Person | None,
    now: datetime,
) -> str:
    """Return a fresh code for the invitee; it opens the invitation once, for ten minutes.

    by: the coordinator who reads it out; None when the invitee asked for it by text message.
    Raises InvitationWithdrawn, SeatFilled, SittingOver, LinkLocked.
    """
    require_open(session, invitation, now=now)
    code = join_codes.make(session, invitation, way, secret=secret, by=by, now=now)
    _record(session, events.JoinCodeMade, invitation, by, now)
    return code


def text_code(session: Session, invitation: Invitation, *, secret: str, now: datetime) -> None:
    """Send a fresh code to the invitee's mobile number; the one before it no longer works.

    Raises NoTextMessage, InvitationWithdrawn, SeatFilled, SittingOver, LinkLocked.
    """
    person = session.get_one(Person, invitation.person_id)
    if not text_codes.can_reach(session, person, invitation):
        raise NoTextMessage
    code = make_code(session, invitation, CodeWay.TEXT, secret=secret, by=None, now=now)
    text_codes.send(session, person, code, secret=secret, invitation=invitation, now=now)


def admit(
    session: Session,
    invitation: Invitation,
    typed: str,
    *,
    secret: str,
    device: str,
    now: datetime,
) -> str | None:
    """Let the invitee in who typed the right code; return the visit's key, None for a wrong one.

    A wrong code counts, and the fifth shuts the link and tells the coordinator: the caller keeps
    that whatever it answers. Raises InvitationWithdrawn, SeatFilled, SittingOver, LinkLocked,
    CodeSpent, SaidNo.
    """
    require_open(session, invitation, now=now)
    if not join_codes.spend(session, invitation, typed, secret=secret, now=now):
        _lock(session, invitation, now)
        return None
    if invitation.reply is Reply.NO:
        raise SaidNo
    key = visits.start(session, invitation, device=device, now=now)
    person = session.get_one(Person, invitation.person_id)
    _record(session, events.GuestAdmitted, invitation, person, now)
    return key


def leave(session: Session, invitation: Invitation, *, by: Person, now: datetime) -> None:
    """End the visit by this invitation: its invitee goes, or the coordinator sends them away."""
    join_codes.revoke(session, invitation, now=now)
    if visits.end_all(session, invitation, now=now):
        _record(session, events.GuestLeft, invitation, by, now)


def _lock(session: Session, invitation: Invitation, now: datetime) -> None:
    if join_codes.tries_left(invitation) or invitation.locked_at is not None:
        return
    invitation.locked_at = now
    join_codes.revoke(session, invitation, now=now)
    _record(session, events.LinkLocked, invitation, None, now)


def _record(
    session: Session,
    event: type[events.Event],
    invitation: Invitation,
    by: Person | None,
    now: datetime,
) -> None:
    events.record(
        session,
        event(
            at=now,
            actor_id=by.id if by else None,
            conference_id=invitation.conference_id,
            subject_id=invitation.id,
        ),
    )
