"""Measures of the plan: adding, changing and ending legal and practical protection.

Callers have checked permission (mdt.access) and own the transaction.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from mdt import events
from mdt.cases import closing
from mdt.errors import N_, DomainError, StaleVersion
from mdt.models import Case, Measure, MeasureKind, Person
from mdt.safety_plan import catalogue


class EndsBeforeStart(DomainError):
    """A measure ends after it has begun."""

    text = N_("Het einde ligt voor het begin. Kijk de datum en de tijd na.")


class TooLong(DomainError):
    """The kind's rule allows no end as late as this."""

    text = N_("Zo lang mag deze maatregel niet duren. Kijk het einde na.")

    def __init__(self, latest: datetime) -> None:
        """Keep the latest end that is allowed."""
        super().__init__()
        self.latest = latest


class NameMissing(DomainError):
    """A measure outside the catalogue says what it is."""

    text = N_("Vul in hoe deze maatregel heet.")


class NotYetEnded(DomainError):
    """A measure can be ended up to now; a later end is a change of its end."""

    text = N_("Dit moment moet nog komen. Wijzig dan de einddatum.")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What is known of a measure. Instants are aware; ends_at is None when no end is set."""

    kind: MeasureKind
    title: str = ""
    legal_basis: str = ""
    starts_at: datetime
    ends_at: datetime | None = None
    note: str = ""
    untold_because: str = ""


def add(session: Session, case: Case, terms: Terms, *, by: Person, now: datetime) -> Measure:
    """Return a new measure of the case.

    Raises CaseIsClosed, EndsBeforeStart, TooLong, NameMissing.
    """
    _check(case, terms)
    measure = Measure(case_id=case.id, kind=terms.kind, starts_at=terms.starts_at)
    _apply(measure, terms, by, now)
    session.add(measure)
    _record(session, measure, by, now)
    return measure


def change(
    session: Session, measure: Measure, terms: Terms, *, version: int, by: Person, now: datetime
) -> None:
    """Change what is known of the measure. Raises StaleVersion, and what add raises."""
    _check(session.get_one(Case, measure.case_id), terms)
    _require_fresh(measure, version)
    if all(getattr(measure, name) == value for name, value in vars(terms).items()):
        return
    _apply(measure, terms, by, now)
    measure.version += 1
    _record(session, measure, by, now)


def end(
    session: Session,
    measure: Measure,
    ended_at: datetime,
    *,
    version: int,
    by: Person,
    now: datetime,
) -> None:
    """End the measure before its time, at a moment that has passed.

    Raises CaseIsClosed, NotYetEnded, EndsBeforeStart, StaleVersion.
    """
    closing.require_open(session.get_one(Case, measure.case_id))
    _require_fresh(measure, version)
    if ended_at > now:
        raise NotYetEnded
    if ended_at < measure.starts_at:
        raise EndsBeforeStart
    measure.ended_at = ended_at
    measure.version += 1
    _record(session, measure, by, now)


def resume(session: Session, measure: Measure, *, version: int, by: Person, now: datetime) -> None:
    """Take an ending back that was noted by mistake. Raises CaseIsClosed, StaleVersion."""
    closing.require_open(session.get_one(Case, measure.case_id))
    _require_fresh(measure, version)
    if measure.ended_at is None:
        return
    measure.ended_at = None
    measure.version += 1
    _record(session, measure, by, now)


def last_instant(measure: Measure) -> datetime | None:
    """Return when the measure stopped or will stop, None when it has no end."""
    return measure.ended_at or measure.ends_at


def _check(case: Case, terms: Terms) -> None:
    closing.require_open(case)
    if terms.kind is MeasureKind.OTHER and not terms.title:
        raise NameMissing
    if terms.ends_at is None:
        return
    if terms.ends_at <= terms.starts_at:
        raise EndsBeforeStart
    latest = catalogue.latest_end(terms.kind, terms.starts_at)
    if latest is not None and terms.ends_at > latest:
        raise TooLong(latest)


def _require_fresh(measure: Measure, version: int) -> None:
    if measure.version != version:
        raise StaleVersion


def _apply(measure: Measure, terms: Terms, by: Person, now: datetime) -> None:
    """Take the terms over, and note who said that it is not to be told, when that is new."""
    if terms.untold_because != measure.untold_because:
        is_marked = bool(terms.untold_because)
        measure.untold_by_id, measure.untold_at = (by.id, now) if is_marked else (None, None)
    for name, value in vars(terms).items():
        setattr(measure, name, value)


def _record(session: Session, measure: Measure, by: Person, now: datetime) -> None:
    session.add(measure)
    events.record(
        session,
        events.MeasureChanged(
            at=now, actor_id=by.id, case_id=measure.case_id, subject_id=measure.id
        ),
    )
