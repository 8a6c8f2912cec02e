"""Mail that pretends to answer an invitation, and is wrong in one thing that only we can know."""

from random import Random

from sqlmodel import Session

from mdt.models import Invitation
from tests.incoming import mails
from tests.incoming.bending import bent
from tests.incoming.cast import asked_of

OTHER = "iemand@elders.example"
SENT = "<verzonden@portaal.example>"
"""The Message-ID of the mail in which the invitee was asked."""


def forged(session: Session, asked: Invitation, luck: int) -> bytes:
    """Return a forged mail, bent by chance on top of that; each luck gives another."""
    known = asked_of(session, asked)
    ways = (
        lambda: mails.outlook(known.but(token="f" * 32), "DECLINED"),
        lambda: mails.outlook(known.but(uid="elders"), "DECLINED"),
        lambda: mails.outlook(known, "DECLINED", sender=OTHER),
        lambda: mails.outlook(known, "DECLINED", attendee=OTHER),
        lambda: mails.outlook(known.but(token="f" * 32), "TENTATIVE", method="COUNTER"),
        lambda: mails.delegating(known.but(uid="elders"), OTHER),
        lambda: mails.bounce(known),
        lambda: mails.bounce(known, message_id="<geraden@portaal.example>"),
        lambda: mails.bounce(known, message_id=SENT, recipient=OTHER),
    )
    raw = bent(ways[luck % len(ways)](), Random(luck))  # noqa: S311 - no secret
    return raw + f"\r\n{luck}".encode()
