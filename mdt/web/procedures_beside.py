"""What the proceedings of a case mean for its plan, for one measure, and for a table that sits.

A ban beside an arrangement that says the opposite, and the hearings that are coming: short, on
the pages where people decide. The section itself is mdt.web.procedure_page.

Source: domain.md 1 (20: conflicting decisions of criminal and family judge).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from mdt import clock
from mdt.access import guard
from mdt.access.policy import Action
from mdt.judiciary import procedures
from mdt.models import Case, Measure
from mdt.web import procedure_page
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.guard import saw
from mdt.web.procedure_page import Clash, Line


@dataclass(frozen=True)
class Beside:
    """What contradicts itself, and the hearings to come, the next one first."""

    clashes: Sequence[Clash]
    hearings: Sequence[Line]

    def __bool__(self) -> bool:
        """Return whether there is anything to tell."""
        return bool(self.clashes or self.hearings)


NOTHING = Beside((), ())


def shown(case: Case) -> Beside | None:
    """Return what bears on the case's plan and tables, or None when that is not for the viewer.

    Leaves the audit row of the section when there is anything to read.
    """
    session = get_session()
    if not guard.permits_case(session, actor(), Action.PROCEDURES_VIEW, case):
        return None
    if not procedures.bear_on(session, case):
        return NOTHING
    saw(Action.PROCEDURES_VIEW, case.id)
    return of_case(case)


def of_case(case: Case) -> Beside:
    """Return what bears on the whole case; the caller has the section's permission."""
    found, now = procedure_page.of(case), clock.now()
    return Beside(
        found.clashes,
        [one for one in found.running if (at := one.procedure.hearing_at) and now < at],
    )


def of_measure(case: Case, measure: Measure) -> Beside | None:
    """Return the clashes of a measure and the hearings before it ends; None: not for the viewer."""
    whole, end = shown(case), measure.ended_at or measure.ends_at
    if whole is None:
        return None
    return Beside(
        [clash for clash in whole.clashes if measure.id in clash.keys],
        [one for one in whole.hearings if end and (one.procedure.hearing_at or end) <= end],
    )
