"""The courts in the demo: what runs beside Populier and Zilverberk, and what contradicts itself."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt import clock
from mdt.demo import loading
from mdt.judiciary import contacts, contradictions, procedures
from mdt.models import Case, ProcedureKind, ProcedureStage

INTAKE = datetime(2026, 2, 10, 12, tzinfo=UTC)
AFTER_THE_REVIEW = datetime(2026, 2, 19, 12, tzinfo=UTC)
AT_THE_TABLE = datetime(2026, 10, 25, 9, 32, tzinfo=UTC)
LATER_ON_SUNDAY = datetime(2026, 10, 25, 12, 30, tzinfo=UTC)
THURSDAY = datetime(2026, 10, 29, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _the_real_clock_again() -> object:
    yield
    clock.shift(INTAKE - INTAKE)


def firsts(engine: Engine, at: datetime) -> set[datetime]:
    """Return when each contradiction of the only case first shows."""
    with Session(engine) as session:
        case = session.exec(select(Case)).one()
        said = contacts.said(session, case)
        return {one.first_at for one in contradictions.find(said, now=at)}


def running(engine: Engine) -> dict[ProcedureKind, ProcedureStage]:
    with Session(engine) as session:
        case = session.exec(select(Case)).one()
        return {one.kind: one.stage for one in procedures.of(session, case)}


def test_at_the_intake_the_house_ban_contradicts_the_visit_of_sunday_15_february(
    engine: Engine,
) -> None:
    loading.load(engine, "populier", at=INTAKE)

    assert firsts(engine, INTAKE) == {datetime(2026, 2, 15, 9, tzinfo=UTC)}
    assert running(engine) == {
        ProcedureKind.CRIMINAL: ProcedureStage.RUNNING,
        ProcedureKind.FAMILY: ProcedureStage.PROVISIONAL,
        ProcedureKind.HOUSE_BAN: ProcedureStage.DECIDED,
    }


def test_after_the_review_the_theme_hearing_of_21_april_is_set(engine: Engine) -> None:
    loading.load(engine, "populier", at=AFTER_THE_REVIEW)

    with Session(engine) as session:
        hearings = {
            one.kind: one.hearing_at
            for one in procedures.of(session, session.exec(select(Case)).one())
        }
    assert hearings[ProcedureKind.CRIMINAL] == datetime(2026, 4, 21, 7, 30, tzinfo=UTC)
    assert hearings[ProcedureKind.BEHAVIOURAL_ORDER] is None


def test_at_half_past_ten_the_ban_that_is_asked_contradicts_the_hand_over_at_five(
    engine: Engine,
) -> None:
    loading.load(engine, "zilverberk", at=AT_THE_TABLE)

    assert firsts(engine, AT_THE_TABLE) == {datetime(2026, 10, 25, 16, tzinfo=UTC)}


def test_once_the_hand_over_is_stopped_nothing_contradicts_itself(engine: Engine) -> None:
    loading.load(engine, "zilverberk", at=LATER_ON_SUNDAY)

    assert firsts(engine, LATER_ON_SUNDAY) == set()


def test_by_thursday_the_criminal_court_has_set_a_hearing(engine: Engine) -> None:
    loading.load(engine, "zilverberk", at=THURSDAY)

    assert running(engine)[ProcedureKind.CRIMINAL] is ProcedureStage.HEARING_SET
