"""Send an invitation again: to a corrected address, or with a new link for a lost or locked one."""

from datetime import datetime
from secrets import token_urlsafe

from sqlmodel import Session

from mdt import events
from mdt.directory import people
from mdt.identity import join_codes
from mdt.invitations import limits, replies, requests
from mdt.models import Invitation, Person


def send_again(session: Session, invitation: Invitation, *, by: Person, now: datetime) -> None:
    """Owe the invitation once more with a new link; the old link and digits are dead.

    The answer that stands keeps standing.
    Raises InvitationWithdrawn, MomentPassed, TooManyInvitations.
    """
    replies.require_open(invitation, now=now)
    limits.require_room(session, invitation.conference_id, by.id, now=now)
    invitation.public_key = token_urlsafe(16)
    invitation.wrong_codes, invitation.wrong_join_codes, invitation.locked_at = 0, 0, None
    join_codes.revoke(session, invitation, now=now)
    requests.repeat(session, invitation, now=now)
    events.record(
        session,
        events.InvitationSentAgain(
            at=now,
            actor_id=by.id,
            conference_id=invitation.conference_id,
            subject_id=invitation.id,
        ),
    )


def correct_address(
    session: Session, invitation: Invitation, mail: str, *, version: int, by: Person, now: datetime
) -> None:
    """Give the invitee another mail address and send the invitation there.

    version: of the person, as the form showed it.
    Raises StaleVersion, MailTaken, InvitationWithdrawn, MomentPassed.
    """
    replies.require_open(invitation, now=now)
    person = session.get_one(Person, invitation.person_id)
    people.change(
        session,
        person,
        name=person.name,
        mail=mail,
        phone=person.phone,
        language=person.language,
        version=version,
        by=by,
        now=now,
    )
    send_again(session, invitation, by=by, now=now)
