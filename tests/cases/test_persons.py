"""The people in a case."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import Session

from mdt.cases import persons
from mdt.cases.closing import CaseIsClosed
from mdt.cases.persons import BirthDateImpossible, Details, NameIsAlias
from mdt.errors import StaleVersion
from mdt.models import Case, CasePerson, CaseRole, LegalStatus
from tests.cases.test_opening import events_of
from tests.conftest import NOON
from tests.factories import Make

NOOR = Details(name="Noor van Dalen", case_role=CaseRole.VICTIM, born_on=date(1991, 5, 4))


def add(session: Session, make: Make, case: Case, details: Details = NOOR) -> CasePerson:
    return persons.add(session, case, details, by=make.coordinator(), now=NOON)


def change(
    session: Session, make: Make, case: Case, person: CasePerson, version: int = 1, **fields: Any
) -> None:
    details = Details(**{**vars(persons.details_of(person)), **fields})
    persons.change(session, case, person, details, version=version, by=make.coordinator(), now=NOON)


def test_someone_is_added_with_what_is_known(session: Session, make: Make) -> None:
    case = make.case()
    person = add(session, make, case)
    assert persons.details_of(person) == NOOR
    assert persons.of(session, case) == [person]
    assert events_of(session, case) == ["CasePersonChanged"]


def test_the_victim_comes_first_then_by_role_and_name(session: Session, make: Make) -> None:
    case = make.case()
    for name, role in (
        ("Eline", CaseRole.OTHER),
        ("Sem", CaseRole.CHILD),
        ("Rick", CaseRole.SUSPECT),
        ("Bo", CaseRole.CHILD),
        ("Noor", CaseRole.VICTIM),
    ):
        add(session, make, case, Details(name=name, case_role=role))
    names = [person.name for person in persons.of(session, case)]
    assert names == ["Noor", "Rick", "Bo", "Sem", "Eline"]


def test_what_is_known_changes(session: Session, make: Make) -> None:
    case = make.case()
    person = add(session, make, case)
    change(session, make, case, person, legal_status=LegalStatus.VICTIM, relation="moeder van Sem")
    assert (person.legal_status, person.relation) == (LegalStatus.VICTIM, "moeder van Sem")
    assert (person.version, person.name) == (2, "Noor van Dalen")


def test_the_same_again_leaves_no_event_even_from_a_stale_page(
    session: Session, make: Make
) -> None:
    case = make.case()
    person = add(session, make, case)
    change(session, make, case, person, version=0)
    assert (person.version, len(events_of(session, case))) == (1, 1)


def test_a_stale_change_is_refused(session: Session, make: Make) -> None:
    case = make.case()
    person = add(session, make, case)
    change(session, make, case, person, relation="moeder")
    with pytest.raises(StaleVersion):
        change(session, make, case, person, relation="zus")
    assert person.relation == "moeder"


def test_a_name_like_the_alias_is_refused(session: Session, make: Make) -> None:
    case = make.case(alias="Linde")
    linde = Details(name="Linde Bos", case_role=CaseRole.CHILD)
    with pytest.raises(NameIsAlias):
        add(session, make, case, linde)
    person = add(session, make, case)
    with pytest.raises(NameIsAlias):
        change(session, make, case, person, name="Linde Bos")


@pytest.mark.parametrize("born_on", [date(2026, 2, 11), date(2027, 1, 1), date(1905, 12, 31)])
def test_an_impossible_birth_date_is_refused(session: Session, make: Make, born_on: date) -> None:
    details = Details(name="Sem", case_role=CaseRole.CHILD, born_on=born_on)
    with pytest.raises(BirthDateImpossible):
        add(session, make, make.case(), details)


@pytest.mark.parametrize("born_on", [date(2026, 2, 10), date(1906, 1, 1), None])
def test_a_baby_of_today_and_someone_very_old_can_be_in_a_case(
    session: Session, make: Make, born_on: date | None
) -> None:
    details = Details(name="Sem", case_role=CaseRole.CHILD, born_on=born_on)
    assert add(session, make, make.case(), details).born_on == born_on


def test_who_does_not_belong_is_set_aside_and_can_come_back(session: Session, make: Make) -> None:
    case, by = make.case(), make.coordinator()
    person = add(session, make, case)

    persons.set_active(session, case, person, is_active=False, by=by, now=NOON)
    session.flush()
    assert persons.of(session, case) == []
    assert persons.set_aside_of(session, case) == [person]

    persons.set_active(session, case, person, is_active=True, by=by, now=NOON)
    persons.set_active(session, case, person, is_active=True, by=by, now=NOON)
    session.flush()
    assert persons.of(session, case) == [person]
    assert events_of(session, case) == ["CasePersonChanged"] * 3


def test_nobody_in_a_closed_case_changes(session: Session, make: Make) -> None:
    case = make.case()
    person = add(session, make, case)
    case.closed_at = NOON
    with pytest.raises(CaseIsClosed):
        add(session, make, case)
    with pytest.raises(CaseIsClosed):
        change(session, make, case, person, relation="zus")
    with pytest.raises(CaseIsClosed):
        persons.set_active(session, case, person, is_active=False, by=make.coordinator(), now=NOON)
