"""Mail domains that were agreed on. Templates: mdt/templates/mail_domains/."""

from datetime import date, timedelta
from typing import Annotated, ClassVar
from uuid import UUID

from flask import Blueprint, Response, flash, request
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from pydantic import AfterValidator, BaseModel, Field
from pydantic_core import PydanticCustomError
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import POLICY, Action
from mdt.directory import mail_domains
from mdt.errors import DomainError, StaleVersion
from mdt.models import MailDomain
from mdt.models.base import local_date
from mdt.web import delivery_page, forms, render
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import CONFLICT, UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import anywhere, load, requires

bp = Blueprint("mail_domains", __name__, url_prefix="/delivery/domains")

USUAL = timedelta(days=365)
"""How long one usually vouches for a domain."""


def _domain(text: str) -> str:
    if not forms.DOMAIN.fullmatch(text):
        raise PydanticCustomError("mail_domain", "no mail domain")
    return text.lower()


class UntilForm(BaseModel):
    """Until when somebody vouches for a domain, and the version of the row that was looked at."""

    MISSING: ClassVar[dict[str, LazyString]] = {"checked_until": _l("Vul de laatste dag in.")}

    checked_until: date
    version: int = 1


class DomainForm(UntilForm):
    """A domain to agree on."""

    MISSING: ClassVar[dict[str, LazyString]] = UntilForm.MISSING | {
        "name": _l("Vul het deel van het mailadres na het apenstaartje in.")
    }

    name: Annotated[str, Field(max_length=254), AfterValidator(_domain)]


@bp.get("/")
@requires(Action.DELIVERY_MANAGE)
def index() -> Response:
    """Show what was agreed on, and which domains are not."""
    anywhere()
    session, now, may_see = get_session(), clock.now(), delivery_page.visible()
    regions = actor().regions(POLICY[Action.DELIVERY_MANAGE].roles)
    return render.page(
        "mail_domains/index.html",
        agreed=mail_domains.all_agreed(session, may_see, now=now),
        others=mail_domains.not_agreed(session, regions, may_see, now=now),
    )


@bp.get("/new")
@requires(Action.DELIVERY_MANAGE)
def new() -> Response:
    """Show the form for one more domain."""
    anywhere()
    return _page(None)


@bp.post("/")
@requires(Action.DELIVERY_MANAGE)
def add() -> Response | Redirect:
    """Vouch for a domain."""
    anywhere()
    form, problems = forms.parse(DomainForm)
    return _page(None, problems) if form is None else _agree(None, form.name, form)


@bp.get("/<uuid:domain_id>")
@requires(Action.DELIVERY_MANAGE)
def show(domain_id: UUID) -> Response:
    """Show a domain, to vouch for it until another day."""
    return _page(load(MailDomain, domain_id))


@bp.post("/<uuid:domain_id>")
@requires(Action.DELIVERY_MANAGE)
def renew(domain_id: UUID) -> Response | Redirect:
    """Vouch for a domain until another day, or no more."""
    row = load(MailDomain, domain_id)
    form, problems = forms.parse(UntilForm)
    return _page(row, problems) if form is None else _agree(row, row.name, form)


def _agree(row: MailDomain | None, name: str, form: UntilForm) -> Response | Redirect:
    who, now = actor().person, clock.now()
    try:
        mail_domains.agree(
            get_session(), name, form.checked_until, version=form.version, by=who, now=now
        )
    except DomainError as refusal:
        status = CONFLICT if isinstance(refusal, StaleVersion) else UNPROCESSABLE
        return _page(row, {"checked_until": sentence(refusal)}, status)
    flash(gettext("Bewaard."), "ok")
    return render.see_other(".index")


def _page(
    row: MailDomain | None, problems: Problems | None = None, status: int = UNPROCESSABLE
) -> Response:
    until = row.checked_until if row else local_date(clock.now()) + USUAL
    return render.page(
        "mail_domains/form.html",
        status if problems else 200,
        row=row,
        problems=problems or {},
        typed=forms.typed(
            name=row.name if row else request.args.get("name", ""),
            checked_until=until.isoformat(),
        ),
    )
