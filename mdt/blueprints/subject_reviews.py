"""What a case tells somebody in it who asks, for the case lead. Template: subject_reviews/."""

from collections.abc import Collection, Sequence
from uuid import UUID

from flask import Blueprint, Response, flash, request
from flask_babel import gettext
from pydantic import Field
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.cases import subject_reviews
from mdt.cases.subject_reviews import Line, LinesChanged, Verdict
from mdt.errors import DomainError, NotPermitted
from mdt.models import (
    Case,
    IdentityCheck,
    SubjectGround,
    SubjectOutcome,
    SubjectRequest,
    SubjectReview,
    SubjectSection,
)
from mdt.web import forms, render, subject_lines, subject_pack, words
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import load, requires

bp = Blueprint("subject_reviews", __name__)

LEFT_OUT = "line"
"""The field of a line: empty to tell it, else on what ground not; then a number from 0."""


class VerdictForm(SQLModel):
    """What is told of the person; the lines have fields of their own."""

    outcome: SubjectOutcome
    ground: SubjectGround | None = None
    reason: str = Field(default="", max_length=400)
    seen: str = ""


class HandingOverForm(SQLModel):
    """How it was established who asks."""

    identity: IdentityCheck


@bp.get("/subject-reviews/<uuid:review_id>")
@requires(Action.SUBJECT_REVIEW)
def show(review_id: UUID) -> Response:
    """Show what the case would tell."""
    return _page(load(SubjectReview, review_id))


@bp.post("/subject-reviews/<uuid:review_id>")
@requires(Action.SUBJECT_REVIEW)
def decide(review_id: UUID) -> Response | Redirect:
    """Keep what the lead decides."""
    review = load(SubjectReview, review_id)
    form, problems = forms.parse(VerdictForm)
    if form is None:
        return _page(review, problems)
    lines = subject_lines.of(review)
    try:
        if form.outcome is SubjectOutcome.TELL and form.seen != subject_lines.digest(lines):
            raise LinesChanged
        verdict = Verdict(form.outcome, _sent(lines), form.ground, form.reason)
        by, now = actor().person, clock.now()
        subject_reviews.decide(get_session(), review, verdict, by=by, now=now)
    except DomainError as refusal:
        return _page(review, {"reason": sentence(refusal)})
    flash(gettext("Vastgelegd. Tot het antwoord is gegeven, kunt u dit nog wijzigen."), "ok")
    return render.see_other(".show", review_id=review.id)


@bp.get("/subject-reviews/<uuid:review_id>/answer.pdf")
@requires(Action.SUBJECT_REVIEW)
def pack(review_id: UUID) -> Response:
    """Give what this case tells as a file, once that was decided."""
    review = load(SubjectReview, review_id)
    if review.outcome is None:
        raise NotPermitted(action=Action.SUBJECT_REVIEW.value)
    asked = get_session().get_one(SubjectRequest, review.request_id)
    return subject_pack.answer(asked, [review], now=clock.now())


@bp.post("/subject-reviews/<uuid:review_id>/handing-over")
@requires(Action.SUBJECT_REVIEW)
def give(review_id: UUID) -> Response | Redirect:
    """Note that the lead gave this part, where the officer may not know of the case."""
    review = load(SubjectReview, review_id)
    form, problems = forms.parse(HandingOverForm)
    if form is None:
        return _page(review, problems)
    by, now = actor().person, clock.now()
    try:
        subject_reviews.give(get_session(), review, form.identity, by=by, now=now)
    except DomainError as refusal:
        return _page(review, {"identity": sentence(refusal)})
    flash(gettext("Het antwoord is gegeven. Er verandert niets meer aan."), "ok")
    return render.see_other(".show", review_id=review.id)


def _sent(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with the grounds that were sent; what is no ground counts as left out."""
    return [Line(one.section, one.text, _ground(place)) for place, one in enumerate(lines)]


def _ground(place: int) -> SubjectGround | None:
    sent = request.form.get(f"{LEFT_OUT}-{place}", SubjectGround.RIGHTS_OF_OTHERS)
    if not sent:
        return None
    known = {ground.value: ground for ground in SubjectGround}
    return known.get(sent, SubjectGround.RIGHTS_OF_OTHERS)


def _usual(line: Line, decided: Collection[tuple[SubjectSection, str]]) -> str:
    """Return what stands chosen at first: what was told, and before that what is proposed."""
    is_told = (line.section, line.text) in decided if decided else not line.ground
    return "" if is_told else (line.ground or SubjectGround.RIGHTS_OF_OTHERS).value


def _page(review: SubjectReview, problems: Problems | None = None) -> Response:
    session = get_session()
    asked = session.get_one(SubjectRequest, review.request_id)
    case = session.get_one(Case, review.case_id)
    lines = subject_lines.of(review)
    decided = subject_reviews.lines_of(session, review)
    told = {(one.section, one.text) for one in decided}
    usual = {f"{LEFT_OUT}-{place}": _usual(one, told) for place, one in enumerate(lines)}
    kept = {"outcome": review.outcome or "", "ground": review.ground or "", "reason": review.reason}
    kept["identity"] = ""
    return render.page(
        "subject_reviews/show.html",
        UNPROCESSABLE if problems else 200,
        review=review,
        asked=asked,
        case=case,
        lines=lines,
        decided=decided,
        seen=subject_lines.digest(lines),
        gives=subject_reviews.gives_alone(session, review),
        outcomes=words.options(SubjectOutcome),
        grounds=words.options(SubjectGround),
        identities=words.options(IdentityCheck),
        problems=problems or {},
        typed=forms.typed(**kept, **usual),
    )
