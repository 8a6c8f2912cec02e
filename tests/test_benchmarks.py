"""Rules of benchmarks/: the line that is printed, and when it says ok."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import func, select

from benchmarks import __main__ as command
from benchmarks import (
    agenda_order,
    by_hand,
    delivery,
    feed,
    joining,
    numpy_search,
    own_calendars,
    pages,
    refusals,
    region,
    slot_search,
    trail,
    visits,
    weight,
)
from benchmarks.cast import NOW
from benchmarks.harness import Figure, cpu_ms, p95
from benchmarks.region import Filled
from mdt import clock
from mdt.config import Settings
from mdt.models import BusyProblem
from mdt.models.base import metadata
from mdt.scheduling import slots


def figure(**changes: Any) -> Figure:
    facts: dict[str, Any] = {
        "name": "slot search",
        "value": 0.5,
        "yardstick": "plain loops",
        "yardstick_value": 2.0,
    }
    return Figure(**(facts | changes))


def test_a_figure_is_one_line_with_its_yardstick_and_its_target() -> None:
    assert str(figure(at_most=1)) == (
        "slot search: 0.5 ms, plain loops 2 ms, ratio 0.25, target at most 1 ms, ok"
    )


@pytest.mark.parametrize(
    ("targets", "is_ok"),
    [
        ({"at_most": 0.5}, True),
        ({"at_most": 0.4}, False),
        ({"ratio_at_most": 0.25}, True),
        ({"ratio_at_most": 0.2}, False),
        ({"at_most": 0.5, "ratio_at_most": 0.2}, False),
        ({"same": True}, False),
        ({"same": True, "yardstick_value": 0.5}, True),
        ({}, True),
    ],
)
def test_a_figure_is_short_when_one_of_its_targets_is_missed(
    targets: dict[str, Any], *, is_ok: bool
) -> None:
    measured = figure(**targets)

    assert measured.is_ok == is_ok
    assert str(measured).endswith("ok" if is_ok else "short")


def test_p95_is_the_value_that_19_of_20_do_not_exceed() -> None:
    assert p95(list(range(1, 21))) == 19
    assert p95([7]) == 7


def test_work_costs_cpu_time() -> None:
    assert cpu_ms(lambda: sum(range(100_000))) > 0


def test_times_that_are_alike_are_a_coin_and_longer_ones_are_told_apart() -> None:
    assert refusals.how_often_longer([1, 2, 2], [2, 2, 1]) == 0.5
    assert refusals.how_often_longer([3, 4], [1, 2]) == 1
    assert refusals.how_often_longer([1, 3], [2, 2]) == 0.5


def test_a_short_figure_ends_the_run_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(slot_search, "figures", lambda: [figure(at_most=1)])
    assert command.main(["slot_search"]) == 0

    monkeypatch.setattr(slot_search, "figures", lambda: [figure(at_most=0.1), figure(at_most=1)])
    assert command.main(["slot_search"]) == 1
    verdicts = [line.rpartition(", ")[2] for line in capsys.readouterr().out.splitlines()]
    assert verdicts == ["ok", "short", "ok"]


@pytest.mark.parametrize("seed", range(5))
def test_the_search_in_numpy_finds_the_same(seed: int) -> None:
    shape = slot_search.Shape({"judge": 2, "care": 3}, fixed=1, optional=2, rooms=2)
    table = slot_search.table(Random(seed), shape)  # noqa: S311 - an invented table
    matrix = numpy_search.ready(slot_search.GRID, table, slot_search.SEARCH)

    found = slots.find(slot_search.GRID, table, slot_search.SEARCH)

    assert found.slots
    assert numpy_search.answer(slot_search.GRID, found) == numpy_search.find(
        matrix, slot_search.SEARCH
    )


def test_an_invented_sitting_fits_as_it_comes_in_and_can_be_better() -> None:
    [sitting] = agenda_order.sittings(1, cases=6, windows=2)

    assert len(sitting.items) == 6
    assert sum(item.latest is not None for item in sitting.items) == 2
    intake = agenda_order.intake(sitting)
    assert intake.order == tuple(range(6))
    assert agenda_order.judge_minutes(sitting, intake) > 0
    assert agenda_order.of_all(sitting) <= agenda_order.proven(sitting)


def test_one_broken_calendar_does_not_stop_the_worker_from_reading_the_others() -> None:
    with own_calendars.shelf(3, 20) as shelf:
        assert own_calendars.read(shelf) == (3, {BusyProblem.NO_CALENDAR: 1, None: 2})


def test_a_feed_is_another_one_after_every_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "CHANGES", 2)
    url = f"sqlite:///{tmp_path / 'feed.db'}"
    engine = feed.fill(url)

    changed, same = feed.after_a_change(url, engine)

    engine.dispose()
    assert changed > 0 < same


def test_a_name_that_is_no_benchmark_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["nonsense"]) == 2
    names = "agenda_order, delivery, feed, joining, long_plan, moment_page, own_calendars, pages"
    assert f"There are: {names}, refusals, slot_search" in capsys.readouterr().out


@pytest.fixture(scope="module")
def small() -> Iterator[Filled]:
    """Return a region with one copy of the conferences of others, at its own instant."""
    with pytest.MonkeyPatch.context() as patch, region.filled(190) as filled:
        patch.setattr(clock, "now", lambda: NOW)
        yield filled


def test_a_region_has_ten_actions_for_each_conference(small: Filled) -> None:
    with small.engine.connect() as connection:
        conferences, actions = (
            connection.execute(select(func.count()).select_from(metadata.tables[name])).scalar()
            for name in ("conference", "safety_action")
        )

    assert (conferences, actions) == (190, 1_900)


def test_every_row_of_a_region_refers_to_rows_that_are_there(small: Filled) -> None:
    with small.engine.connect() as connection:
        assert not connection.exec_driver_sql("PRAGMA foreign_key_check").all()


def test_a_region_is_made_of_whole_blocks() -> None:
    with pytest.raises(ValueError, match="101 conferences"), region.filled(101):
        pass


def test_everybody_of_the_benchmark_is_refused_with_the_page_of_what_is_not_there(
    small: Filled,
) -> None:
    app = visits.portal(small.url, small.engine)

    asked = list(refusals.refusals(app, small))

    assert len(asked) == 16
    for name, shut, unknown in asked:
        assert shut().status == unknown().status == "404 NOT FOUND", name


@pytest.mark.parametrize("name", pages.PAGES)
def test_a_page_made_by_hand_is_the_page(small: Filled, name: str) -> None:
    page = pages.PAGES[name](small)
    app = visits.portal(small.url, small.engine)
    cookie = visits.as_person(app, small.engine, page.viewer_id)
    real = visits.visit(app, page.path, cookie, "identity")

    made = by_hand.maker(app, small.engine, page, real)()

    assert by_hand.without_tokens(made) == by_hand.without_tokens(real().body)


def test_a_first_view_weighs_the_page_and_all_that_it_names(small: Filled) -> None:
    page = pages.PAGES["plan"](small)
    app = visits.portal(small.url, small.engine)
    cookie = visits.as_person(app, small.engine, page.viewer_id)

    named = weight.files(app, page.path, cookie)

    kinds = {address.rpartition(".")[2] for address in named}
    assert kinds == {"css", "js", "svg", "woff2"}


def test_every_invitation_of_a_burst_is_delivered_also_while_others_wait() -> None:
    with delivery.sink() as port, delivery.office(Settings(), port) as post:
        delivery.owe(post.engine, 3, due_at=clock.now() + delivery.HOUR)

        assert delivery.burst(post, 2) > 0


def test_an_invitee_of_the_benchmark_answers_and_comes_in(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'joining.db'}"
    engine = feed.fill(url)

    taken = joining.walk(visits.portal(url, engine), engine, 3)

    assert len(taken) == 6
    assert all(ms > 0 for ms in taken.values())
    engine.dispose()


def test_the_trail_of_the_benchmark_is_whole() -> None:
    figures = list(trail.figures(rows=50))

    assert [one.name.split(", ")[-1] for one in figures] == ["sqlite", "postgresql"]
