"""Signing in at one's own organisation. Templates: mdt/templates/single_sign_on/."""

from uuid import UUID

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.errors import DomainError
from mdt.identity import single_sign_on
from mdt.identity.id_tokens import NotVouchedFor
from mdt.identity.single_sign_on import NotLinked
from mdt.models import IdentityProvider, Person, ProviderAccount
from mdt.web import actor, database, fresh, letting_in, organisation_entry, proof, render
from mdt.web.database import get_session
from mdt.web.guard import public
from mdt.web.organisation_entry import Try
from mdt.web.signing_in import next_path, safe_next

bp = Blueprint("single_sign_on", __name__, url_prefix="/account/organisation")

FORBIDDEN = 403


@bp.get("/")
@public
def index() -> Response:
    """Show where one can sign in."""
    return _page()


@bp.get("/<uuid:provider_id>")
@public
def leave(provider_id: UUID) -> Response | Redirect:
    """Send the browser to the organisation's own page, for one try."""
    provider = get_session().get(IdentityProvider, provider_id)
    if provider is None or provider not in single_sign_on.offered(get_session()):
        abort(404)
    links = bool(request.args.get("link")) and actor.is_signed_in()
    if links and not fresh.is_fresh():
        return fresh.ask(url_for(".leave", provider_id=provider.id, link=1))
    try:
        address = organisation_entry.begin(provider, next_page=next_path() or "", links=links)
    except DomainError as refusal:
        return _page(refusal, 502)
    return redirect(address, 303)


@bp.get("/back")
@public
@database.writes
def back() -> Response | Redirect:
    """Take what the organisation's page says, for the try that this browser began."""
    mine = organisation_entry.ended()
    provider = organisation_entry.provider_of(mine) if mine else None
    if mine is None or provider is None:
        return _page(NotVouchedFor(), FORBIDDEN)
    try:
        told = organisation_entry.told(provider, mine)
        account = single_sign_on.account_of(get_session(), provider, told, now=clock.now())
        database.commit_now()  # an account that nobody has waits for an administrator
        if mine.links:
            return _link(provider, account)
        person = single_sign_on.person_of(get_session(), provider, account, now=clock.now())
    except DomainError as refusal:
        return _page(refusal, FORBIDDEN, provider)
    return _let_in(person, provider, mine)


def _let_in(person: Person, provider: IdentityProvider, mine: Try) -> Response | Redirect:
    """Let somebody in; a provider that does not ask twice is followed by a code."""
    onward = safe_next(mine.next)
    if provider.asks_twice:
        letting_in.let_in(person, proof.ORGANISATION)
        return redirect(onward or url_for("home.today"), 303)
    letting_in.let_half_in(person, proof.ORGANISATION)
    return redirect(url_for("account.code", next=onward), 303)


def _link(provider: IdentityProvider, account: ProviderAccount) -> Redirect:
    """Link the account to who is signed in here and proved that just now. Raises DomainError."""
    if not actor.is_signed_in() or not fresh.is_fresh():
        raise NotVouchedFor
    me = get_session().get_one(Person, actor.actor().id)
    single_sign_on.link(get_session(), account, me, provider=provider, by=me, now=clock.now())
    flash(gettext("Gekoppeld. U kunt voortaan inloggen via %(name)s.", name=provider.label), "ok")
    return render.see_other("profile.show")


def _page(
    refusal: DomainError | None = None,
    status: int = 200,
    provider: IdentityProvider | None = None,
) -> Response:
    return render.page(
        "single_sign_on/index.html",
        status,
        is_unknown=isinstance(refusal, NotLinked),
        next=next_path() or "",
        offered=single_sign_on.offered(get_session()),
        provider=provider,
        refusal=refusal,
    )
