"""Rules of mdt.directory.units, and of people.join and people.move with a unit."""

import pytest
from sqlmodel import Session, col, select

from mdt.directory import people, units
from mdt.directory.people import NotOfOrganisation
from mdt.directory.regions import NameTaken
from mdt.errors import StaleVersion
from mdt.models import EventRecord, Membership, Organisation, Person, Role, Unit
from tests.conftest import NOON
from tests.factories import Make


def _place(session: Session, unit: Unit) -> Organisation:
    return session.get_one(Organisation, unit.organisation_id)


def _posts(session: Session, person: Person) -> list[Membership]:
    mine = select(Membership).where(Membership.person_id == person.id)
    return list(session.exec(mine.order_by(col(Membership.from_at))))


def test_a_unit_is_added_once_by_name_in_its_organisation(session: Session, make: Make) -> None:
    by, unit = make.person(Role.ADMINISTRATOR), make.unit(name="Basisteam Zuid")

    with pytest.raises(NameTaken):
        units.add(session, _place(session, unit), "basisteam zuid", by=by, now=NOON)

    other = units.add(session, make.organisation(), "Basisteam Zuid", by=by, now=NOON)
    assert units.of(session, other.organisation_id) == [other]
    assert session.exec(select(EventRecord.name)).all() == ["OrganisationChanged"]


def test_a_unit_is_renamed_and_taken_out_of_use_by_who_saw_it_last(
    session: Session, make: Make
) -> None:
    by, unit = make.person(Role.ADMINISTRATOR), make.unit(name="Zuid")
    make.unit(_place(session, unit), name="Noord")

    units.change(session, unit, name="Basisteam Zuid", is_active=False, version=1, by=by, now=NOON)

    assert (unit.name, unit.is_active, unit.version) == ("Basisteam Zuid", False, 2)
    assert [one.name for one in units.of(session, unit.organisation_id)] == ["Noord", unit.name]
    with pytest.raises(StaleVersion):
        units.change(session, unit, name="Zuid", is_active=True, version=1, by=by, now=NOON)
    with pytest.raises(NameTaken):
        units.change(session, unit, name="NOORD", is_active=True, version=2, by=by, now=NOON)


def test_who_joins_belongs_to_a_unit_of_that_organisation_only(
    session: Session, make: Make
) -> None:
    unit, guest, by = make.unit(), make.person(None), make.person(Role.ADMINISTRATOR)
    role = Role.PROFESSIONAL

    with pytest.raises(NotOfOrganisation):
        people.join(session, guest, make.organisation(), role, unit=unit, by=by, now=NOON)
    people.join(session, guest, _place(session, unit), role, unit=unit, by=by, now=NOON)

    assert [post.unit_id for post in _posts(session, guest)] == [unit.id]


def test_who_goes_to_another_unit_keeps_all_else_and_where_they_were_stays_known(
    session: Session, make: Make
) -> None:
    unit, by = make.unit(), make.person(Role.ADMINISTRATOR)
    person = make.person(organisation=_place(session, unit))
    [before] = _posts(session, person)
    before.function = "agent"

    people.move(session, before, unit, by=by, now=NOON)
    people.move(session, _posts(session, person)[-1], unit, by=by, now=NOON)

    old, new = _posts(session, person)
    assert (old.unit_id, old.until_at) == (None, NOON)
    assert (new.unit_id, new.from_at, new.until_at) == (unit.id, NOON, None)
    assert (new.role, new.function) == (old.role, "agent")
    with pytest.raises(NotOfOrganisation):
        people.move(session, new, make.unit(), by=by, now=NOON)
