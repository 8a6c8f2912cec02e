"""Cases past their term: proposing, keeping longer, destroying by two. Templates: retention/."""

from datetime import date
from uuid import UUID

from flask import Blueprint, Response, flash, url_for
from flask_babel import gettext
from pydantic import Field
from sqlmodel import SQLModel, col, select
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access import guard as rules
from mdt.access.policy import Action
from mdt.errors import DomainError, NotPermitted
from mdt.models import Case, Destruction, Person
from mdt.retention import belongings, destroying, proposing
from mdt.web import forms, fresh, render, retention_words, retention_years
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import anywhere, load, requires, saw

bp = Blueprint("retention", __name__)

SHOWN = 50
"""How many proofs the page lists; every one has an address of its own."""


class ExtensionForm(SQLModel):
    """Until when a case is kept, and why."""

    until: date
    reason: str = Field(min_length=5, max_length=500)


@bp.get("/retention/")
@requires(Action.RETENTION_MANAGE)
def index() -> Response:
    """List the cases past their term, and the proofs of what was destroyed."""
    anywhere()
    session, who, now = get_session(), actor(), clock.now()
    regions = rules.regions(who, Action.RETENTION_MANAGE)
    found = proposing.due(session, regions, who, now=now)
    for one in found:
        saw(Action.RETENTION_MANAGE, one.case.id, one.case.id)
    proofs = session.exec(
        select(Destruction)
        .where(destroying.proofs(regions, who))
        .order_by(col(Destruction.at).desc())
        .limit(SHOWN)
    ).all()
    return render.page(
        "retention/index.html",
        found=found,
        proofs=proofs,
        terms=retention_years.terms(),
        viewer_id=who.id,
    )


@bp.post("/cases/<uuid:case_id>/destruction/proposal")
@requires(Action.RETENTION_MANAGE)
def propose(case_id: UUID) -> Redirect:
    """Propose that a case past its term be destroyed."""
    case = load(Case, case_id)
    try:
        proposing.propose(get_session(), case, by=actor().person, now=clock.now())
        flash(gettext("Voorgesteld. Een ander moet akkoord geven."), "ok")
    except DomainError as refusal:
        flash(sentence(refusal), "bad")
    return render.see_other(".index")


@bp.post("/cases/<uuid:case_id>/destruction/withdrawal")
@requires(Action.RETENTION_MANAGE)
def withdraw(case_id: UUID) -> Redirect:
    """Take back what was proposed."""
    case = load(Case, case_id)
    proposing.withdraw(get_session(), case, by=actor().person, now=clock.now())
    flash(gettext("Het voorstel is ingetrokken. De zaak blijft staan."), "ok")
    return render.see_other(".index")


@bp.get("/cases/<uuid:case_id>/retention")
@requires(Action.RETENTION_MANAGE)
def extension(case_id: UUID) -> Response:
    """Ask until when a case is kept, and why."""
    return _extension_page(load(Case, case_id))


@bp.post("/cases/<uuid:case_id>/retention")
@requires(Action.RETENTION_MANAGE)
def extend(case_id: UUID) -> Response | Redirect:
    """Keep a case longer."""
    case = load(Case, case_id)
    form, problems = forms.parse(ExtensionForm)
    if form is None:
        return _extension_page(case, problems)
    by, now = actor().person, clock.now()
    try:
        proposing.extend(get_session(), case, form.until, form.reason, by=by, now=now)
    except DomainError as refusal:
        return _extension_page(case, {"until": sentence(refusal)})
    flash(gettext("De zaak blijft langer bewaard."), "ok")
    return render.see_other(".index")


@bp.get("/cases/<uuid:case_id>/destruction")
@requires(Action.RETENTION_MANAGE)
def confirm(case_id: UUID) -> Response:
    """Show what would be destroyed, and ask for one confirmation."""
    return _confirm_page(load(Case, case_id))


@bp.post("/cases/<uuid:case_id>/destruction")
@requires(Action.RETENTION_MANAGE)
def destroy(case_id: UUID) -> Response | Redirect:
    """Destroy everything of a case, as the second of two people, after fresh proof."""
    case = load(Case, case_id)
    if not fresh.is_fresh():
        return fresh.ask(url_for(".confirm", case_id=case.id))
    try:
        proof = destroying.destroy(get_session(), case, actor(), now=clock.now())
    except DomainError as refusal:
        return _confirm_page(case, {"": sentence(refusal)})
    flash(gettext("De zaak is vernietigd. Dit is het bewijs."), "ok")
    return render.see_other(".proof", destruction_id=proof.id)


@bp.get("/retention/destructions/<uuid:destruction_id>")
@requires(Action.RETENTION_MANAGE)
def proof(destruction_id: UUID) -> Response:
    """Show the proof that a case was destroyed."""
    row = load(Destruction, destruction_id)
    known = destroying.proofs(frozenset({row.region_id}), actor())
    if not get_session().exec(select(Destruction.id).where(Destruction.id == row.id, known)).all():
        raise NotPermitted
    names = {
        key: get_session().get_one(Person, key).name
        for key in (row.proposed_by_id, row.agreed_by_id)
    }
    counts = dict(part.split("=") for part in row.counts.split())
    return render.page(
        "retention/proof.html",
        proof=row,
        proposed_by=names[row.proposed_by_id],
        agreed_by=names[row.agreed_by_id],
        kinds=retention_words.kinds({name: int(number) for name, number in counts.items()}),
    )


def _extension_page(case: Case, problems: Problems | None = None) -> Response:
    return render.page(
        "retention/extension.html",
        UNPROCESSABLE if problems else 200,
        case=case,
        problems=problems or {},
        typed=forms.typed(until="", reason=""),
    )


def _confirm_page(case: Case, problems: Problems | None = None) -> Response:
    session, now = get_session(), clock.now()
    refusal = destroying.obstacle(session, case, actor(), now=now)
    return render.page(
        "retention/confirm.html",
        UNPROCESSABLE if problems else 200,
        case=case,
        kinds=retention_words.kinds(belongings.of(session, case.id).counts()),
        obstacle=sentence(refusal) if refusal else "",
        problems=problems or {},
    )
