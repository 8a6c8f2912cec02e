"""Rules of mdt.directory.regions."""

import pytest
from sqlmodel import Session, select

from mdt.directory import regions
from mdt.directory.regions import NameTaken
from mdt.models import EventRecord, Organisation, SeatDomain
from tests.conftest import NOON
from tests.factories import Make


def test_a_region_gets_its_organisations_each_with_a_domain(session: Session, make: Make) -> None:
    by = make.person()
    region = regions.add_region(session, "Waterland", by=by, now=NOON)

    organisation = regions.add_organisation(
        session, region, "Politie Waterland", SeatDomain.POLICE, by=by, now=NOON
    )

    assert (organisation.region_id, organisation.domain) == (region.id, SeatDomain.POLICE)
    recorded = session.exec(select(EventRecord).order_by(EventRecord.id)).all()  # type: ignore[arg-type]
    assert [event.subject_id for event in recorded] == [region.id, organisation.id]


def test_several_organisations_may_bring_the_same_domain(session: Session, make: Make) -> None:
    for name in ("Reclassering Noord", "Reclassering Zuid"):
        regions.add_organisation(
            session, make.region, name, SeatDomain.PROBATION, by=make.person(), now=NOON
        )

    found = session.exec(select(Organisation).where(Organisation.domain == SeatDomain.PROBATION))
    assert len(found.all()) == 2


def test_two_organisations_of_one_region_cannot_share_a_name(session: Session, make: Make) -> None:
    make.organisation(name="Opvang De Haven")

    with pytest.raises(NameTaken, match="DE HAVEN"):
        regions.add_organisation(
            session,
            make.region,
            "Opvang DE HAVEN",
            SeatDomain.SHELTER,
            by=make.person(),
            now=NOON,
        )


def test_an_organisation_may_keep_its_own_name_when_it_changes(
    session: Session, make: Make
) -> None:
    organisation = make.organisation(name="Opvang De Haven")

    regions.change_organisation(
        session,
        organisation,
        name="Opvang De Haven",
        domain=SeatDomain.SHELTER,
        is_active=False,
        version=1,
        by=make.person(),
        now=NOON,
    )

    assert (organisation.domain, organisation.is_active) == (SeatDomain.SHELTER, False)


def test_two_regions_cannot_share_a_name(session: Session, make: Make) -> None:
    with pytest.raises(NameTaken):
        regions.add_region(session, make.region.name.upper(), by=make.person(), now=NOON)


def test_two_rooms_of_one_region_cannot_share_a_name(session: Session, make: Make) -> None:
    by = make.person()
    first = regions.add_room(session, make.region, "Kamer 1", "", by=by, now=NOON)
    second = regions.add_room(session, make.region, "Kamer 2", "", by=by, now=NOON)

    with pytest.raises(NameTaken):
        regions.add_room(session, make.region, "kamer 1", "", by=by, now=NOON)
    with pytest.raises(NameTaken):
        regions.change_room(
            session, second, name="Kamer 1", address="", is_active=True, version=1, by=by, now=NOON
        )
    regions.change_room(
        session,
        first,
        name="Kamer 1",
        address="Plein 1",
        is_active=True,
        version=1,
        by=by,
        now=NOON,
    )
    assert first.address == "Plein 1"
