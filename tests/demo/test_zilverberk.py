"""Scenario "Zilverberk" (scenarios.md 2) as the demo plays it, as far as these parts exist."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from mdt import clock
from mdt.access import walls
from mdt.demo import loading, merwestad, zilverberk
from mdt.models import (
    ActionState,
    Cascade,
    CascadeAsk,
    CascadeState,
    Case,
    Conference,
    ConferenceKind,
    ConferenceState,
    Incident,
    Invitation,
    OutboxMessage,
    Person,
    SafetyAction,
    SeatDomain,
)
from mdt.scheduling import local_time
from tests.conftest import AsPerson
from tests.pages import text_of

EVENING = datetime(2026, 10, 24, 18, tzinfo=UTC)
CASCADE = datetime(2026, 10, 25, 8, 50, tzinfo=UTC)
"""Ten to ten in winter time: the second judge has been asked, and the third not yet."""
BEFORE_THE_TABLE = datetime(2026, 10, 25, 9, 20, tzinfo=UTC)
THURSDAY = datetime(2026, 10, 29, 14, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _the_real_clock_again() -> Iterator[None]:
    yield
    clock.shift(clock.offset() * 0)


def judges(session: Session) -> list[str]:
    """Return who was asked for the judge's seat after the first, in order."""
    rows = session.exec(
        select(Person.mail)
        .join(CascadeAsk, col(CascadeAsk.person_id) == Person.id)
        .join(Cascade, col(Cascade.id) == CascadeAsk.cascade_id)
        .where(Cascade.domain == SeatDomain.JUDICIARY, col(Cascade.started_at) > EVENING)
        .order_by(col(CascadeAsk.asked_at))
    )
    return [mail.partition("@")[0] for mail in rows]


def test_the_seats_of_police_and_prosecution_go_to_waterland(engine: Engine) -> None:
    world = loading.load(engine, "zilverberk", at=EVENING)

    with Session(engine) as session:
        [emergency] = session.exec(select(Conference)).all()
        seats = emergency.items[0].seats
        held = {seat.holder_id for seat in seats}
        police = {seat.holder_id for seat in seats if seat.domain is SeatDomain.POLICE}
    assert emergency.starts_at == datetime(2026, 10, 25, 9, 30, tzinfo=UTC)
    assert police == {world.people["roos"].id, world.people["karel"].id}
    assert world.people["jelle"].id in held
    assert not {world.people[key].id for key in ("dennis", "petra", "anouk")} & held


def test_nine_people_are_asked_on_saturday_and_each_once(engine: Engine) -> None:
    loading.load(engine, "zilverberk", at=EVENING)

    with Session(engine) as session:
        asked = session.exec(select(Invitation)).all()
    assert len(asked) == 9
    assert {one.sequence for one in asked} == {0}


def test_amid_the_cascade_the_second_judge_is_asked_and_the_third_is_not(engine: Engine) -> None:
    loading.load(engine, "zilverberk", at=CASCADE)

    with Session(engine) as session:
        assert judges(session) == ["saskia"]


def test_the_third_judge_sits_before_the_table_begins_and_the_others_got_one_mail(
    engine: Engine,
) -> None:
    loading.load(engine, "zilverberk", at=BEFORE_THE_TABLE)

    with Session(engine) as session:
        [emergency] = session.exec(select(Conference)).all()
        [seat] = [one for one in emergency.items[0].seats if one.domain is SeatDomain.JUDICIARY]
        tom = session.get_one(Person, seat.holder_id)
        search = session.exec(
            select(Cascade).where(
                Cascade.domain == SeatDomain.JUDICIARY,
                col(Cascade.started_at) > EVENING,
            )
        ).one()
        marijke = session.exec(
            select(OutboxMessage)
            .join(Person, col(Person.id) == OutboxMessage.person_id)
            .where(Person.mail == merwestad.mail_of("marijke"))
        ).all()
        assert tom.mail == merwestad.mail_of("tom")
        assert judges(session) == ["saskia", "tom"]
        assert (search.state, search.started_by_id) == (CascadeState.FILLED, None)
        assert len(marijke) == 1


def test_by_thursday_all_is_done_and_the_review_was_held(engine: Engine) -> None:
    loading.load(engine, "zilverberk", at=THURSDAY)

    with Session(engine) as session:
        sittings = session.exec(select(Conference).order_by(col(Conference.starts_at))).all()
        states = {one.state for one in session.exec(select(SafetyAction))}
        review_seats = {seat.domain for seat in sittings[1].items[0].seats}
    assert [one.kind for one in sittings] == [ConferenceKind.EMERGENCY, ConferenceKind.REVIEW]
    assert {one.state for one in sittings} == {ConferenceState.HELD}
    assert states == {ActionState.DONE}
    assert SeatDomain.JUDICIARY not in review_seats


def test_the_door_is_looked_at_twice_at_half_past_two(engine: Engine) -> None:
    loading.load(engine, "zilverberk", at=THURSDAY)

    with Session(engine) as session:
        checks = session.exec(select(Incident).order_by(col(Incident.happened_at))).all()
    assert [one.happened_at for one in checks] == [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    ]
    assert {local_time.local(one.happened_at).strftime("%H:%M") for one in checks} == {"02:30"}


def test_an_action_is_due_48_hours_after_the_report_and_an_hour_earlier_by_the_clock(
    engine: Engine,
) -> None:
    loading.load(engine, "zilverberk", at=THURSDAY)

    with Session(engine) as session:
        found = session.exec(
            select(SafetyAction).where(col(SafetyAction.title).contains("verwurging"))
        ).one()
    assert found.due_at == zilverberk.BEGINS + timedelta(hours=48)


def test_without_an_instant_today_lies_between_the_emergency_and_the_sunday_after(
    engine: Engine,
) -> None:
    loading.load(engine, "zilverberk")

    now = clock.now()
    with Session(engine) as session:
        [emergency] = session.exec(
            select(Conference).where(Conference.kind == ConferenceKind.EMERGENCY)
        ).all()
        assert emergency.starts_at
        assert emergency.state is ConferenceState.HELD
        assert timedelta(0) < now - emergency.starts_at < timedelta(days=8)


@pytest.mark.parametrize("key", ["dennis", "wout"])
def test_his_own_unit_and_the_administrator_it_lends_out_find_no_such_case(
    app: Flask, engine: Engine, session: Session, as_person: AsPerson, key: str
) -> None:
    loading.load(engine, "zilverberk", at=BEFORE_THE_TABLE)
    assert app.testing
    case, sitting = session.exec(select(Case.id)).one(), session.exec(select(Conference.id)).one()
    mail = merwestad.mail_of(key)
    person = session.exec(select(Person).where(Person.mail == mail)).one()
    browser = as_person(person)

    assert walls.is_kept_out(session, case, person.id)
    shut = [browser.get(f"/cases/{case}"), browser.get(f"/conferences/{sitting}")]
    none = browser.get("/cases/00000000-0000-4000-8000-000000000000")

    assert [one.status_code for one in shut] == [404, 404]
    assert {text_of(one, "main") for one in shut} == {text_of(none, "main")}
    assert "Zilverberk" not in browser.get("/").text
    assert "Zilverberk" not in browser.get("/conferences/").text
