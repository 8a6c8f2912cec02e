"""The trail of who did and who saw what, without content. Templates: mdt/templates/audit/."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, flash, request, url_for
from flask_babel import gettext
from pydantic import Field
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import POLICY, Action
from mdt.audit import curiosity, onlookers, reading
from mdt.audit.reading import Filter
from mdt.cases import canaries, emergency_access
from mdt.errors import NotPermitted
from mdt.models import Case, Role
from mdt.web import forms, render
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.forms import Problems
from mdt.web.guard import anywhere, load, requires, saw

bp = Blueprint("audit", __name__, url_prefix="/audit")

DENIED = "denied"
LOOKS_BACK = timedelta(days=30)


class SearchForm(SQLModel):
    """Which case; it comes in a form, because a reference may not stand in an address."""

    reference: str = Field(default="", max_length=40)
    show: str = ""


@bp.get("/")
@requires(Action.AUDIT_VIEW)
def index() -> Response:
    """Show the trail of one's region, newest first."""
    anywhere()
    return _page(_case())


@bp.post("/")
@requires(Action.AUDIT_VIEW)
def search() -> Response | Redirect:
    """Lead to the trail of the case that was typed; the address names its key only."""
    anywhere()
    form, problems = forms.parse(SearchForm)
    if form is None:
        return _page(None, problems, 422)
    show = form.show if form.show == DENIED else None
    if not form.reference:
        return render.see_other("audit.index", show=show)
    case = reading.find_case(get_session(), _regions(), form.reference, actor().walled)
    if case is None:
        unknown = gettext("Er is geen zaak met dit kenmerk in uw regio.")
        return _page(None, {"reference": unknown}, 422)
    return render.see_other("audit.index", case=case.id, show=show)


@bp.get("/cases/<uuid:case_id>")
@requires(Action.AUDIT_CASE)
def case(case_id: UUID) -> Response:
    """Show who looked at one case; that this was shown stands in it too."""
    found, person_id = load(Case, case_id), _key("person")
    page = onlookers.page(get_session(), found, person_id=person_id, older_than=_key("before"))
    kept: dict[str, Any] = {"case_id": found.id, "person": person_id}
    emergencies = emergency_access.of_case(get_session(), found)
    return render.page(
        "audit/case.html",
        case=found,
        emergencies=emergencies,
        canary=canaries.of_case(get_session(), found),
        may_check_canary=found.region_id in _watched(),
        may_check={
            one.access.id
            for one in emergencies
            if emergency_access.may_check(one.access, found, actor())
        },
        now=clock.now(),
        is_first="before" not in request.args,
        newest_href=url_for("audit.case", **kept),
        older_href=url_for("audit.case", before=page.older_than, **kept)
        if page.older_than
        else None,
        page=page,
        people=onlookers.people(get_session(), found),
        person_id=person_id or "",
    )


@bp.post("/cases/<uuid:case_id>/canary-check")
@requires(Action.AUDIT_CASE)
def check_canary(case_id: UUID) -> Redirect:
    """Say that one looked at who opened a canary case; for the officer."""
    found = load(Case, case_id)
    canary = canaries.of_case(get_session(), found)
    if canary is None or found.region_id not in _watched():
        raise NotPermitted(action=Action.AUDIT_CASE.value)
    canaries.check(get_session(), canary)
    flash(gettext("Er staat bij dat u dit bekeek."), "ok")
    return render.see_other(".case", case_id=found.id)


@bp.get("/hours")
@requires(Action.AUDIT_VIEW)
def curious() -> Response:
    """Show who opened many cases within an hour, of the last weeks."""
    anywhere()
    saw(Action.AUDIT_VIEW, None)
    at_least: int = current_app.extensions["mdt.settings"].curious_cases
    found = curiosity.bursts(
        get_session(),
        _regions(),
        besides=actor().walled,
        since=clock.now() - LOOKS_BACK,
        at_least=at_least,
    )
    return render.page("audit/curious.html", bursts=found, at_least=at_least, days=LOOKS_BACK.days)


def _page(case: Case | None, problems: Problems | None = None, status: int = 200) -> Response:
    only_denied = request.values.get("show") == DENIED
    wanted = Filter(case_id=case.id if case else None, only_denied=only_denied)
    found = reading.page(
        get_session(), _regions(), wanted, besides=actor().walled, older_than=_key("before")
    )
    saw(Action.AUDIT_VIEW, wanted.case_id)
    kept: dict[str, Any] = {"case": wanted.case_id, "show": DENIED if only_denied else None}
    return render.page(
        "audit/index.html",
        status,
        case=case,
        is_first="before" not in request.args,
        newest_href=url_for("audit.index", **kept),
        older_href=url_for("audit.index", before=found.older_than, **kept)
        if found.older_than
        else None,
        page=found,
        problems=problems or {},
        typed=forms.typed(
            reference=case.reference if case else "", show=DENIED if only_denied else ""
        ),
    )


def _case() -> Case | None:
    """Return the case of the address when it is one of the viewer's regions."""
    key = _key("case")
    case = reading.case_of(get_session(), key) if key else None
    if case is None or case.id in actor().walled:
        return None
    return case if case.region_id in _regions() else None


def _regions() -> Collection[UUID]:
    return actor().regions(POLICY[Action.AUDIT_VIEW].roles)


def _watched() -> Collection[UUID]:
    return actor().regions(frozenset({Role.DPO}))


def _key(name: str) -> UUID | None:
    return request.args.get(name, type=UUID)
