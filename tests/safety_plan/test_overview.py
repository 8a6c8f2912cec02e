"""Reading a plan: its lines, counts, versions, table and last changes."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import Session

from mdt.models import (
    ActionState,
    Case,
    ConferenceState,
    Measure,
    MeasureKind,
    PlanHeading,
    Role,
    SeatDomain,
)
from mdt.safety_plan import actions, measures, news, overview, table, versions
from tests.conftest import NOON
from tests.factories import Make
from tests.queries import counted

DAY = timedelta(days=1)


def fill(session: Session, make: Make, case: Case, *, actions_: int) -> None:
    """Give the case so many actions, and a table."""
    by = make.coordinator()
    for number in range(actions_):
        action = make.action(case, title=f"Actie {number}")
        actions.move(session, action, ActionState.BUSY, version=1, by=by, now=NOON)
    conference = make.convened(case)
    for _ in range(3):
        make.seated(conference)


def test_a_line_has_the_words_for_its_keys(session: Session, make: Make) -> None:
    case = make.case(alias="Populier")
    police = make.organisation(SeatDomain.POLICE, name="Politie Merwestad")
    owner = make.person(organisation=police, name="Dennis Kok")
    action = make.action(case, owner, risk_id=make.risk(case, name="wapen").id)

    line = overview.line(session, action.id)

    assert (line.owner, line.organisation, line.risk, line.alias) == (
        "Dennis Kok",
        "Politie Merwestad",
        "wapen",
        "Populier",
    )
    assert line.due == action.due_at
    assert line.is_open


def test_actions_stand_under_their_heading_the_first_due_first(
    session: Session, make: Make
) -> None:
    case = make.case()
    for title, heading, days in (
        ("later", PlanHeading.CHILDREN, 3),
        ("eerder", PlanHeading.CHILDREN, 1),
        ("nu", PlanHeading.SAFE_NOW, 9),
    ):
        make.action(case, title=title, heading=heading, late_after=NOON + days * DAY)

    plan = overview.read(session, case, now=NOON)

    assert [
        (heading, [line.title for line in lines])
        for heading, lines in overview.under_headings(plan.lines)
    ] == [
        (PlanHeading.SAFE_NOW, ["nu"]),
        (PlanHeading.CHILDREN, ["eerder", "later"]),
    ]


def test_a_late_action_counts_as_late_in_whatever_open_state(session: Session, make: Make) -> None:
    case = make.case()
    for state in (*ActionState, ActionState.BUSY):
        make.action(case, state=state)
    for state in ActionState:
        make.action(case, state=state, late_after=NOON - DAY)

    count = overview.read(session, case, now=NOON).count

    assert (count.done, count.busy, count.late, count.open, count.stuck) == (2, 2, 2, 1, 2)
    assert count.total == 9


@pytest.mark.parametrize(
    ("columns", "is_running"),
    [
        ({}, True),
        ({"ends_at": NOON + DAY}, True),
        ({"ends_at": NOON}, False),
        ({"ends_at": NOON + DAY, "ended_at": NOON - DAY}, False),
        ({"starts_at": NOON + DAY}, True),
    ],
)
def test_a_measure_runs_until_its_end_or_until_it_was_ended(
    columns: dict[str, Any], *, is_running: bool
) -> None:
    values: dict[str, Any] = {"kind": MeasureKind.AWARE, "starts_at": NOON - 9 * DAY} | columns
    measure = Measure(**values)

    assert overview.is_running(measure, now=NOON) is is_running


def test_the_next_meeting_is_the_first_ahead_or_the_one_in_session(
    session: Session, make: Make
) -> None:
    case = make.case()
    make.convened(case, starts_at=NOON + 3 * DAY)
    ahead = make.convened(case, starts_at=NOON + 2 * DAY)
    for state in (ConferenceState.DRAFT, ConferenceState.CANCELLED, ConferenceState.HELD):
        make.conference(case, state=state, starts_at=NOON + DAY)
    make.convened(case, starts_at=NOON - DAY)

    first = overview.read(session, case, now=NOON).next_meeting
    assert first is not None
    assert first.conference_id == ahead.id

    make.conference(case, state=ConferenceState.IN_SESSION, starts_at=NOON - timedelta(minutes=9))
    running = overview.read(session, case, now=NOON).next_meeting
    assert running is not None
    assert running.starts_at < NOON


def test_the_chair_comes_first_at_the_table_with_or_without_a_seat(
    session: Session, make: Make
) -> None:
    case, chair = make.case(), make.person(Role.CHAIR, name="Joost")
    assert table.of(session, case) == []
    conference = make.convened(case, chair_id=chair.id)
    make.seated(conference, make.person(name="Dennis"), domain=SeatDomain.POLICE, position=1)
    make.seat(conference, domain=SeatDomain.OM)

    places = table.of(session, case)
    assert [(place.name, place.domain, place.is_chair) for place in places] == [
        ("Joost", None, True),
        ("Dennis", SeatDomain.POLICE, False),
    ]

    make.seated(conference, chair, domain=SeatDomain.PROCESS, position=9)
    assert [place.name for place in table.of(session, case)] == ["Joost", "Dennis"]


def test_news_tells_who_did_what_the_newest_first(session: Session, make: Make) -> None:
    case, owner = make.case(), make.person(name="Dennis")
    action = make.action(case, owner, title="Slot")
    actions.move(session, action, ActionState.DONE, version=1, by=owner, now=NOON)
    terms = measures.Terms(kind=MeasureKind.AWARE, starts_at=NOON)
    measures.add(session, case, terms, by=owner, now=NOON + DAY)
    make.action(make.case(), owner)

    measure_news, action_news = news.recent(session, case.id)

    assert (action_news.who, action_news.action, action_news.state) == (
        "Dennis",
        "Slot",
        ActionState.DONE,
    )
    assert (measure_news.measure, measure_news.action) == (MeasureKind.AWARE, None)
    assert len(news.recent(session, case.id, limit=1)) == 1


def test_a_held_conference_freezes_the_plan_of_each_case_at_it_once(
    session: Session, make: Make
) -> None:
    case, other, by = make.case(), make.case(), make.person(Role.CHAIR)
    action = make.action(case, title="Zoals afgesproken")
    conference = make.convened(case)
    make.item(conference, other, position=1)

    frozen = versions.freeze(session, conference, by=by, now=NOON)
    again = versions.freeze(session, conference, by=by, now=NOON)
    action.title = "Later anders"
    session.flush()

    assert [(one.case_id, one.number) for one in frozen] == [(case.id, 1), (other.id, 1)]
    assert again == []
    [kept] = versions.content_of(frozen[0]).actions
    assert (kept.title, kept.risk) == ("Zoals afgesproken", "dreiging")
    second = versions.freeze(session, make.convened(case), by=by, now=NOON + DAY)
    assert second[0].number == 2
    assert [one.number for one in overview.read(session, case, now=NOON).versions] == [2, 1]


def test_a_plan_takes_the_same_queries_however_large(session: Session, make: Make) -> None:
    small, large = make.case(), make.case()
    fill(session, make, small, actions_=1)
    fill(session, make, large, actions_=40)
    session.commit()
    counts = []
    for case in (small, large):
        session.expire_all()
        session.refresh(case)
        with counted(session.get_bind()) as statements:
            overview.read(session, case, now=NOON)
            table.of(session, case)
            news.recent(session, case.id)
        counts.append(len(statements))

    assert counts[0] == counts[1] <= 8
