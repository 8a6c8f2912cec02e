"""The register: may this judge try this case? Templates: judge_register/.

Whoever asks is told no, since when, or that nothing was found; never anything of a case.
"""

from typing import ClassVar
from uuid import UUID

from flask import Blueprint, Response
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from pydantic import Field
from sqlmodel import SQLModel

from mdt import clock
from mdt.access import guard as rules
from mdt.access.policy import Action
from mdt.judiciary import bars
from mdt.models import JudgeBar
from mdt.web import forms, render
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import UNPROCESSABLE
from mdt.web.forms import Problems
from mdt.web.guard import anywhere, requires, saw

bp = Blueprint("judge_register", __name__)


class RegisterForm(SQLModel):
    """Which judge, and which case by the reference that the court knows."""

    MISSING: ClassVar[dict[str, LazyString]] = {
        "person_id": _l("Kies een rechter."),
        "reference": _l("Vul het kenmerk van de zaak in, bijvoorbeeld MW-2026-014."),
    }

    person_id: UUID
    reference: str = Field(max_length=32)


@bp.get("/judge-register")
@requires(Action.BAR_ASK)
def show() -> Response:
    """Ask which judge and which case."""
    anywhere()
    return _page()


@bp.post("/judge-register")
@requires(Action.BAR_ASK)
def ask() -> Response:
    """Say whether something bars this judge from this case, and nothing more."""
    anywhere()
    form, problems = forms.parse(RegisterForm)
    if form is None:
        return _page(problems)
    bar = bars.of(
        get_session(),
        rules.regions(actor(), Action.BAR_ASK),
        form.reference,
        form.person_id,
        walled=actor().walled,
    )
    saw(Action.BAR_ASK, bar.case_id if bar else None, form.person_id)
    return _page(is_asked=True, bar=bar)


def _page(
    problems: Problems | None = None, *, is_asked: bool = False, bar: JudgeBar | None = None
) -> Response:
    known = bars.judges(get_session(), now=clock.now())
    return render.page(
        "judge_register/show.html",
        UNPROCESSABLE if problems else 200,
        people=[(one.id, one.name) for one in known],
        is_asked=is_asked,
        bar=bar,
        problems=problems or {},
        typed=forms.typed(person_id="", reference=""),
    )
