"""Another telephone number for one invitation: for its codes and its emergency, and nothing else.

The number that a person has everywhere stays as it is; without one here that one is used.
"""

from datetime import datetime

from sqlmodel import Session

from mdt import events
from mdt.conferences import changing
from mdt.errors import StaleVersion
from mdt.identity import join_codes
from mdt.invitations import desk_events, joining_with_passkey, replies
from mdt.models import Conference, Invitation, Person


def correct(
    session: Session, invitation: Invitation, number: str, *, seen: str, by: Person, now: datetime
) -> None:
    """Keep the number, in E.164 or empty; a code that was made for another one is void.

    So are passkeys: the codes that led to them may have gone to the wrong telephone.

    seen: the number that the form showed.
    Raises StaleVersion, InvitationWithdrawn, SeatFilled, MomentPassed.
    """
    changing.claim(session, session.get_one(Conference, invitation.conference_id))
    session.refresh(invitation)
    replies.require_open(invitation, now=now)
    if invitation.phone != seen:
        raise StaleVersion
    if number == seen:
        return
    invitation.phone = number
    session.add(invitation)
    join_codes.revoke(session, invitation, now=now)
    joining_with_passkey.end(session, invitation, by=by, now=now)
    events.record(
        session,
        desk_events.InvitationPhoneChanged(
            at=now,
            actor_id=by.id,
            conference_id=invitation.conference_id,
            subject_id=invitation.id,
        ),
    )
