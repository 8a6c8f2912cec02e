"""What proceedings and measures say of contact in a case."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from mdt.cases.closing import CaseIsClosed
from mdt.errors import DomainError, StaleVersion
from mdt.judiciary import contacts, contradictions
from mdt.models import (
    Case,
    CasePerson,
    CaseRole,
    ContactKind,
    ContactRule,
    Measure,
    MeasureKind,
    Procedure,
    ProcedureKind,
)
from tests.cases.test_opening import events_of
from tests.conftest import NOON
from tests.factories import Make

SUNDAY: dict[str, Any] = {"weekday": 6, "opens": time(10), "closes": time(18)}
DAY = timedelta(days=1)


class Family:
    """A case with a mother, a father, their child, and the order on visits."""

    def __init__(self, session: Session, make: Make) -> None:
        self.session, self.make = session, make
        self.case = make.case()
        roles = {"noor": CaseRole.VICTIM, "rick": CaseRole.SUSPECT, "sem": CaseRole.CHILD}
        self.people = {
            name: make.add(CasePerson(case_id=self.case.id, name=name, case_role=role))
            for name, role in roles.items()
        }
        self.order = make.add(Procedure(case_id=self.case.id, kind=ProcedureKind.FAMILY))

    def measure(self, kind: MeasureKind = MeasureKind.HOUSE_BAN, **columns: Any) -> Measure:
        values: dict[str, Any] = {"starts_at": NOON, "ends_at": NOON + 10 * DAY} | columns
        return self.make.add(Measure(case_id=self.case.id, kind=kind, **values))

    def terms(self, **changed: Any) -> contacts.Terms:
        values: dict[str, Any] = {
            "source_id": self.order.id,
            "kind": ContactKind.VISIT,
            "person_id": self.people["rick"].id,
            "other_id": self.people["sem"].id,
        } | changed
        return contacts.Terms(**values)

    def say(self, **changed: Any) -> ContactRule:
        by = self.make.coordinator()
        return contacts.add(self.session, self.case, self.terms(**changed), by=by, now=NOON)

    def clashes(self) -> list[contradictions.Contradiction]:
        said = contacts.said(self.session, self.case)
        return list(contradictions.find(said, now=NOON))


@pytest.fixture
def family(session: Session, make: Make) -> Family:
    return Family(session, make)


def test_a_house_ban_against_the_visit_of_sunday_is_found_without_a_word_typed_about_the_ban(
    family: Family,
) -> None:
    family.say(**SUNDAY, from_day=date(2026, 2, 1))
    ban = family.measure()

    [found] = family.clashes()

    assert (found.ban.key, found.contact.key) == (ban.id, family.order.id)
    assert found.first_at == datetime(2026, 2, 15, 9, tzinfo=UTC)


@pytest.mark.parametrize("kind", contacts.BANS)
def test_supervised_contact_contradicts_every_ban_too(family: Family, kind: MeasureKind) -> None:
    family.say(kind=ContactKind.SUPERVISED, **SUNDAY)
    family.measure(kind)

    assert len(family.clashes()) == 1


def test_an_arrangement_in_the_plan_counts_too(family: Family) -> None:
    family.measure(MeasureKind.CONTACT_ARRANGEMENT)
    family.measure(MeasureKind.NO_CONTACT)

    assert [one.first_at for one in family.clashes()] == [NOON]


@pytest.mark.parametrize("kind", sorted(set(MeasureKind) - set(contacts.BANS)))
def test_another_measure_keeps_nobody_away(family: Family, kind: MeasureKind) -> None:
    family.say(**SUNDAY)
    family.measure(kind)

    assert not family.clashes()


def test_who_said_whom_a_measure_is_about_is_believed(family: Family) -> None:
    family.say(**SUNDAY)
    ban = family.measure()
    noor = family.people["noor"].id
    family.say(source_id=ban.id, kind=ContactKind.BAN, other_id=noor)

    assert not family.clashes()


def test_a_ban_that_was_ended_contradicts_nothing_after_its_end(family: Family) -> None:
    family.say(**SUNDAY)
    ban = family.measure()
    ban.ended_at = NOON + DAY

    assert not family.clashes()


def test_an_order_holds_on_its_last_day_and_not_after_it(family: Family) -> None:
    rule = family.say(**SUNDAY, until_day=date(2026, 2, 15))
    family.measure()
    assert family.clashes()

    rule.until_day = date(2026, 2, 14)
    assert not family.clashes()


def test_what_was_set_aside_is_not_said_and_can_be_put_back(family: Family) -> None:
    rule = family.say(**SUNDAY)
    family.measure()
    by = family.make.coordinator()

    contacts.set_active(family.session, rule, is_active=False, by=by, now=NOON)
    assert not family.clashes()
    contacts.set_active(family.session, rule, is_active=True, by=by, now=NOON)
    assert family.clashes()
    assert events_of(family.session, family.case) == ["ProcedureChanged"] * 3


def test_contact_is_between_two_people_of_the_case_and_stands_somewhere(
    family: Family, make: Make
) -> None:
    elsewhere = Family(family.session, make)
    sem = family.people["sem"].id
    refused: list[tuple[dict[str, Any], type[DomainError]]] = [
        ({"person_id": sem}, contacts.TwoPeople),
        ({"other_id": elsewhere.people["sem"].id}, contacts.TwoPeople),
        ({"source_id": elsewhere.order.id}, contacts.SourceMissing),
        ({"source_id": sem}, contacts.SourceMissing),
        ({"weekday": 6}, contacts.TimesMissing),
        (SUNDAY | {"closes": time(10)}, contacts.TimesMissing),
        ({"from_day": date(2026, 2, 2), "until_day": date(2026, 2, 1)}, contacts.LastDayFirst),
    ]
    for changed, refusal in refused:
        with pytest.raises(refusal):
            family.say(**changed)
    assert not family.session.exec(select(ContactRule)).all()


def test_whoever_changes_it_second_is_told(family: Family) -> None:
    rule, by = family.say(), family.make.coordinator()
    session = family.session
    contacts.change(session, rule, family.terms(**SUNDAY), version=1, by=by, now=NOON)

    with pytest.raises(StaleVersion):
        contacts.change(session, rule, family.terms(), version=1, by=by, now=NOON)
    contacts.change(session, rule, family.terms(**SUNDAY), version=1, by=by, now=NOON)
    assert (rule.version, rule.weekday) == (2, 6)


def test_nothing_changes_in_a_closed_case(family: Family) -> None:
    rule, by, case = family.say(), family.make.coordinator(), family.case
    case.closed_at = NOON
    session, terms = family.session, family.terms(**SUNDAY)

    with pytest.raises(CaseIsClosed):
        contacts.add(session, case, terms, by=by, now=NOON)
    with pytest.raises(CaseIsClosed):
        contacts.change(session, rule, terms, version=1, by=by, now=NOON)
    with pytest.raises(CaseIsClosed):
        contacts.set_active(session, rule, is_active=False, by=by, now=NOON)


def test_a_case_without_anything_says_nothing(session: Session, make: Make) -> None:
    case: Case = make.case()

    assert contacts.said(session, case) == []
