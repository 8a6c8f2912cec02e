"""What proceedings and measures say of contact. Templates: mdt/templates/contact_rules/."""

from datetime import date, time
from typing import Any, ClassVar
from uuid import UUID

from flask import Blueprint, Response, flash, request
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from pydantic import Field
from sqlmodel import SQLModel
from werkzeug.wrappers import Response as Redirect

from mdt import clock
from mdt.access.policy import Action
from mdt.errors import DomainError, StaleVersion
from mdt.judiciary import contacts
from mdt.judiciary.contacts import Terms
from mdt.models import Case, ContactKind, ContactRule
from mdt.web import dates, filters, forms, once, procedure_page, render, stale, words
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import CONFLICT, UNPROCESSABLE, sentence
from mdt.web.forms import Problems
from mdt.web.guard import load, requires
from mdt.web.stale import Conflict

bp = Blueprint("contact_rules", __name__)

Answer = Response | Redirect

AT_FIELD: dict[type[DomainError], str] = {
    contacts.LastDayFirst: "until_day",
    contacts.SourceMissing: "source_id",
    contacts.TimesMissing: "opens",
    contacts.TwoPeople: "other_id",
}


class ContactForm(SQLModel):
    """What is said of contact between two people, and the version that was seen."""

    MISSING: ClassVar[dict[str, LazyString]] = {
        "source_id": _l("Kies waar dit in staat."),
        "kind": _l("Kies wat er over contact is geregeld."),
        "person_id": _l("Kies een mens uit deze zaak."),
        "other_id": _l("Kies een mens uit deze zaak."),
    }

    source_id: UUID
    kind: ContactKind
    person_id: UUID
    other_id: UUID
    from_day: date | None = None
    until_day: date | None = None
    weekday: int | None = Field(default=None, ge=0, le=6)
    opens: time | None = None
    closes: time | None = None
    version: int = 1

    @property
    def terms(self) -> Terms:
        """Return what was typed, without times when it is always."""
        values = {name: getattr(self, name) for name in Terms.__dataclass_fields__}
        if self.weekday is None:
            values |= {"opens": None, "closes": None}
        return Terms(**values)


@bp.get("/cases/<uuid:case_id>/contact-rules/new")
@requires(Action.PROCEDURES_EDIT)
def new(case_id: UUID) -> Response:
    """Ask what is said of contact."""
    return _form_page(load(Case, case_id), None)


@bp.post("/cases/<uuid:case_id>/contact-rules")
@requires(Action.PROCEDURES_EDIT)
def add(case_id: UUID) -> Answer:
    """Add what is said of contact."""
    case = load(Case, case_id)
    if earlier := once.earlier():
        return earlier
    form, problems = forms.parse(ContactForm)
    if form is None:
        return _form_page(case, None, problems)
    try:
        contacts.add(get_session(), case, form.terms, by=actor().person, now=clock.now())
    except DomainError as refusal:
        return _form_page(case, None, _at_field(refusal))
    return once.done(_done(case.id))


@bp.get("/contact-rules/<uuid:rule_id>")
@requires(Action.PROCEDURES_EDIT)
def show(rule_id: UUID) -> Response:
    """Show what is said of contact, to change."""
    rule = load(ContactRule, rule_id)
    return _form_page(get_session().get_one(Case, rule.case_id), rule)


@bp.post("/contact-rules/<uuid:rule_id>")
@requires(Action.PROCEDURES_EDIT)
def change(rule_id: UUID) -> Answer:
    """Change what is said of contact."""
    rule = load(ContactRule, rule_id)
    case = get_session().get_one(Case, rule.case_id)
    form, problems = forms.parse(ContactForm)
    if form is None:
        return _form_page(case, rule, problems)
    by, now = actor().person, clock.now()
    try:
        contacts.change(get_session(), rule, form.terms, version=form.version, by=by, now=now)
    except StaleVersion as refusal:
        return _form_page(case, rule, {"": sentence(refusal)}, _conflict(case, rule, form.terms))
    except DomainError as refusal:
        return _form_page(case, rule, _at_field(refusal))
    return _done(case.id)


@bp.post("/contact-rules/<uuid:rule_id>/activity")
@requires(Action.PROCEDURES_EDIT)
def set_active(rule_id: UUID) -> Redirect:
    """Set aside what is no longer said of contact, or put it back."""
    rule = load(ContactRule, rule_id)
    is_active = request.form.get("is_active") == "1"
    by, now = actor().person, clock.now()
    contacts.set_active(get_session(), rule, is_active=is_active, by=by, now=now)
    return _done(rule.case_id)


def _done(case_id: UUID) -> Redirect:
    flash(gettext("Wat er over contact is geregeld, is bijgewerkt."), "ok")
    return render.see_other("procedures.index", case_id=case_id)


def _at_field(refusal: DomainError) -> Problems:
    return {AT_FIELD.get(type(refusal), ""): sentence(refusal)}


def _form_page(
    case: Case,
    rule: ContactRule | None,
    problems: Problems | None = None,
    conflict: Conflict | None = None,
) -> Response:
    typed = forms.typed(**_shown(rule))
    status = CONFLICT if conflict else UNPROCESSABLE
    return render.page(
        "contact_rules/form.html",
        status if problems else 200,
        case=case,
        rule=rule,
        sources=procedure_page.sources(case),
        kinds=words.options(ContactKind),
        people=list(procedure_page.names_of(case).items()),
        days=[(number, procedure_page.weekday(number)) for number in procedure_page.DAYS],
        typed=stale.shown(typed, rule.version, conflict) if rule else typed,
        problems=problems or {},
        conflict=conflict,
    )


def _shown(rule: ContactRule | None) -> dict[str, Any]:
    """Return what the fields show before anything was typed."""
    if rule is None:
        return dict.fromkeys([*Terms.__dataclass_fields__], "") | {"version": 1}
    values = {name: _text(value) for name, value in vars(contacts.terms_of(rule)).items()}
    return values | {"version": rule.version}


def _text(value: Any) -> str:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return "" if value is None else str(value)


def _conflict(case: Case, rule: ContactRule, mine: Terms) -> Conflict:
    theirs = contacts.terms_of(rule)
    both = zip(_worded(case, mine), _worded(case, theirs), strict=True)
    return stale.between(rule.id, [(label, one, other) for (label, one), (_, other) in both])


def _worded(case: Case, terms: Terms) -> list[tuple[str, str]]:
    names, labels = procedure_page.names_of(case), dict(procedure_page.sources(case))
    day = "" if terms.weekday is None else procedure_page.weekday(terms.weekday)
    return [
        (gettext("Waar staat dit?"), labels.get(terms.source_id, "")),
        (gettext("Wat is er geregeld?"), words.word(terms.kind)),
        (gettext("Wie"), names.get(terms.person_id, "")),
        (gettext("Met wie"), names.get(terms.other_id, "")),
        (gettext("Dag van de week"), day),
        (gettext("Tijd"), f"{_text(terms.opens)} {_text(terms.closes)}".strip()),
        (gettext("Vanaf"), _day(terms.from_day)),
        (gettext("Tot en met"), _day(terms.until_day)),
    ]


def _day(day: date | None) -> str:
    return dates.day(day, today=filters.today()) if day else ""
