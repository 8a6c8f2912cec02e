"""Rules of tools.docs, and of the pages that it renders."""

import re
from dataclasses import fields

import pytest

from mdt import models
from mdt.access.policy import POLICY
from mdt.config import Settings
from mdt.reactions import REACTIONS
from tools import docs

PAGES = ("docs/floors.md", "docs/glossary.md", "docs/interface.md")
NAMED = r"(?<![\w/<>])(?:docs|mdt|migrations|tests|tools)/[\w./-]*\w(?![\w<*])"


def test_the_rendered_pages_are_those_that_are_committed() -> None:
    for name, text in docs.render().items():
        assert (docs.DOCS / name).read_text(encoding="utf-8") == text, f"{name}: make docs"


def test_no_action_and_no_event_is_left_out() -> None:
    pages = docs.render()

    assert all(f"| `{action}` |" in pages["access.md"] for action in POLICY)
    assert all(f"| `{event.__name__}` |" in pages["events.md"] for event in REACTIONS)


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "README.md", *PAGES])
def test_every_file_that_a_page_names_is_there(page: str) -> None:
    root = docs.DOCS.parent
    named = set(re.findall(NAMED, (root / page).read_text(encoding="utf-8")))

    assert {name for name in named if not (root / name).exists()} == set()


def test_the_readme_lists_every_setting_and_no_other() -> None:
    text = (docs.DOCS.parent / "README.md").read_text(encoding="utf-8")
    rows = "".join(line.split("|")[1] for line in text.splitlines() if line.startswith("| `"))

    assert set(re.findall(r"MDT_\w+", rows)) == {
        f"MDT_{field.name.upper()}" for field in fields(Settings)
    }


def test_the_glossary_has_a_word_for_every_table() -> None:
    words = set(re.findall(r"`(\w+)`", (docs.DOCS / "glossary.md").read_text(encoding="utf-8")))
    tables = {name for name, thing in vars(models).items() if hasattr(thing, "__table__")}

    assert tables - words == set()
