"""Rules of mdt.conferences.standing and mdt.conferences.turns."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from mdt.conferences import agenda, lifecycle, standing, turns
from mdt.conferences.agenda import Terms
from mdt.conferences.standing import RhythmTerms, RoomElsewhere, TurnIsTaken, TurnNotFuture
from mdt.conferences.turns import PastCutOff, TableFull, TableTurn, TurnFallsOut
from mdt.models import (
    Case,
    Conference,
    ConferenceKind,
    ConferenceState,
    Every,
    PanelRhythm,
    PlaceKind,
)
from mdt.scheduling.table_rhythm import Out
from tests.conferences import cast
from tests.conferences.cast import Table
from tests.conftest import NOON
from tests.factories import Make

NEXT, AFTER = date(2026, 2, 17), date(2026, 2, 24)
"""The first two turns: Tuesdays at 10.00; it is Tuesday 10 February."""
WEEKS = date(2026, 2, 10), date(2026, 5, 10)


def sits(make: Make, at: Table, **columns: Any) -> None:
    """Let the table sit every week, for two hours and three cases; Fridays at noon it closes."""
    values: dict[str, Any] = {
        "every": Every.WEEK,
        "first_on": NEXT,
        "starts": time(10),
        "minutes": 120,
        "room_id": None,
        "most_cases": 3,
        "cutoff_days": 2,
        "cutoff_at": time(12),
    }
    terms, seen = RhythmTerms(**values | columns), make.session.get(PanelRhythm, at.panel.id)
    standing.set_rhythm(
        make.session,
        at.panel,
        terms,
        version=seen.version if seen else 0,
        by=at.coordinator,
        now=NOON,
    )


@pytest.fixture
def at(make: Make) -> Table:
    table = cast.table(make)
    sits(make, table)
    return table


def put(
    make: Make,
    at: Table,
    on: date = NEXT,
    *,
    case: Case | None = None,
    minutes: int = 30,
    because: str = "",
    now: datetime = NOON,
) -> Conference:
    return standing.put(
        make.session,
        at.panel,
        on,
        case or cast.case_of(make, at),
        Terms(question=cast.QUESTION, minutes=minutes),
        kind=ConferenceKind.REVIEW,
        because=because,
        by=at.coordinator,
        now=now,
    )


def turn(make: Make, at: Table, on: date = NEXT) -> TableTurn:
    return turns.one(make.session, at.panel.id, on)


def test_the_first_case_makes_the_conference_and_the_next_ones_join_it(
    make: Make, at: Table
) -> None:
    first, second = put(make, at), put(make, at)

    assert first.id == second.id
    assert (first.turn_on, first.meant_on, len(first.items)) == (NEXT, NEXT, 2)
    assert len(first.items[1].seats) == 7
    assert turn(make, at).cases_left == 1
    assert turn(make, at, AFTER).cases_left == 2, "two of 45 minutes fit in two hours"


def test_a_table_in_a_room_sits_there(make: Make, at: Table) -> None:
    room = make.room()
    sits(make, at, room_id=room.id)

    conference = put(make, at)
    assert (conference.place_kind, conference.room_id) == (PlaceKind.ROOM, room.id)


def test_a_room_of_another_region_is_refused(make: Make, at: Table) -> None:
    elsewhere = make.room(region_id=make.another_region().id)

    with pytest.raises(RoomElsewhere):
        sits(make, at, room_id=elsewhere.id)


def test_more_cases_than_fit_are_refused(make: Make, at: Table) -> None:
    for _ in range(3):
        put(make, at)
    with pytest.raises(TableFull):
        put(make, at)
    assert turn(make, at).cases_left == 0


def test_more_minutes_than_there_are_are_refused_in_every_way(make: Make, at: Table) -> None:
    conference = put(make, at, minutes=90)
    with pytest.raises(TableFull):
        put(make, at, minutes=45)
    terms = Terms(question="Loopt het?", minutes=45)
    with pytest.raises(TableFull):
        agenda.add(
            make.session,
            conference,
            cast.case_of(make, at),
            terms,
            by=at.coordinator,
            now=NOON,
        )
    item, longer = conference.items[0], Terms(question="Loopt het?", minutes=121)
    with pytest.raises(TableFull):
        agenda.change(make.session, item, longer, version=item.version, by=at.coordinator, now=NOON)
    assert len(conference.items) == 1


def test_after_the_cut_off_a_case_comes_with_a_reason_only(make: Make, at: Table) -> None:
    friday = datetime(2026, 2, 13, 11, tzinfo=UTC)
    with pytest.raises(PastCutOff):
        put(make, at, now=friday, because=" ")
    put(make, at, now=friday - timedelta(minutes=1))
    conference = put(make, at, now=friday, because="Het huisverbod eindigt.")

    assert [item.late_because for item in conference.items] == ["", "Het huisverbod eindigt."]


def test_a_conference_with_a_moment_of_its_own_takes_every_case(make: Make, at: Table) -> None:
    conference = cast.draft(make, at)
    for _ in range(4):
        agenda.add(
            make.session,
            conference,
            cast.case_of(make, at),
            Terms(question="Loopt het?", minutes=45),
            by=at.coordinator,
            now=NOON,
        )
    assert len(conference.items) == 5


@pytest.mark.parametrize("on", [NEXT + timedelta(days=1), date(2026, 2, 3)])
def test_a_day_without_a_turn_takes_nothing(make: Make, at: Table, on: date) -> None:
    with pytest.raises(TurnFallsOut):
        put(make, at, on)


def test_a_turn_that_is_over_or_sits_takes_nothing(make: Make, at: Table) -> None:
    with pytest.raises(TurnFallsOut):
        put(make, at, now=datetime(2026, 2, 17, 9, tzinfo=UTC))
    put(make, at).state = ConferenceState.IN_SESSION
    make.session.flush()
    with pytest.raises(TurnFallsOut):
        put(make, at)


def test_one_turn_is_called_off_without_the_others(make: Make, at: Table) -> None:
    before = turns.ahead(make.session, [at.panel.id], *WEEKS)
    standing.call_off(make.session, at.panel, NEXT, by=at.coordinator, now=NOON)

    after = turns.ahead(make.session, [at.panel.id], *WEEKS)
    assert after[0].turn.out is Out.CANCELLED
    assert after[1:] == before[1:]
    with pytest.raises(TurnFallsOut):
        put(make, at)
    standing.restore(make.session, at.panel, NEXT, by=at.coordinator, now=NOON)
    assert turns.ahead(make.session, [at.panel.id], *WEEKS) == before


def test_one_turn_is_moved_without_the_others(make: Make, at: Table) -> None:
    before = turns.ahead(make.session, [at.panel.id], *WEEKS)
    moved_to = datetime(2026, 2, 18, 13, tzinfo=UTC)
    standing.move(make.session, at.panel, NEXT, moved_to, by=at.coordinator, now=NOON)

    after = turns.ahead(make.session, [at.panel.id], *WEEKS)
    assert (after[0].turn.on, after[0].turn.starts_at) == (NEXT, moved_to)
    assert after[1:] == before[1:]
    assert put(make, at).meant_on == date(2026, 2, 18)


def test_moving_one_conference_of_a_table_does_not_move_the_others(make: Make, at: Table) -> None:
    first, second = put(make, at), put(make, at, AFTER)
    for conference, on in ((first, NEXT), (second, AFTER)):
        starts_at = turn(make, at, on).turn.starts_at
        lifecycle.convene(make.session, conference, starts_at, by=at.coordinator, now=NOON)
    later = datetime(2026, 2, 19, 10, tzinfo=UTC)
    lifecycle.move(make.session, first, later, by=at.coordinator, now=NOON)

    assert second.starts_at == datetime(2026, 2, 24, 9, tzinfo=UTC)
    assert turn(make, at, AFTER).turn.starts_at == second.starts_at


def test_a_turn_on_which_a_conference_stands_is_not_changed_behind_its_back(
    make: Make, at: Table
) -> None:
    conference = put(make, at)
    with pytest.raises(TurnIsTaken):
        standing.call_off(make.session, at.panel, NEXT, by=at.coordinator, now=NOON)
    lifecycle.cancel(make.session, conference, by=at.coordinator, now=NOON)
    standing.call_off(make.session, at.panel, NEXT, by=at.coordinator, now=NOON)

    assert turn(make, at).turn.out is Out.CANCELLED


def test_a_turn_cannot_be_moved_into_the_past(make: Make, at: Table) -> None:
    with pytest.raises(TurnNotFuture):
        standing.move(make.session, at.panel, NEXT, NOON, by=at.coordinator, now=NOON)


def test_without_a_rhythm_what_stands_there_stays(session: Session, make: Make, at: Table) -> None:
    conference = put(make, at)
    standing.drop_rhythm(session, at.panel, by=at.coordinator, now=NOON)
    standing.drop_rhythm(session, at.panel, by=at.coordinator, now=NOON)

    assert turns.ahead(session, [at.panel.id], *WEEKS) == []
    assert turns.of(session, conference) is None
    assert session.exec(select(Conference)).one().turn_on == NEXT
