"""Rules of benchmarks/: the line that is printed, and when it says ok."""

from typing import Any

import pytest

from benchmarks import __main__ as command
from benchmarks import slot_search
from benchmarks.harness import Figure, cpu_ms, p95


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
        ({}, True),
    ],
)
def test_a_figure_is_short_when_one_of_its_targets_is_missed(
    targets: dict[str, float], *, is_ok: bool
) -> None:
    measured = figure(**targets)

    assert measured.is_ok == is_ok
    assert str(measured).endswith("ok" if is_ok else "short")


def test_p95_is_the_value_that_19_of_20_do_not_exceed() -> None:
    assert p95(list(range(1, 21))) == 19
    assert p95([7]) == 7


def test_work_costs_cpu_time() -> None:
    assert cpu_ms(lambda: sum(range(100_000))) > 0


def test_a_short_figure_ends_the_run_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(slot_search, "figures", lambda: [figure(at_most=1)])
    assert command.main(["slot_search"]) == 0

    monkeypatch.setattr(slot_search, "figures", lambda: [figure(at_most=0.1), figure(at_most=1)])
    assert command.main(["slot_search"]) == 1
    verdicts = [line.rpartition(", ")[2] for line in capsys.readouterr().out.splitlines()]
    assert verdicts == ["ok", "short", "ok"]


def test_a_name_that_is_no_benchmark_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["nonsense"]) == 2
    assert "There are: slot_search" in capsys.readouterr().out
