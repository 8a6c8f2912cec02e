"""Rules of mdt.conferences.latest."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import Session, select

from mdt.conferences import latest, lifecycle
from mdt.conferences.agenda import Terms, add
from mdt.conferences.latest import AfterDeadline, Late, SignalNotYet
from mdt.errors import IllegalTransition, StaleVersion
from mdt.models import (
    Conference,
    ConferenceKind,
    ConferenceState,
    EventRecord,
    Measure,
    MeasureKind,
)
from mdt.scheduling import deadlines
from mdt.scheduling.deadlines import CLOCKS, Cause, Deadline
from tests.conferences import cast
from tests.conftest import NOON
from tests.factories import Make

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REASON = "Zij is tot maandag op een veilige plek."


def measure(make: Make, case_id: UUID, ends_at: datetime) -> Measure:
    return make.add(
        Measure(case_id=case_id, kind=MeasureKind.HOUSE_BAN, starts_at=NOON, ends_at=ends_at)
    )


def found(session: Session, conference: Conference) -> Deadline | None:
    return latest.of(session, conference, CLOCKS, now=NOON)


def test_the_first_protection_that_falls_in_any_of_the_cases_counts(
    session: Session, make: Make
) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table, kind=ConferenceKind.REVIEW)
    other = cast.case_of(make, table)
    add(
        session,
        conference,
        other,
        Terms(question="Loopt het?", minutes=30),
        by=table.coordinator,
        now=NOON,
    )
    measure(make, conference.items[0].case_id, NOON + 3 * DAY)
    first = measure(make, other.id, NOON + 2 * DAY)
    measure(make, make.case().id, NOON + DAY)

    assert found(session, conference) == Deadline(NOON + 2 * DAY, Cause.MEASURE, first)


def test_a_successor_in_another_case_is_none(session: Session, make: Make) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table, kind=ConferenceKind.REVIEW)
    other = cast.case_of(make, table)
    add(
        session,
        conference,
        other,
        Terms(question="Loopt het?", minutes=30),
        by=table.coordinator,
        now=NOON,
    )
    falls = measure(make, conference.items[0].case_id, NOON + DAY)
    measure(make, other.id, NOON + 9 * DAY)

    assert found(session, conference) == Deadline(NOON + DAY, Cause.MEASURE, falls)


def test_an_emergency_counts_from_its_signal_and_else_from_when_it_was_made(
    session: Session, make: Make
) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table, kind=ConferenceKind.EMERGENCY)

    assert found(session, conference) == Deadline(NOON + 24 * HOUR, Cause.SIGNAL)
    conference.signal_at = NOON - 5 * HOUR
    assert found(session, conference) == Deadline(NOON + 19 * HOUR, Cause.SIGNAL)
    own = deadlines.with_own("emergency=6h")
    assert latest.of(session, conference, own, now=NOON) == Deadline(NOON + HOUR, Cause.SIGNAL)


def test_the_triage_of_a_report_does_not_bound_a_first_sitting_and_the_house_ban_does(
    session: Session, make: Make
) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    conference.signal_at = NOON - 14 * HOUR
    assert conference.kind is ConferenceKind.FIRST
    assert CLOCKS[deadlines.ClockKind.TRIAGE].ends(conference.signal_at) < NOON + 9 * DAY

    ban = measure(make, conference.items[0].case_id, NOON + 9 * DAY)

    assert found(session, conference) == Deadline(NOON + 9 * DAY, Cause.HOUSE_BAN, ban)


def test_a_late_sitting_needs_a_reason_and_a_refusal_leaves_no_trace(
    session: Session, make: Make
) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    measure(make, conference.items[0].case_id, NOON + 2 * DAY)
    starts_at, by = NOON + 2 * DAY - 45 * timedelta(minutes=1), table.coordinator
    session.commit()

    with pytest.raises(AfterDeadline):
        lifecycle.convene(session, conference, starts_at, minutes=46, by=by, now=NOON)

    assert not session.dirty
    assert (conference.state, conference.starts_at) == (ConferenceState.DRAFT, None)
    lifecycle.convene(session, conference, starts_at, by=by, now=NOON)
    assert conference.late_because == ""
    with pytest.raises(AfterDeadline):
        lifecycle.move(session, conference, NOON + 3 * DAY, by=by, now=NOON)
    assert conference.starts_at == starts_at
    late = Late(because=f" {REASON} ")
    lifecycle.move(session, conference, NOON + 3 * DAY, late=late, by=by, now=NOON)
    assert conference.late_because == REASON
    lifecycle.take_back(session, conference, by=by, now=NOON)
    assert conference.late_because == ""


def test_a_signal_is_noted_once_and_can_be_taken_back(session: Session, make: Make) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    by = table.coordinator
    for signal_at in (NOON - HOUR, NOON - HOUR, None):
        latest.note_signal(
            session, conference, signal_at, version=conference.version, by=by, now=NOON
        )
        assert conference.signal_at == signal_at
    noted = session.exec(select(EventRecord).where(EventRecord.name == "SignalNoted")).all()
    assert len(noted) == 2


def test_a_signal_to_come_a_stale_page_and_a_sitting_that_is_over_are_refused(
    session: Session, make: Make
) -> None:
    table = cast.table(make)
    conference = cast.draft(make, table)
    by, version = table.coordinator, conference.version

    with pytest.raises(SignalNotYet):
        latest.note_signal(session, conference, NOON + HOUR, version=version, by=by, now=NOON)
    with pytest.raises(StaleVersion):
        latest.note_signal(session, conference, NOON, version=version + 1, by=by, now=NOON)
    lifecycle.cancel(session, conference, by=by, now=NOON)
    with pytest.raises(IllegalTransition):
        latest.note_signal(session, conference, NOON, version=version, by=by, now=NOON)
    assert conference.signal_at is None


def test_without_a_measure_a_first_conference_has_no_latest_moment(
    session: Session, make: Make
) -> None:
    assert found(session, cast.draft(make, cast.table(make))) is None
