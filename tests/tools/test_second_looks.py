"""Which tests are run a second time, and when that fails a run all the same."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests import second_looks

ROOT = Path(__file__).parents[2]
TESTS = """
import pytest

looked = set()

@pytest.fixture
def chromium():
    return None

@pytest.mark.parametrize("number", range({number}))
def test_that_fails_at_first(chromium, number):
    looked.add(number) if number in looked else pytest.fail(looked.add(number) or "not yet")

def test_beside_it({asked}):
    assert {beside}
"""


def run(folder: Path, *options: str, **given: object) -> tuple[int, str]:
    """Run a few tests by themselves, with our second looks; return exit status and words."""
    (folder / "test_few.py").write_text(TESTS.format(**given))
    (folder / "pytest.ini").write_text("[pytest]\n")
    told = [sys.executable, "-m", "pytest", "-rR", "-p", "no:randomly", "-p", "no:cacheprovider"]
    ended = subprocess.run(
        [*told, "-p", "tests.second_looks", *options, str(folder)],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    return ended.returncode, ended.stdout


@pytest.mark.parametrize("at_once", [[], ["-n", "1"]])
def test_what_fails_once_in_a_browser_is_named_and_passes(
    tmp_path: Path, at_once: list[str]
) -> None:
    status, said = run(tmp_path, *at_once, number=1, asked="", beside="True")
    assert (status, "RERUN test_few.py::test_that_fails_at_first[0]" in said) == (0, True)


def test_what_fails_twice_in_a_browser_has_failed(tmp_path: Path) -> None:
    status, said = run(tmp_path, number=0, asked="chromium", beside="False")
    assert (status, said.count("RERUN test_few.py::test_beside_it")) == (1, 1)


def test_a_rule_without_a_browser_fails_at_once(tmp_path: Path) -> None:
    status, said = run(tmp_path, number=0, asked="", beside="False")
    assert (status, "RERUN" in said) == (1, False)


@pytest.mark.parametrize("at_once", [[], ["-n", "1"]])
def test_more_than_a_few_second_looks_fail_the_run(tmp_path: Path, at_once: list[str]) -> None:
    number = second_looks.MOST + 1
    status, said = run(tmp_path, *at_once, number=number, asked="", beside="True")
    assert (status, f"{number} tests were run a second time" in said) == (1, True)
