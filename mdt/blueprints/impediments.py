"""What bars a judge, by her own word. Templates: mdt/templates/impediments/.

Only the judge comes here, and not even she sees again what she typed: see
mdt.judiciary.impediments.
"""

from typing import ClassVar
from uuid import UUID

from flask import Blueprint, Response, flash
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from pydantic import Field
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.errors import DomainError, NotPermitted
from mdt.judiciary import impediments
from mdt.models import Impediment, ImpedimentKind
from mdt.web import forms, proof, render, words
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import anywhere, requires

bp = Blueprint("impediments", __name__, url_prefix="/impediments")

Answer = Response | Redirect


class ImpedimentForm(SQLModel):
    """A name or a number that bars her."""

    MISSING: ClassVar[dict[str, LazyString]] = {
        "text": _l("Typ een naam of een nummer."),
    }

    kind: ImpedimentKind
    text: str = Field(max_length=120)


@bp.get("/")
@requires(Action.IMPEDIMENT_KEEP)
def mine() -> Response:
    """Show since when something bars her, and never what."""
    anywhere()
    return _page()


@bp.post("/")
@requires(Action.IMPEDIMENT_KEEP)
def declare() -> Answer:
    """Keep the hash of a name or a number."""
    anywhere()
    form, problems = forms.parse(ImpedimentForm)
    if form is None:
        return _page(problems)
    session, me, now = get_session(), actor().person, clock.now()
    try:
        is_new = impediments.declare(
            session, form.kind, form.text, secret=proof.secret(), by=me, now=now
        )
    except DomainError as refusal:
        return _page({"text": sentence(refusal)})
    flash(gettext("Dit is bewaard.") if is_new else gettext("Dit stond er al in."), "ok")
    return render.see_other(".mine")


@bp.post("/<uuid:impediment_id>/removal")
@requires(Action.IMPEDIMENT_KEEP)
def withdraw(impediment_id: UUID) -> Redirect:
    """Forget one."""
    anywhere()
    found = get_session().get(Impediment, impediment_id)
    if found is None or found.person_id != actor().id:
        raise NotPermitted(action=Action.IMPEDIMENT_KEEP.value)
    impediments.withdraw(get_session(), found)
    flash(gettext("Dit is weg."), "ok")
    return render.see_other(".mine")


def _page(problems: Problems | None = None) -> Response:
    return render.page(
        "impediments/mine.html",
        UNPROCESSABLE if problems else 200,
        known=impediments.of(get_session(), actor().person),
        kinds=words.options(ImpedimentKind),
        problems=problems or {},
        typed=forms.typed(kind=ImpedimentKind.NAME.value, text=""),
    )
