"""Rules of mdt.scheduling.busy_sources."""

import pytest
from sqlmodel import Session, select

from mdt.identity.sealing import SealBroken
from mdt.models import BusyInterval, BusyKind, BusySource, EventRecord
from mdt.scheduling import busy_sources
from mdt.scheduling.busy_sources import Place, TooManyCalendars
from tests.conftest import NOON
from tests.factories import Make
from tests.scheduling import calendars
from tests.scheduling.test_availability import at

SECRET = "s" * 40
PLACE = Place("https://agenda.partner.example/geheim.ics", "anna", "wachtwoord")


def test_an_address_opens_only_in_its_own_row_and_installation(
    session: Session, make: Make
) -> None:
    person = make.person()
    one, other = (
        busy_sources.add(session, person, BusyKind.CALDAV, PLACE, secret=SECRET, now=NOON)
        for _ in range(2)
    )

    assert busy_sources.place_of(one, secret=SECRET) == PLACE
    assert "geheim" not in one.sealed
    with pytest.raises(SealBroken):
        busy_sources.place_of(one, secret="t" * 40)
    other.sealed = one.sealed
    with pytest.raises(SealBroken):
        busy_sources.place_of(other, secret=SECRET)


def test_nobody_has_more_calendars_than_five(session: Session, make: Make) -> None:
    person = make.person()
    for _ in range(busy_sources.MOST):
        calendars.source(make, person)

    with pytest.raises(TooManyCalendars):
        busy_sources.add(session, person, BusyKind.ICS, PLACE, secret=SECRET, now=NOON)

    assert len(busy_sources.of(session, person)) == busy_sources.MOST
    assert not session.exec(select(EventRecord)).all()


def test_a_calendar_that_is_taken_away_leaves_nothing(session: Session, make: Make) -> None:
    person = make.person()
    gone, kept = calendars.source(make, person), calendars.source(make, person)
    for source in (gone, kept):
        calendars.busy(make, source, at("09.00"), at("10.00"))

    busy_sources.remove(session, gone, by=person, now=NOON)
    session.flush()

    assert session.exec(select(BusySource)).all() == [kept]
    assert [row.source_id for row in session.exec(select(BusyInterval))] == [kept.id]
