"""How modules are named, what they import, and who may end a transaction or read the clock."""

import ast
import re

import pytest

from tests.architecture import tree

NAMELESS = {"common", "helper", "helpers", "manager", "managers", "misc", "service", "services"}
NAMELESS |= {"util", "utils"}

ENDS_TRANSACTIONS = {
    "mdt/cli/run.py",
    "mdt/cli/canary.py",
    "mdt/cli/curiosity.py",
    "mdt/cli/figures.py",
    "mdt/cli/user.py",
    "mdt/conferences/cascade_turns.py",
    "mdt/incoming/reader.py",
    "mdt/outbox/claims.py",
    "mdt/polls/due.py",
    "mdt/reminders/due.py",
    "mdt/retention/sweeping.py",
    "mdt/scheduling/busy_reading.py",
    "mdt/vault/rotation.py",
    "mdt/web/database.py",
}
"""Besides these, mdt/demo/: it plays whole days, as a browser would."""

TELLS_THE_TIME = {"adapters", "app.py", "blueprints", "cli", "demo", "web"}


def test_no_module_is_named_after_nothing() -> None:
    names = {part for path in tree.modules() for part in (path.stem, path.parent.name)}

    assert not names & NAMELESS, "name it by the rule inside"


def test_packages_hold_a_docstring_and_nothing_else() -> None:
    for path, module in tree.modules().items():
        if path.name != "__init__.py":
            continue
        rest = module.body[1:]
        if path.parent.name == "models":
            rest = [node for node in rest if not isinstance(node, ast.ImportFrom | ast.Assign)]
        assert ast.get_docstring(module), tree.short(path)
        assert not rest, tree.short(path)


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        tree.short(path) for path, module in tree.modules().items() if not ast.get_docstring(module)
    ]

    assert not silent


@pytest.mark.parametrize("top", ["mdt", "tools", "tests"])
def test_nothing_is_imported_inside_a_function(top: str) -> None:
    hidden = [
        place
        for place, function in tree.functions(top)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]

    assert not hidden, "an import that must be hidden points the wrong way: record an event"


def test_only_the_edges_end_a_transaction() -> None:
    culprits = {
        f"{tree.short(path)}:{call.lineno}"
        for verb in ("commit", "rollback")
        for path, call in tree.calls(verb)
        if tree.short(path) not in ENDS_TRANSACTIONS and not path.is_relative_to(tree.MDT / "demo")
    }

    assert not culprits, "verbs never commit; web/database.py does, when the answer is under 400"


def test_only_the_clock_reads_the_wall_clock() -> None:
    readers = {
        tree.short(path)
        for verb in ("now", "utcnow", "today")
        for path, call in tree.calls(verb)
        if re.search(r"\b(date|datetime)\.\w+\(", ast.unparse(call))
    }

    assert readers <= {"mdt/clock.py"}


def test_the_domain_is_told_the_time() -> None:
    tellers = {
        path.relative_to(tree.MDT).parts[0]
        for path, call in tree.calls("now")
        if ast.unparse(call.func) == "clock.now"
    }

    assert tellers <= TELLS_THE_TIME, "take `now` as an argument"


def test_models_do_not_postpone_their_annotations() -> None:
    """Postponed annotations break SQLModel's relationships."""
    for path, module in tree.modules().items():
        if path.is_relative_to(tree.MDT / "models"):
            froms = [node.module for node in module.body if isinstance(node, ast.ImportFrom)]
            assert "__future__" not in froms, tree.short(path)
