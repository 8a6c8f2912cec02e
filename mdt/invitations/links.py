"""The link in an invitation and its four digits, made from a random key and our secret. Pure.

The link only finds the invitation: it shows a moment and no more. Answering asks the four digits
that stand in the mail's text, so that a scanner that opens links cannot answer for somebody.
Neither is kept anywhere; a lost link is replaced by giving the invitation another key.

Source: model.md, decided (a link's GET); security.md 0.4.
"""

import hmac

from mdt import keys
from mdt.models import Invitation

CODE_DIGITS = 4
ORGANIZER = "overleg"

_LINK = "invitation link"
_CODE = "invitation code"
_MAC_LENGTH = 22


def locator(invitation: Invitation, secret: str) -> str:
    """Return what stands after /u/ in the address."""
    return invitation.public_key + keys.token(secret, _LINK, invitation.public_key)


def public_key(found: str, secret: str) -> str | None:
    """Return the invitation's key in a locator; None when we never made this locator."""
    key, mac = found[:-_MAC_LENGTH], found[-_MAC_LENGTH:]
    is_ours = hmac.compare_digest(mac.encode(), keys.token(secret, _LINK, key).encode())
    return key if is_ours else None


def code(invitation: Invitation, secret: str) -> str:
    """Return the four digits."""
    number = int.from_bytes(keys.sign(secret, _CODE, invitation.public_key)[:8])
    return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def is_code(typed: str, invitation: Invitation, secret: str) -> bool:
    """Tell whether these are the digits; spaces between them do not matter."""
    digits = "".join(typed.split())
    return hmac.compare_digest(digits.encode(), code(invitation, secret).encode())


def reply_address(invitation: Invitation, mail_domain: str) -> str:
    """Return the address that organises this invitation; its token is this invitee's alone."""
    return f"{ORGANIZER}+{invitation.reply_token}@{mail_domain}"
