"""Tests mirror mdt/, prove something, and never pretend."""

import ast
import re

from tests.architecture import tree

OF_THEIR_OWN = {"architecture", "browser", "canaries", "faults", "readers", "tools"}
"""Folders of tests that mirror no package of mdt/."""
ALONE = {"test_benchmarks.py", "test_databases.py", "test_package.py", "web/test_macros.py"}
"""Tests of what stands beside mdt/, of the package, and of mdt/templates/shared/."""


def test_tests_stand_where_the_code_stands() -> None:
    for path in tree.modules("tests"):
        place = path.relative_to(tree.ROOT / "tests")
        if not path.name.startswith("test_") or place.as_posix() in ALONE:
            continue
        if place.parts[0] in OF_THEIR_OWN:
            continue
        subject = tree.MDT / place.parent / path.name.removeprefix("test_")
        subjects = [subject.with_stem(stem) for stem in _stems(subject.stem)]
        assert any(path.exists() for path in subjects), f"{tree.short(path)}: of which module?"


def test_every_test_asserts() -> None:
    silent = [
        place
        for place, function in tree.functions("tests")
        if function.name.startswith("test_") and not _asserts(function)
    ]

    assert not silent


def test_nothing_is_skipped_or_mocked() -> None:
    for path in tree.modules("tests"):
        if path.name != "test_tests.py":
            text = path.read_text(encoding="utf-8")
            assert not re.search(r"\bskip\(|skipif|importorskip|unittest.mock|mocker", text), path


def _stems(stem: str) -> list[str]:
    """Return the names of the module that a test file may speak of: test_slots_dst of slots."""
    parts = stem.split("_")
    return ["_".join(parts[:count]) for count in range(len(parts), 0, -1)]


def _asserts(function: tree.Function) -> bool:
    """Tell whether a test asserts, expects an error, or leaves it to a function that does."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in {"accepted", "expect", "raises"} or re.match("_?(assert|check)_", name):
                return True
    return False
