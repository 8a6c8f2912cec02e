"""The ordinary week of the demo: whatever day it is, a newcomer finds something on every page."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt import clock
from mdt.demo import loading, merwestad
from mdt.models import (
    Cascade,
    CascadeState,
    Conference,
    ConferenceState,
    Person,
    Poll,
    PollState,
)
from mdt.models.base import AMSTERDAM
from tests.conftest import AsPerson
from tests.pages import text_of

DAYS = {
    "a Monday before work": "2026-11-30 06:10",
    "a Sunday": "2026-08-09 14:00",
    "Christmas Eve": "2026-12-24 11:00",
}


@pytest.fixture(autouse=True)
def _the_real_clock_again() -> Iterator[None]:
    yield
    clock.shift(clock.offset() * 0)


def move_to(day: str) -> None:
    """Let the portal's clock say that it is then."""
    clock.shift(
        datetime.fromisoformat(day).replace(tzinfo=AMSTERDAM) - clock.now() + clock.offset()
    )


@pytest.mark.parametrize("day", DAYS.values(), ids=DAYS.keys())
def test_the_coordinator_has_all_kinds_of_things_to_do(
    app: Flask, engine: Engine, session: Session, as_person: AsPerson, day: str
) -> None:
    move_to(day)
    loading.load(engine, "week")
    assert app.testing
    samira = session.exec(select(Person).where(Person.mail == merwestad.mail_of("samira"))).one()

    page = text_of(as_person(samira).get("/"), "main")

    for words in (
        "Er heeft niemand dienst: Parket Merwestad, dag",
        "Het portaal zoekt iemand voor Rechtspraak Zaak Esdoorn",
        "Er loopt een vraag naar momenten Zaak Beuk",
        "Plan het vervolg van zaak Kastanje",
        "Een actie is te laat Zaak Kastanje",
        "Zaak Wilg en 1 andere zaak",
    ):
        assert words in page


def test_a_judge_is_sought_and_a_poll_waits(engine: Engine) -> None:
    move_to("2026-11-28 23:30")
    loading.load(engine, "week")

    with Session(engine) as session:
        search, poll = session.exec(select(Cascade)).one(), session.exec(select(Poll)).one()
        assert search.state is CascadeState.RUNNING
        assert search.due_at
        assert search.due_at > clock.now()
        assert poll.state is PollState.OPEN
        assert poll.closes_at > clock.now()
        assert {one.state for one in session.exec(select(Conference))} == {
            ConferenceState.DRAFT,
            ConferenceState.CONVENED,
            ConferenceState.HELD,
        }


def test_every_scenario_is_played_when_none_is_named(
    app: Flask, engine: Engine, session: Session, as_person: AsPerson
) -> None:
    move_to("2026-11-27 16:45")
    loading.load(engine)
    assert app.testing
    samira = session.exec(select(Person).where(Person.mail == merwestad.mail_of("samira"))).one()

    page = text_of(as_person(samira).get("/cases/"), "main")

    for alias in ("Populier", "Zilverberk", "Beuk", "Esdoorn", "Kastanje", "Linde", "Wilg"):
        assert alias in page


def test_the_region_has_rosters_a_rhythm_and_who_takes_over(
    app: Flask, engine: Engine, session: Session, as_person: AsPerson
) -> None:
    move_to("2026-11-27 16:45")
    world = loading.load(engine, "week")
    assert app.testing
    samira = as_person(session.get_one(Person, world.people["samira"].id))

    rosters = text_of(samira.get("/duty/"), "main")
    instead = text_of(samira.get(f"/duty/regions/{world.region.id}/fallbacks"), "main")
    table = text_of(samira.get(f"/panels/{world.panel.id}"), "main")

    for name in ("Rechtbank Merwestad", "Veilig Thuis Merwestad", "Parket Merwestad"):
        assert name in rosters
    assert "Politie Eenheid Waterland" in instead
    for words in (
        "Elke week op dinsdag om 13.00 uur, 120 minuten, Kamer 2.14.",
        "De tafel slaat deze keer over.",
        "Verzet van di 15 dec.",
        "De agenda sluit ma 30 nov, 12.00 uur. nog plaats voor 1 zaak",
    ):
        assert words in table
