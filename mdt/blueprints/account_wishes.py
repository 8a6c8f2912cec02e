"""An account for who joins often: said within a visit, decided by the coordinator.

Templates: mdt/templates/account_wishes/, and joining/_account.html.
"""

from uuid import UUID

from flask import Blueprint, Response, flash, url_for
from flask_babel import gettext
from sqlmodel import SQLModel
from werkzeug.utils import redirect
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.errors import DomainError
from mdt.invitations import account_wishes
from mdt.models import AccountWish, Invitation, Person, WishState
from mdt.web import account_wish_page, forms, joined, render
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import CONFLICT, sentence
from mdt.web.guard import joins, load, requires

bp = Blueprint("account_wishes", __name__)


class WishForm(SQLModel):
    """Whether one wants an account."""

    wanted: bool


class DecisionForm(SQLModel):
    """Whether the coordinator agrees."""

    agrees: bool


@bp.post("/joined/account-wish")
@joins(Action.JOIN_ENTER)
def say() -> Redirect:
    """Ask for an account, or want none; what cannot be said any more changes nothing."""
    load(Invitation, joined.guest().invitation.id)
    form, _ = forms.parse(WishForm)
    guest, now, after = joined.guest(), clock.now(), account_wish_page.after()
    if form is not None:
        what = account_wishes.ask if form.wanted else account_wishes.refuse
        try:
            what(get_session(), guest.person, guest.conference, after=after, now=now)
        except DomainError as refusal:
            flash(sentence(refusal), "bad")
        else:
            flash(_thanks(is_wanted=form.wanted), "ok")
    return redirect(url_for("joining.show"), 303)


@bp.get("/account-wishes/<uuid:wish_id>")
@requires(Action.JOIN_ADMIT)
def show(wish_id: UUID) -> Response:
    """Show who asks, to decide."""
    return _page(load(AccountWish, wish_id))


@bp.post("/account-wishes/<uuid:wish_id>")
@requires(Action.JOIN_ADMIT)
def decide(wish_id: UUID) -> Response | Redirect:
    """Agree that an administrator sends the link, or not."""
    wish = load(AccountWish, wish_id)
    form, problems = forms.parse(DecisionForm)
    if form is None:
        return _page(wish, problems.get("agrees", ""), 422)
    session, by, now = get_session(), actor().person, clock.now()
    try:
        account_wishes.decide(session, wish, agrees=form.agrees, by=by, now=now)
    except DomainError as refusal:
        return _page(wish, sentence(refusal), CONFLICT)
    if form.agrees:
        flash(gettext("De beheerder ziet nu dat deze persoon een account krijgt."), "ok")
    else:
        flash(gettext("Er komt geen account. Meedoen met een code blijft werken."), "ok")
    return render.see_other("home.today")


def _thanks(*, is_wanted: bool) -> str:
    if is_wanted:
        return str(
            gettext(
                "Uw vraag staat bij de procesregisseur. Komt er een account, dan krijgt u een mail."
            )
        )
    return str(gettext("Goed. Dit wordt u niet meer gevraagd."))


def _page(wish: AccountWish, problem: str = "", status: int = 200) -> Response:
    session = get_session()
    return render.page(
        "account_wishes/show.html",
        status,
        wish=wish,
        person=session.get_one(Person, wish.person_id),
        is_waiting=wish.state is WishState.ASKED,
        decided_by=session.get_one(Person, wish.decided_by_id) if wish.decided_by_id else None,
        problem=problem,
    )
