"""The proceedings of a case as its pages show them, with what contradicts itself.

The caller has the section's permission; nothing here reads another section.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from flask import url_for
from flask_babel import get_locale, gettext
from sqlmodel import col, select

from mdt import clock
from mdt.access.policy import Action
from mdt.judiciary import contacts, contradictions, hearings, procedures
from mdt.judiciary.contradictions import Contradiction
from mdt.models import (
    Case,
    CasePerson,
    ContactRule,
    HearingProposal,
    Measure,
    Organisation,
    Procedure,
    ProposalState,
)
from mdt.web import board as boards
from mdt.web import dates, filters, words
from mdt.web.database import get_session
from mdt.web.guard import can

MONDAY = date(2026, 2, 9)
DAYS = tuple(range(7))


@dataclass(frozen=True)
class Line:
    """A proceeding with the words for its keys."""

    procedure: Procedure
    name: str
    court: str
    people: Sequence[str]


@dataclass(frozen=True)
class Contact:
    """What is said of contact, in words, and where it says so."""

    rule: ContactRule
    who: str
    when: str
    source: str


@dataclass(frozen=True)
class Clash:
    """Two sources that cannot both be kept: a sentence, and the way to each of them."""

    sentence: str
    sources: Sequence[tuple[str, str | None]]
    keys: frozenset[UUID]


@dataclass(frozen=True)
class Proposal:
    """One hearing that was proposed, and for which proceedings."""

    row: HearingProposal
    court: str
    names: Sequence[str]

    @property
    def is_open(self) -> bool:
        """True while the court has not answered."""
        return self.row.state is ProposalState.PROPOSED


@dataclass(frozen=True)
class Proceedings:
    """Everything of the section."""

    case: Case
    lines: Sequence[Line]
    clashes: Sequence[Clash]

    @property
    def running(self) -> list[Line]:
        """Return what is not over."""
        return [line for line in self.lines if line.procedure.settled_at is None]

    @property
    def over(self) -> list[Line]:
        """Return what is over."""
        return [line for line in self.lines if line.procedure.settled_at is not None]

    @property
    def hearable(self) -> list[Line]:
        """Return what could be heard together."""
        return [line for line in self.lines if hearings.can_be_heard(line.procedure)]


def of(case: Case) -> Proceedings:
    """Return the proceedings of the case, and what contradicts itself from now on."""
    session = get_session()
    found = procedures.of(session, case)
    people, courts = names_of(case), _courts(found)
    bound = procedures.bound(session, found)
    lines = [
        Line(
            one,
            name_of(one),
            courts.get(one.court_id, "") if one.court_id else "",
            sorted(people[key] for key in bound.get(one.id, ()) if key in people),
        )
        for one in found
    ]
    now, labels = clock.now(), _labels(case, found)
    against = contradictions.find(contacts.said(session, case), now=now)
    return Proceedings(case, lines, [_clash(one, labels, people, now) for one in against])


def contacts_of(case: Case) -> list[Contact]:
    """Return what was typed about contact, in words."""
    session, people = get_session(), names_of(case)
    labels = _labels(case, procedures.of(session, case))
    return [
        Contact(
            rule,
            _pair({rule.person_id, rule.other_id}, people),
            when(rule),
            labels[rule.procedure_id or rule.measure_id or rule.id][0],
        )
        for rule in contacts.of(session, case)
    ]


def proposals_of(case: Case) -> list[Proposal]:
    """Return what was proposed to a court, the newest first."""
    session = get_session()
    found, named = hearings.of(session, case), procedures.of(session, case)
    parts, courts = (
        hearings.parts(session, found),
        _names_of_courts({one.court_id for one in found}),
    )
    return [
        Proposal(
            one,
            courts.get(one.court_id, ""),
            [name_of(each) for each in named if each.id in parts[one.id]],
        )
        for one in found
    ]


def name_of(procedure: Procedure) -> str:
    """Return how the proceeding is called: its kind, and the court's number when known."""
    kind = words.word(procedure.kind)
    return f"{kind} ({procedure.number})" if procedure.number else kind


def names_of(case: Case) -> Mapping[UUID, str]:
    """Return the names of everybody in the case, whoever was set aside too."""
    rows = get_session().exec(
        select(CasePerson.id, CasePerson.name).where(CasePerson.case_id == case.id)
    )
    return dict(rows.all())


def sources(case: Case) -> list[tuple[UUID, str]]:
    """Return where something can be said of contact, for a form."""
    labels = _labels(case, procedures.of(get_session(), case))
    return [(key, label) for key, (label, _) in labels.items()]


def when(rule: ContactRule) -> str:
    """Return «elke zondag, 10.00 tot 18.00 uur», or nothing when it is always."""
    if rule.weekday is None or rule.opens is None or rule.closes is None:
        return ""
    return str(
        gettext(
            "elke %(day)s, %(opens)s tot %(closes)s uur",
            day=weekday(rule.weekday),
            opens=_clock(rule.opens),
            closes=_clock(rule.closes),
        )
    )


def weekday(number: int) -> str:
    """Return the long name of a day of the week; 0 is Monday."""
    locale = str(get_locale() or "nl")
    return dates.wording(locale).days_long[(MONDAY + timedelta(days=number)).weekday()]


def _clock(at: time) -> str:
    return at.strftime(dates.wording(str(get_locale() or "nl")).clock)


def _clash(
    found: Contradiction,
    labels: Mapping[UUID, tuple[str, str | None]],
    people: Mapping[UUID, str],
    now: datetime,
) -> Clash:
    ban, contact = labels[found.ban.key], labels[found.contact.key]
    sentence = gettext(
        "%(ban)s: geen contact tussen %(who)s. %(contact)s: wel contact. %(first)s",
        ban=ban[0],
        contact=contact[0],
        who=_pair(found.ban.people, people),
        first=_first(found.first_at, now),
    )
    return Clash(str(sentence), [ban, contact], frozenset({found.ban.key, found.contact.key}))


def _first(at: datetime, now: datetime) -> str:
    """Say when it first shows; what holds at any hour shows already."""
    if at <= now:
        return str(gettext("Dat is nu al zo."))
    moment = dates.moment(at, today=filters.today(), locale=str(get_locale() or "nl"))
    return str(gettext("De eerste keer is %(moment)s.", moment=moment))


def _labels(case: Case, found: Iterable[Procedure]) -> dict[UUID, tuple[str, str | None]]:
    """Return the name and the address of every source of the case."""
    measures = get_session().exec(
        select(Measure).where(Measure.case_id == case.id).order_by(col(Measure.starts_at))
    )
    labels: dict[UUID, tuple[str, str | None]] = {
        one.id: (name_of(one), url_for("procedures.show", procedure_id=one.id)) for one in found
    }
    may_see_plan = can(Action.PLAN_VIEW, case)
    return labels | {
        one.id: (
            boards.name_of(one),
            url_for("measures.show", measure_id=one.id) if may_see_plan else None,
        )
        for one in measures
    }


def _pair(keys: Iterable[UUID], people: Mapping[UUID, str]) -> str:
    one, other = sorted(people[key] for key in keys)
    return str(gettext("%(one)s en %(other)s", one=one, other=other))


def _courts(found: Iterable[Procedure]) -> Mapping[UUID, str]:
    return _names_of_courts({one.court_id for one in found if one.court_id})


def _names_of_courts(keys: set[UUID]) -> Mapping[UUID, str]:
    rows = get_session().exec(
        select(Organisation.id, Organisation.name).where(col(Organisation.id).in_(keys))
    )
    return dict(rows.all())
