"""Signing in and out. Templates: mdt/templates/account/."""

from flask import Blueprint, Response, abort, redirect, request, url_for
from flask_babel import gettext
from pydantic import Field
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt.identity.throttle import TooManyAttempts
from mdt.web import actor as actors
from mdt.web import drafts, forms, letting_in, newcomers, proof, render, signing_in
from mdt.web.code_forms import CodeForm
from mdt.web.errors import TOO_MANY, sentence
from mdt.web.forms import Password, Problems
from mdt.web.guard import public
from mdt.web.signing_in import next_path

bp = Blueprint("account", __name__, url_prefix="/account")


class SignInForm(SQLModel):
    """Who someone says they are, and their password."""

    mail: str = Field(max_length=254)
    password: Password


class MailForm(SQLModel):
    """Whose password was forgotten."""

    mail: str = Field(max_length=254)


@bp.get("/sign-in")
@public
def sign_in() -> Response | Redirect:
    """Show the way in; in demo mode, everybody one can become with one click."""
    return signing_in.page()


@bp.post("/sign-in")
@public
def enter() -> Response | Redirect:
    """Check mail address and password; the code comes next."""
    form, problems = forms.parse(SignInForm)
    if form is None:
        return _again(problems)
    try:
        person = proof.by_password(form.mail, form.password)
    except TooManyAttempts as refusal:
        return _too_many(refusal)
    if person is None:
        return _again({"": gettext("Het mailadres of het wachtwoord klopt niet.")})
    letting_in.let_half_in(person, proof.PASSWORD)
    return _to_code()


@bp.get("/code")
@public
def code() -> Response | Redirect:
    """Ask for the second factor."""
    if actors.half_signed_in() is None:
        return redirect(url_for(".sign_in", next=next_path()), 303)
    return _code_page()


@bp.post("/code")
@public
def enter_code() -> Response | Redirect:
    """Check the second factor; whoever gives it is in, with a fresh session."""
    person = actors.half_signed_in()
    if person is None:
        return signing_in.page(signing_in.SIGN_IN_AGAIN, draft=drafts.brought())
    form, problems = forms.parse(CodeForm)
    if form is None:
        return _code_page(problems, 422)
    try:
        is_right = proof.by_code(person, form.code)
    except TooManyAttempts as refusal:
        return _too_many(refusal)
    if not is_right:
        return _code_page({"code": gettext("Deze code klopt niet. Typ de volgende code.")}, 422)
    return letting_in.let_in_by_code(person)


@bp.get("/forgotten")
@public
def forgotten() -> Response:
    """Ask whose password was forgotten."""
    return _forgotten_page()


@bp.post("/forgotten")
@public
def send_link() -> Response | Redirect:
    """Send a link for a new password, if there is such an account; the answer never says."""
    form, problems = forms.parse(MailForm)
    if form is None:
        return _forgotten_page(problems, 422)
    try:
        proof.send_password_link(form.mail)
    except TooManyAttempts as refusal:
        return _forgotten_page({"": sentence(refusal)}, TOO_MANY)
    return redirect(url_for(".sent"), 303)


@bp.get("/sent")
@public
def sent() -> Response:
    """Say what happens next, for a known and an unknown address alike."""
    return render.page("account/sent.html")


@bp.post("/demo-sign-in")
@public
def demo_sign_in() -> Response | Redirect:
    """Become one of the demo's people; only in demo mode."""
    person = newcomers.find(request.form.get("mail", ""))
    if person is None:
        abort(404)
    return letting_in.let_in(person, proof.DEMO)


@bp.post("/sign-out")
@public
def sign_out() -> Redirect:
    """End the session of this browser, and let it forget every page."""
    actors.sign_out()
    response = redirect(url_for("account.sign_in"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _to_code() -> Response | Redirect:
    """Lead to the code; a text that waits goes along in the answer itself."""
    if drafts.brought():
        return _code_page()
    return redirect(url_for(".code", next=next_path()), 303)


def _again(problems: Problems) -> Response:
    return signing_in.page(422, draft=drafts.brought(), problems=problems)


def _too_many(refusal: TooManyAttempts) -> Response:
    response = signing_in.page(TOO_MANY, draft=drafts.brought(), refusal=refusal)
    response.headers["Retry-After"] = str(refusal.wait_seconds)
    return response


def _code_page(problems: Problems | None = None, status: int = 200) -> Response:
    return render.page(
        "account/code.html",
        status,
        draft=drafts.brought(),
        next=next_path() or "",
        problems=problems or {},
    )


def _forgotten_page(problems: Problems | None = None, status: int = 200) -> Response:
    typed = forms.typed(mail="")
    return render.page("account/forgotten.html", status, problems=problems or {}, typed=typed)
