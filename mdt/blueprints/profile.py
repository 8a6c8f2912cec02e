"""One's own account: details, password, app, sessions. Templates: mdt/templates/profile/."""

from uuid import UUID

from flask import Blueprint, Response, flash, url_for
from flask import session as cookie
from flask_babel import gettext
from pydantic import Field
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.directory import people
from mdt.errors import DomainError, StaleVersion
from mdt.identity import (
    credentials,
    enrolment,
    passkeys,
    passwords,
    qr,
    sessions,
    sign_in_news,
    single_sign_on,
    totp,
)
from mdt.identity.throttle import TooManyAttempts
from mdt.models import Credential, CredentialKind, Language, Person, WebSession
from mdt.outbox import numbers
from mdt.reminders import rhythms
from mdt.web import actor as actors
from mdt.web import forms, fresh, proof, render, row_conflicts, stale, words
from mdt.web.actor import actor, web_session
from mdt.web.code_forms import CodeForm
from mdt.web.database import get_session
from mdt.web.errors import CONFLICT, TOO_MANY, sentence
from mdt.web.forms import Password, Phone, Problems
from mdt.web.guard import load, own, requires
from mdt.web.stale import Conflict

bp = Blueprint("profile", __name__, url_prefix="/profile")

NEW_APP = "new_app"


class DetailsForm(SQLModel):
    """How one is called and reached; the mail address is the administrator's to change."""

    name: str = Field(min_length=2, max_length=120)
    phone: Phone = ""
    language: Language
    version: int


class PasswordForm(SQLModel):
    """The password one has, and the one that takes its place, typed twice."""

    current: Password
    password: Password
    again: Password = ""


@bp.get("/")
@requires(Action.ACCOUNT_MANAGE)
def show() -> Response:
    """Show what the portal knows of one, and where one is signed in."""
    return _page(_me())


@bp.post("/")
@requires(Action.ACCOUNT_MANAGE)
def change() -> Response | Redirect:
    """Change one's own details; another number, to which codes go, asks for fresh proof."""
    me = _me()
    form, problems = forms.parse(DetailsForm)
    if form is None:
        return _page(me, problems, 422)
    if form.phone != me.phone and not fresh.is_fresh():
        prove = gettext("Bewijs eerst wie u bent: naar dit nummer gaan codes.")
        return _page(me, {"phone": prove}, 422)
    details = form.model_dump()
    try:
        people.change(get_session(), me, mail=me.mail, by=me, now=clock.now(), **details)
    except StaleVersion:
        return _page(me, status=CONFLICT, conflict=row_conflicts.of_person(me, details))
    return _done(gettext("Bewaard."))


@bp.get("/password")
@requires(Action.ACCOUNT_MANAGE)
def password() -> Response:
    """Ask for the password one has and a new one."""
    _me()
    return _password_page()


@bp.post("/password")
@requires(Action.ACCOUNT_MANAGE)
def choose() -> Response | Redirect:
    """Choose another password; every other session ends."""
    me, here = _me(), _here()
    form, problems = forms.parse(PasswordForm)
    if form is None:
        return _password_page(problems, 422)
    try:
        is_right = proof.by_password(me.mail, form.current) is not None
    except TooManyAttempts as refusal:
        return _password_page({"": sentence(refusal)}, TOO_MANY)
    if not is_right:
        return _password_page({"current": gettext("Dit wachtwoord klopt niet.")}, 422)
    password_hash, problems = proof.new_password(me, form.password, form.again)
    if password_hash is None:
        return _password_page(problems, 422)
    session, now = get_session(), clock.now()
    passwords.choose(session, me, password_hash, now=now)
    enrolment.changed(session, me, but=here.id, now=now)
    return _done(gettext("Uw nieuwe wachtwoord is bewaard. Op andere apparaten bent u uitgelogd."))


@bp.get("/app")
@requires(Action.ACCOUNT_MANAGE)
def app() -> Response:
    """Ask for a code of the app one has; after it, show what a new app must read."""
    me = _me()
    return _app_page(me, _proposed(me))


