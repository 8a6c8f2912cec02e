"""What proceedings and measures say of contact between people of a case.

Some measures speak for themselves: a house ban keeps the suspect from the people of the house.
That is what is taken for granted until somebody says of the measure whom it is about; a warning
too many costs a look, one too few a Sunday (docs/decisions/0056).

Callers have checked permission and own the transaction.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from mdt import events
from mdt.cases import closing, persons
from mdt.errors import N_, DomainError, StaleVersion
from mdt.judiciary.contradictions import Said, Weekly
from mdt.models import (
    Case,
    CasePerson,
    CaseRole,
    ContactKind,
    ContactRule,
    Measure,
    MeasureKind,
    Person,
    Procedure,
)
from mdt.scheduling.local_time import midnight

_HERS_AND_CHILDREN = frozenset({CaseRole.VICTIM, CaseRole.CHILD})

BANS: Mapping[MeasureKind, frozenset[CaseRole]] = {
    MeasureKind.HOUSE_BAN: _HERS_AND_CHILDREN,
    MeasureKind.MEASURE_38V: _HERS_AND_CHILDREN,
    MeasureKind.NO_CONTACT: _HERS_AND_CHILDREN,
    MeasureKind.ORDER_509HH: _HERS_AND_CHILDREN,
}
"""From whom each kind of measure keeps the suspect, unless somebody says otherwise [J].

Source: domain.md 3.3 (no contact with house-mates; contact bans) and 3.5.
"""

MEETINGS: Mapping[MeasureKind, frozenset[CaseRole]] = {
    MeasureKind.CONTACT_ARRANGEMENT: frozenset({CaseRole.CHILD}),
}
"""With whom each kind of measure lets the suspect meet, unless somebody says otherwise [J]."""


class SourceMissing(DomainError):
    """What is said of contact is said by one proceeding or measure of the case."""

    text = N_("Kies waar dit in staat: een procedure of een maatregel van deze zaak.")


class TwoPeople(DomainError):
    """Contact is between two people of the case."""

    text = N_("Kies twee verschillende mensen uit deze zaak.")


class TimesMissing(DomainError):
    """A weekly visit has a beginning and an end."""

    text = N_("Vul in van hoe laat tot hoe laat, of kies «altijd».")


class LastDayFirst(DomainError):
    """The last day does not come before the first."""

    text = N_("De laatste dag ligt voor de eerste. Kijk beide na.")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What is said of contact, by the source with this key."""

    source_id: UUID
    kind: ContactKind
    person_id: UUID
    other_id: UUID
    from_day: date | None = None
    until_day: date | None = None
    weekday: int | None = None
    opens: time | None = None
    closes: time | None = None


def of(session: Session, case: Case) -> Sequence[ContactRule]:
    """Return what was typed about contact in the case, what was set aside last."""
    return session.exec(
        select(ContactRule)
        .where(ContactRule.case_id == case.id)
        .order_by(col(ContactRule.is_active).desc(), col(ContactRule.kind), col(ContactRule.id))
    ).all()


def said(session: Session, case: Case) -> list[Said]:
    """Return everything that is said of contact in the case, typed or taken for granted."""
    rules = [rule for rule in of(session, case) if rule.is_active]
    in_plan = session.exec(select(Measure).where(Measure.case_id == case.id))
    measures = {one.id: one for one in in_plan}
    spoken_of = {rule.measure_id for rule in rules}
    typed = [_typed(rule, measures) for rule in rules]
    silent = [one for one in measures.values() if one.id not in spoken_of]
    return typed + _taken_for_granted(silent, persons.of(session, case))


def add(session: Session, case: Case, terms: Terms, *, by: Person, now: datetime) -> ContactRule:
    """Return what is said of contact as a new row.

    Raises CaseIsClosed, SourceMissing, TwoPeople, TimesMissing, LastDayFirst.
    """
    source = _check(session, case, terms)
    rule = ContactRule(
        case_id=case.id, kind=terms.kind, person_id=terms.person_id, other_id=terms.other_id
    )
    _apply(rule, terms, source)
    _record(session, rule, by, now)
    return rule


