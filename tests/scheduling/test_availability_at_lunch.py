"""Rules of mdt.scheduling.availability around the lunch of a region."""

from datetime import time

from sqlmodel import Session

from mdt.scheduling import availability
from mdt.scheduling.diary import Wanted
from mdt.scheduling.grid import Grid
from tests.factories import Make
from tests.scheduling.test_availability import THURSDAY, at, free, spans


def test_at_lunch_one_perhaps_can_unless_one_agreed_or_is_on_duty(
    session: Session, make: Make
) -> None:
    person = make.person()
    lunch = (time(12), time(13))

    assert free(session, person, lunch=lunch) == ["08.30-12.00", "13.00-17.00"]
    assert free(session, person, lunch=lunch, maybe=True) == ["12.00-13.00"]
    duty = {"seat": {person.id: [(at("08.00"), at("20.00"))]}}
    found = availability.of(
        session, Grid.of_days(THURSDAY, 1), Wanted([person.id], lunch=lunch, on_duty=duty)
    )
    assert spans(Grid.of_days(THURSDAY, 1), found.on_duty["seat"][person.id].free) == [
        "08.00-20.00"
    ]
