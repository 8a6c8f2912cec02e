"""What the scenarios ask of planning, on pages, with the portal's clock where the story is.

Source: scenarios.md, checks 1.2, 1.10, 2.1, 2.6, the cascade of 25 October, and 02.30 twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from mdt import clock
from mdt.demo import acts, loading
from mdt.demo.merwestad import World
from mdt.demo.stage import Stage
from mdt.models import (
    Case,
    Conference,
    ConferenceKind,
    ConferenceState,
    Measure,
    MeasureKind,
    Panel,
    SeatDomain,
)
from mdt.models.base import AMSTERDAM
from tests.conftest import AsPerson
from tests.pages import Browser, send, text_of


@pytest.fixture(autouse=True)
def _the_real_clock_again() -> Iterator[None]:
    yield
    clock.shift(timedelta(0))


def wall(text: str, fold: int = 0) -> datetime:
    """Return the instant at which Dutch clocks show it."""
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM, fold=fold).astimezone(UTC)


def let_it_be(moment: datetime) -> None:
    """Let the portal's clock say so, and go on from there."""
    clock.shift(moment - clock.now() + clock.offset())


@dataclass
class Play:
    """A scenario that was played up to some instant, with people at their browsers."""

    engine: Engine
    session: Session
    as_person: AsPerson

    def load(self, scenario: str, at: str, fold: int = 0) -> World:
        world = loading.load(self.engine, scenario, at=wall(at, fold))
        self.world = world
        return world

    def browser(self, key: str) -> Browser:
        person = self.session.merge(self.world.people[key])
        return self.as_person(person)

    def conference(self, kind: ConferenceKind) -> Conference:
        return self.session.exec(
            select(Conference)
            .where(Conference.kind == kind)
            .order_by(col(Conference.created_at).desc())
        ).first() or pytest.fail("no such conference")


@pytest.fixture
def play(app: Flask, engine: Engine, session: Session, as_person: AsPerson) -> Play:
    assert app.testing
    return Play(engine, session, as_person)


def choose(browser: Browser, conference: Conference, starts: str, **fields: Any) -> Any:
    return send(
        browser,
        f"/conferences/{conference.id}/moment",
        starts_at=wall(starts).astimezone(AMSTERDAM).isoformat(),
        minutes=conference.minutes,
        version=conference.version,
        **fields,
    )


def test_1_2_a_first_conference_after_the_house_ban_needs_a_typed_reason(play: Play) -> None:
    play.load("populier", "2026-02-10 09:35")
    samira, first = play.browser("samira"), play.conference(ConferenceKind.FIRST)

    planner = text_of(samira.get(f"/conferences/{first.id}/moment"), "main")
    refused = choose(samira, first, "2026-02-20 09:00")

    assert "Uiterlijk vrijdag 20 februari, 01.20 uur : dan eindigt" in planner
    assert refused.status_code == 422
    assert "waarom" in text_of(refused, ".error-summary")
    play.session.refresh(first)
    assert (first.state, first.starts_at) == (ConferenceState.DRAFT, None)

    agreed = choose(samira, first, "2026-02-20 09:00", late_because="De rechter kan niet eerder.")

    assert agreed.status_code == 303
    play.session.refresh(first)
    assert first.late_because == "De rechter kan niet eerder."
    assert first.starts_at == wall("2026-02-20 09:00")


def test_1_2_the_evening_before_the_house_ban_ends_needs_no_reason(play: Play) -> None:
    play.load("populier", "2026-02-10 09:35")
    samira, first = play.browser("samira"), play.conference(ConferenceKind.FIRST)

    assert choose(samira, first, "2026-02-20 00:40").status_code == 422
    assert choose(samira, first, "2026-02-20 00:35").status_code == 303

    play.session.refresh(first)
    assert first.late_because == ""


def test_1_10_from_the_first_signal_to_the_first_table_took_2_days_15_hours_20_minutes(
    play: Play,
) -> None:
    play.load("populier", "2026-02-13 12:00")
    first = play.conference(ConferenceKind.FIRST)

    page = text_of(play.browser("samira").get(f"/conferences/{first.id}"), "#facts")

    assert "Van signaal tot overleg 2 dagen, 15 uur en 20 minuten" in page


def test_zilverberk_took_19_hours_50_minutes_through_the_night_of_25_hours(play: Play) -> None:
    play.load("zilverberk", "2026-10-25 13:30")
    emergency = play.conference(ConferenceKind.EMERGENCY)

    page = text_of(play.browser("samira").get(f"/conferences/{emergency.id}"), "#facts")

    assert "Van signaal tot overleg 19 uur en 50 minuten" in page


