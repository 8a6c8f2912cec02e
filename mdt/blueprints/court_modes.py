"""In which modes the judges of a court are asked. Templates: mdt/templates/court_modes/."""

from collections.abc import Collection
from uuid import UUID

from flask import Blueprint, Response, flash
from flask_babel import gettext
from pydantic import Field
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.directory import courts
from mdt.errors import DomainError, NotPermitted, StaleVersion
from mdt.models import JudgeMode, Organisation, SeatDomain
from mdt.web import forms, judges, render, stale, words
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import CONFLICT, UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import load, requires
from mdt.web.stale import Conflict

bp = Blueprint("court_modes", __name__, url_prefix="/setup/organisations/<uuid:organisation_id>")


class ModesForm(SQLModel):
    """The modes that the court's board agreed to, the first one, and the version that was seen."""

    agreed: list[JudgeMode] = Field(default_factory=list)
    first: JudgeMode
    version: int = 0


@bp.get("/modes")
@requires(Action.ORGANISATION_MANAGE)
def show(organisation_id: UUID) -> Response:
    """Show in which modes the judges of the court are asked."""
    return _page(_court(organisation_id))


@bp.post("/modes")
@requires(Action.ORGANISATION_MANAGE)
def keep(organisation_id: UUID) -> Response | Redirect:
    """Keep what the court agreed to."""
    court = _court(organisation_id)
    form, problems = forms.parse(ModesForm)
    if form is None:
        return _page(court, problems)
    try:
        courts.keep(
            get_session(),
            court,
            form.agreed,
            form.first,
            version=form.version,
            by=actor().person,
            now=clock.now(),
        )
    except StaleVersion as refusal:
        return _page(court, {"": sentence(refusal)}, _between(court, form))
    except DomainError as refusal:
        field = "first" if isinstance(refusal, courts.FirstIsOff) else "agreed"
        return _page(court, {field: sentence(refusal)})
    flash(gettext("De vormen zijn bewaard. Stoelen die er al zijn, blijven zoals ze zijn."), "ok")
    return render.see_other("directory.organisation", organisation_id=organisation_id)


def _court(organisation_id: UUID) -> Organisation:
    """Return the court, through the guard; another organisation has no such page."""
    found = load(Organisation, organisation_id)
    if found.domain is not SeatDomain.JUDICIARY:
        raise NotPermitted(action=Action.ORGANISATION_MANAGE.value)
    return found


def _between(court: Organisation, form: ModesForm) -> Conflict | None:
    row = courts.of(get_session(), court.id)
    theirs = row.agreed if row else judges.usual()
    first = words.word(row.first) if row else words.word(JudgeMode.PROCES)
    return stale.between(
        court.id,
        [
            (gettext("Afgesproken vormen"), _listed(form.agreed), _listed(theirs)),
            (gettext("Eerst gevraagd als"), words.word(form.first), first),
        ],
    )


def _listed(modes: Collection[JudgeMode]) -> str:
    return ", ".join(words.word(mode) for mode in JudgeMode if mode in modes)


def _page(
    court: Organisation, problems: Problems | None = None, conflict: Conflict | None = None
) -> Response:
    row = courts.of(get_session(), court.id)
    agreed = row.agreed if row else judges.usual()
    version = row.version if row else 0
    typed = forms.typed(
        agreed=[mode.value for mode in JudgeMode if mode in agreed],
        first=row.first.value if row else JudgeMode.PROCES.value,
        version=version,
    )
    return render.page(
        "court_modes/show.html",
        (CONFLICT if conflict else UNPROCESSABLE) if problems else 200,
        court=court,
        modes=[(mode.value, words.word(mode), judges.GIVES[mode]) for mode in JudgeMode],
        firsts=words.options(JudgeMode),
        problems=problems or {},
        conflict=conflict,
        typed=stale.shown(typed, version, conflict),
    )
