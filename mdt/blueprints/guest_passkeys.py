"""A guest's own passkey, made within a visit; and its end, for a coordinator too.

Templates: mdt/templates/guest_passkeys/. Coming in with it: mdt.blueprints.join_passkeys.
"""

from uuid import UUID

from flask import Blueprint, Response, abort, flash, request
from flask_babel import gettext
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.errors import DomainError, NotPermitted
from mdt.identity import guest_passkeys
from mdt.invitations import joining_with_passkey
from mdt.models import Conference, Invitation
from mdt.web import joined, passkey_asking, render
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import sentence
from mdt.web.guard import joins, load, requires

bp = Blueprint("guest_passkeys", __name__)


@bp.get("/joined/passkey")
@joins(Action.JOIN_ENTER)
def show() -> Response:
    """Offer to make a passkey, or show which there are."""
    return _page()


@bp.get("/joined/passkey/options")
@joins(Action.JOIN_ENTER)
def options() -> Response:
    """Tell the browser what to make; for the script of the page."""
    _own()
    site, guest, session = passkey_asking.site(), joined.guest(), get_session()
    if site is None or not guest_passkeys.may_make(session, guest.visit, guest.person):
        abort(404)
    asked, now = passkey_asking.ask(), clock.now()
    made = guest_passkeys.asked_to_make(session, guest.person, site, asked, now=now)
    return passkey_asking.answer(made)


@bp.post("/joined/passkey")
@joins(Action.JOIN_ENTER)
def add() -> Response | Redirect:
    """Keep the passkey that the guest's device made."""
    _own()
    try:
        joining_with_passkey.make(
            get_session(),
            joined.guest(),
            request.form.get("credential", ""),
            site=passkey_asking.require_site(),
            asked=passkey_asking.asked(),
            now=clock.now(),
        )
    except DomainError as refusal:
        return _page(sentence(refusal), 422)
    flash(gettext("Uw passkey is bewaard. Een volgende keer hebt u geen code nodig."), "ok")
    return render.see_other("joining.show")


@bp.post("/joined/passkey/removal")
@joins(Action.JOIN_ENTER)
def remove() -> Redirect:
    """Let no passkey of the guest open anything any more; a visit that one opened ends."""
    invitation = _own()
    joining_with_passkey.end(get_session(), invitation, by=actor().person, now=clock.now())
    flash(gettext("De passkeys werken niet meer. Haal ze ook van uw toestel."), "ok")
    return render.see_other("joining.show")


@bp.post("/conferences/<uuid:conference_id>/invitations/<uuid:invitation_id>/passkeys/closure")
@requires(Action.JOIN_ADMIT)
def end(conference_id: UUID, invitation_id: UUID) -> Redirect:
    """Let no passkey of this invitee open anything any more: a telephone was lost."""
    conference = load(Conference, conference_id)
    invitation = get_session().get(Invitation, invitation_id)
    if invitation is None or invitation.conference_id != conference.id:
        raise NotPermitted(action=Action.JOIN_ADMIT.value)
    joining_with_passkey.end(get_session(), invitation, by=actor().person, now=clock.now())
    flash(gettext("De passkeys werken niet meer. Binnenkomen kan met een nieuwe code."), "ok")
    return render.see_other(
        "invitations.show", conference_id=conference_id, invitation_id=invitation_id
    )


def _own() -> Invitation:
    return load(Invitation, joined.guest().invitation.id)


def _page(problem: str = "", status: int = 200) -> Response:
    _own()
    guest, session = joined.guest(), get_session()
    return render.page(
        "guest_passkeys/show.html",
        status,
        is_possible=passkey_asking.site() is not None,
        may_make=guest_passkeys.may_make(session, guest.visit, guest.person),
        passkeys=guest_passkeys.of(session, guest.person, now=clock.now()),
        problem=problem,
    )
