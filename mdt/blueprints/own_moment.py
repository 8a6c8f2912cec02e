"""«Mijn moment»: when an invitee is up, for who is signed in. Templates: mdt/templates/own_moment/.

The same for who came in with a code: mdt.blueprints.joining_moment.
"""

from uuid import UUID

from flask import Blueprint, Response, url_for
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.conferences import own_moment
from mdt.errors import DomainError
from mdt.models import Invitation
from mdt.web import forms, own_moment_live, own_moment_page, render
from mdt.web.actor import actor, is_signed_in
from mdt.web.database import get_session
from mdt.web.errors import UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import can, load, requires
from mdt.web.signing_in import stream

bp = Blueprint("own_moment", __name__, url_prefix="/invitations/<uuid:invitation_id>/moment")


class PresenceForm(SQLModel):
    """Whether one is there from now on, or leaves."""

    here: bool


@bp.get("")
@requires(Action.INVITATION_ANSWER)
def show(invitation_id: UUID) -> Response:
    """Show when one is up."""
    return _page(load(Invitation, invitation_id))


@bp.get("/live")
@stream
@requires(Action.INVITATION_ANSWER)
def live(invitation_id: UUID) -> Response:
    """Send the screen anew whenever it changes, as long as it is open."""
    invitation = load(Invitation, invitation_id)
    back = url_for(".show", invitation_id=invitation_id)
    return own_moment_live.answer(
        invitation,
        find=lambda: _found(invitation_id),
        presence_href=url_for(".presence", invitation_id=invitation_id),
        closed_href=url_for("account.sign_in", next=back),
    )


@bp.post("/presence")
@requires(Action.INVITATION_ANSWER)
def presence(invitation_id: UUID) -> Response | Redirect:
    """Note that one is there for one's next item, or leaves."""
    invitation = load(Invitation, invitation_id)
    form, problems = forms.parse(PresenceForm)
    if form is None:
        return _page(invitation, problems)
    note = own_moment.come if form.here else own_moment.go
    try:
        note(get_session(), invitation, by=actor().person, now=clock.now())
    except DomainError as refusal:
        return _page(invitation, {"": sentence(refusal)})
    return render.see_other(".show", invitation_id=invitation_id)


def _found(invitation_id: UUID) -> Invitation | None:
    """Return the invitation as long as whoever is looking is signed in and it is theirs."""
    if not is_signed_in():
        return None
    found = get_session().get(Invitation, invitation_id)
    return found if found and can(Action.INVITATION_ANSWER, found) else None


def _page(invitation: Invitation, problems: Problems | None = None) -> Response:
    return render.page(
        "own_moment/show.html",
        UNPROCESSABLE if problems else 200,
        page=own_moment_page.of(invitation),
        presence_href=url_for(".presence", invitation_id=invitation.id),
        live_href=url_for(".live", invitation_id=invitation.id, since=clock.now().isoformat()),
        problems=problems or {},
    )
