"""Rules of mdt.cases.confidential."""

from dataclasses import replace

import pytest
from sqlmodel import Session, select

from mdt.access import actor as actors
from mdt.access import guard
from mdt.access.policy import Action
from mdt.cases import confidential
from mdt.cases.closing import CaseIsClosed
from mdt.cases.confidential import LabelTellsIt, NothingSealed, Terms
from mdt.errors import StaleVersion
from mdt.models import (
    EventRecord,
    Person,
    SealedField,
    SealedKind,
    SealedPart,
    SealedReading,
    SealedValue,
)
from mdt.vault.keyring import VaultClosed
from tests.conftest import NOON
from tests.factories import Make
from tests.vault.sealed import ADDRESS, kept_sealed, somebody


def _terms(by: Person, label: str = "Locatie 7") -> Terms:
    return Terms(kind=SealedKind.ADDRESS, label=label, holder_person_id=by.id)


def test_what_is_sealed_stands_nowhere_in_its_rows(session: Session, make: Make) -> None:
    kept_sealed(make, make.case(), by=make.person())

    rows = [*session.exec(select(SealedField)), *session.exec(select(SealedValue))]
    stored = " ".join(str(row.model_dump()) for row in rows).lower()

    assert len(rows) == len(ADDRESS) + 1
    assert not [plain for plain in ADDRESS.values() if plain.lower() in stored]


def test_opening_says_it_and_notes_who_and_why(session: Session, make: Make) -> None:
    by = make.person(name="Lotte Maes")
    value = kept_sealed(make, make.case(), by=by)

    said = confidential.open_(session, value, "aangifte aan huis", by=by, now=NOON)

    assert said == ADDRESS
    [reading] = confidential.readings(session, value)
    assert (reading.who, reading.reason, reading.at) == ("Lotte Maes", "aangifte aan huis", NOON)
    names = session.exec(select(EventRecord.name).order_by(EventRecord.id)).all()  # type: ignore[arg-type] # a column here
    assert names[-1] == "SealedValueOpened"


def test_a_field_moved_to_another_value_does_not_open(session: Session, make: Make) -> None:
    by, case = make.person(), make.case()
    one, other = kept_sealed(make, case, by=by), kept_sealed(make, case, by=by)
    query = select(SealedField).where(SealedField.part == SealedPart.TOWN)
    first, second = (
        session.exec(query.where(SealedField.value_id == value.id)).one() for value in (one, other)
    )
    second.sealed = first.sealed
    session.flush()

    with pytest.raises(VaultClosed):
        confidential.open_(session, other, "aangifte", by=by, now=NOON)
    assert session.exec(select(SealedReading)).all() == []


def test_another_value_takes_the_place_of_all_that_was_there(session: Session, make: Make) -> None:
    by = make.person()
    value = kept_sealed(make, make.case(), by=by)

    said = {SealedPart.TOWN: "Emmen"}
    confidential.change(session, value, _terms(by), said, version=1, by=by, now=NOON)

    assert confidential.open_(session, value, "aangifte", by=by, now=NOON) == said
    assert value.version == 2


def test_a_stale_change_is_refused_and_changes_nothing(session: Session, make: Make) -> None:
    by = make.person()
    value = kept_sealed(make, make.case(), by=by)

    with pytest.raises(StaleVersion):
        confidential.change(
            session, value, _terms(by, "Anders"), ADDRESS, version=0, by=by, now=NOON
        )

    assert (value.label, value.version) == ("Locatie 7", 1)


@pytest.mark.parametrize("label", ["Oosterwolde", "huis kwartelpad", "9876zx"])
def test_the_name_that_others_see_may_not_tell_it(make: Make, label: str) -> None:
    with pytest.raises(LabelTellsIt):
        kept_sealed(make, make.case(), by=make.person(), label=label)


def test_an_empty_value_is_none(session: Session, make: Make) -> None:
    by, person = make.person(), somebody(make, make.case())

    with pytest.raises(NothingSealed):
        confidential.keep(session, person, _terms(by), {SealedPart.TOWN: ""}, by=by, now=NOON)


def test_a_closed_case_takes_no_more(session: Session, make: Make) -> None:
    by, case = make.person(), make.case()
    value = kept_sealed(make, case, by=by)
    case.closed_at = NOON
    session.flush()

    with pytest.raises(CaseIsClosed):
        confidential.set_active(session, value, is_active=False, by=by, now=NOON)


def test_names_for_others_count_on(session: Session, make: Make) -> None:
    case = make.case()
    kept_sealed(make, case, by=make.person())

    assert confidential.next_label(session, case) == "Locatie 2"


def test_whoever_serves_the_organisation_and_the_case_may_open_it(
    session: Session, make: Make
) -> None:
    shelter = make.organisation()
    contact, colleague = make.person(organisation=shelter), make.person(organisation=shelter)
    case = make.case(victim_contact_id=contact.id)
    value = kept_sealed(make, case, by=contact, holder_organisation_id=shelter.id)

    def may(person: Person) -> bool:
        actor = actors.load(session, person, now=NOON)
        return guard.permits_sealed(session, actor, Action.VAULT_OPEN, value)

    assert may(contact)
    assert not may(colleague), "who keeps it, without the case"
    assert not may(session.get_one(Person, case.lead_id)), "the case, without keeping it"
    assert not may(make.coordinator())


def test_a_wall_beats_keeping_it(session: Session, make: Make) -> None:
    contact = make.person()
    case = make.case(victim_contact_id=contact.id)
    value = kept_sealed(make, case, by=contact)
    actor = actors.load(session, contact, now=NOON)

    walled = replace(actor, walled=frozenset({case.id}))

    assert guard.permits_sealed(session, actor, Action.VAULT_OPEN, value)
    assert not guard.permits_sealed(session, walled, Action.VAULT_OPEN, value)
