"""Rules of mdt.audit.reading."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlmodel import Session

from mdt.audit import reading
from mdt.audit.reading import Filter
from mdt.models import AuditRecord, Case, Person, Role
from tests.conftest import NOON
from tests.factories import Make

EVERYTHING = Filter()


def leave(make: Make, minute: int = 0, **columns: Any) -> AuditRecord:
    """Leave a row of the trail, so many minutes after noon."""
    at = NOON + timedelta(minutes=minute)
    values: dict[str, Any] = {"at": at, "action": "case:view"} | columns
    return make.add(AuditRecord(**values))


def keys(page: reading.Page) -> list[object]:
    return [line.record.id for line in page.lines]


def test_the_newest_line_stands_first_with_who_and_what(session: Session, make: Make) -> None:
    case, person = make.case(), make.person(name="Marijke")
    organisation_id = make.organisation_of(person)
    older = leave(make, actor_id=person.id, case_id=case.id, organisation_id=organisation_id)
    newer = leave(make, 1, actor_id=person.id)

    page = reading.page(session, [make.region.id], EVERYTHING)

    assert keys(page) == [newer.id, older.id]
    assert page.lines[1].who == "Marijke"
    assert page.lines[1].reference == case.reference
    assert page.lines[1].organisation
    assert page.older_than is None


def test_a_line_belongs_to_the_region_of_its_case_else_of_who_it_was(
    session: Session, make: Make
) -> None:
    stranger, mine = make.stranger(), make.person()
    ours = make.case()
    theirs = make.case(region_id=make.another_region().id)
    seen = {
        leave(make, 1, actor_id=stranger.id, case_id=ours.id).id,
        leave(make, 2, actor_id=mine.id).id,
        leave(make, 3, subject_id=mine.id, allowed=False).id,
    }
    leave(make, 4, actor_id=mine.id, case_id=theirs.id)
    leave(make, 5, actor_id=stranger.id)
    leave(make, 6)
    leave(make, 7, actor_id=mine.id, case_id=uuid4())

    assert set(keys(reading.page(session, [make.region.id], EVERYTHING))) == seen
    assert keys(reading.page(session, [], EVERYTHING)) == []


def test_pages_follow_each_other_without_gap_or_repeat(session: Session, make: Make) -> None:
    person = make.person()
    rows = [leave(make, number // 7, actor_id=person.id) for number in range(120)]

    first = reading.page(session, [make.region.id], EVERYTHING)
    second = reading.page(session, [make.region.id], EVERYTHING, older_than=first.older_than)
    third = reading.page(session, [make.region.id], EVERYTHING, older_than=second.older_than)

    found = [*keys(first), *keys(second), *keys(third)]
    assert [len(page.lines) for page in (first, second, third)] == [50, 50, 20]
    assert len(set(found)) == 120
    assert set(found) == {row.id for row in rows}
    assert third.older_than is None
    assert keys(reading.page(session, [make.region.id], EVERYTHING, older_than=uuid4())) == keys(
        first
    )


def test_the_trail_of_one_case_and_of_what_was_denied(session: Session, make: Make) -> None:
    case, person = make.case(), make.person(Role.PROFESSIONAL)
    of_case = leave(make, actor_id=person.id, case_id=case.id)
    denied = leave(make, 1, actor_id=person.id, allowed=False)

    regions = [make.region.id]
    assert keys(reading.page(session, regions, Filter(case_id=case.id))) == [of_case.id]
    assert keys(reading.page(session, regions, Filter(only_denied=True))) == [denied.id]


def test_a_case_is_found_by_its_reference_in_the_region_only(session: Session, make: Make) -> None:
    case: Case = make.case(reference="MW-2026-014")
    elsewhere: Person = make.stranger()

    assert reading.find_case(session, [make.region.id], " mw-2026-014 ") == case
    assert reading.find_case(session, [elsewhere.id], "MW-2026-014") is None
    assert reading.find_case(session, [make.region.id], "MW-2026-015") is None
