"""Rules of measures: adding, changing, ending."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import Session, select

from mdt.cases.closing import CaseIsClosed
from mdt.errors import StaleVersion
from mdt.models import EventRecord, Measure, MeasureKind
from mdt.safety_plan import measures
from mdt.safety_plan.measures import Terms
from tests.conftest import NOON
from tests.factories import Make

DAY = timedelta(days=1)
BAN = Terms(
    kind=MeasureKind.HOUSE_BAN,
    legal_basis="Wet tijdelijk huisverbod",
    starts_at=NOON,
    ends_at=NOON + 10 * DAY,
)


def event_names(session: Session) -> list[str]:
    return list(session.exec(select(EventRecord.name)))


def test_adding_keeps_kind_basis_and_both_instants(session: Session, make: Make) -> None:
    case, by = make.case(), make.coordinator()

    measure = measures.add(session, case, BAN, by=by, now=NOON)

    assert (measure.kind, measure.legal_basis) == (MeasureKind.HOUSE_BAN, BAN.legal_basis)
    assert (measure.starts_at, measure.ends_at) == (BAN.starts_at, BAN.ends_at)
    event = session.exec(select(EventRecord)).one()
    assert (event.name, event.case_id, event.subject_id, event.actor_id) == (
        "MeasureChanged",
        case.id,
        measure.id,
        by.id,
    )


def test_extending_beyond_the_longest_term_is_refused(session: Session, make: Make) -> None:
    case, by = make.case(), make.coordinator()
    measure = measures.add(session, case, BAN, by=by, now=NOON)
    longest = NOON + 28 * DAY

    with pytest.raises(measures.TooLong) as refused:
        measures.change(
            session,
            measure,
            replace(BAN, ends_at=longest + timedelta(minutes=1)),
            version=1,
            by=by,
            now=NOON,
        )
    assert refused.value.latest == longest
    assert measure.ends_at == BAN.ends_at

    measures.change(session, measure, replace(BAN, ends_at=longest), version=1, by=by, now=NOON)
    assert (measure.ends_at, measure.version) == (longest, 2)


@pytest.mark.parametrize("end", [NOON, NOON - DAY])
def test_a_measure_ends_after_it_begins(session: Session, make: Make, end: object) -> None:
    with pytest.raises(measures.EndsBeforeStart):
        measures.add(
            session,
            make.case(),
            replace(BAN, ends_at=end),  # type: ignore[arg-type] # an instant
            by=make.coordinator(),
            now=NOON,
        )
    assert not session.exec(select(Measure)).all()


def test_another_measure_has_a_name(session: Session, make: Make) -> None:
    case, by = make.case(), make.coordinator()
    other = Terms(kind=MeasureKind.OTHER, starts_at=NOON)

    with pytest.raises(measures.NameMissing):
        measures.add(session, case, other, by=by, now=NOON)

    named = replace(other, title="Camera aan de deur")
    assert measures.add(session, case, named, by=by, now=NOON).title == "Camera aan de deur"


def test_a_stale_change_is_refused_and_loses_nothing(session: Session, make: Make) -> None:
    by = make.coordinator()
    measure = measures.add(session, make.case(), BAN, by=by, now=NOON)
    measures.change(session, measure, replace(BAN, note="Eerst."), version=1, by=by, now=NOON)

    with pytest.raises(StaleVersion):
        measures.change(session, measure, replace(BAN, note="Later."), version=1, by=by, now=NOON)

    assert measure.note == "Eerst."


def test_saving_without_a_change_records_nothing(session: Session, make: Make) -> None:
    by = make.coordinator()
    measure = measures.add(session, make.case(), BAN, by=by, now=NOON)

    measures.change(session, measure, BAN, version=1, by=by, now=NOON)

    assert measure.version == 1
    assert event_names(session) == ["MeasureChanged"]


def test_ending_early_keeps_the_planned_end_and_can_be_taken_back(
    session: Session, make: Make
) -> None:
    by = make.coordinator()
    measure = measures.add(session, make.case(), BAN, by=by, now=NOON)
    later = NOON + 3 * DAY

    measures.end(session, measure, later - DAY, version=1, by=by, now=later)
    assert measures.last_instant(measure) == later - DAY
    assert measure.ends_at == BAN.ends_at

    measures.resume(session, measure, version=2, by=by, now=later)
    assert measures.last_instant(measure) == BAN.ends_at
    assert len(event_names(session)) == 3


@pytest.mark.parametrize(
    ("moment", "error"),
    [
        (NOON + timedelta(seconds=1), measures.NotYetEnded),
        (NOON - DAY, measures.EndsBeforeStart),
    ],
)
def test_a_measure_ends_between_its_start_and_now(
    session: Session, make: Make, moment: object, error: type[Exception]
) -> None:
    by = make.coordinator()
    measure = measures.add(session, make.case(), BAN, by=by, now=NOON)

    with pytest.raises(error):
        measures.end(session, measure, moment, version=1, by=by, now=NOON)  # type: ignore[arg-type] # an instant

    assert measure.ended_at is None


def test_a_closed_case_gets_no_measures(session: Session, make: Make) -> None:
    case, by = make.case(), make.coordinator()
    measure = measures.add(session, case, BAN, by=by, now=NOON)
    case.closed_at = NOON

    attempts = (
        lambda: measures.add(session, case, BAN, by=by, now=NOON),
        lambda: measures.change(session, measure, BAN, version=1, by=by, now=NOON),
        lambda: measures.end(session, measure, NOON, version=1, by=by, now=NOON),
        lambda: measures.resume(session, measure, version=1, by=by, now=NOON),
    )
    for attempt in attempts:
        with pytest.raises(CaseIsClosed):
            attempt()


def test_who_says_that_a_measure_is_not_to_be_told_is_kept_until_somebody_says_something_else(
    session: Session, make: Make
) -> None:
    by, other, later = make.person(), make.person(), NOON + timedelta(hours=1)
    marked = replace(BAN, untold_because="Hij vlucht dan.")
    measure = measures.add(session, make.case(), marked, by=by, now=NOON)
    changed = replace(marked, note="Verlengd.")

    measures.change(session, measure, changed, version=1, by=other, now=later)
    kept = (measure.untold_because, measure.untold_by_id, measure.untold_at)
    reworded = replace(changed, untold_because="Hij dreigt dan.")
    measures.change(session, measure, reworded, version=2, by=other, now=later)
    taken_over = (measure.untold_by_id, measure.untold_at)
    measures.change(session, measure, BAN, version=3, by=by, now=later)

    assert kept == ("Hij vlucht dan.", by.id, NOON)
    assert taken_over == (other.id, later)
    assert (measure.untold_because, measure.untold_by_id, measure.untold_at) == ("", None, None)
