"""The order of the cases of a sitting in which everyone together waits least. Pure.

Proven the best up to MOST_PROVEN cases; above that, or when times make the search too long, the
best that was found, and it says so.

Source: scheduling.md 4.2.
"""

from typing import NamedTuple

from mdt.scheduling import near_order, subset_order, timed_order, waiting
from mdt.scheduling.subset_order import Subsets
from mdt.scheduling.waiting import Plan, Sitting

MOST_PROVEN = 16
"""Cases of which every order is weighed; each one more doubles the time."""

MOST_STATES = 60_000
"""How far a search with times goes before the best one found is taken: about a second."""


class Proposal(NamedTuple):
    """An order, and whether none is better."""

    plan: Plan
    is_proven: bool


def best(sitting: Sitting) -> Proposal | None:
    """Return the best order of the sitting; None when none is known to fit its places and times.

    The order in which the cases are given is kept when nothing is won by another one.
    """
    if not sitting.items:
        return None
    given = waiting.timed(sitting, range(len(sitting.items)))
    proposal = _sought(sitting)
    if proposal and given and _is_as_good(sitting, given, proposal.plan):
        return Proposal(given, proposal.is_proven)
    return proposal


def _sought(sitting: Sitting) -> Proposal | None:
    if len(sitting.items) <= MOST_PROVEN:
        subsets = Subsets(sitting)
        try:
            plan = (
                timed_order.best(subsets, MOST_STATES)
                if sitting.is_timed
                else subset_order.best(subsets)
            )
        except timed_order.TooManyStates:
            pass
        else:
            return Proposal(plan, is_proven=True) if plan else None
    found = near_order.mended(sitting, range(len(sitting.items)))
    return Proposal(found, is_proven=False) if found else None


def _is_as_good(sitting: Sitting, given: Plan, found: Plan) -> bool:
    def worth(plan: Plan) -> tuple[int, int]:
        return waiting.cost(sitting, plan), sum(plan.pauses)

    return worth(given) <= worth(found)
