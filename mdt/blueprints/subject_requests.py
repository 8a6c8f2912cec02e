"""Requests of people to see what is kept of them, for the officer. Templates: subject_requests/."""

from datetime import date
from uuid import UUID

from flask import Blueprint, Response, flash
from flask_babel import gettext
from pydantic import Field
from sqlmodel import SQLModel, col, select
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access import guard as rules
from mdt.access.policy import Action
from mdt.cases import subject_requests, subject_reviews
from mdt.errors import DomainError, NotPermitted
from mdt.models import Case, IdentityCheck, Region, SubjectRequest
from mdt.web import forms, render, subject_pack, words
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import anywhere, in_region, load, requires, saw_cases

bp = Blueprint("subject_requests", __name__)


class RequestForm(SQLModel):
    """Who asks, and when the request came in."""

    region_id: UUID
    name: str = Field(min_length=2, max_length=120)
    born_on: date
    received_on: date


class ExtensionForm(SQLModel):
    """Why the answer takes longer."""

    reason: str = Field(min_length=5, max_length=400)


class HandingOverForm(SQLModel):
    """How it was established who asks."""

    identity: IdentityCheck


@bp.get("/subject-requests/")
@requires(Action.SUBJECT_MANAGE)
def index() -> Response:
    """List the requests of the officer's regions."""
    anywhere()
    found = subject_requests.of(get_session(), rules.regions(actor(), Action.SUBJECT_MANAGE))
    return render.page("subject_requests/index.html", found=found)


@bp.get("/subject-requests/new")
@requires(Action.SUBJECT_MANAGE)
def new() -> Response:
    """Ask who asks."""
    anywhere()
    return _new_page()


@bp.post("/subject-requests/")
@requires(Action.SUBJECT_MANAGE)
def register() -> Response | Redirect:
    """Register a request, and ask the cases."""
    anywhere()
    form, problems = forms.parse(RequestForm)
    if form is None:
        return _new_page(problems)
    in_region(form.region_id)
    try:
        request = subject_requests.register(
            get_session(),
            form.region_id,
            form.name,
            born_on=form.born_on,
            received_on=form.received_on,
            by=actor().person,
            now=clock.now(),
        )
    except DomainError as refusal:
        return _new_page({"received_on": sentence(refusal)})
    flash(gettext("Het verzoek is vastgelegd."), "ok")
    return render.see_other(".show", request_id=request.id)


@bp.get("/subject-requests/<uuid:request_id>")
@requires(Action.SUBJECT_MANAGE)
def show(request_id: UUID) -> Response:
    """Show how far a request is."""
    return _page(load(SubjectRequest, request_id))


@bp.post("/subject-requests/<uuid:request_id>/extension")
@requires(Action.SUBJECT_MANAGE)
def extend(request_id: UUID) -> Response | Redirect:
    """Take two months more."""
    request = load(SubjectRequest, request_id)
    form, problems = forms.parse(ExtensionForm)
    if form is None:
        return _page(request, problems)
    by, now = actor().person, clock.now()
    try:
        subject_requests.extend(get_session(), request, form.reason, by=by, now=now)
    except DomainError as refusal:
        return _page(request, {"reason": sentence(refusal)})
    flash(gettext("De termijn is verlengd. Laat de aanvrager weten waarom."), "ok")
    return render.see_other(".show", request_id=request.id)


@bp.get("/subject-requests/<uuid:request_id>/answer.pdf")
@requires(Action.SUBJECT_MANAGE)
def pack(request_id: UUID) -> Response:
    """Give the answer as a file, once every case said what it tells."""
    request = load(SubjectRequest, request_id)
    session, who = get_session(), actor()
    if not request.given_at and subject_requests.obstacle(session, request, who):
        raise NotPermitted(action=Action.SUBJECT_MANAGE.value)
    reviews = subject_requests.answering(session, request, who)
    saw_cases(Action.SUBJECT_MANAGE, (one.case_id for one in reviews))
    return subject_pack.answer(request, reviews, now=clock.now())


@bp.post("/subject-requests/<uuid:request_id>/handing-over")
@requires(Action.SUBJECT_MANAGE)
def give(request_id: UUID) -> Response | Redirect:
    """Note that the answer went out."""
    request = load(SubjectRequest, request_id)
    form, problems = forms.parse(HandingOverForm)
    if form is None:
        return _page(request, problems)
    try:
        subject_requests.give(get_session(), request, form.identity, actor(), now=clock.now())
    except DomainError as refusal:
        return _page(request, {"identity": sentence(refusal)})
    flash(gettext("Het antwoord is gegeven. Er verandert niets meer aan."), "ok")
    return render.see_other(".show", request_id=request.id)


def _new_page(problems: Problems | None = None) -> Response:
    regions = rules.regions(actor(), Action.SUBJECT_MANAGE)
    rows = get_session().exec(
        select(Region).where(col(Region.id).in_(regions)).order_by(Region.name)
    )
    options = [(str(one.id), one.name) for one in rows]
    return render.page(
        "subject_requests/new.html",
        UNPROCESSABLE if problems else 200,
        problems=problems or {},
        regions=options,
        typed=forms.typed(region_id=options[0][0], name="", born_on="", received_on=""),
    )


def _page(request: SubjectRequest, problems: Problems | None = None) -> Response:
    session, who = get_session(), actor()
    reviews = subject_requests.reviews(session, request, who)
    saw_cases(Action.SUBJECT_MANAGE, (one.case_id for one in reviews))
    refusal = subject_requests.obstacle(session, request, who)
    return render.page(
        "subject_requests/show.html",
        UNPROCESSABLE if problems else 200,
        asked=request,
        reviews=[(one, session.get_one(Case, one.case_id).reference) for one in reviews],
        deciders=subject_reviews.decided_by(session, reviews),
        is_ready=refusal is None,
        problems=problems or {},
        typed=forms.typed(reason="", identity=""),
        identities=words.options(IdentityCheck),
    )
