"""What is kept sealed of people in a case, for who keeps it. Templates: mdt/templates/vault/."""

from uuid import UUID

from flask import Blueprint, Response, flash, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.cases import confidential
from mdt.cases.confidential import LabelTellsIt, NothingSealed, SourceMissing
from mdt.errors import DomainError, NotPermitted, StaleVersion
from mdt.models import Case, CasePerson, SealedPart, SealedValue
from mdt.vault.fields import Said
from mdt.web import forms, fresh, once, render, stale, vault_form
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import CONFLICT, UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import load, requires
from mdt.web.stale import Conflict
from mdt.web.vault_form import ReasonForm, SealedForm

bp = Blueprint("vault", __name__, url_prefix="/cases/<uuid:case_id>")

SHOWN_SECONDS = 30
"""How long an opened value stays on the screen; then the page covers it (security.md 2, row 10)."""

FIELD_OF: dict[type[DomainError], str] = {
    LabelTellsIt: "label",
    NothingSealed: "street",
    SourceMissing: "source",
}


@bp.get("/people/<uuid:person_id>/sealed/new")
@requires(Action.VAULT_KEEP)
def new(case_id: UUID, person_id: UUID) -> Response:
    """Ask what to seal of somebody in the case."""
    case = load(Case, case_id)
    return _new_page(case, _person(case, person_id))


@bp.post("/people/<uuid:person_id>/sealed")
@requires(Action.VAULT_KEEP)
def keep(case_id: UUID, person_id: UUID) -> Response | Redirect:
    """Seal it."""
    case = load(Case, case_id)
    person = _person(case, person_id)
    if earlier := once.earlier():
        return earlier
    form, problems = forms.parse(SealedForm)
    if form is None or (problems := vault_form.problems(form)):
        return _new_page(case, person, problems, UNPROCESSABLE)
    try:
        confidential.keep(
            get_session(),
            person,
            vault_form.terms(form),
            form.said,
            by=actor().person,
            now=clock.now(),
        )
    except DomainError as refusal:
        return _new_page(case, person, _at_field(refusal), UNPROCESSABLE)
    flash(gettext("Het gegeven ligt in de kluis. Anderen zien alleen de naam ervan."), "ok")
    return once.done(_to_case(case))


@bp.get("/sealed/<uuid:value_id>")
@requires(Action.VAULT_OPEN)
def show(case_id: UUID, value_id: UUID) -> Response:
    """Show who opened it and why, and ask for a reason to open it."""
    return _page(*_load(case_id, value_id))


@bp.post("/sealed/<uuid:value_id>/readings")
@requires(Action.VAULT_OPEN)
def open_(case_id: UUID, value_id: UUID) -> Response:
    """Show what it says, once, to who keeps it and proved just now who they are.

    The page covers it again by itself.
    """
    case, value = _load(case_id, value_id)
    form, problems = forms.parse(ReasonForm)
    if form is None:
        return _page(case, value, problems, UNPROCESSABLE)
    if not fresh.is_fresh():
        prove = gettext("Bewijs eerst nog een keer wie u bent. Uw reden blijft staan.")
        return _page(case, value, {"reason": prove}, UNPROCESSABLE)
    try:
        said = confidential.open_(
            get_session(), value, form.reason, by=actor().person, now=clock.now()
        )
    except DomainError as refusal:
        return _page(case, value, {"": sentence(refusal)}, UNPROCESSABLE)
    response = _page(case, value, said=said)
    response.headers["Refresh"] = f"{SHOWN_SECONDS}; url={_address(value)}"
    return response


@bp.get("/sealed/<uuid:value_id>/terms")
@requires(Action.VAULT_OPEN)
def terms(case_id: UUID, value_id: UUID) -> Response:
    """Ask for what it must say from now on; what it says now is not shown."""
    return _change_page(*_load(case_id, value_id))


