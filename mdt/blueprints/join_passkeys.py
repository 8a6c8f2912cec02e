"""Coming in with a passkey in place of a code. Templates: mdt/templates/join/.

The link only finds the invitation, as with a code; the passkey must be of its invitee.
"""

from flask import Blueprint, Response, abort, request
from flask_babel import force_locale
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import POLICY, Action
from mdt.errors import DomainError
from mdt.identity import passkeys
from mdt.invitations import joining_with_passkey
from mdt.models import Invitation
from mdt.web import devices, entry_page, joined, linked, passkey_asking, proof
from mdt.web.database import get_session
from mdt.web.errors import sentence
from mdt.web.guard import public

bp = Blueprint("join_passkeys", __name__)

ADDRESS = "/u/<locator>/passkey"


@bp.get(ADDRESS)
@public
def options(locator: str) -> Response:
    """Tell the browser what a passkey must sign; the same to everybody who has the link."""
    linked.invitation(locator)
    site = passkey_asking.site()
    if site is None:
        abort(404)
    return passkey_asking.answer(passkeys.asked_to_sign(site, passkey_asking.ask()))


@bp.post(ADDRESS)
@public
def enter(locator: str) -> Response | Redirect:
    """Let in whose passkey it is; every try leaves its audit row."""
    invitation = linked.invitation(locator)
    with force_locale(linked.language(invitation)):
        try:
            return joined.come_in(_key(invitation))
        except DomainError as refusal:
            return entry_page.show(invitation, {"": sentence(refusal)}, 422)


def _key(invitation: Invitation) -> str:
    """Return the key of a new visit. Raises what joining_with_passkey.admit raises."""
    key = None
    try:
        key = joining_with_passkey.admit(
            get_session(),
            invitation,
            request.form.get("credential", ""),
            site=passkey_asking.require_site(),
            asked=passkey_asking.asked(),
            device=devices.describe(request.user_agent.string),
            now=clock.now(),
        )
    finally:
        proof.note(
            Action.JOIN_ENTER.value,
            POLICY[Action.JOIN_ENTER].ground,
            person_id=invitation.person_id,
            subject_id=invitation.id,
            allowed=key is not None,
        )
    return key
