"""What a case knows of one person in it, and which words name anybody else of it.

Documents, actions and rows of other people are not of the person, and are not found here; nor is
who told something. Callers have checked permission.
"""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from mdt.cases import naming, subject_requests
from mdt.models import (
    CasePerson,
    CaseRole,
    ContactRule,
    Measure,
    MeasureKind,
    Note,
    Procedure,
    ProcedurePerson,
    Risk,
    SubjectReview,
    SubjectSection,
)
from mdt.models.base import Row

BINDS = frozenset(
    {
        MeasureKind.AREA_BAN,
        MeasureKind.BAIL_CONDITIONS,
        MeasureKind.CUSTODY,
        MeasureKind.ELECTRONIC_MONITORING,
        MeasureKind.HOUSE_BAN,
        MeasureKind.MEASURE_38V,
        MeasureKind.NO_CONTACT,
        MeasureKind.ORDER_509HH,
    }
)
"""Measures of which a suspect was told when they began; the others protect somebody else [J]."""

WHOLE = 3
"""So many letters and more are found at the start of a word too; a shorter name only as a word."""

LITTLE = naming.PARTICLES | {"al", "d", "da", "de", "di", "du", "el", "la", "le", "t", "te"}
"""Words of a name that name nobody."""


@dataclass(frozen=True)
class Known:
    """Something that the case knows of the person: which row, and of what kind."""

    section: SubjectSection
    row: Row


def of(session: Session, review: SubjectReview) -> list[Known]:
    """Return what the case knows of the person, before anything is left out."""
    person = session.get_one(CasePerson, review.person_id)
    return [
        Known(SubjectSection.PERSON, person),
        *_all(session, SubjectSection.PROCEDURES, _procedures(person)),
        *_all(session, SubjectSection.CONTACT, _contact(person)),
        *_all(session, SubjectSection.MEASURES, _measures(person)),
        *_all(session, SubjectSection.RISKS, _risks(person)),
        *_notes(session, person),
    ]


def _all(session: Session, section: SubjectSection, query: Any) -> list[Known]:
    return [Known(section, row) for row in session.exec(query).all()]


def _procedures(person: CasePerson) -> Any:
    return (
        select(Procedure)
        .join(ProcedurePerson, col(ProcedurePerson.procedure_id) == Procedure.id)
        .where(ProcedurePerson.person_id == person.id)
        .order_by(col(Procedure.id))
    )


def _contact(person: CasePerson) -> Any:
    """Return what was typed about contact of the person; a rule is between two people."""
    return (
        select(ContactRule)
        .where(
            (col(ContactRule.person_id) == person.id) | (col(ContactRule.other_id) == person.id),
            col(ContactRule.is_active),
        )
        .order_by(col(ContactRule.id))
    )


def _measures(person: CasePerson) -> Any:
    binding = BINDS if person.case_role is CaseRole.SUSPECT else frozenset()
    return (
        select(Measure)
        .where(Measure.case_id == person.case_id, col(Measure.kind).in_(binding))
        .order_by(col(Measure.starts_at), col(Measure.id))
    )


def _risks(person: CasePerson) -> Any:
    return (
        select(Risk)
        .where(Risk.for_whom_id == person.id, col(Risk.is_active))
        .order_by(col(Risk.position), col(Risk.id))
    )


def _notes(session: Session, person: CasePerson) -> list[Known]:
    """Return the notes that name the person."""
    own = _parts(person.name)
    notes = session.exec(
        select(Note).where(Note.case_id == person.case_id).order_by(col(Note.at), col(Note.id))
    )
    return [Known(SubjectSection.NOTES, note) for note in notes if names(note.text, own)]


def others(session: Session, review: SubjectReview) -> set[str]:
    """Return the words that name somebody else of the case, set aside or not."""
    people = session.exec(select(CasePerson).where(CasePerson.case_id == review.case_id)).all()
    own = _parts(session.get_one(CasePerson, review.person_id).name)
    return {part for one in people if one.id != review.person_id for part in _parts(one.name)} - own


def names(text: str, whom: set[str]) -> bool:
    """Tell whether a word of text is a name of whom, or begins with one: «Elines zus»."""
    starts = tuple(one for one in whom if len(one) >= WHOLE)
    words = subject_requests.spelled(text)
    return any(word in whom or word.startswith(starts) for word in words)


def _parts(name: str) -> set[str]:
    return set(subject_requests.spelled(name)) - LITTLE
