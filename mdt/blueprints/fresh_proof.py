"""Proving once more who one is, with a passkey or a code. Templates: mdt/templates/fresh_proof/."""

from flask import Blueprint, Response, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as Redirect

from mdt.access.policy import Action
from mdt.errors import DomainError
from mdt.identity import credentials, passkeys
from mdt.identity.throttle import TooManyAttempts
from mdt.models import CredentialKind, Person
from mdt.web import actor as actors
from mdt.web import forms, passkey_asking, proof, render
from mdt.web.actor import actor
from mdt.web.code_forms import CodeForm
from mdt.web.database import get_session
from mdt.web.errors import TOO_MANY, sentence
from mdt.web.forms import Problems
from mdt.web.guard import own, requires
from mdt.web.signing_in import next_path

bp = Blueprint("fresh_proof", __name__, url_prefix="/profile/fresh")


@bp.get("/")
@requires(Action.ACCOUNT_MANAGE)
def show() -> Response:
    """Ask for proof, in the ways that one has."""
    return _page(_me())


@bp.post("/")
@requires(Action.ACCOUNT_MANAGE)
def by_code() -> Response | Redirect:
    """Take a code of the app as proof."""
    me = _me()
    form, problems = forms.parse(CodeForm)
    if form is None:
        return _page(me, problems, 422)
    try:
        is_right = proof.by_code(me, form.code)
    except TooManyAttempts as refusal:
        return _page(me, {"": sentence(refusal)}, TOO_MANY)
    if not is_right:
        wrong = gettext("Deze code klopt niet. Typ de volgende code.")
        return _page(me, {"code": wrong}, 422)
    return _go_on()


@bp.post("/passkey")
@requires(Action.ACCOUNT_MANAGE)
def by_passkey() -> Response | Redirect:
    """Take an answer of one's own passkey as proof."""
    me, answer = _me(), request.form.get("credential", "")
    try:
        proof.by_passkey(answer, of=me)
    except DomainError as refusal:
        return _page(me, {"": sentence(refusal)}, 422)
    return _go_on()


def _me() -> Person:
    own(actor().id)
    return get_session().get_one(Person, actor().id)


def _go_on() -> Redirect:
    actors.prove()
    return redirect(next_path() or url_for("profile.show"), 303)


def _page(me: Person, problems: Problems | None = None, status: int = 200) -> Response:
    session = get_session()
    return render.page(
        "fresh_proof/show.html",
        status,
        has_app=credentials.current(session, me, CredentialKind.TOTP) is not None,
        has_passkey=bool(passkey_asking.site() and passkeys.of(session, me)),
        next=next_path() or "",
        problems=problems or {},
    )
