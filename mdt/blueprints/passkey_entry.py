"""Signing in with a passkey, without a password or a code."""

from flask import Blueprint, Response, abort, request
from werkzeug.wrappers import Response as Redirect

from mdt.errors import DomainError
from mdt.identity import passkeys
from mdt.web import drafts, letting_in, passkey_asking, proof, signing_in
from mdt.web.errors import sentence
from mdt.web.guard import public

bp = Blueprint("passkey_entry", __name__, url_prefix="/account/passkey")


@bp.get("/")
@public
def options() -> Response:
    """Tell the browser what a passkey must sign; for the script of the page."""
    site = passkey_asking.site()
    if site is None:
        abort(404)
    return passkey_asking.answer(passkeys.asked_to_sign(site, passkey_asking.ask()))


@bp.post("/")
@public
def enter() -> Response | Redirect:
    """Let in whose passkey it is: the passkey asked for a finger, a face or a code itself."""
    try:
        person = proof.by_passkey(request.form.get("credential", ""))
    except DomainError as refusal:
        problems = {"": sentence(refusal)}
        return signing_in.page(422, draft=drafts.brought(), problems=problems)
    return letting_in.let_in(person, proof.PASSKEY)
