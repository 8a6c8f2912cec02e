"""The forms of duty rosters, and the rhythm that one of them says."""

from datetime import date, time
from typing import ClassVar
from uuid import UUID

from flask import request
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from pydantic import AwareDatetime, BaseModel

from mdt.models import DutyPeriod
from mdt.scheduling.duty_rosters import Terms
from mdt.web import forms
from mdt.web.duty_page import TURNS
from mdt.web.forms import Problems


class RosterForm(BaseModel):
    """A new roster."""

    MISSING: ClassVar[dict[str, LazyString]] = {
        "organisation_id": _l("Kies de organisatie."),
        "period": _l("Kies een deel van de dag."),
    }

    organisation_id: UUID
    period: DutyPeriod


class RhythmForm(BaseModel):
    """The rhythm of a roster; hours are both there or both not."""

    first_on: date
    hands_over: time
    starts: time | None = None
    ends: time | None = None
    version: int = 0


class SwapForm(BaseModel):
    """Two stretches, by their beginning."""

    MISSING: ClassVar[dict[str, LazyString]] = {
        "one": _l("Kies een dienst."),
        "other": _l("Kies een dienst."),
    }

    one: AwareDatetime
    other: AwareDatetime
    version: int = 0


class ShiftForm(BaseModel):
    """Somebody else for once, or nobody; wall clock."""

    from_on: date
    from_time: time
    until_on: date
    until_time: time
    person_id: UUID | None = None
    version: int = 0


def rhythm() -> tuple[Terms | None, int, Problems]:
    """Return the rhythm that was typed, None with its problems, and the version that was seen."""
    form, problems = forms.parse(RhythmForm)
    if form is not None and (form.starts is None) != (form.ends is None):
        form, problems = None, {"ends": gettext("Vul beide tijden in, of geen van beide.")}
    try:
        people = [UUID(text) for n in range(TURNS) if (text := request.form.get(f"turn-{n}"))]
    except ValueError:
        form, problems = None, {"turn-0": gettext("Kies een van de mogelijkheden.")}
    if form is None:
        return None, 0, problems
    hours = (form.starts, form.ends) if form.starts and form.ends else None
    terms = Terms(first_on=form.first_on, hands_over=form.hands_over, hours=hours, people=people)
    return terms, form.version, {}
