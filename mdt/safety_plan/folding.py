"""What a long plan shows at first, and what stands behind a link under each heading.

A plan that fits is shown whole. Of a longer one, what was done longer than a day ago folds, and
what cannot be done once a table has seen it; of what is still to be done, the first due are shown.
What is late never folds: nobody at a review may miss it (docs/decisions/0025).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from mdt.access.relations import SECOND_THOUGHTS
from mdt.models import ActionState, PlanHeading
from mdt.safety_plan import lateness, overview
from mdt.safety_plan.overview import Line, Plan

FITS = 40
"""How many actions a plan shows whole, and how many open ones a longer plan shows at first."""


@dataclass(frozen=True)
class Section:
    """A heading of the plan: the actions that are shown, and how many are not.

    settled, later: those that are over, and those that come after the ones shown;
    is_unfolded: all are shown because that was asked for.
    """

    heading: PlanHeading
    lines: list[Line]
    settled: int
    later: int
    is_unfolded: bool

    @property
    def folded(self) -> int:
        """Return how many actions are not shown."""
        return self.settled + self.later


def is_long(plan: Plan) -> bool:
    """Tell whether the plan has more actions than are shown at once."""
    return len(plan.lines) > FITS


def sections(plan: Plan, unfolded: Collection[PlanHeading] = (), *, now: datetime) -> list[Section]:
    """Return the headings that have actions, in their order, with what is shown of them."""
    shown = {line.id for line in plan.lines if not is_long(plan)} or _first(plan, now)
    return [
        _section(heading, found, shown, is_unfolded=is_long(plan) and heading in unfolded)
        for heading, found in overview.under_headings(plan.lines)
    ]


def _section(
    heading: PlanHeading, found: list[Line], shown: Collection[UUID], *, is_unfolded: bool
) -> Section:
    folded = [] if is_unfolded else [line for line in found if line.id not in shown]
    later = sum(line.is_open for line in folded)
    lines = found if not folded else [line for line in found if line.id in shown]
    return Section(heading, lines, len(folded) - later, later, is_unfolded)


def _first(plan: Plan, now: datetime) -> set[UUID]:
    """Return what a long plan shows at first; its lines stand with the first due in front."""
    frozen_at = plan.versions[0].frozen_at if plan.versions else None
    due = islice((line.id for line in plan.lines if line.is_open), FITS)
    late = (line.id for line in plan.lines if _is_late(line, now))
    news = (line.id for line in plan.lines if _is_news(line, frozen_at, now))
    return {*due, *late, *news}


def _is_late(line: Line, now: datetime) -> bool:
    return lateness.is_late(line.state, line.late_after, now=now)


def _is_news(line: Line, frozen_at: datetime | None, now: datetime) -> bool:
    """Tell whether an action was settled today, or cannot be done and no table has seen that."""
    if line.settled_at is None:
        return False
    is_unseen = frozen_at is None or line.settled_at > frozen_at
    is_stuck = line.state is ActionState.NOT_DONE and is_unseen
    return is_stuck or line.settled_at > now - SECOND_THOUGHTS
