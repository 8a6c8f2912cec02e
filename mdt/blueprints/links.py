"""What a one-time link opens: the first sign-in, a new second factor, a new password.

Looking changes nothing, so a scanner that opens the link spends nothing. What was proposed in
the first step is remembered in the browser's own signed cookie, by key only: somebody else who
has the link begins anew. Templates: mdt/templates/links/.
"""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, url_for
from flask import session as cookie
from flask_babel import gettext
from pydantic import Field
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.errors import DomainError
from mdt.identity import enrolment, links, qr, totp
from mdt.identity.enrolment import Proposal
from mdt.identity.throttle import TooManyAttempts
from mdt.models import LinkPurpose, OneTimeLink, Person, SessionLevel
from mdt.web import actor as actors
from mdt.web import forms, proof, render
from mdt.web.code_forms import CodeForm
from mdt.web.database import get_session
from mdt.web.errors import GONE, TOO_MANY, sentence
from mdt.web.forms import Password, Problems
from mdt.web.guard import public

bp = Blueprint("links", __name__, url_prefix="/account/links")

PROPOSAL = "proposal"
PAGES = {
    LinkPurpose.FIRST_SIGN_IN: "links/first.html",
    LinkPurpose.NEW_PASSWORD: "links/password.html",
    LinkPurpose.RECOVERY: "links/recovery.html",
}


class ChoiceForm(SQLModel):
    """A new password, typed twice."""

    password: Password
    again: Password = ""


class ChoiceWithCodeForm(ChoiceForm):
    """A new password, and a code as proof."""

    code: str = Field(max_length=20)


class KnownForm(SQLModel):
    """The password that one has."""

    password: Password


@bp.get("/<token>")
@public
def show(token: str) -> Response:
    """Show what the link is for. Says no name, changes nothing."""
    link = links.find(get_session(), token, now=clock.now())
    return _page(link, token) if link else _spent()


@bp.post("/<token>")
@public
def begin(token: str) -> Response | Redirect:
    """Take the link's first step."""
    link = links.find(get_session(), token, now=clock.now())
    if link is None:
        return _spent()
    person = get_session().get_one(Person, link.person_id)
    try:
        match link.purpose:
            case LinkPurpose.FIRST_SIGN_IN:
                return _choose(link, person, token)
            case LinkPurpose.RECOVERY:
                return _prove(link, person, token)
            case LinkPurpose.NEW_PASSWORD:
                return _choose_anew(link, person, token)
    except TooManyAttempts as refusal:
        return _page(link, token, {"": sentence(refusal)}, TOO_MANY)


@bp.get("/app")
@public
def app() -> Response:
    """Show what an app must read, and ask for the first code it gives."""
    return _app_page()


@bp.post("/app")
@public
def confirm() -> Response | Redirect:
    """Take the first code as proof: from now on one can sign in, and one is."""
    proposal = _proposal()
    form, problems = forms.parse(CodeForm)
    if proposal is None or form is None:
        return _app_page(problems, 422)
    try:
        person = enrolment.finish(
            get_session(),
            proposal,
            form.code,
            secret=proof.secret(),
            at=clock.unshifted(),
            now=clock.now(),
        )
    except enrolment.WrongCode as refusal:
        return _app_page({"code": sentence(refusal)}, 422)
    except DomainError:
        return _spent()
    actors.sign_in(person, SessionLevel.FULL)
    proof.note_sign_in(person, proof.LINK, proof.CODE)
    return redirect(url_for(".ready"), 303)


@bp.get("/ready")
@public
def ready() -> Response:
    """Say that everything stands, and how one signs in from now on."""
    return render.page("links/ready.html", is_in=actors.is_signed_in())


def _choose(link: OneTimeLink, person: Person, token: str) -> Response | Redirect:
    form, problems = forms.parse(ChoiceForm)
    if form is None:
        return _page(link, token, problems, 422)
    password_hash, problems = proof.new_password(person, form.password, form.again)
    if password_hash is None:
        return _page(link, token, problems, 422)
    return _propose(link, password_hash)


def _prove(link: OneTimeLink, person: Person, token: str) -> Response | Redirect:
    form, problems = forms.parse(KnownForm)
    if form is None:
        return _page(link, token, problems, 422)
    if proof.by_password(person.mail, form.password) is None:
        return _page(link, token, {"password": gettext("Dit wachtwoord klopt niet.")}, 422)
    return _propose(link, None)


def _choose_anew(link: OneTimeLink, person: Person, token: str) -> Response | Redirect:
    form, problems = forms.parse(ChoiceWithCodeForm)
    if form is None:
        return _page(link, token, problems, 422)
    password_hash, problems = proof.new_password(person, form.password, form.again)
    if password_hash is None:
        return _page(link, token, problems, 422)
    claim = proof.hold("code", str(person.id))
    try:
        enrolment.new_password(
            get_session(),
            link,
            password_hash,
            form.code,
            secret=proof.secret(),
            at=clock.unshifted(),
            now=clock.now(),
        )
    except enrolment.WrongCode as refusal:
        return _page(link, token, {"code": sentence(refusal)}, 422)
    proof.forgive(claim)
    return redirect(url_for(".ready"), 303)


def _propose(link: OneTimeLink, password_hash: str | None) -> Redirect:
    proposal = enrolment.begin(
        get_session(), link, password_hash, secret=proof.secret(), now=clock.now()
    )
    cookie[PROPOSAL] = {name: str(key) for name, key in asdict(proposal).items() if key}
    return redirect(url_for(".app"), 303)


def _proposal() -> Proposal | None:
    kept: dict[str, Any] = {name: UUID(key) for name, key in cookie.get(PROPOSAL, {}).items()}
    return Proposal(**{"password_id": None} | kept) if kept else None


def _page(
    link: OneTimeLink, token: str, problems: Problems | None = None, status: int = 200
) -> Response:
    return render.page(PAGES[link.purpose], status, token=token, problems=problems or {})


def _app_page(problems: Problems | None = None, status: int = 200) -> Response:
    proposal, session = _proposal(), get_session()
    if proposal is None:
        return _spent()
    try:
        link, app = enrolment.proposed(session, proposal, now=clock.now())
    except links.LinkSpent:
        return _spent()
    person, secret = session.get_one(Person, link.person_id), proof.secret()
    return render.page(
        "links/app.html",
        status,
        picture=qr.draw(totp.address(app, person, secret=secret)),
        problems=problems or {},
        seed=totp.seed(app, secret=secret),
    )


def _spent() -> Response:
    """Answer alike for a link that is unknown, used or too old."""
    return render.page("links/spent.html", GONE)
