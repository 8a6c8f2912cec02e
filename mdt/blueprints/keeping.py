"""Who keeps a case, and until when: handing over, closing, opening again.

Templates: mdt/templates/keeping/.
"""

from typing import ClassVar
from uuid import UUID

from flask import Blueprint, Response, flash
from flask_babel import LazyString, gettext
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access import guard as rules
from mdt.access.policy import Action
from mdt.cases import closing, hand_over, keepers, reopening, retention_terms
from mdt.errors import DomainError, StaleVersion
from mdt.models import Case, Person
from mdt.web import forms, render, retention_years, stale
from mdt.web.actor import actor
from mdt.web.case_naming import MISSING_KEEPER
from mdt.web.database import get_session
from mdt.web.errors import sentence
from mdt.web.forms import Problems
from mdt.web.guard import load, requires
from mdt.web.stale import Conflict

bp = Blueprint("keeping", __name__, url_prefix="/cases/<uuid:case_id>")


class KeepersForm(SQLModel):
    """Who keeps the case from now on, and the version that was seen."""

    MISSING: ClassVar[dict[str, LazyString]] = MISSING_KEEPER

    lead_id: UUID
    victim_contact_id: UUID
    version: int
    confirmed: bool = False


class ClosureForm(SQLModel):
    """The version of the case that somebody saw when closing it."""

    version: int


@bp.get("/hand-over")
@requires(Action.CASE_HAND_OVER)
def hand_over_form(case_id: UUID) -> Response:
    """Ask who takes the case over."""
    return _keepers_page("keeping/hand_over.html", load(Case, case_id))


@bp.post("/hand-over")
@requires(Action.CASE_HAND_OVER)
def give(case_id: UUID) -> Response | Redirect:
    """Hand the case over; what is about to happen is shown and confirmed first."""
    case = load(Case, case_id)
    form, people, problems = _chosen(case)
    if form is None:
        return _keepers_page("keeping/hand_over.html", case, problems, status=422)
    lead, contact = people
    if not form.confirmed:
        return _confirm_page(case, lead, contact, form.version)
    try:
        hand_over.hand_over(
            get_session(),
            case,
            lead=lead,
            victim_contact=contact,
            version=form.version,
            by=actor().person,
            now=clock.now(),
        )
    except DomainError as refusal:
        return _refused("keeping/hand_over.html", case, refusal, lead, contact)
    flash(gettext("De zaak is overgedragen."), "ok")
    return _to_what_one_may_see(case)


@bp.get("/closure")
@requires(Action.CASE_CLOSE)
def closure(case_id: UUID) -> Response:
    """Show what closing the case asks, and how long it is kept then."""
    return _closure_page(load(Case, case_id))


@bp.post("/closure")
@requires(Action.CASE_CLOSE)
def close(case_id: UUID) -> Response | Redirect:
    """Close the case."""
    case = load(Case, case_id)
    form, problems = forms.parse(ClosureForm)
    if form is None:
        return _closure_page(case, problems, 422)
    try:
        closing.close(
            get_session(),
            case,
            terms=retention_years.terms(),
            version=form.version,
            by=actor().person,
            now=clock.now(),
        )
    except StaleVersion as refusal:
        return _closure_page(case, {"": sentence(refusal)}, 409)
    except DomainError as refusal:
        return _closure_page(case, {"": sentence(refusal)}, 422)
    flash(gettext("De zaak is gesloten."), "ok")
    return render.see_other("cases.show", case_id=case.id)


@bp.get("/reopening")
@requires(Action.CASE_CLOSE)
def reopening_form(case_id: UUID) -> Response:
    """Ask who keeps the case when it opens again."""
    return _keepers_page("keeping/reopening.html", load(Case, case_id))


@bp.post("/reopening")
@requires(Action.CASE_CLOSE)
def reopen(case_id: UUID) -> Response | Redirect:
    """Open a closed case again."""
    case = load(Case, case_id)
    form, people, problems = _chosen(case)
    if form is None:
        return _keepers_page("keeping/reopening.html", case, problems, status=422)
    lead, contact = people
    try:
        reopening.reopen(
            get_session(),
            case,
            lead=lead,
            victim_contact=contact,
            version=form.version,
            by=actor().person,
            now=clock.now(),
        )
    except DomainError as refusal:
        return _refused("keeping/reopening.html", case, refusal, lead, contact)
    flash(gettext("De zaak is weer open."), "ok")
    return render.see_other("cases.show", case_id=case.id)


def _chosen(case: Case) -> tuple[KeepersForm | None, tuple[Person, Person], Problems]:
    """Return the form and both people, or the problems; nobody counts as the present keeper."""
    session = get_session()
    form, problems = forms.parse(KeepersForm)
    now_keeping = (
        session.get_one(Person, case.lead_id),
        session.get_one(Person, case.victim_contact_id),
    )
    if form is None:
        return None, now_keeping, problems
    lead, contact = session.get(Person, form.lead_id), session.get(Person, form.victim_contact_id)
    if lead is None or contact is None:
        field = "lead_id" if lead is None else "victim_contact_id"
        return None, now_keeping, {field: gettext("Kies een van de mogelijkheden.")}
    return form, (lead, contact), {}


def _refused(
    template: str, case: Case, refusal: DomainError, lead: Person, contact: Person
) -> Response:
    problems = {"": sentence(refusal)}
    if not isinstance(refusal, StaleVersion):
        return _keepers_page(template, case, problems, status=422)
    session = get_session()
    conflict = stale.between(
        case.id,
        [
            (gettext("Casusregisseur"), lead.name, session.get_one(Person, case.lead_id).name),
            (
                gettext("Vaste contactpersoon"),
                contact.name,
                session.get_one(Person, case.victim_contact_id).name,
            ),
        ],
    )
    return _keepers_page(template, case, problems, conflict, 409)


def _keepers_page(
    template: str,
    case: Case,
    problems: Problems | None = None,
    conflict: Conflict | None = None,
    status: int = 200,
) -> Response:
    session = get_session()
    people = keepers.eligible(session, case.region_id, case, now=clock.now())
    typed = forms.typed(
        lead_id=case.lead_id, victim_contact_id=case.victim_contact_id, version=case.version
    )
    return render.page(
        template,
        status,
        case=case,
        earlier=hand_over.told(session, case),
        people=[(one.person_id, f"{one.name}, {one.organisation}") for one in people],
        problems=problems or {},
        conflict=conflict,
        typed=stale.renewed(typed, case.version) if conflict else typed,
    )


def _confirm_page(case: Case, lead: Person, contact: Person, version: int) -> Response:
    session = get_session()
    return render.page(
        "keeping/confirm.html",
        case=case,
        now_lead=session.get_one(Person, case.lead_id),
        now_contact=session.get_one(Person, case.victim_contact_id),
        lead=lead,
        contact=contact,
        version=version,
    )


def _closure_page(case: Case, problems: Problems | None = None, status: int = 200) -> Response:
    now, terms = clock.now(), retention_years.terms()
    return render.page(
        "keeping/closure.html",
        status,
        case=case,
        obstacles=closing.obstacles(get_session(), case, now=now) if case.is_open else [],
        term=terms[case.regime],
        retain_until=retention_terms.retain_until(case, terms, closed_at=now),
        problems=problems or {},
    )


def _to_what_one_may_see(case: Case) -> Redirect:
    """Lead to the case, or to one's own cases when this one went out of sight."""
    if rules.permits_case(get_session(), actor(), Action.CASE_VIEW, case):
        return render.see_other("cases.show", case_id=case.id)
    return render.see_other("cases.index")
