"""The plan of a case as its page shows it to this viewer: what stands there, what they may do.

The page, the answer to a change and the live stream all show the same board.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import request, url_for
from flask_babel import get_locale, gettext, ngettext
from sqlmodel import col

from mdt import clock
from mdt.access import guard
from mdt.access.policy import Action
from mdt.access.relations import SECOND_THOUGHTS
from mdt.models import ActionChange, Case, Measure, PlanHeading, SafetyAction
from mdt.safety_plan import actions, folding, measures, news, overview, table
from mdt.safety_plan.folding import Section
from mdt.safety_plan.news import News
from mdt.safety_plan.overview import Line, Plan
from mdt.safety_plan.table import Place
from mdt.web import dates, words
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.timeline import Bar

STILL_SHOWN = timedelta(days=30)
"""How long a measure that has stopped stays in the picture; the page lists older ones below."""

SHOW, ALL = "show", "all"
"""In an address: which headings of a long plan are shown whole; or all of them."""

PRINT = "print"
"""In an address: the page was opened to be printed."""


@dataclass(frozen=True)
class Moves:
    """Which actions the viewer may move, and which of their own moves can be taken back."""

    viewer_id: UUID
    is_open: bool
    all_of_case: bool
    undoable: frozenset[UUID]
    at: datetime

    def may_move(self, line: Line) -> bool:
        """Tell whether the viewer may say how far this action is."""
        is_own = line.owner_id == self.viewer_id and self._is_kept(line)
        return self.is_open and (self.all_of_case or is_own)

    def may_undo(self, line: Line) -> bool:
        """Tell whether the viewer's own last move of this action can be taken back."""
        return line.id in self.undoable and self.may_move(line)

    def _is_kept(self, line: Line) -> bool:
        return line.is_open or (
            line.settled_at is not None and line.settled_at > self.at - SECOND_THOUGHTS
        )


@dataclass(frozen=True)
class Board:
    """Everything that the page of a plan shows."""

    plan: Plan
    news: list[News]
    places: list[Place]
    moves: Moves
    at: datetime
    unfolded: frozenset[PlanHeading] = frozenset()

    @property
    def sections(self) -> list[Section]:
        """Return the headings that have actions, with what is shown of each."""
        return folding.sections(self.plan, self.unfolded, now=self.at)

    @property
    def is_long(self) -> bool:
        """True when the plan shows only part of its actions at first."""
        return folding.is_long(self.plan)

    @property
    def whole_href(self) -> str:
        """Return the address of this plan with every action."""
        return url_for("plan.show", case_id=self.plan.case.id, show=ALL)

    @property
    def print_href(self) -> str:
        """Return the address of this plan with every action, which prints itself."""
        return url_for("plan.show", case_id=self.plan.case.id, show=ALL, print=1)

    def fold_href(self, heading: PlanHeading) -> str:
        """Return the address of this plan with the heading unfolded, or folded again."""
        shown = sorted(self.unfolded ^ {heading})
        anchor = f"heading-{heading}"
        return url_for("plan.show", case_id=self.plan.case.id, show=shown, _anchor=anchor)

    @property
    def bars(self) -> list[Bar]:
        """Return the measures that run, will run or stopped lately, as bars in time."""
        return [bar(one, now=self.at) for one in self.plan.measures if self._is_recent(one)]

    @property
    def past_measures(self) -> list[Measure]:
        """Return the measures that stopped longer ago, the last one first."""
        return [one for one in reversed(self.plan.measures) if not self._is_recent(one)]

    @property
    def standing(self) -> list[tuple[str, int, str]]:
        """Return the parts of the meter: state, number, words."""
        count = self.plan.count
        return [
            ("done", count.done, gettext("klaar")),
            ("busy", count.busy, gettext("bezig")),
            ("late", count.late, gettext("te laat")),
            ("open", count.open, gettext("nog niet begonnen")),
            ("stuck", count.stuck, gettext("lukt niet")),
        ]

    def _is_recent(self, measure: Measure) -> bool:
        return overview.is_running(measure, now=self.at - STILL_SHOWN)


def of(case: Case) -> Board:
    """Return the board of the case; the caller has checked that the viewer may see the plan."""
    session, now = get_session(), clock.now()
    return Board(
        plan=overview.read(session, case, now=now),
        news=news.recent(session, case.id),
        places=table.of(session, case),
        moves=moves_of(case),
        at=now,
        unfolded=_unfolded(),
    )


def href_of(action: SafetyAction) -> str:
    """Return the address of the action's row in its plan, where it is never folded away."""
    number = overview.number(get_session(), col(SafetyAction.case_id) == action.case_id)
    show = action.heading.value if number > folding.FITS else None
    return url_for("plan.show", case_id=action.case_id, show=show, _anchor=f"action-{action.id}")


def moves_of(case: Case) -> Moves:
    """Return what the viewer may do with the actions of the case."""
    session, who, now = get_session(), actor(), clock.now()
    return Moves(
        viewer_id=who.id,
        is_open=case.is_open,
        all_of_case=guard.permits_every_action(session, who, Action.ACTION_MOVE, case),
        undoable=actions.undoable(
            session, col(ActionChange.case_id) == case.id, by=who.person, now=now
        ),
        at=now,
    )


def name_of(measure: Measure) -> str:
    """Return how the measure is called: its own name, else its kind's."""
    return measure.title or words.word(measure.kind)


def bar(measure: Measure, *, now: datetime) -> Bar:
    """Return the measure as a bar with the sentence about its end beside it."""
    return Bar(
        label=name_of(measure),
        starts_at=measure.starts_at,
        ends_at=measures.last_instant(measure),
        note=str(_note(measure, now)),
        is_ended=not overview.is_running(measure, now=now),
        href=url_for("measures.show", measure_id=measure.id),
    )


def _unfolded() -> frozenset[PlanHeading]:
    """Return the headings that the address of this page asks to show whole."""
    asked = request.args.getlist(SHOW)
    return frozenset(heading for heading in PlanHeading if ALL in asked or heading in asked)


def _note(measure: Measure, now: datetime) -> Any:
    if measure.ended_at:
        return gettext("beëindigd op %(moment)s", moment=_moment(measure.ended_at, now))
    if measure.starts_at > now:
        return gettext("begint op %(moment)s", moment=_moment(measure.starts_at, now))
    if measure.ends_at is None:
        return gettext("geen einddatum")
    moment = _moment(measure.ends_at, now)
    if measure.ends_at <= now:
        return gettext("afgelopen op %(moment)s", moment=moment)
    days = dates.days_until(measure.ends_at, today=dates.local_date(now))
    if days == 0:
        return gettext("eindigt vandaag: %(moment)s", moment=moment)
    left = ngettext("nog %(num)s dag", "nog %(num)s dagen", days)
    return gettext("tot %(moment)s · %(left)s", moment=moment, left=left)


def _moment(at: datetime, now: datetime) -> str:
    return dates.moment(at, today=dates.local_date(now), locale=str(get_locale() or "nl"))
