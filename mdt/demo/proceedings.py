"""What people of a scenario know of the courts: proceedings, and what those say of contact."""

from collections.abc import Collection
from datetime import datetime

from sqlmodel import select

from mdt.demo.facts import Filed, OfContact
from mdt.demo.stage import Stage
from mdt.judiciary import contacts, procedures
from mdt.models import (
    CasePerson,
    CaseRole,
    MeasureKind,
    ProcedureKind,
    SeatDomain,
)


def file(stage: Stage, now: datetime, *, case: str, who: str, filed: Filed) -> None:
    """Note how a proceeding stands: a new one, or one of which something changed."""
    people = _people(stage, case)
    terms = procedures.Terms(
        kind=filed.kind,
        stage=filed.stage,
        court_id=stage.world.organisations[SeatDomain.JUDICIARY].id if filed.at_court else None,
        hearing_at=stage.at(filed.hearing) if filed.hearing else None,
        decided_on=stage.day(filed.decided) if filed.decided else None,
        runs_until=stage.day(filed.until) if filed.until else None,
        people=frozenset(people[role].id for role in filed.people),
    )
    session, by = stage.session, stage.person(who)
    known = stage.procedures.get(filed.kind)
    if known:
        procedures.change(session, known, terms, version=known.version, by=by, now=now)
    else:
        stage.procedures[filed.kind] = procedures.add(
            session, stage.cases[case], terms, by=by, now=now
        )


def say(
    stage: Stage,
    now: datetime,
    *,
    case: str,
    who: str,
    source: ProcedureKind | MeasureKind,
    said: Collection[OfContact],
) -> None:
    """Note what a proceeding or a measure says of the suspect's contact with others."""
    people = _people(stage, case)
    known = (
        stage.procedures[source]
        if isinstance(source, ProcedureKind)
        else stage.measures[source.value]
    )
    for one in said:
        terms = contacts.Terms(
            source_id=known.id,
            kind=one.kind,
            person_id=people[CaseRole.SUSPECT].id,
            other_id=people[one.other].id,
            weekday=one.weekday,
            opens=one.opens,
            closes=one.closes,
        )
        stage.contacts.append(
            contacts.add(stage.session, stage.cases[case], terms, by=stage.person(who), now=now)
        )


def set_aside(stage: Stage, now: datetime, *, who: str, source: ProcedureKind) -> None:
    """Note that a proceeding no longer says what it said of contact."""
    by, key = stage.person(who), stage.procedures[source].id
    for rule in [one for one in stage.contacts if one.procedure_id == key]:
        contacts.set_active(stage.session, rule, is_active=False, by=by, now=now)


def _people(stage: Stage, case: str) -> dict[CaseRole, CasePerson]:
    """Return the people of a case by what they are in it; a scenario has one of each."""
    rows = stage.session.exec(select(CasePerson).where(CasePerson.case_id == stage.cases[case].id))
    return {one.case_role: one for one in rows}
