"""The page of a case, section by section.

Each section is read only when its own action of the policy permits it, and leaves its own
audit row (model.md, always true 12); one that is not for the viewer is None.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from mdt import clock
from mdt.access import guard as rules
from mdt.access.policy import Action
from mdt.cases import confidential, history, persons, risks
from mdt.cases.confidential import Masked
from mdt.cases.history import Stretch
from mdt.documents.attaching import Shown
from mdt.models import (
    AgendaItem,
    Case,
    CasePerson,
    Conference,
    ConferenceState,
    Note,
    NoteKind,
    Person,
    Risk,
)
from mdt.safety_plan import overview
from mdt.safety_plan.overview import Plan
from mdt.web import document_page, incident_page, procedure_page
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.guard import section
from mdt.web.incident_page import Happened
from mdt.web.procedure_page import Proceedings

NEWEST = 8
"""How much the page tells of what happened; the rest has a page of its own."""

LOOKED_AT = 40
"""From how many events that is put together: the same again and again is told once."""

DECISIONS = 12


@dataclass(frozen=True)
class People:
    """Who the case is about, and who was set aside."""

    here: Sequence[CasePerson]
    aside: Sequence[CasePerson]
    sealed: Sequence[Masked]

    def sealed_of(self, person: CasePerson) -> list[Masked]:
        """Return what is kept sealed of somebody, as everybody sees it."""
        return [
            one
            for one in self.sealed
            if one.value.is_active and one.value.case_person_id == person.id
        ]


@dataclass(frozen=True)
class Dangers:
    """The risks of a case, and how many open actions lower each."""

    risks: Sequence[Risk]
    open_actions: dict[UUID, int]

    @property
    def active(self) -> list[Risk]:
        """Return the risks that still count."""
        return [risk for risk in self.risks if risk.is_active]


@dataclass(frozen=True)
class Decided:
    """A decision from the minutes, and the sitting that took it."""

    text: str
    conference: Conference


@dataclass(frozen=True)
class Story:
    """What happened last in the case, and whether there is more."""

    newest: Sequence[Stretch]
    has_more: bool


@dataclass(frozen=True)
class CasePage:
    """Everything that the page shows to this viewer."""

    case: Case
    lead: Person
    contact: Person
    people: People | None
    dangers: Dangers | None
    incidents: Happened | None
    proceedings: Proceedings | None
    plan: Plan | None
    conferences: Sequence[Conference]
    decided: Sequence[Decided] | None
    documents: Sequence[Shown]
    story: Story | None


def of(case: Case) -> CasePage:
    """Return the page of a case; the caller loaded the case through the guard."""
    session = get_session()
    return CasePage(
        case=case,
        lead=session.get_one(Person, case.lead_id),
        contact=session.get_one(Person, case.victim_contact_id),
        people=people(case) if section(Action.PERSONS_VIEW, case) else None,
        dangers=dangers(case) if section(Action.RISKS_VIEW, case) else None,
        incidents=incident_page.of(case) if section(Action.INCIDENTS_VIEW, case) else None,
        proceedings=(procedure_page.of(case) if section(Action.PROCEDURES_VIEW, case) else None),
        plan=_plan(case) if section(Action.PLAN_VIEW, case) else None,
        conferences=_conferences(case),
        decided=_decided(case) if section(Action.MINUTES_VIEW, case) else None,
        documents=document_page.of_case(case),
        story=_story(case) if section(Action.CASE_HISTORY, case) else None,
    )


def people(case: Case) -> People:
    """Return who the case is about; the caller has the section's permission."""
    session = get_session()
    return People(
        persons.of(session, case),
        persons.set_aside_of(session, case),
        confidential.of(session, case),
    )


def dangers(case: Case) -> Dangers:
    """Return the risks of the case; the caller has the section's permission."""
    session = get_session()
    return Dangers(risks.of(session, case), risks.open_actions(session, case))


def _plan(case: Case) -> Plan:
    return overview.read(get_session(), case, now=clock.now())


def _conferences(case: Case) -> Sequence[Conference]:
    """Return the sittings about the case that the viewer may see, the latest first."""
    may_see = rules.visible_conferences(actor(), Action.CONFERENCE_VIEW)
    return (
        get_session()
        .exec(
            select(Conference)
            .join(AgendaItem, col(AgendaItem.conference_id) == Conference.id)
            .where(AgendaItem.case_id == case.id, may_see)
            .order_by(col(Conference.starts_at).is_not(None), col(Conference.starts_at).desc())
        )
        .all()
    )


def _decided(case: Case) -> list[Decided]:
    """Return what was decided about the case at sittings that ended, the latest sitting first."""
    rows = get_session().exec(
        select(Note.text, Conference)
        .join(AgendaItem, col(AgendaItem.id) == Note.item_id)
        .join(Conference, col(Conference.id) == AgendaItem.conference_id)
        .where(
            Note.case_id == case.id,
            Note.kind == NoteKind.DECISION,
            Conference.state == ConferenceState.HELD,
        )
        .order_by(col(Conference.starts_at).desc(), col(Note.at))
        .limit(DECISIONS)
    )
    return [Decided(text, conference) for text, conference in rows]


def _story(case: Case) -> Story:
    happenings, has_more = history.of(get_session(), case, limit=LOOKED_AT)
    told = history.told_once(happenings)
    return Story(told[:NEWEST], has_more or len(happenings) > NEWEST)
