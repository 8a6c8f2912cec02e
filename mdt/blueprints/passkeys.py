"""One's own passkeys: made and removed after fresh proof. Templates: mdt/templates/passkeys/."""

from typing import Annotated
from uuid import UUID

from flask import Blueprint, Response, abort, flash, request, url_for
from flask_babel import gettext
from pydantic import StringConstraints
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.errors import DomainError
from mdt.identity import passkeys
from mdt.models import Passkey, Person
from mdt.web import devices, forms, fresh, passkey_asking, render
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import sentence
from mdt.web.forms import Problems
from mdt.web.guard import load, own, requires

bp = Blueprint("passkeys", __name__, url_prefix="/profile/passkeys")

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class PasskeyForm(SQLModel):
    """What a passkey is called."""

    name: Name


@bp.get("/new")
@requires(Action.ACCOUNT_MANAGE)
def new() -> Response | Redirect:
    """Ask what the passkey of this device is called."""
    _me()
    return _new_page() if fresh.is_fresh() else fresh.ask()


@bp.get("/options")
@requires(Action.ACCOUNT_MANAGE)
def options() -> Response:
    """Tell the browser what to make; for the script of the page."""
    me, site = _me(), passkey_asking.site()
    if site is None or not fresh.is_fresh():
        abort(404)
    asked = passkey_asking.ask()
    return passkey_asking.answer(passkeys.asked_to_make(get_session(), me, site, asked))


@bp.post("/new")
@requires(Action.ACCOUNT_MANAGE)
def add() -> Response | Redirect:
    """Keep the passkey that the device made."""
    me = _me()
    if not fresh.is_fresh():
        return fresh.ask(url_for(".new"))
    form, problems = forms.parse(PasskeyForm)
    if form is None:
        return _new_page(problems, 422)
    try:
        passkeys.add(
            get_session(),
            me,
            request.form.get("credential", ""),
            name=form.name,
            site=passkey_asking.require_site(),
            asked=passkey_asking.asked(),
            now=clock.now(),
        )
    except DomainError as refusal:
        return _new_page({"": sentence(refusal)}, 422)
    flash(gettext("Uw passkey is bewaard. U kunt er voortaan mee inloggen."), "ok")
    return render.see_other("profile.show")


@bp.get("/<uuid:passkey_id>/removal")
@requires(Action.ACCOUNT_MANAGE)
def removal(passkey_id: UUID) -> Response | Redirect:
    """Ask once more before a passkey goes."""
    passkey = _live(passkey_id)
    if not fresh.is_fresh():
        return fresh.ask()
    return render.page("passkeys/removal.html", passkey=passkey)


@bp.post("/<uuid:passkey_id>/removal")
@requires(Action.ACCOUNT_MANAGE)
def remove(passkey_id: UUID) -> Response | Redirect:
    """Let a passkey open nothing any more."""
    passkey = _live(passkey_id)
    if not fresh.is_fresh():
        return fresh.ask(url_for(".removal", passkey_id=passkey.id))
    passkeys.remove(get_session(), passkey, now=clock.now())
    flash(gettext("De passkey is verwijderd. Haal hem ook van uw apparaat."), "ok")
    return render.see_other("profile.show")


def _me() -> Person:
    own(actor().id)
    return get_session().get_one(Person, actor().id)


def _live(passkey_id: UUID) -> Passkey:
    passkey = load(Passkey, passkey_id)
    if passkey.revoked_at:
        abort(404)
    return passkey


def _new_page(problems: Problems | None = None, status: int = 200) -> Response:
    device = devices.describe(request.user_agent.string)
    return render.page(
        "passkeys/new.html",
        status,
        is_possible=passkey_asking.site() is not None,
        problems=problems or {},
        typed=forms.typed(name=device),
    )
