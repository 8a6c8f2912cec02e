"""Rules of docs/threats.md: every threat has its row, and every test that a row names exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LAST = 25
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs/threats.md").read_text(encoding="utf-8").splitlines()
    if re.match(r"\| \d+ \|", line)
]
NAMED = re.compile(r"`(tests/[a-z_/]+\.py)::(test_\w+)`")


def test_every_threat_has_its_row() -> None:
    assert [int(row[0]) for row in ROWS] == list(range(1, LAST + 1))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row[0]))
def test_a_row_names_tests_that_exist_or_says_what_is_not_built(row: list[str]) -> None:
    number, _, in_the_way, tests, not_built = row
    named = NAMED.findall(tests)

    assert not NAMED.sub("", tests).strip(), f"row {number} names something that is no test"
    assert bool(named) == bool(in_the_way), f"row {number}: what stands in the way has a test"
    assert named or not_built, f"row {number} says nothing"
    for file, name in named:
        path = ROOT / file
        assert path.is_file(), f"row {number}: there is no {file}"
        assert f"def {name}(" in path.read_text(encoding="utf-8"), f"row {number}: no {name}"
