"""Opening a case, and changing what it is called."""

from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt import engine as engines
from mdt.cases import opening, persons
from mdt.cases.closing import CaseIsClosed
from mdt.cases.keepers import CannotKeep
from mdt.cases.naming import AliasInUse, AliasLooksLikeName, ReferenceInUse
from mdt.errors import DomainError, StaleVersion
from mdt.models import Case, CaseRole, EventRecord, Person, Regime, Region, Role
from tests.conftest import NOON
from tests.factories import Make


def open_(session: Session, make: Make, **changes: Any) -> Case:
    values: dict[str, Any] = {
        "alias": "Populier",
        "reference": "MW-2026-014",
        "regime": Regime.WGS_ZVH,
        "lead": make.person(name="Ruud Janssen"),
        "victim_contact": make.person(name="Lotte Maes"),
        "by": make.coordinator(),
        "now": NOON,
    } | changes
    return opening.open_(session, make.region, **values)


def events_of(session: Session, case: Case) -> list[str]:
    rows = select(EventRecord).where(EventRecord.case_id == case.id)
    return [row.name for row in session.exec(rows.order_by(EventRecord.id))]  # type: ignore[arg-type]


def test_a_case_is_opened_with_its_lead_and_contact(session: Session, make: Make) -> None:
    lead, contact = make.person(), make.person()
    case = open_(session, make, lead=lead, victim_contact=contact)

    assert (case.lead_id, case.victim_contact_id) == (lead.id, contact.id)
    assert case.is_open
    assert events_of(session, case) == ["CaseOpened"]


def test_one_person_may_be_both(session: Session, make: Make) -> None:
    both = make.person()
    assert open_(session, make, lead=both, victim_contact=both).lead_id == both.id


@pytest.mark.parametrize("keeper", ["lead", "victim_contact"])
@pytest.mark.parametrize(
    "role", [Role.ADMINISTRATOR, Role.AUDITOR, Role.DPO, Role.JUDGE, Role.SPECIALIST, None]
)
def test_a_case_is_not_kept_by_who_sees_no_content(
    session: Session, make: Make, keeper: str, role: Role | None
) -> None:
    with pytest.raises(CannotKeep):
        open_(session, make, **{keeper: make.person(role)})
    assert session.exec(select(Case)).all() == []


def test_a_case_is_not_kept_from_another_region(session: Session, make: Make) -> None:
    with pytest.raises(CannotKeep):
        open_(session, make, lead=make.stranger())


def test_a_case_is_not_kept_by_who_was_let_out(session: Session, make: Make) -> None:
    with pytest.raises(CannotKeep):
        open_(session, make, lead=make.person(is_active=False))


def test_the_lead_s_own_name_is_no_alias(session: Session, make: Make) -> None:
    with pytest.raises(AliasLooksLikeName):
        open_(session, make, lead=make.person(name="Populier Bos"))


def test_a_second_case_with_the_alias_or_reference_is_refused(session: Session, make: Make) -> None:
    open_(session, make)
    with pytest.raises(AliasInUse):
        open_(session, make, reference="MW-2026-015")
    with pytest.raises(ReferenceInUse):
        open_(session, make, alias="Wilg")


def test_two_who_open_the_same_alias_at_once_do_not_both_get_it(
    session: Session, engine: Engine, make: Make
) -> None:
    region, lead, by = make.region.id, make.person().id, make.coordinator().id
    session.commit()
    ready, refused, opened = Barrier(2), [], []

    def go(reference: str) -> None:
        ready.wait()
        with Session(engines.writing(engine)) as own:
            keeper = own.get_one(Person, lead)
            try:
                opening.open_(
                    own,
                    own.get_one(Region, region),
                    alias="Populier",
                    reference=reference,
                    regime=Regime.WGS_ZVH,
                    lead=keeper,
                    victim_contact=keeper,
                    by=own.get_one(Person, by),
                    now=NOON,
                )
                own.commit()
                opened.append(reference)
            except DomainError as refusal:
                refused.append(type(refusal))

    threads = [Thread(target=go, args=(reference,)) for reference in ("MW-1", "MW-2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(opened), refused) == (1, [AliasInUse])


def change(session: Session, case: Case, by: Person, **changes: Any) -> None:
    values: dict[str, Any] = {
        "alias": case.alias,
        "reference": case.reference,
        "regime": case.regime,
        "version": case.version,
        "by": by,
        "now": NOON,
    } | changes
    opening.change(session, case, **values)


def test_a_case_can_be_called_otherwise(session: Session, make: Make) -> None:
    case = open_(session, make)
    change(session, case, make.coordinator(), alias="Wilg", regime=Regime.WMO_VT)

    assert (case.alias, case.reference, case.regime) == ("Wilg", "MW-2026-014", Regime.WMO_VT)
    assert case.version == 2
    assert events_of(session, case) == ["CaseOpened", "CaseChanged"]


def test_a_change_that_changes_nothing_leaves_no_event(session: Session, make: Make) -> None:
    case = open_(session, make)
    change(session, case, make.coordinator())
    assert (case.version, events_of(session, case)) == (1, ["CaseOpened"])


def test_a_new_alias_may_not_point_at_anyone_in_the_case(session: Session, make: Make) -> None:
    case, by = open_(session, make), make.coordinator()
    details = persons.Details(name="Noor van Dalen", case_role=CaseRole.VICTIM)
    persons.add(session, case, details, by=by, now=NOON)

    with pytest.raises(AliasLooksLikeName):
        change(session, case, by, alias="Dalen")
    assert case.alias == "Populier"


def test_a_stale_change_is_refused(session: Session, make: Make) -> None:
    case, by = open_(session, make), make.coordinator()
    change(session, case, by, alias="Wilg")
    with pytest.raises(StaleVersion):
        change(session, case, by, alias="Eik", version=1)
    assert case.alias == "Wilg"


def test_a_closed_case_keeps_its_names(session: Session, make: Make) -> None:
    case = make.case(closed_at=NOON)
    with pytest.raises(CaseIsClosed):
        change(session, case, make.coordinator(), alias="Wilg")
