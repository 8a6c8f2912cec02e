"""Coming in with a passkey in place of the code; making one, and ending them all.

Callers have checked permission and own the transaction. Source: decision 147.
"""

from datetime import datetime

from sqlmodel import Session

from mdt import events
from mdt.identity import guest_passkeys, join_codes, visits
from mdt.identity.passkeys import Challenge, Site
from mdt.identity.visits import Guest
from mdt.invitations import guest_passkey_events, joining
from mdt.invitations.joining import SaidNo
from mdt.models import Invitation, Person, Reply
from mdt.outbox import notices


def make(
    session: Session,
    guest: Guest,
    answer: str,
    *,
    site: Site,
    asked: Challenge | None,
    now: datetime,
) -> None:
    """Keep the passkey that the guest's device made.

    Raises NotYet, TooManyPasskeys, ChallengeSpent, PasskeyRefused.
    """
    guest_passkeys.add(session, guest.visit, guest.person, answer, site=site, asked=asked, now=now)
    made = guest_passkey_events.GuestPasskeyMade
    _record(session, made, guest.invitation, guest.person, now)


def admit(
    session: Session,
    invitation: Invitation,
    answer: str,
    *,
    site: Site,
    asked: Challenge | None,
    device: str,
    now: datetime,
) -> str:
    """Let the invitee in whose passkey gave the answer; return the visit's key.

    Raises InvitationWithdrawn, SeatFilled, SittingOver, LinkLocked, ChallengeSpent,
    PasskeyRefused, SaidNo.
    """
    joining.require_open(session, invitation, now=now)
    person = session.get_one(Person, invitation.person_id)
    passkey = guest_passkeys.require(session, person, answer, site=site, asked=asked, now=now)
    if invitation.reply is Reply.NO:
        raise SaidNo
    join_codes.revoke(session, invitation, now=now)
    key = visits.start(session, invitation, device=device, passkey=passkey, now=now)
    _record(session, events.GuestAdmitted, invitation, person, now)
    return key


def end(session: Session, invitation: Invitation, *, by: Person, now: datetime) -> None:
    """Let no passkey of the invitee open anything; whoever is in by one is out."""
    person = session.get_one(Person, invitation.person_id)
    if guest_passkeys.end(session, person, now=now):
        ended = guest_passkey_events.GuestPasskeysEnded
        _record(session, ended, invitation, by, now)


def tell_invitee(session: Session, event: events.Event) -> None:
    """Owe the invitee a mail when a passkey of theirs was made, or all were ended.

    Whoever read a code over somebody's shoulder could make one; its owner must hear of it.
    Source: OWASP ASVS 5.0 6.3.7.
    """
    invitation = session.get_one(Invitation, event.subject_id)
    person = session.get_one(Person, invitation.person_id)
    is_made = isinstance(event, guest_passkey_events.GuestPasskeyMade)
    what = notices.GUEST_PASSKEY if is_made else notices.NO_GUEST_PASSKEY
    notices.owe(session, person, what, now=event.at)


def _record(
    session: Session, event: type[events.Event], invitation: Invitation, by: Person, now: datetime
) -> None:
    events.record(
        session,
        event(
            at=now,
            actor_id=by.id,
            conference_id=invitation.conference_id,
            subject_id=invitation.id,
        ),
    )