@bp.post("/proof")
@requires(Action.ACCOUNT_MANAGE)
def prove() -> Response | Redirect:
    """Take a code of the app one has as proof, and propose a new one."""
    me, session, now = _me(), get_session(), clock.now()
    form, problems = forms.parse(CodeForm)
    if form is None:
        return _app_page(me, None, problems, 422)
    try:
        is_right = proof.by_code(me, form.code)
    except TooManyAttempts as refusal:
        return _app_page(me, None, {"": sentence(refusal)}, TOO_MANY)
    if not is_right:
        return _app_page(me, None, {"code": sentence(enrolment.WrongCode())}, 422)
    actors.prove()
    new = totp.enrol(session, me, secret=proof.secret(), now=now)
    cookie[NEW_APP] = str(new.id)
    return render.see_other("profile.app")


@bp.post("/app")
@requires(Action.ACCOUNT_MANAGE)
def replace() -> Response | Redirect:
    """Take the first code of the new app; the old app no longer counts."""
    me, here = _me(), _here()
    new = _proposed(me)
    form, problems = forms.parse(CodeForm)
    if new is None or form is None:
        return _app_page(me, new, problems, 422)
    try:
        enrolment.replace_app(
            get_session(),
            me,
            new,
            form.code,
            but=here.id,
            secret=proof.secret(),
            at=clock.unshifted(),
            now=clock.now(),
        )
    except DomainError as refusal:
        return _app_page(me, new, {"code": sentence(refusal)}, 422)
    cookie.pop(NEW_APP, None)
    return _done(gettext("Uw nieuwe app geldt vanaf nu. Op andere apparaten bent u uitgelogd."))


@bp.post("/sessions/<uuid:session_id>/end")
@requires(Action.ACCOUNT_MANAGE)
def end_session(session_id: UUID) -> Redirect:
    """Sign one's other browser out."""
    row, me = load(WebSession, session_id), _me()
    sessions.end(get_session(), me, row, now=clock.now())
    return _done(gettext("Dat apparaat is uitgelogd."))


@bp.post("/sessions/end")
@requires(Action.ACCOUNT_MANAGE)
def end_others() -> Redirect:
    """Sign every other browser out."""
    sessions.end_others(get_session(), _me(), but=_here().id, now=clock.now())
    return _done(gettext("Op alle andere apparaten bent u uitgelogd."))


def _me() -> Person:
    own(actor().id)
    return get_session().get_one(Person, actor().id)


def _here() -> WebSession:
    row = web_session()
    if row is None:
        raise RuntimeError("the guard lets nobody in without a session")
    return row


def _proposed(me: Person) -> Credential | None:
    """Return the app proposed in this browser by someone who proved themselves just now."""
    key = cookie.get(NEW_APP)
    if not key or not sessions.is_fresh(_here(), now=clock.now()):
        return None
    found = get_session().get(Credential, UUID(key))
    is_open = found is not None and found.person_id == me.id and found.confirmed_at is None
    return found if is_open else None


def _page(
    me: Person,
    problems: Problems | None = None,
    status: int = 200,
    conflict: Conflict | None = None,
) -> Response:
    session, now = get_session(), clock.now()
    typed = forms.typed(
        name=me.name, phone=numbers.shown(me.phone), language=me.language.value, version=me.version
    )
    return render.page(
        "profile/show.html",
        status,
        digest_at=rhythms.digest_of(session, me),
        has_password=passwords.kept(session, me) is not None,
        here=_here().id,
        languages=words.options(Language),
        me=me,
        passkeys=passkeys.of(session, me),
        problems=problems or {},
        prove_href=None if fresh.is_fresh() else fresh.address(url_for(".show")),
        providers=single_sign_on.offered_to(session, me, now=now),
        news=sign_in_news.lately(session, me, now=now),
        sessions=sessions.live(session, me, now=now),
        conflict=conflict,
        typed=stale.shown(typed, me.version, conflict),
    )


def _password_page(problems: Problems | None = None, status: int = 200) -> Response:
    return render.page("profile/password.html", status, problems=problems or {})


def _app_page(
    me: Person, new: Credential | None, problems: Problems | None = None, status: int = 200
) -> Response:
    secret = proof.secret()
    return render.page(
        "profile/app.html",
        status,
        has_app=credentials.current(get_session(), me, CredentialKind.TOTP) is not None,
        picture=qr.draw(totp.address(new, me, secret=secret)) if new else None,
        problems=problems or {},
        seed=totp.seed(new, secret=secret) if new else None,
    )


def _done(text: str) -> Redirect:
    flash(text, "ok")
    return render.see_other("profile.show")
