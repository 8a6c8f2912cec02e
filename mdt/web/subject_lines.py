"""What a case knows of somebody in it, in the words that they would read; always in Dutch.

No word names anybody else: of a rule about contact only what it says, of a measure not its note.
"""

from collections.abc import Callable
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from flask_babel import force_locale, gettext

from mdt import clock
from mdt.cases import subject_knowledge, subject_reviews
from mdt.cases.subject_knowledge import Known
from mdt.cases.subject_reviews import Line
from mdt.models import (
    CasePerson,
    ContactRule,
    LegalStatus,
    Measure,
    Note,
    Person,
    Procedure,
    ProcedureStage,
    Risk,
    SubjectGround,
    SubjectReview,
)
from mdt.models.base import Row
from mdt.web import dates, words
from mdt.web.database import get_session

LANGUAGE = "nl"


def of(review: SubjectReview) -> list[Line]:
    """Return the lines that the lead may tell; what is proposed not to be told has a ground."""
    session = get_session()
    with force_locale(LANGUAGE):
        lines = [_line(one) for one in subject_knowledge.of(session, review)]
    return subject_reviews.offered(session, review, lines)


def digest(lines: list[Line]) -> str:
    """Return what changes when one of the lines does: whoever sends it saw exactly these."""
    return sha256("\0".join(line.text + line.mark for line in lines).encode()).hexdigest()


def _line(known: Known) -> Line:
    text = _WORDS[type(known.row)](known.row)
    return Line(known.section, text, _proposed(known.row), _mark(known.row))


def _mark(row: Row) -> str:
    """Return who said that it is not to be told, and why."""
    if not isinstance(row, Measure) or row.untold_by_id is None:
        return ""
    name = get_session().get_one(Person, row.untold_by_id).name
    return str(gettext("Niet vertellen, zegt %(name)s: %(why)s", name=name, why=row.untold_because))


def _proposed(row: Row) -> SubjectGround | None:
    """Return on what ground the portal proposes not to tell it; None to tell it.

    In a note a source may be described; what is only being prepared, or is marked not to be told,
    would warn somebody (domain.md 3.2, secrecy in criminal investigation).
    """
    if isinstance(row, Note):
        return SubjectGround.RIGHTS_OF_OTHERS
    is_prepared = isinstance(row, Procedure) and row.stage is ProcedureStage.PREPARED
    is_ahead = isinstance(row, Measure) and (row.starts_at > clock.now() or row.untold_because)
    return SubjectGround.INVESTIGATION if is_prepared or is_ahead else None


def _person(row: CasePerson) -> str:
    parts = [row.name, words.word(row.case_role)]
    if row.legal_status is not LegalStatus.NONE:
        parts.append(words.word(row.legal_status))
    if row.born_on:
        parts.append(gettext("geboren op %(day)s", day=_day(row.born_on)))
    return ", ".join([*parts, *filter(None, [row.relation])])


def _procedure(row: Procedure) -> str:
    parts = [words.word(row.kind), row.number, words.word(row.stage)]
    if row.hearing_at:
        parts.append(gettext("zitting %(moment)s", moment=_moment(row.hearing_at)))
    if row.decided_on:
        parts.append(gettext("beslist op %(day)s", day=_day(row.decided_on)))
    return ", ".join(filter(None, parts))


def _contact(row: ContactRule) -> str:
    parts = [words.word(row.kind)]
    if row.from_day:
        parts.append(gettext("vanaf %(day)s", day=_day(row.from_day)))
    if row.until_day:
        parts.append(gettext("tot en met %(day)s", day=_day(row.until_day)))
    return ", ".join(parts)


def _measure(row: Measure) -> str:
    parts = [words.word(row.kind), row.legal_basis]
    parts.append(gettext("vanaf %(day)s", day=_moment(row.starts_at)))
    if end := row.ended_at or row.ends_at:
        parts.append(gettext("tot %(moment)s", moment=_moment(end)))
    return ", ".join(filter(None, parts))


def _risk(row: Risk) -> str:
    return row.name


def _note(row: Note) -> str:
    return f"{words.word(row.kind)}, {_moment(row.at)}: {row.text}"


def _day(day: date) -> str:
    return dates.day_long(day, today=date.min, locale=LANGUAGE)


def _moment(at: datetime) -> str:
    return dates.moment_long(at, today=date.min, locale=LANGUAGE)


_WORDS: dict[type, Callable[[Any], str]] = {
    CasePerson: _person,
    ContactRule: _contact,
    Measure: _measure,
    Note: _note,
    Procedure: _procedure,
    Risk: _risk,
}
