"""The link in an invitation, its four digits, and the address that organises it. Pure.

See mdt.identity.answer_links for what a link can and cannot do.
"""

from mdt.identity.answer_links import Purpose
from mdt.models import Invitation

ORGANIZER = "overleg"

PURPOSE = Purpose("invitation link", "invitation code")


def locator(invitation: Invitation, secret: str) -> str:
    """Return what stands after /u/ in the address."""
    return PURPOSE.locator(invitation, secret)


def public_key(found: str, secret: str) -> str | None:
    """Return the invitation's key in a locator; None when we never made this locator."""
    return PURPOSE.public_key(found, secret)


def code(invitation: Invitation, secret: str) -> str:
    """Return the four digits."""
    return PURPOSE.digits(invitation, secret)


def reply_address(invitation: Invitation, mail_domain: str) -> str:
    """Return the address that organises this invitation; its token is this invitee's alone."""
    return f"{ORGANIZER}+{invitation.reply_token}@{mail_domain}"
