"""The links of invitations that were shut after five wrong codes: their coordinator hears of it.

Source: model.md, decided (a link's GET); security.md 4 (five tries).
"""

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from mdt.conferences import shut_links
from mdt.events import Event
from mdt.models import Invitation

SHUT = select(col(Invitation.conference_id)).where(
    col(Invitation.conference_id).in_(bindparam("conferences", expanding=True)),
    col(Invitation.withdrawn_at).is_(None),
    col(Invitation.locked_at).is_not(None),
    col(Invitation.ends_at) > bindparam("now"),
)
"""The conferences of links that are shut and not replaced yet; takes :conferences and :now."""


def tell_coordinator(session: Session, event: Event) -> None:
    """React to a link that was shut; one mail for each link, none through a wall."""
    invitation = session.get_one(Invitation, event.subject_id)
    shut_links.tell_coordinator(session, invitation.conference_id, invitation, now=event.at)
