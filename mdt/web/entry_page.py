"""The page before an invitation: it asks for a code, or for a passkey, and says of nobody more.

Templates: mdt/templates/join/entry.html and closed.html.
"""

from flask import Response
from flask_babel import gettext

from mdt import clock
from mdt.errors import DomainError
from mdt.identity import text_codes
from mdt.invitations import joining
from mdt.models import Invitation, Person
from mdt.web import linked, passkey_asking, render
from mdt.web.database import get_session
from mdt.web.forms import Problems


def show(invitation: Invitation, problems: Problems | None = None, status: int = 200) -> Response:
    """Return the page, or the one that says that nobody can come in here any more."""
    try:
        joining.require_open(get_session(), invitation, now=clock.now())
    except DomainError as refusal:
        return closed(refusal)
    return render.page(
        "join/entry.html",
        status,
        invitation=invitation,
        minutes=linked.minutes(invitation),
        can_text=_can_text(invitation),
        has_passkeys=passkey_asking.site() is not None,
        problems=problems or {},
    )


def closed(refusal: DomainError) -> Response:
    """Say that nobody can come in here, and why."""
    return linked.closed("join/closed.html", refusal, title=gettext("Meedoen kan hier niet"))


def _can_text(invitation: Invitation) -> bool:
    person = get_session().get_one(Person, invitation.person_id)
    return text_codes.can_reach(get_session(), person, invitation)
