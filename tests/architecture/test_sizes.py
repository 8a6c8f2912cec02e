"""Files, functions and templates stay small enough to hold in the head."""

from statistics import median, quantiles

import pytest

from tests.architecture import tree

MAX_FILE = 300
MAX_TEST_FILE = 450
MAX_FUNCTION = 50
MAX_TEMPLATE = 150
MAX_CONFTEST = 150
CONTENTS = {"mdt/models/__init__.py": 400}
"""A table of contents, with no line to hold in the head, may be longer."""

WRITTEN_BY_HAND = ("benchmarks", "faults", "mdt", "tests", "tools")


def test_no_file_is_longer_than_it_may_be() -> None:
    long = {
        name: lines
        for top in WRITTEN_BY_HAND
        for path in tree.modules(top)
        if (lines := len(path.read_text(encoding="utf-8").splitlines()))
        > CONTENTS.get(name := tree.short(path), MAX_TEST_FILE if top == "tests" else MAX_FILE)
    }

    assert not long, "split it by the rules inside; a file is named by one of them"


def test_no_template_is_longer_than_it_may_be() -> None:
    long = {
        name: lines
        for name, text in tree.templates().items()
        if (lines := len(text.splitlines())) > MAX_TEMPLATE
    }

    assert not long, "move a region into a partial that the page includes"


def test_the_fixtures_of_all_tests_fit_on_a_few_screens() -> None:
    for path in (tree.ROOT / "tests").rglob("conftest.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_CONFTEST, tree.short(path)


@pytest.mark.parametrize("top", WRITTEN_BY_HAND)
def test_functions_do_one_thing(top: str) -> None:
    lengths = {place: _length(node) for place, node in tree.functions(top)}
    if not lengths:
        return

    assert not {place: lines for place, lines in lengths.items() if lines > MAX_FUNCTION}
    if top == "mdt":
        assert median(lengths.values()) <= 8
        assert quantiles(lengths.values(), n=20)[-1] <= 30


def _length(node: tree.Function) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1
