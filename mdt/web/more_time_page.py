"""Requests for more time on screen: at the action, at the plan and on Vandaag."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext, ngettext
from sqlalchemy import ColumnElement

from mdt import clock
from mdt.access.policy import Action
from mdt.models import Case, MoreTime, Person, SafetyAction
from mdt.safety_plan import more_time
from mdt.safety_plan.changes import due_of
from mdt.safety_plan.lateness import Due
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.guard import can
from mdt.web.render import link
from mdt.web.todo import Task


@dataclass(frozen=True)
class Asked:
    """A request as a card shows it; may_answer, may_undo, is_own: what this viewer can do."""

    row: MoreTime
    action: SafetyAction
    who: str
    due: Due
    may_answer: bool
    may_undo: bool
    is_own: bool

    @property
    def is_waiting(self) -> bool:
        """True while nobody answered."""
        return self.row.open_key is not None

    @property
    def due_on(self) -> date:
        """Return the day that is proposed."""
        return self.row.due_on


def of_action(action: SafetyAction) -> list[Asked]:
    """Return what was asked about this action and still says something."""
    return _shown(more_time.about(get_session(), action.id, now=clock.now()))


def of_plan(case: Case) -> list[Asked]:
    """Return what was asked about the actions of this case."""
    return _shown(more_time.in_plan(get_session(), case.id, now=clock.now()))


def tasks(watch: ColumnElement[bool]) -> list[Task]:
    """Return the task of deciding about requests, when there are some.

    watch: what the viewer watches (mdt.safety_plan.watched).
    """
    session = get_session()
    found = more_time.waiting(session, watch)
    asked = [(row, action) for row, action in found if can(Action.ACTION_EDIT, action)]
    if not asked:
        return []
    _, first = asked[0]
    number = len(asked)
    alias = session.get_one(Case, first.case_id).alias
    return [
        Task(
            tone="",
            icon="clock",
            title=ngettext(
                "Er is meer tijd gevraagd voor een actie",
                "Er is meer tijd gevraagd voor %(num)s acties",
                number,
            ),
            text=gettext("Zaak %(alias)s. De datum blijft staan tot u beslist.", alias=alias),
            verb=gettext("Beslis"),
            href=link("actions.show", action_id=first.id),
        )
    ]


def _shown(found: Iterable[tuple[MoreTime, SafetyAction]]) -> list[Asked]:
    session, who, now = get_session(), actor().person, clock.now()
    return [
        Asked(
            row=row,
            action=action,
            who=session.get_one(Person, row.asked_by_id).name,
            due=due_of(action),
            may_answer=row.open_key is not None and can(Action.ACTION_EDIT, action),
            may_undo=more_time.may_undo(row, who, now=now),
            is_own=row.open_key is not None and row.asked_by_id == who.id,
        )
        for row, action in found
        if row.asked_by_id == who.id or can(Action.ACTION_EDIT, action)
    ]
