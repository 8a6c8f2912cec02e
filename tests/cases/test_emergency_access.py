"""Rules of mdt.cases.emergency_access that no page shows."""

from datetime import timedelta

from sqlmodel import Session, select

from mdt.cases import emergency_access
from mdt.models import EventRecord, OutboxMessage
from tests.conftest import NOON
from tests.factories import Make


def test_of_two_clicks_at_once_the_second_finds_what_the_first_opened(
    session: Session, make: Make
) -> None:
    case, by = make.case(), make.stranger()

    first, second = (
        emergency_access.open_(session, case, reason="gevaar", by=by, now=NOON) for _ in range(2)
    )

    assert first.id == second.id
    assert len(session.exec(select(EventRecord)).all()) == 1
    assert len(session.exec(select(OutboxMessage)).all()) == 1


def test_after_the_hour_it_is_opened_anew_and_told_anew(session: Session, make: Make) -> None:
    case, by, later = make.case(), make.stranger(), NOON + timedelta(hours=1)

    first, second = (
        emergency_access.open_(session, case, reason="gevaar", by=by, now=now)
        for now in (NOON, later)
    )

    assert first.id != second.id
    assert len(session.exec(select(OutboxMessage)).all()) == 2
    emergency_access.end(session, first, by=by, now=later)
    assert first.ended_at is None, "what was over already was ended by nobody"
