"""Render the pages of docs/ that follow from the code: who may do what, and what follows."""

import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path

from mdt.access.policy import POLICY, Relation
from mdt.models import Role
from mdt.reactions import REACTIONS

DOCS = Path(__file__).parents[1] / "docs"

ACCESS = """\
# Who may do what

Rendered from `mdt/access/policy.py` by `make docs`. An action is open to whoever has one of the
roles in the region of the thing, and to whoever stands in one of the relations to it. Nothing
else is open to anybody; what someone may not see looks to them as if it does not exist.
"""

EVENTS = """\
# What follows from what

Rendered from `mdt/events.py` and `mdt/reactions.py` by `make docs`. A change of state records
exactly one event, and its reactions run in the same transaction. An event without reactions is
there for the record.
"""


def main() -> int:
    """Write the pages; return the exit status."""
    for name, text in render().items():
        (DOCS / name).write_text(text, encoding="utf-8")
        print(f"docs/{name}")
    return 0


def render() -> dict[str, str]:
    """Return the text of each page by its file name."""
    return {"access.md": _access(), "events.md": _events()}


def _access() -> str:
    rows = [
        (f"`{action}`", _names(Role, rule.roles), _names(Relation, rule.relations), rule.ground)
        for action, rule in POLICY.items()
    ]
    return ACCESS + _table(("Action", "Roles", "Relations", "Ground"), rows)


def _events() -> str:
    rows = []
    for event, reactions in REACTIONS.items():
        then = "<br>".join(f"`{react.__module__}.{react.__name__}`" for react in reactions)
        rows.append((f"`{event.__name__}`", _first_line(event), then))
    return EVENTS + _table(("Event", "Said of it", "Then"), rows)


def _names(kind: type[StrEnum], chosen: Iterable[StrEnum]) -> str:
    """Return the chosen members in the order of their kind."""
    chosen = set(chosen)
    return "everybody" if chosen == set(kind) else ", ".join(one for one in kind if one in chosen)


def _first_line(thing: object) -> str:
    return (thing.__doc__ or "").strip().splitlines()[0]


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    head = list(head)
    lines = [head, ["---"] * len(head), *rows]
    return "\n" + "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    sys.exit(main())
