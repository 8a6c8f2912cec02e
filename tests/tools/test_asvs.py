"""Rules of docs/asvs.md: every item has its answer, and every test that an answer names exists."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/asvs.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if re.match(r"\| \d+\.\d+\.\d+ \|", line)
]
NAMED = re.compile(r"`((?:tests|faults)/[a-z_/]+\.py)::(test_\w+)`")
MISSING = "**Missing**"
WORDS = ("*Not here*", "*By nature*", "*Written*", "*Operator*", MISSING)

# OWASP ASVS 5.0.0: the level of each item, section by section. 345 items: 70, 183 and 92.
LEVELS = {
    1: "22 1111122223 112222222223 222 123",
    2: "122 112 12223 23",
    3: "3 113 12223 11222233 11122333 3 22333",
    4: "12233 23333 22 1222",
    5: "2 112333 113 222",
    6: "122 111111112222 11223333 112233 22222333 2223 33 2222",
    7: "222 1111 22 11222 223 22",
    8: "1233 1123 133 23",
    9: "111 1222",
    10: "22 223 22223 1111122222233333 22222 22 222",
    11: "2233 22233 11233 1222 23 23 33",
    12: "12233 11 22223",
    13: "2333 222223 2233 1222233",
    14: "22 12223333 122",
    15: "12233 12233 1222222 3333",
    16: "2 22222 2222 222 2223",
    17: "23 22223333 22",
}
HIGHER = {
    *("2.3.5", "6.3.5", "6.3.6", "6.3.7", "6.3.8", "6.5.6", "7.5.3", "8.2.4", "8.3.2", "8.3.3"),
    *("14.2.7", "14.2.8", "16.5.4"),
}
"""Of level 3: what weighs most where somebody may be in danger."""


def items() -> dict[str, str]:
    """Return the level of every item, in the order of the standard."""
    return {
        f"{chapter}.{section}.{number}": level
        for chapter, sections in LEVELS.items()
        for section, levels in enumerate(sections.split(), 1)
        for number, level in enumerate(levels, 1)
    }


def test_every_item_has_its_row_once_and_in_order() -> None:
    levels = items()
    assert [list(levels.values()).count(level) for level in "123"] == [70, 183, 92]

    asked = {item: level for item, level in levels.items() if level < "3" or item in HIGHER}

    assert [(row[0], row[1]) for row in ROWS] == list(asked.items())


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row[0]))
def test_a_row_names_tests_that_exist_or_says_why_there_are_none(row: list[str]) -> None:
    item, _, asks, tests, words, seen_red = row
    named = NAMED.findall(tests)

    assert 0 < len(asks.split()) <= 12, f"{item}: in a few words of our own"
    assert not NAMED.sub("", tests).strip(), f"{item} names something that is no test"
    assert named or words.startswith(WORDS), f"{item} has neither a test nor a reason"
    assert seen_red in ({"", "yes"} if named else {""}), item
    for file, name in named:
        path = ROOT / file
        assert path.is_file(), f"{item}: there is no {file}"
        assert f"def {name}(" in path.read_text(encoding="utf-8"), f"{item}: no {name}"


def test_what_is_missing_stands_together_at_the_end() -> None:
    _, _, end = PAGE.partition("## What is missing\n")
    lines = re.findall(r"^\* ([\d., ]+): ", end, re.MULTILINE)
    listed = [item for line in lines for item in line.split(", ")]

    assert sorted(listed) == sorted(row[0] for row in ROWS if MISSING in row[4])


def test_no_test_is_named_twice_in_a_row() -> None:
    for row in ROWS:
        named = sorted(NAMED.findall(row[3]))
        assert all(one != other for one, other in pairwise(named)), row[0]
