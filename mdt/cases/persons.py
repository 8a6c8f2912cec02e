"""The people a case is about: who they are in it and how the law looks at them now.

Callers have checked permission and own the transaction. Nobody is ever deleted: who turns
out not to belong is set aside (model.md, always true 10).
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from mdt import events
from mdt.cases import closing, naming
from mdt.errors import N_, DomainError, StaleVersion
from mdt.models import Case, CasePerson, CaseRole, LegalStatus, Person, base

OLDEST_YEARS = 120
ORDER = tuple(CaseRole)


class BirthDateImpossible(DomainError):
    """Nobody is born in the future, or has lived that long."""

    text = N_("Kijk de geboortedatum na: deze kan niet kloppen.")


class NameIsAlias(DomainError):
    """The alias of a case must not point at anyone in it."""

    text = N_("De zaak heet bijna zo. Geef de zaak eerst een andere naam; dan kan dit wel.")


@dataclass(frozen=True, kw_only=True)
class Details:
    """What is known of someone in a case; the least that is needed (AVG art. 5)."""

    name: str
    case_role: CaseRole
    legal_status: LegalStatus = LegalStatus.NONE
    relation: str = ""
    born_on: date | None = None


def of(session: Session, case: Case) -> list[CasePerson]:
    """Return the people in the case: the victim first, then by role and name."""
    rows = session.exec(
        select(CasePerson)
        .where(CasePerson.case_id == case.id, col(CasePerson.is_active))
        .order_by(CasePerson.name)
    )
    return sorted(rows, key=lambda person: ORDER.index(person.case_role))


def set_aside_of(session: Session, case: Case) -> list[CasePerson]:
    """Return the people who were set aside, by name."""
    return list(
        session.exec(
            select(CasePerson)
            .where(CasePerson.case_id == case.id, col(CasePerson.is_active).is_(False))
            .order_by(CasePerson.name)
        )
    )


def add(session: Session, case: Case, details: Details, *, by: Person, now: datetime) -> CasePerson:
    """Return someone new in the case. Raises CaseIsClosed, NameIsAlias, BirthDateImpossible."""
    _require_sound(case, details, now)
    person = CasePerson(case_id=case.id, **vars(details))
    session.add(person)
    session.flush()
    _record(session, person, by, now)
    return person


def change(
    session: Session,
    case: Case,
    person: CasePerson,
    details: Details,
    *,
    version: int,
    by: Person,
    now: datetime,
) -> None:
    """Change what is known of someone; nothing happens when all is the same.

    Raises CaseIsClosed, StaleVersion, NameIsAlias, BirthDateImpossible.
    """
    _require_sound(case, details, now)
    if details == details_of(person):
        return
    if person.version != version:
        raise StaleVersion
    for field, value in vars(details).items():
        setattr(person, field, value)
    person.version += 1
    _record(session, person, by, now)


def set_active(
    session: Session,
    case: Case,
    person: CasePerson,
    *,
    is_active: bool,
    by: Person,
    now: datetime,
) -> None:
    """Set someone aside, or put them back. Raises CaseIsClosed."""
    closing.require_open(case)
    if person.is_active is is_active:
        return
    person.is_active = is_active
    person.version += 1
    _record(session, person, by, now)


def details_of(person: CasePerson) -> Details:
    """Return what is known of someone now."""
    return Details(
        name=person.name,
        case_role=person.case_role,
        legal_status=person.legal_status,
        relation=person.relation,
        born_on=person.born_on,
    )


def _require_sound(case: Case, details: Details, now: datetime) -> None:
    closing.require_open(case)
    if naming.looks_like_name(case.alias, [details.name]):
        raise NameIsAlias
    today = base.local_date(now)
    if details.born_on and not 0 <= today.year - details.born_on.year <= OLDEST_YEARS:
        raise BirthDateImpossible
    if details.born_on and details.born_on > today:
        raise BirthDateImpossible


def _record(session: Session, person: CasePerson, by: Person, now: datetime) -> None:
    session.add(person)
    events.record(
        session,
        events.CasePersonChanged(
            at=now, actor_id=by.id, case_id=person.case_id, subject_id=person.id
        ),
    )
