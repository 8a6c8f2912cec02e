"""Scenario "Populier" (scenarios.md 1) as the demo plays it, up to the review of 19 February."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from mdt import clock
from mdt.config import Settings
from mdt.demo import loading, merwestad, offset
from mdt.demo.loading import NotEmpty, UnknownScenario
from mdt.models import (
    ActionState,
    Case,
    Conference,
    ConferenceKind,
    ConferenceState,
    Invitation,
    Measure,
    MeasureKind,
    Person,
    PlanVersion,
    SafetyAction,
)
from tests.factories import Make

AFTER_THE_REVIEW = datetime(2026, 2, 19, 12, tzinfo=UTC)
BEFORE_THE_TABLE = datetime(2026, 2, 11, 18, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _the_real_clock_again() -> object:
    yield
    clock.shift(AFTER_THE_REVIEW - AFTER_THE_REVIEW)


def test_the_review_ends_with_the_house_ban_extended_to_10_march(
    engine: Engine,
) -> None:
    loading.load(engine, "populier", at=AFTER_THE_REVIEW)

    with Session(engine) as session:
        ban = session.exec(select(Measure).where(Measure.kind == MeasureKind.HOUSE_BAN)).one()
        states = session.exec(select(Conference.state)).all()
        assert ban.ends_at == datetime(2026, 3, 10, 0, 20, tzinfo=UTC)
        assert set(states) == {ConferenceState.HELD}
        assert len(session.exec(select(PlanVersion)).all()) == 2


def test_twelve_actions_are_agreed_and_the_tablet_is_not_done(engine: Engine) -> None:
    loading.load(engine, "populier", at=AFTER_THE_REVIEW)

    with Session(engine) as session:
        actions = session.exec(select(SafetyAction)).all()
        open_ones = {one.title for one in actions if one.state is not ActionState.DONE}
    assert len(actions) == 12
    assert len(open_ones) == 3
    assert any("tablet" in title for title in open_ones)


@pytest.mark.parametrize("margin", [0, 10])
def test_a_judge_is_asked_for_the_procedures_and_the_margin_of_the_installation(
    engine: Engine, margin: int
) -> None:
    ours = Settings(span_margin_minutes=margin)
    loading.load(engine, "populier", at=BEFORE_THE_TABLE, settings=ours)

    with Session(engine) as session:
        judge = session.exec(select(Person).where(Person.mail == merwestad.mail_of("hester"))).one()
        asked = session.exec(select(Invitation).where(Invitation.person_id == judge.id)).one()
    assert asked.starts_at == datetime(2026, 2, 12, 12, 0, tzinfo=UTC)
    assert asked.ends_at == datetime(2026, 2, 12, 12, 9 + margin, tzinfo=UTC)


def test_nothing_is_played_that_has_not_happened_yet(engine: Engine) -> None:
    loading.load(engine, "populier", at=BEFORE_THE_TABLE)

    with Session(engine) as session:
        [conference] = session.exec(select(Conference)).all()
        assert conference.state is ConferenceState.CONVENED
        assert not session.exec(select(SafetyAction)).all()


def test_without_an_instant_today_lies_between_the_table_and_its_review(engine: Engine) -> None:
    loading.load(engine, "populier")

    now = clock.now()
    with Session(engine) as session:
        sittings = session.exec(select(Conference).order_by(col(Conference.starts_at))).all()
    starts = [one.starts_at for one in sittings if one.starts_at]
    assert sittings[0].kind is ConferenceKind.FIRST
    assert -timedelta(hours=4) < now - starts[0] < timedelta(days=7)
    assert now < starts[-1] + timedelta(hours=2), "something is to come, or has just been"


def test_the_offset_is_kept_for_every_process_that_starts_later(engine: Engine) -> None:
    loading.load(engine, "populier", at=AFTER_THE_REVIEW)
    clock.shift(AFTER_THE_REVIEW - AFTER_THE_REVIEW)

    offset.restore(engine)

    assert abs(clock.now() - AFTER_THE_REVIEW).total_seconds() < 120


def test_a_demo_never_mixes_with_what_is_there(engine: Engine) -> None:
    loading.load(engine, "populier", at=BEFORE_THE_TABLE)

    with pytest.raises(NotEmpty):
        loading.load(engine, "populier", at=BEFORE_THE_TABLE)
    with Session(engine) as session:
        assert len(session.exec(select(Case)).all()) == 1


@pytest.mark.parametrize("scenario", [loading.ALL, *loading.SCENARIOS])
def test_a_demo_never_comes_among_real_people(
    engine: Engine, make: Make, session: Session, scenario: str
) -> None:
    make.person(None)
    session.commit()

    with pytest.raises(NotEmpty):
        loading.load(engine, scenario, at=BEFORE_THE_TABLE)


def test_an_unknown_scenario_is_refused_with_the_names_that_there_are(engine: Engine) -> None:
    with pytest.raises(UnknownScenario, match="populier"):
        loading.load(engine, "esdoorn")
