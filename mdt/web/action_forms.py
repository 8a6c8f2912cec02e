"""The forms of actions: what can be typed, what they show, what they mean."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from flask import request
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from pydantic import Field
from sqlmodel import SQLModel

from mdt import clock
from mdt.cases import risks
from mdt.cases.risks import RiskNamedTwice
from mdt.errors import DomainError
from mdt.models import ActionState, Case, PlanHeading, Risk, SafetyAction
from mdt.safety_plan import owners
from mdt.safety_plan.actions import ReasonMissing, RiskOfAnotherCase, Terms
from mdt.safety_plan.changes import due_of
from mdt.safety_plan.owners import OwnerCannotAct
from mdt.web import forms, wall, words
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import sentence
from mdt.web.forms import Problems

FIELDS = {
    "title": ("title",),
    "heading": ("heading",),
    "owner": ("owner_id",),
    "risk": ("risk_id", "new_risk"),
    "due": ("due_day", "due_time", "due_fold"),
}
"""Which fields of the form say which field of an action."""

AT_FIELD: dict[type[DomainError], str] = {
    OwnerCannotAct: "owner_id",
    ReasonMissing: "remark",
    RiskNamedTwice: "new_risk",
    RiskOfAnotherCase: "risk_id",
}


class Back(StrEnum):
    """The page that a state was changed on, and that is shown again."""

    ACTION = "action"
    LATE = "late"
    LIST = "list"
    PLAN = "plan"


class ActionForm(SQLModel):
    """What is agreed about an action."""

    MISSING: ClassVar[dict[str, LazyString]] = {
        "title": _l("Schrijf op wat er gaat gebeuren."),
        "heading": _l("Kies onder welk kopje de actie staat."),
        "owner_id": _l("Kies wie het doet."),
        "due_day": _l("Vul in op welke dag het klaar is, bijvoorbeeld 27-11-2026."),
    }

    title: str = Field(min_length=1, max_length=200)
    heading: PlanHeading
    owner_id: UUID
    risk_id: UUID | None = None
    new_risk: str = Field(default="", max_length=120)
    due_day: date
    due_time: time | None = None
    due_fold: int | None = Field(default=None, ge=0, le=1)
    version: int = 1


class StateForm(SQLModel):
    """How far an action is, and the owner's word with it."""

    state: ActionState
    remark: str | None = Field(default=None, max_length=600)
    version: int
    back: Back = Back.ACTION

    @property
    def said(self) -> str | None:
        """Return the remark, empty when it was emptied; None when the form has no such field."""
        return (self.remark or "") if "remark" in request.form else None


@dataclass(frozen=True)
class Choices:
    """What the fields of an action offer."""

    headings: list[tuple[str, str]]
    at_table: list[tuple[str, str]]
    others: list[tuple[str, str]]
    risks: list[tuple[str, str]]


def choices(case: Case, chosen: SafetyAction | None = None) -> Choices:
    """Return what an action of the case can be given; a risk set aside only if it is chosen."""
    session = get_session()
    people = owners.eligible(session, case, now=clock.now())
    named = [
        (one.at_table, (str(one.person_id), f"{one.name}, {one.organisation}")) for one in people
    ]
    kept = [risk for risk in risks.of(session, case) if _is_offered(risk, chosen)]
    return Choices(
        headings=words.options(PlanHeading),
        at_table=[option for at_table, option in named if at_table],
        others=[option for at_table, option in named if not at_table],
        risks=[(str(risk.id), risk.name) for risk in kept],
    )


def shown(action: SafetyAction | None) -> dict[str, Any]:
    """Return what the fields show before anything was typed."""
    if action is None:
        empty = {"title": "", "heading": "", "owner_id": "", "risk_id": "", "new_risk": ""}
        return empty | wall.show("due", None) | {"version": 1}
    due = due_of(action)
    day = {"due_day": due.isoformat(), "due_time": "", "due_fold": ""}
    return {
        "title": action.title,
        "heading": action.heading.value,
        "owner_id": str(action.owner_id),
        "risk_id": str(action.risk_id),
        "new_risk": "",
        **(wall.show("due", due) if isinstance(due, datetime) else day),
        "version": action.version,
    }


def merged(action: SafetyAction, own: set[str]) -> dict[str, Any]:
    """Return what the fields show after a stale write: one's own typing, elsewhere what is now."""
    values = shown(action)
    for field in own:
        values |= {name: request.form.get(name, "") for name in FIELDS[field]}
    return values


def terms(case: Case, *, may_add_risk: bool) -> tuple[Terms | None, int, Problems]:
    """Return what was typed as terms, the version it was typed on, and the problems.

    A new risk that was typed is added to the case, in the same transaction.
    """
    form, problems = forms.parse(ActionForm)
    if form is None:
        return None, 0, problems | _risk_missing()
    due: date | datetime | None = form.due_day
    if form.due_time is not None:
        due = wall.read(form, "due", problems)
    risk_id = _risk(case, form, problems, may_add_risk=may_add_risk)
    if due is None or risk_id is None:
        return None, form.version, problems
    wanted = Terms(
        title=form.title,
        heading=form.heading,
        owner_id=form.owner_id,
        risk_id=risk_id,
        due=due,
    )
    return wanted, form.version, problems


def problems_of(refusal: DomainError) -> Problems:
    """Return the refusal as a message at the field that it is about, else of the whole form."""
    return {AT_FIELD.get(type(refusal), ""): sentence(refusal)}


def _is_offered(risk: Risk, chosen: SafetyAction | None) -> bool:
    return risk.is_active or (chosen is not None and risk.id == chosen.risk_id)


def _risk(case: Case, form: ActionForm, problems: Problems, *, may_add_risk: bool) -> UUID | None:
    if not form.new_risk or not may_add_risk:
        problems.update(_risk_missing())
        return form.risk_id
    try:
        by, now = actor().person, clock.now()
        return risks.add(get_session(), case, form.new_risk, by=by, now=now).id
    except DomainError as refusal:
        problems.update(problems_of(refusal))
        return None


def _risk_missing() -> Problems:
    if request.form.get("risk_id") or request.form.get("new_risk"):
        return {}
    return {"risk_id": gettext("Kies welk risico deze actie kleiner maakt.")}
