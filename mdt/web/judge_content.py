"""What a judge sees of a case in her mode, on one page, for who came in without an account.

Each section is read only when its own action of the policy permits it, as on the case's page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from mdt import clock
from mdt.access.policy import Action
from mdt.models import Case
from mdt.safety_plan import overview
from mdt.safety_plan.overview import Plan
from mdt.web import case_page, procedure_page
from mdt.web.case_page import Dangers, People
from mdt.web.database import get_session
from mdt.web.guard import section
from mdt.web.procedure_page import Contact, Proceedings, Proposal


@dataclass(frozen=True)
class JudgeContent:
    """The sections of a case that are for this judge; what is not for her is None."""

    case: Case
    proceedings: Proceedings
    contacts: Sequence[Contact]
    proposals: Sequence[Proposal]
    people: People | None
    dangers: Dangers | None
    plan: Plan | None


def of(case: Case) -> JudgeContent:
    """Return the page; the caller loaded the case through the guard, for its procedures."""
    return JudgeContent(
        case=case,
        proceedings=procedure_page.of(case),
        contacts=procedure_page.contacts_of(case),
        proposals=procedure_page.proposals_of(case),
        people=case_page.people(case) if section(Action.PERSONS_VIEW, case) else None,
        dangers=case_page.dangers(case) if section(Action.RISKS_VIEW, case) else None,
        plan=_plan(case) if section(Action.PLAN_VIEW, case) else None,
    )


def _plan(case: Case) -> Plan:
    return overview.read(get_session(), case, now=clock.now())
