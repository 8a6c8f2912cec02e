"""Opening a case in an emergency that is not one's own. Templates: emergency_access/.

What is typed is content, so it travels in a form and never in an address. One answer for what does
not exist and for what a wall shuts: nobody finds out here that there is a case.
"""

from typing import ClassVar
from uuid import UUID

from flask import Blueprint, Response, flash, url_for
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from pydantic import Field
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access import guard as rules
from mdt.access.policy import Action
from mdt.cases import emergency_access
from mdt.identity.throttle import TooManyAttempts
from mdt.models import Case, EmergencyAccess
from mdt.web import forms, fresh, proof, render
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import TOO_MANY, UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import anywhere, load, refused, requires

bp = Blueprint("emergency_access", __name__, url_prefix="/emergency-access")

TRY = "emergency_access"


class AccessForm(SQLModel):
    """Which case, by its whole reference, and why it cannot wait."""

    MISSING: ClassVar[dict[str, LazyString]] = {
        "reference": _l("Vul het hele kenmerk van de zaak in."),
        "reason": _l("Schrijf op welk gevaar er nu is en waarom het niet kan wachten."),
    }

    reference: str = Field(min_length=1, max_length=32)
    reason: str = Field(min_length=10, max_length=500)


@bp.get("/")
@requires(Action.EMERGENCY_OPEN)
def show() -> Response:
    """Ask for the reference and the reason, and show what runs."""
    anywhere()
    return _page()


@bp.post("/")
@requires(Action.EMERGENCY_OPEN)
def open_() -> Response | Redirect:
    """Open the case for an hour; every try counts and stands in the trail, the right ones too."""
    anywhere()
    form, problems = forms.parse(AccessForm)
    if form is None:
        return _page(problems, UNPROCESSABLE)
    if not fresh.is_fresh():
        prove = gettext("Bewijs eerst nog een keer wie u bent. Wat u typte, blijft staan.")
        return _page({"": prove}, UNPROCESSABLE)
    who, session = actor(), get_session()
    try:
        proof.hold(TRY, str(who.id), address=str(who.id))
    except TooManyAttempts as refusal:
        refused(None)
        return _page({"": sentence(refusal)}, TOO_MANY)
    case = emergency_access.named(session, form.reference, who)
    if case is None or case.id in who.walled:
        refused(case.id if case else None)
        unknown = gettext("Met dit kenmerk kunt u geen zaak openen. Kijk het na, teken voor teken.")
        return _page({"reference": unknown}, UNPROCESSABLE)
    return _open(case, form.reason)


@bp.post("/<uuid:access_id>/end")
@requires(Action.EMERGENCY_END)
def end(access_id: UUID) -> Redirect:
    """End it before the hour is over."""
    access = load(EmergencyAccess, access_id)
    emergency_access.end(get_session(), access, by=actor().person, now=clock.now())
    flash(gettext("De noodtoegang is beëindigd."), "ok")
    return _back(access)


@bp.post("/<uuid:access_id>/check")
@requires(Action.EMERGENCY_CHECK)
def check(access_id: UUID) -> Redirect:
    """Say that one looked at it, as case lead or as officer."""
    access = load(EmergencyAccess, access_id)
    emergency_access.check(get_session(), access, actor(), now=clock.now())
    flash(gettext("Er staat bij dat u dit bekeek."), "ok")
    return _back(access)


def _open(case: Case, reason: str) -> Redirect:
    session, who, now = get_session(), actor(), clock.now()
    if rules.permits_case(session, who, Action.CASE_VIEW, case):
        flash(gettext("Deze zaak mag u al zien."), "info")
    else:
        emergency_access.open_(session, case, reason=reason, by=who.person, now=now)
        flash(gettext("U ziet deze zaak een uur lang. De casusregisseur weet ervan."), "info")
    return render.see_other("cases.show", case_id=case.id)


def _back(access: EmergencyAccess) -> Redirect:
    if access.person_id == actor().id:
        return render.see_other(".show")
    return render.see_other("audit.case", case_id=access.case_id)


def _page(problems: Problems | None = None, status: int = 200) -> Response:
    return render.page(
        "emergency_access/show.html",
        status,
        running=emergency_access.own(get_session(), actor(), now=clock.now()),
        prove_href=None if fresh.is_fresh() else fresh.address(url_for(".show")),
        problems=problems or {},
        typed=forms.typed(reference="", reason=""),
    )
