"""The form for a new conference: which cases can be chosen, and what was typed so far."""

from collections.abc import Sequence
from uuid import UUID

from flask import Response, request
from sqlalchemy import ColumnElement
from sqlmodel import col, select

from mdt.access import guard as rules
from mdt.access.policy import POLICY, Action
from mdt.cases import finding
from mdt.conferences import agenda, latest, lifecycle, turns
from mdt.errors import DomainError
from mdt.models import AgendaItem, Case, Conference, Panel
from mdt.web import caseless, forms, render, turn_page, wall
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.errors import sentence
from mdt.web.forms import Problems
from mdt.web.guard import saw_cases

OFFERED = 6
"""So many cases are offered before somebody searches."""

USUAL_MINUTES = 60

_FIELDS: dict[type[DomainError], str] = {
    agenda.CaseIsClosed: "case_id",
    agenda.CaseElsewhere: "case_id",
    agenda.CaseTwice: "case_id",
    agenda.TooLong: "minutes",
    latest.SignalNotYet: "signal_day",
    lifecycle.PanelElsewhere: "panel_id",
    turns.PastCutOff: "because",
    turns.TableFull: "minutes",
    turns.TurnFallsOut: "turn",
}


def page(
    problems: Problems | None = None, status: int = 200, *, chosen: UUID | None = None
) -> Response:
    """Return the form with what was typed; its list of cases alone when htmx asks for that."""
    cases, has_more = choices(Action.CONFERENCE_CREATE, chosen=chosen)
    panels, offered = _panels(), turn_page.offered()
    case = next((one for one in cases if one.id == chosen), None)
    best = turn_page.suggested(offered, case)
    return render.page_or_partial(
        "conferences/new.html",
        "conferences/_cases.html",
        status,
        cases=cases,
        has_more=has_more,
        kinds=caseless.case_kinds(),
        panels=[(str(panel.id), panel.name) for panel in panels],
        turns=[(turn_page.key(one), turn_page.said(one)) for one in offered],
        best=turn_page.said(best) if best else "",
        problems=problems or {},
        typed=forms.typed(
            q="",
            case_id=chosen or "",
            kind="",
            panel_id=panels[0].id if len(panels) == 1 else "",
            question="",
            minutes=panels[0].minutes if len(panels) == 1 else USUAL_MINUTES,
            turn=turn_page.key(best) if best else "",
            because="",
            **wall.show("signal", None),
        ),
    )


def choices(
    action: Action, *, chosen: UUID | None = None, besides: Conference | None = None
) -> tuple[list[Case], bool]:
    """Return the open cases to choose from, and whether there are more than are shown.

    They are those that hold what was typed in q, else the newest; the chosen one is always there.
    besides: a conference whose region they must be of, and whose own cases are left out.
    """
    found, has_more = _found(action, besides)
    if chosen and chosen not in {case.id for case in found}:
        found = [*_open_cases(action, besides, col(Case.id) == chosen), *found]
    saw_cases(action, (case.id for case in found))
    return found, has_more


def at_field(refusal: DomainError) -> Problems:
    """Return the refusal at the field that it is about."""
    return {_FIELDS.get(type(refusal), ""): sentence(refusal)}


def _found(action: Action, besides: Conference | None) -> tuple[list[Case], bool]:
    typed = request.form.get("q", "").strip()
    if not typed:
        newest = _open_cases(action, besides, limit=OFFERED + 1)
        return newest[:OFFERED], len(newest) > OFFERED
    may_see = rules.visible_cases(actor(), action) & _fits(besides)
    listed = finding.search(get_session(), may_see, typed)
    cases = [row.case for row in listed]
    return cases[: finding.MOST_FOUND], len(cases) > finding.MOST_FOUND


def _open_cases(
    action: Action, besides: Conference | None, *conditions: ColumnElement[bool], limit: int = 1
) -> list[Case]:
    query = (
        select(Case)
        .where(rules.visible_cases(actor(), action), _fits(besides), *conditions)
        .order_by(col(Case.opened_at).desc(), col(Case.id))
        .limit(limit)
    )
    return list(get_session().exec(query))


def _fits(besides: Conference | None) -> ColumnElement[bool]:
    is_open = col(Case.closed_at).is_(None)
    if besides is None:
        return is_open
    taken = select(AgendaItem.case_id).where(AgendaItem.conference_id == besides.id)
    return is_open & (col(Case.region_id) == besides.region_id) & col(Case.id).not_in(taken)


def _panels() -> Sequence[Panel]:
    regions = actor().regions(POLICY[Action.CONFERENCE_CREATE].roles)
    query = select(Panel).where(col(Panel.region_id).in_(regions), col(Panel.is_active))
    return get_session().exec(query.order_by(Panel.name)).all()
