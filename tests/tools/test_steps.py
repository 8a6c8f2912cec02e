"""Rules of tools.steps."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tools import steps
from tools.steps import Problem, Step

MakeStep = Callable[..., Step]


@pytest.fixture
def done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the steps that were carried out, in a project of the test's own."""
    monkeypatch.setattr(steps, "ROOT", tmp_path)
    monkeypatch.setattr(steps, "STAMPS", tmp_path / "stamps")
    monkeypatch.setattr(steps, "LOG", tmp_path / "stamps" / "log.txt")
    return []


def test_a_step_is_done_once(done: list[str]) -> None:
    step = Step("pack", lambda: done.append("pack"), ("a lock",))

    steps.carry_out([step])
    steps.carry_out([step])

    assert done == ["pack"]


def test_a_step_is_done_again_when_its_source_changed(done: list[str], tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    step = Step("pack", lambda: done.append("pack"), (lock,))
    for content in ("one", "one", "two"):
        lock.write_text(content)
        steps.carry_out([step])

    assert done == ["pack", "pack"]


def test_a_step_is_done_again_when_what_it_left_is_gone(done: list[str], tmp_path: Path) -> None:
    left = tmp_path / "left"

    def work() -> None:
        done.append("pack")
        left.touch()

    step = Step("pack", work, leaves=(left,))
    steps.carry_out([step])
    left.unlink()
    steps.carry_out([step])

    assert done == ["pack", "pack"]


def test_a_step_that_covers_another_does_its_work_too(done: list[str]) -> None:
    lesser = Step("some packages", lambda: done.append("some"))

    steps.carry_out([Step("all packages", lambda: done.append("all"), covers=(lesser,)), lesser])

    assert done == ["all"]


def test_a_step_that_failed_is_not_done(
    done: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    def work() -> None:
        done.append("pack")
        steps.run(["sh", "-c", "echo no such package; exit 3"], "Is the network there?")

    step = Step("pack", work)
    for _ in range(2):
        with pytest.raises(Problem, match="Is the network there"):
            steps.carry_out([step])

    assert done == ["pack", "pack"]
    assert "no such package" in capsys.readouterr().out


def test_a_program_that_is_missing_is_a_problem_with_its_name(done: list[str]) -> None:
    with pytest.raises(Problem, match="no-such-program: No such file"):
        steps.run(["no-such-program"], "Install it.")

    assert not done
