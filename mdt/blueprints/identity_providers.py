"""Where an organisation's people sign in. Templates: mdt/templates/identity_providers/."""

from typing import Annotated, ClassVar
from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, Response, abort, flash
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError
from sqlmodel import col, select
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.directory import people
from mdt.errors import DomainError, StaleVersion
from mdt.identity import single_sign_on
from mdt.identity.single_sign_on import Details
from mdt.models import IdentityProvider, Membership, Organisation, Person, ProviderAccount
from mdt.web import forms, fresh, organisation_entry, proof, render
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import CONFLICT, sentence
from mdt.web.forms import Problems
from mdt.web.guard import load, requires

bp = Blueprint(
    "identity_providers", __name__, url_prefix="/setup/organisations/<uuid:organisation_id>/sign-in"
)


def _issuer(text: str) -> str:
    url = urlsplit(text)
    is_sound = url.scheme in {"https", "http"} and url.hostname and not (url.query or url.fragment)
    if not is_sound or "@" in url.netloc or not text.isprintable() or " " in text:
        raise PydanticCustomError("issuer", "no issuer")
    return text


class ProviderForm(BaseModel):
    """What the organisation gave: its address, our name there and our secret."""

    MISSING: ClassVar[dict[str, LazyString]] = {
        "issuer": _l("Vul het adres van de inlogdienst in, met https:// ervoor."),
    }

    label: Annotated[str, Field(min_length=2, max_length=80)]
    issuer: Annotated[str, Field(max_length=300), AfterValidator(_issuer)]
    client_id: Annotated[str, Field(min_length=1, max_length=200)]
    client_secret: Annotated[str, Field(max_length=500)] = ""
    asks_twice: bool = False
    is_active: bool = False
    version: int = 0


class LinkForm(BaseModel):
    """Whose account it is."""

    person_id: UUID


@bp.get("/")
@requires(Action.ORGANISATION_MANAGE)
def show(organisation_id: UUID) -> Response | Redirect:
    """Show where the organisation's people sign in, and who waits to be let in."""
    organisation = load(Organisation, organisation_id)
    return _page(organisation) if fresh.is_fresh() else fresh.ask()


@bp.post("/")
@requires(Action.ORGANISATION_MANAGE)
def set_up(organisation_id: UUID) -> Response | Redirect:
    """Say where the organisation's people sign in."""
    organisation = load(Organisation, organisation_id)
    if not fresh.is_fresh():
        return _prove_first(organisation)
    form, problems = forms.parse(ProviderForm)
    known = single_sign_on.of_organisation(get_session(), organisation)
    if form and not form.client_secret and known is None:
        problems = {"client_secret": gettext("Vul het geheim in dat u van de inlogdienst kreeg.")}
    if form is None or problems:
        return _page(organisation, problems, 422)
    details = Details(secret=form.client_secret, **form.model_dump(exclude={"client_secret"}))
    try:
        single_sign_on.set_up(
            get_session(),
            organisation,
            details,
            secret=proof.secret(),
            by=actor().person,
            now=clock.now(),
        )
    except StaleVersion as refusal:
        return _page(organisation, {"": sentence(refusal)}, CONFLICT)
    return _done(organisation, gettext("Bewaard."))


@bp.post("/accounts/<uuid:account_id>/person")
@requires(Action.ORGANISATION_MANAGE)
def link(organisation_id: UUID, account_id: UUID) -> Response | Redirect:
    """Say whose account it is that waits."""
    organisation = load(Organisation, organisation_id)
    if not fresh.is_fresh():
        return _prove_first(organisation)
    provider, account = _account(organisation, account_id)
    form, problems = forms.parse(LinkForm)
    person = get_session().get(Person, form.person_id) if form else None
    if person is None or person not in _people(organisation):
        problems = {f"{account_id}-person_id": gettext("Kies iemand van deze organisatie.")}
        return _page(organisation, problems, 422)
    try:
        single_sign_on.link(
            get_session(), account, person, provider=provider, by=actor().person, now=clock.now()
        )
    except DomainError as refusal:
        problems = {f"{account_id}-person_id": sentence(refusal)}
        return _page(organisation, problems, 422)
    return _done(organisation, gettext("Gekoppeld. Deze persoon kan nu inloggen."))


@bp.post("/accounts/<uuid:account_id>/end")
@requires(Action.ORGANISATION_MANAGE)
def unlink(organisation_id: UUID, account_id: UUID) -> Redirect:
    """Let an account open nothing any more; who is in by it is out."""
    organisation = load(Organisation, organisation_id)
    if not fresh.is_fresh():
        return _prove_first(organisation)
    _, account = _account(organisation, account_id)
    single_sign_on.unlink(get_session(), account, by=actor().person, now=clock.now())
    return _done(organisation, gettext("Ontkoppeld. Deze persoon is overal uitgelogd."))


def _account(
    organisation: Organisation, account_id: UUID
) -> tuple[IdentityProvider, ProviderAccount]:
    provider = single_sign_on.of_organisation(get_session(), organisation)
    account = get_session().get(ProviderAccount, account_id)
    if provider is None or account is None or account.provider_id != provider.id:
        abort(404)
    return provider, account


def _people(organisation: Organisation) -> list[Person]:
    query = (
        select(Person)
        .join(Membership, col(Membership.person_id) == Person.id)
        .where(Membership.organisation_id == organisation.id, people.runs(clock.now()))
        .where(col(Person.is_active))
    )
    return list(get_session().exec(query.distinct().order_by(Person.name)))


def _prove_first(organisation: Organisation) -> Redirect:
    return fresh.ask(render.link("identity_providers.show", organisation_id=organisation.id))


def _done(organisation: Organisation, text: str) -> Redirect:
    flash(text, "ok")
    return render.see_other("identity_providers.show", organisation_id=organisation.id)


def _page(
    organisation: Organisation, problems: Problems | None = None, status: int = 200
) -> Response:
    session = get_session()
    row = single_sign_on.of_organisation(session, organisation)
    rows = single_sign_on.accounts(session, row) if row else []
    someone = _people(organisation)
    return render.page(
        "identity_providers/show.html",
        status,
        linked=[(one, session.get_one(Person, one.person_id)) for one in rows if one.person_id],
        organisation=organisation,
        people=[(str(one.id), one.name) for one in someone],
        problems=problems or {},
        return_address=organisation_entry.return_address(),
        row=row,
        typed=forms.typed(
            label=row.label if row else organisation.name[:80],
            issuer=row.issuer if row else "",
            client_id=row.client_id if row else "",
            asks_twice=row.asks_twice if row else False,
            is_active=row.is_active if row else True,
            version=row.version if row else 0,
        ),
        waiting=[one for one in rows if one.person_id is None],
    )
