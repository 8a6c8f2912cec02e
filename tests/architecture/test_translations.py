"""The English catalogue has every word on screen, and the same blanks in each."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from tests.architecture import tree
from tools.messages import CATALOGUES, LANGUAGE, SAID_AS

BLANK = re.compile(r"%\(\w+\)[sd]|{\w+}")


def test_every_word_on_screen_is_in_the_catalogue() -> None:
    known = {_forms(message.id) for message in _catalogue() if message.id}

    assert not known or _said() <= known, "make messages"


def test_every_word_is_translated_and_certain() -> None:
    for message in _catalogue():
        assert not message.id or all(_forms(message.string)), message.id
        assert not message.id or not message.fuzzy, message.id


def test_a_translation_keeps_the_blanks() -> None:
    for message in _catalogue():
        pairs = zip(_forms(message.id), _forms(message.string), strict=True)
        for said, translated in pairs if message.id else ():
            assert set(BLANK.findall(said)) == set(BLANK.findall(translated)), said


@cache
def _catalogue() -> Catalog:
    path = CATALOGUES / LANGUAGE / "LC_MESSAGES" / "messages.po"
    if not path.exists():
        return Catalog()
    with path.open("rb") as file:
        return read_po(file)


def _said() -> set[tuple[str, ...]]:
    """Return what code and templates say to people."""
    settings = tomllib.loads((tree.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    methods = [(one["pattern"], one["method"]) for one in settings["tool"]["babel"]["mappings"]]
    keywords = {"_": None, "ngettext": (1, 2)} | dict.fromkeys(SAID_AS)
    found = extract_from_dir(tree.MDT, methods, keywords=keywords)
    return {_forms(words) for _, _, words, _, _ in found}


def _forms(words: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return one form, or the singular and the plural."""
    return (words,) if isinstance(words, str) else tuple(words or ())