@pytest.mark.parametrize(
    ("at", "signal", "until", "warning"),
    [
        (
            "2026-10-24 15:40",
            ("2026-10-24", "15:40"),
            "zo 25 okt, 14.40 uur",
            "nog 24 uur – let op: de zomertijd eindigt vannacht",
        ),
        (
            "2027-03-27 15:40",
            ("2027-03-27", "15:40"),
            "zo 28 mrt, 16.40 uur",
            "nog 24 uur – let op: de zomertijd begint vannacht",
        ),
    ],
    ids=["autumn", "spring"],
)
def test_2_1_the_24_hours_of_an_emergency_elapse(
    play: Play, at: str, signal: tuple[str, str], until: str, warning: str
) -> None:
    play.load("populier", at)
    samira = play.browser("samira")
    day, time = signal

    asked = send(
        samira,
        "/conferences/emergency",
        case_id=str(play.session.exec(select(Case.id)).one()),
        panel_id=str(play.session.exec(select(Panel.id)).one()),
        question="Is zij vannacht veilig?",
        signal_day=day,
        signal_time=time,
    )

    assert asked.status_code == 303, text_of(asked)
    page = text_of(samira.get(str(asked.location)), "main")
    assert until in page
    assert warning in page


def test_2_1_half_past_two_is_refused_in_the_night_that_skips_it(play: Play) -> None:
    play.load("populier", "2027-03-27 16:00")
    samira, first = play.browser("samira"), play.conference(ConferenceKind.FIRST)
    case = first.items[0].case_id

    measure = send(
        samira,
        f"/cases/{case}/measures",
        kind=MeasureKind.OTHER.value,
        title="Controle aan de deur",
        start_day="2027-03-28",
        start_time="02:30",
    )

    assert measure.status_code == 422
    assert "bestaat niet" in text_of(measure, "#start_time-problem")
    assert not play.session.exec(select(Measure).where(Measure.kind == MeasureKind.OTHER)).all()


def test_2_6_when_no_judge_accepts_the_table_starts_for_a_typed_reason(play: Play) -> None:
    world = play.load("zilverberk", "2026-10-25 10:05")
    session, emergency = play.session, play.conference(ConferenceKind.EMERGENCY)
    acts.work(Stage(session, world, timedelta(0)), clock.now())
    session.commit()
    let_it_be(wall("2026-10-25 10:30"))
    joost, meeting = play.browser("joost"), f"/conferences/{emergency.id}/meeting"

    page = text_of(joost.get(meeting), "main")
    refused = send(joost, f"{meeting}/opening")

    assert "Zonder Rechtspraak, omdat" in page
    assert refused.status_code == 422
    session.refresh(emergency)
    assert emergency.opened_at is None

    send(joost, f"{meeting}/opening", without="geen rechter op het rooster kon komen")

    session.refresh(emergency)
    assert emergency.state is ConferenceState.IN_SESSION
    assert not [
        seat
        for seat in emergency.items[0].seats
        if seat.domain is SeatDomain.JUDICIARY and seat.quorum
    ]


def test_the_coordinator_follows_the_cascade_of_25_october_and_sees_a_green_seat(
    play: Play,
) -> None:
    play.load("zilverberk", "2026-10-25 09:55")
    samira, emergency = play.browser("samira"), play.conference(ConferenceKind.EMERGENCY)
    [seat] = [one for one in emergency.items[0].seats if one.domain is SeatDomain.JUDICIARY]
    log = f"/conferences/{emergency.id}/seats/{seat.id}/search"

    page = text_of(samira.get(log), "main")

    assert "mr. Tom Bakelaar is aan de beurt, tot 10.04 uur." in page
    assert "mr. Saskia Drent" in page


def test_the_third_judge_makes_the_seat_green_before_the_table_begins(play: Play) -> None:
    play.load("zilverberk", "2026-10-25 10:20")
    samira, emergency = play.browser("samira"), play.conference(ConferenceKind.EMERGENCY)

    page = text_of(samira.get(f"/conferences/{emergency.id}"), "main")

    assert "Rechtspraak nodig · alleen bij procedures mr. Tom Bakelaar Komt" in page


def test_two_door_checks_at_half_past_two_are_asked_apart_and_stand_in_order(play: Play) -> None:
    play.load("zilverberk", "2026-10-25 09:00", fold=1)
    samira, case = play.browser("samira"), play.session.exec(select(Case.id)).one()
    fields: dict[str, Any] = {
        "kind": MeasureKind.OTHER.value,
        "title": "Controle aan de deur",
        "start_day": "2026-10-25",
        "start_time": "02:30",
    }

    asked = send(samira, f"/cases/{case}/measures", **fields)
    second = send(samira, f"/cases/{case}/measures", **fields, start_fold="1")
    first = send(samira, f"/cases/{case}/measures", **fields, start_fold="0")

    assert asked.status_code == 422
    assert "eerste" in text_of(asked, "main")
    assert "tweede" in text_of(asked, "main")
    assert (first.status_code, second.status_code) == (303, 303)
    rows = play.session.exec(
        select(Measure).where(Measure.kind == MeasureKind.OTHER).order_by(col(Measure.starts_at))
    ).all()
    assert [one.starts_at for one in rows] == [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    ]
    plan = text_of(samira.get(f"/cases/{case}/plan"), "main")
    assert plan.index("02.30 uur (zomertijd)") < plan.index("02.30 uur (wintertijd)")
