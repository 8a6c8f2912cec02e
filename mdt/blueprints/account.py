"""Signing in and out. Templates: mdt/templates/account/."""

from flask import Blueprint, Response, abort, current_app, redirect, request, url_for
from sqlmodel import col, select
from werkzeug.wrappers import Response as Redirect

from mdt.models import Membership, Organisation, Person, SessionLevel
from mdt.web import actor as actors
from mdt.web import render
from mdt.web.database import get_session
from mdt.web.guard import public
from mdt.web.signing_in import safe_next

bp = Blueprint("account", __name__, url_prefix="/account")


@bp.get("/sign-in")
@public
def sign_in() -> Response:
    """Show the way in; in demo mode, everybody one can become with one click."""
    return render.page("account/sign_in.html", people=_demo_people(), next=_next())


@bp.post("/demo-sign-in")
@public
def demo_sign_in() -> Redirect:
    """Become one of the demo's people; only in demo mode."""
    if not current_app.extensions["mdt.settings"].demo:
        abort(404)
    person = (
        get_session()
        .exec(select(Person).where(Person.mail == request.form.get("mail", "")))
        .first()
    )
    if person is None:
        abort(404)
    actors.sign_in(person, SessionLevel.FULL, "demo")
    return redirect(_next() or url_for("home.today"), 303)


@bp.post("/sign-out")
@public
def sign_out() -> Redirect:
    """End the session of this browser."""
    actors.sign_out()
    response = redirect(url_for("account.sign_in"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _next() -> str | None:
    return safe_next(request.values.get("next", ""))


def _demo_people() -> list[tuple[Person, Membership, Organisation]]:
    if not current_app.extensions["mdt.settings"].demo:
        return []
    rows = get_session().exec(
        select(Person, Membership, Organisation)
        .join(Membership, col(Membership.person_id) == Person.id)
        .join(Organisation, col(Organisation.id) == Membership.organisation_id)
        .order_by(Person.name)
    )
    return [(person, membership, organisation) for person, membership, organisation in rows]