@bp.post("/sealed/<uuid:value_id>")
@requires(Action.VAULT_OPEN)
def change(case_id: UUID, value_id: UUID) -> Response | Redirect:
    """Seal something else in its place."""
    case, value = _load(case_id, value_id)
    form, problems = forms.parse(SealedForm)
    if form is None or (problems := vault_form.problems(form, value)):
        return _change_page(case, value, problems, status=UNPROCESSABLE)
    try:
        confidential.change(
            get_session(),
            value,
            vault_form.terms(form),
            form.said,
            version=form.version,
            by=actor().person,
            now=clock.now(),
        )
    except StaleVersion as refusal:
        conflict = stale.between(value.id, vault_form.differences(form, value))
        return _change_page(case, value, {"": sentence(refusal)}, conflict, CONFLICT)
    except DomainError as refusal:
        return _change_page(case, value, _at_field(refusal), status=UNPROCESSABLE)
    flash(gettext("Het afgeschermde gegeven is gewijzigd."), "ok")
    return _to_case(case)


@bp.post("/sealed/<uuid:value_id>/activity")
@requires(Action.VAULT_OPEN)
def set_active(case_id: UUID, value_id: UUID) -> Redirect:
    """Set it aside when it is of no use any more, or put it back."""
    case, value = _load(case_id, value_id)
    is_active = request.form.get("is_active") == "1"
    confidential.set_active(
        get_session(), value, is_active=is_active, by=actor().person, now=clock.now()
    )
    if is_active:
        flash(gettext("Het afgeschermde gegeven staat weer in de zaak."), "ok")
    else:
        flash(gettext("Het staat nu opzij. Het blijft geheim, en u kunt het terugzetten."), "ok")
    return render.see_other(".show", case_id=case.id, value_id=value.id)


def _load(case_id: UUID, value_id: UUID) -> tuple[Case, SealedValue]:
    value = load(SealedValue, value_id)
    if value.case_id != case_id:
        raise NotPermitted
    return get_session().get_one(Case, case_id), value


def _address(value: SealedValue) -> str:
    return url_for(".show", case_id=value.case_id, value_id=value.id)


def _person(case: Case, key: UUID) -> CasePerson:
    person = get_session().get(CasePerson, key)
    if person is None or person.case_id != case.id:
        raise NotPermitted
    return person


def _to_case(case: Case) -> Redirect:
    return render.see_other("cases.show", case_id=case.id, _anchor="people")


def _at_field(refusal: DomainError) -> Problems:
    return {FIELD_OF.get(type(refusal), ""): sentence(refusal)}


def _page(
    case: Case,
    value: SealedValue,
    problems: Problems | None = None,
    status: int = 200,
    said: Said | None = None,
) -> Response:
    session = get_session()
    return render.page(
        "vault/show.html",
        status,
        case=case,
        one=confidential.masked(session, value),
        person=session.get_one(CasePerson, value.case_person_id),
        said=[(vault_form.word(part), plain) for part, plain in said.items()] if said else None,
        shown_seconds=SHOWN_SECONDS,
        prove_href=None if fresh.is_fresh() else fresh.address(_address(value)),
        readings=confidential.readings(session, value),
        problems=problems or {},
        typed=forms.typed(reason=""),
    )


def _new_page(
    case: Case, person: CasePerson, problems: Problems | None = None, status: int = 200
) -> Response:
    label = confidential.next_label(get_session(), case)
    empty = dict.fromkeys(part.value for part in SealedPart)
    return render.page(
        "vault/new.html",
        status,
        case=case,
        person=person,
        **vault_form.choices(),
        problems=problems or {},
        typed=forms.typed(
            **dict.fromkeys(empty, ""), kind="address", label=label, holder=vault_form.usual()
        ),
    )


def _change_page(
    case: Case,
    value: SealedValue,
    problems: Problems | None = None,
    conflict: Conflict | None = None,
    status: int = 200,
) -> Response:
    typed = forms.typed(
        **{part.value: "" for part in SealedPart},
        kind=value.kind,
        label=value.label,
        holder=vault_form.holder_of(value),
        version=value.version,
    )
    return render.page(
        "vault/terms.html",
        status,
        case=case,
        value=value,
        person=get_session().get_one(CasePerson, value.case_person_id),
        **vault_form.choices(value),
        problems=problems or {},
        conflict=conflict,
        typed=stale.shown(typed, value.version, conflict),
    )
