"""Another moment that an invitee proposes: take it on the page of moments, or decline it here.

Shown by the board of invitations. Templates: mdt/templates/invitations/.
"""

from uuid import UUID

from flask import Blueprint, flash
from flask_babel import gettext
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.errors import NotPermitted
from mdt.invitations import proposed_moments
from mdt.models import Conference, Invitation
from mdt.web import render
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.guard import load, requires

bp = Blueprint("proposed_moments", __name__)


@bp.post("/conferences/<uuid:conference_id>/invitations/<uuid:invitation_id>/proposed-moment")
@requires(Action.CONFERENCE_ARRANGE)
def decline(conference_id: UUID, invitation_id: UUID) -> Redirect:
    """Keep the moment that was agreed, and tell the invitee's calendar so."""
    conference, session = load(Conference, conference_id), get_session()
    invitation = session.get(Invitation, invitation_id)
    if invitation is None or invitation.conference_id != conference.id:
        raise NotPermitted(action=Action.CONFERENCE_ARRANGE.value)
    proposal = proposed_moments.of_invitation(session, invitation)
    if proposal is None:
        flash(gettext("Er wacht geen voorstel meer van deze persoon."), "info")
    else:
        proposed_moments.decline(session, proposal, by=actor().person, now=clock.now())
        flash(gettext("Het moment blijft zoals het was. De genodigde krijgt dat te horen."), "ok")
    return render.see_other(
        "invitations.show", conference_id=conference_id, invitation_id=invitation_id
    )
