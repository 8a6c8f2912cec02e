"""The people a case is about. Templates: mdt/templates/case_people/."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from flask import Blueprint, Response, flash, request
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from pydantic import Field
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.cases import persons
from mdt.cases.persons import BirthDateImpossible, Details, NameIsAlias
from mdt.errors import DomainError, NotPermitted, StaleVersion
from mdt.models import Case, CasePerson, CaseRole, LegalStatus
from mdt.web import forms, once, render, stale, words
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import sentence
from mdt.web.forms import Problems
from mdt.web.guard import load, requires
from mdt.web.stale import Conflict

bp = Blueprint("case_people", __name__, url_prefix="/cases/<uuid:case_id>/people")

FIELD_OF: dict[type[DomainError], str] = {BirthDateImpossible: "born_on", NameIsAlias: "name"}


class PersonForm(SQLModel):
    """What is known of someone in a case, and the version that was seen."""

    MISSING: ClassVar[dict[str, LazyString]] = {
        "name": _l("Vul een naam in."),
        "case_role": _l("Kies wie dit is in de zaak."),
    }

    name: str = Field(max_length=120)
    case_role: CaseRole
    legal_status: LegalStatus = LegalStatus.NONE
    relation: str = Field(default="", max_length=160)
    born_on: date | None = None
    version: int = 0

    def details(self) -> Details:
        """Return what is known, as the domain takes it."""
        return Details(**self.model_dump(exclude={"version"}))


@bp.get("/new")
@requires(Action.PERSONS_EDIT)
def new(case_id: UUID) -> Response:
    """Ask for someone new in the case."""
    return _page(load(Case, case_id), None)


@bp.post("/")
@requires(Action.PERSONS_EDIT)
def add(case_id: UUID) -> Response | Redirect:
    """Put someone in the case."""
    case = load(Case, case_id)
    if earlier := once.earlier():
        return earlier
    form, problems = forms.parse(PersonForm)
    if form is None:
        return _page(case, None, problems, status=422)
    try:
        persons.add(get_session(), case, form.details(), by=actor().person, now=clock.now())
    except DomainError as refusal:
        return _page(case, None, _at_field(refusal), status=422)
    return once.done(_done(case))


@bp.get("/<uuid:person_id>")
@requires(Action.PERSONS_EDIT)
def show(case_id: UUID, person_id: UUID) -> Response:
    """Show someone in the case, to change what is known."""
    return _page(*_load(case_id, person_id))


@bp.post("/<uuid:person_id>")
@requires(Action.PERSONS_EDIT)
def change(case_id: UUID, person_id: UUID) -> Response | Redirect:
    """Change what is known of someone."""
    case, person = _load(case_id, person_id)
    form, problems = forms.parse(PersonForm)
    if form is None:
        return _page(case, person, problems, status=422)
    try:
        persons.change(
            get_session(),
            case,
            person,
            form.details(),
            version=form.version,
            by=actor().person,
            now=clock.now(),
        )
    except StaleVersion as refusal:
        conflict = _conflict(person, form.details())
        return _page(case, person, {"": sentence(refusal)}, conflict, 409)
    except DomainError as refusal:
        return _page(case, person, _at_field(refusal), status=422)
    return _done(case)


@bp.post("/<uuid:person_id>/activity")
@requires(Action.PERSONS_EDIT)
def set_active(case_id: UUID, person_id: UUID) -> Response | Redirect:
    """Set someone aside who does not belong in the case, or put them back."""
    case, person = _load(case_id, person_id)
    is_active = request.form.get("is_active") == "1"
    persons.set_active(
        get_session(), case, person, is_active=is_active, by=actor().person, now=clock.now()
    )
    return _done(case)


def _load(case_id: UUID, person_id: UUID) -> tuple[Case, CasePerson]:
    case, person = load(Case, case_id), load(CasePerson, person_id)
    if person.case_id != case.id:
        raise NotPermitted
    return case, person


def _done(case: Case) -> Redirect:
    flash(gettext("De mensen in de zaak zijn bijgewerkt."), "ok")
    return render.see_other("cases.show", case_id=case.id, _anchor="people")


def _at_field(refusal: DomainError) -> Problems:
    return {FIELD_OF.get(type(refusal), ""): sentence(refusal)}


def _conflict(person: CasePerson, mine: Details) -> Conflict:
    theirs = persons.details_of(person)
    return stale.between(
        person.id,
        [
            (gettext("Naam"), mine.name, theirs.name),
            (gettext("Rol"), words.word(mine.case_role), words.word(theirs.case_role)),
            (gettext("Status"), words.word(mine.legal_status), words.word(theirs.legal_status)),
            (gettext("Relatie"), mine.relation, theirs.relation),
            (gettext("Geboren"), str(mine.born_on or ""), str(theirs.born_on or "")),
        ],
    )


def _page(
    case: Case,
    person: CasePerson | None,
    problems: Problems | None = None,
    conflict: Conflict | None = None,
    status: int = 200,
) -> Response:
    known = vars(persons.details_of(person)) if person else _nothing_known()
    typed = forms.typed(**known, version=person.version if person else 0)
    if conflict and person:
        typed = stale.renewed(typed, person.version)
    return render.page(
        "case_people/person.html",
        status,
        case=case,
        person=person,
        roles=words.options(CaseRole),
        statuses=words.options(LegalStatus),
        problems=problems or {},
        conflict=conflict,
        typed=typed,
    )


def _nothing_known() -> dict[str, object]:
    return {
        "name": "",
        "case_role": "",
        "legal_status": LegalStatus.NONE,
        "relation": "",
        "born_on": None,
    }
