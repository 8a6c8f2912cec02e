"""Letting people in: the first link, and a lost app with a second person's agreement.

Templates: mdt/templates/recovery/.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from flask import Blueprint, Response, flash
from flask_babel import gettext
from sqlmodel import SQLModel, col, select
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access import guard as rules
from mdt.access.policy import Action
from mdt.errors import DomainError
from mdt.identity import links, passwords, recovery
from mdt.models import LinkPurpose, Membership, OneTimeLink, Organisation, Person
from mdt.web import forms, proof, render
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import sentence
from mdt.web.forms import Problems
from mdt.web.guard import anywhere, load, requires

bp = Blueprint("recovery", __name__, url_prefix="/recovery")


class ApprovalForm(SQLModel):
    """The second person has spoken with whom it is about."""

    spoken: Literal["1"]


@dataclass(frozen=True)
class Request:
    """A request as its deciders see it."""

    link: OneTimeLink
    person: Person
    organisations: str
    asked_by: Person | None
    asked_at: datetime
    is_mine: bool
    is_about_me: bool


@bp.get("/")
@requires(Action.RECOVERY_APPROVE)
def index() -> Response:
    """List the requests that wait for a second person."""
    anywhere()
    session, who = get_session(), actor()
    waiting = [
        _request(link)
        for link in recovery.waiting(session, now=clock.now())
        if rules.permits_person(
            session, who, Action.RECOVERY_APPROVE, session.get_one(Person, link.person_id)
        )
    ]
    return render.page("recovery/index.html", waiting=waiting)


@bp.get("/<uuid:link_id>")
@requires(Action.RECOVERY_APPROVE)
def show(link_id: UUID) -> Response:
    """Show one request, to agree or not."""
    return _page(load(OneTimeLink, link_id))


@bp.post("/<uuid:link_id>/approval")
@requires(Action.RECOVERY_APPROVE)
def approve(link_id: UUID) -> Response | Redirect:
    """Agree as the second person."""
    link = load(OneTimeLink, link_id)
    form, _ = forms.parse(ApprovalForm)
    if form is None:
        return _page(link, {"spoken": gettext("Spreek deze persoon eerst zelf.")}, 422)
    try:
        recovery.approve(get_session(), link, by=actor().person, now=clock.now())
    except DomainError as refusal:
        return _page(link, {"": sentence(refusal)}, 422)
    flash(gettext("De link is onderweg. Alle sessies van deze persoon zijn beëindigd."), "ok")
    return render.see_other("recovery.index")


@bp.post("/<uuid:link_id>/refusal")
@requires(Action.RECOVERY_APPROVE)
def decline(link_id: UUID) -> Response | Redirect:
    """Do not agree, or take one's own request back."""
    link = load(OneTimeLink, link_id)
    try:
        recovery.decline(get_session(), link, by=actor().person, now=clock.now())
    except DomainError as refusal:
        return _page(link, {"": sentence(refusal)}, 422)
    flash(gettext("De aanvraag is gesloten. Er is niets veranderd."), "ok")
    return render.see_other("recovery.index")


@bp.get("/people/<uuid:person_id>")
@requires(Action.RECOVERY_ASK)
def person(person_id: UUID) -> Response:
    """Show how somebody gets in, and what can be done when that fails."""
    return _person_page(load(Person, person_id))


@bp.post("/people/<uuid:person_id>/first-link")
@requires(Action.RECOVERY_ASK)
def send_first(person_id: UUID) -> Response | Redirect:
    """Send the link for the first sign-in; an earlier one no longer works."""
    someone, session, now = load(Person, person_id), get_session(), clock.now()
    if passwords.kept(session, someone) is not None or not someone.is_active:
        return _person_page(someone, {"": gettext("Deze link is hier niet nodig.")}, 422)
    purpose, by = LinkPurpose.FIRST_SIGN_IN, actor().person
    link = links.issue(session, someone, purpose, secret=proof.secret(), by=by, now=now)
    links.owe(session, link, now=now)
    flash(gettext("De link is onderweg. Hij werkt een week."), "ok")
    return render.see_other("recovery.person", person_id=someone.id)


@bp.post("/people/<uuid:person_id>/request")
@requires(Action.RECOVERY_ASK)
def ask(person_id: UUID) -> Response | Redirect:
    """Ask to let somebody enrol a new app."""
    someone, by = load(Person, person_id), actor().person
    try:
        recovery.ask(get_session(), someone, secret=proof.secret(), by=by, now=clock.now())
    except DomainError as refusal:
        return _person_page(someone, {"": sentence(refusal)}, 422)
    flash(gettext("Gevraagd. Nu moet een tweede persoon akkoord geven."), "ok")
    return render.see_other("recovery.person", person_id=someone.id)


def _request(link: OneTimeLink) -> Request:
    session, me = get_session(), actor().id
    someone = session.get_one(Person, link.person_id)
    by = session.get(Person, link.created_by_id) if link.created_by_id else None
    return Request(
        link=link,
        person=someone,
        organisations=", ".join(_organisations(someone)),
        asked_by=by,
        asked_at=link.created_at,
        is_mine=link.created_by_id == me,
        is_about_me=link.person_id == me,
    )


def _organisations(someone: Person) -> Sequence[str]:
    query = (
        select(Organisation.name)
        .join(Membership, col(Membership.organisation_id) == Organisation.id)
        .where(Membership.person_id == someone.id, col(Membership.until_at).is_(None))
    )
    return get_session().exec(query.distinct().order_by(Organisation.name)).all()


def _page(link: OneTimeLink, problems: Problems | None = None, status: int = 200) -> Response:
    return render.page(
        "recovery/show.html", status, problems=problems or {}, request_=_request(link)
    )


def _person_page(someone: Person, problems: Problems | None = None, status: int = 200) -> Response:
    session, now = get_session(), clock.now()
    waiting = [link for link in recovery.waiting(session, now=now) if link.person_id == someone.id]
    return render.page(
        "recovery/person.html",
        status,
        has_password=passwords.kept(session, someone) is not None,
        invited_until=links.open_until(session, someone, LinkPurpose.FIRST_SIGN_IN, now=now),
        is_me=someone.id == actor().id,
        person=someone,
        problems=problems or {},
        waiting=waiting[0] if waiting else None,
    )