def change(
    session: Session, rule: ContactRule, terms: Terms, *, version: int, by: Person, now: datetime
) -> None:
    """Change what is said of contact; nothing happens when it is the same.

    Raises StaleVersion, and what add raises.
    """
    source = _check(session, session.get_one(Case, rule.case_id), terms)
    if terms_of(rule) == terms:
        return
    if rule.version != version:
        raise StaleVersion
    _apply(rule, terms, source)
    rule.version += 1
    _record(session, rule, by, now)


def set_active(
    session: Session, rule: ContactRule, *, is_active: bool, by: Person, now: datetime
) -> None:
    """Set aside what is no longer said of contact, or put it back. Raises CaseIsClosed."""
    closing.require_open(session.get_one(Case, rule.case_id))
    if rule.is_active is is_active:
        return
    rule.is_active = is_active
    rule.version += 1
    _record(session, rule, by, now)


def terms_of(rule: ContactRule) -> Terms:
    """Return what the row says of contact."""
    names = [name for name in Terms.__dataclass_fields__ if name != "source_id"]
    values = {name: getattr(rule, name) for name in names}
    return Terms(source_id=rule.procedure_id or rule.measure_id or rule.id, **values)


def _typed(rule: ContactRule, measures: Mapping[UUID, Measure]) -> Said:
    measure = measures.get(rule.measure_id) if rule.measure_id else None
    return Said(
        key=rule.procedure_id or rule.measure_id or rule.id,
        people=frozenset({rule.person_id, rule.other_id}),
        is_ban=rule.kind is ContactKind.BAN,
        starts_at=measure.starts_at if measure else _start(rule.from_day),
        ends_at=_end_of(measure) if measure else _end(rule.until_day),
        weekly=_weekly(rule),
    )


def _weekly(rule: ContactRule) -> Weekly | None:
    if rule.weekday is None or rule.opens is None or rule.closes is None:
        return None
    return Weekly(rule.weekday, rule.opens, rule.closes)


def _taken_for_granted(measures: Iterable[Measure], people: Collection[CasePerson]) -> list[Said]:
    suspects = [one.id for one in people if one.case_role is CaseRole.SUSPECT]
    return [
        Said(
            key=measure.id,
            people=frozenset({suspect, other.id}),
            is_ban=measure.kind in BANS,
            starts_at=measure.starts_at,
            ends_at=_end_of(measure),
        )
        for measure in measures
        for suspect in suspects
        for other in people
        if other.case_role in BANS.get(measure.kind, MEETINGS.get(measure.kind, frozenset()))
    ]


def _end_of(measure: Measure) -> datetime | None:
    return measure.ended_at or measure.ends_at


def _start(day: date | None) -> datetime | None:
    return midnight(day) if day else None


def _end(day: date | None) -> datetime | None:
    return midnight(day + timedelta(days=1)) if day else None


def _check(session: Session, case: Case, terms: Terms) -> Procedure | Measure:
    closing.require_open(case)
    source = session.get(Procedure, terms.source_id) or session.get(Measure, terms.source_id)
    if source is None or source.case_id != case.id:
        raise SourceMissing
    both = {terms.person_id, terms.other_id}
    known = session.exec(select(CasePerson.id).where(CasePerson.case_id == case.id))
    if len(both) != len({"one", "other"}) or not both <= set(known):
        raise TwoPeople
    is_weekly = terms.weekday is not None
    if is_weekly and (terms.opens is None or terms.closes is None or terms.opens == terms.closes):
        raise TimesMissing
    if terms.from_day and terms.until_day and terms.until_day < terms.from_day:
        raise LastDayFirst
    return source


def _apply(rule: ContactRule, terms: Terms, source: Procedure | Measure) -> None:
    for name, value in vars(terms).items():
        if name != "source_id":
            setattr(rule, name, value)
    rule.procedure_id = source.id if isinstance(source, Procedure) else None
    rule.measure_id = source.id if isinstance(source, Measure) else None


def _record(session: Session, rule: ContactRule, by: Person, now: datetime) -> None:
    session.add(rule)
    events.record(
        session,
        events.ProcedureChanged(at=now, actor_id=by.id, case_id=rule.case_id, subject_id=rule.id),
    )
