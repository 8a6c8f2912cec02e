"""What is committed could be read by anyone, on any machine."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from tests.architecture import tree

ALREADY_PACKED = {".png", ".ico", ".woff2", ".gz", ".br"}

HOME = re.compile(r"(?<![\w.}-])/(?:root|home|Users|work|opt)/[\w.-]+")
REGISTRY = re.compile(r"pypi\.org|pythonhosted|npmjs|registry\.|yarnpkg|jsdelivr|unpkg|cdnjs")
MERGE = re.compile(r"^(?:<{7}|={7}|>{7})(?: |$)", re.MULTILINE)
KEY = re.compile(r"BEGIN (?:\w+ )*PRIVATE KEY")
MAX_BYTES = 600_000
UNSEEN = {"Cf", "Co", "Cn"}
SPEAKS_OF_IT = Path(__file__)


def test_every_file_is_plain_text() -> None:
    for path, text in _texts():
        assert "\r" not in text, path
        assert not text or text.endswith("\n"), path
        assert not text.endswith("\n\n"), path
        assert not MERGE.search(text), path
        assert not [letter for letter in text if unicodedata.category(letter) in UNSEEN], path


def test_no_file_knows_a_machine_or_a_registry() -> None:
    for path, text in _texts():
        if path != SPEAKS_OF_IT:
            assert not (found := HOME.search(text)), (path, found)
            assert not (found := REGISTRY.search(text)), (path, found)


def test_no_private_key_is_committed() -> None:
    for path, text in _texts():
        assert path == SPEAKS_OF_IT or not KEY.search(text), path


def test_nothing_large_is_committed() -> None:
    for path in tree.tracked():
        assert path.stat().st_size <= MAX_BYTES, tree.short(path)


def test_what_npm_and_the_build_bring_is_not_committed() -> None:
    for path in tree.tracked():
        assert not path.is_relative_to(tree.ROOT / "node_modules")
        assert not path.is_relative_to(tree.ROOT / "build")
        assert path.suffix not in {".mo", ".db", ".woff2"}, tree.short(path)


def _texts() -> Iterator[tuple[Path, str]]:
    """Yield every text file that is committed; one that is no UTF-8 fails here."""
    for path in tree.tracked():
        if path.suffix not in ALREADY_PACKED:
            yield path, path.read_bytes().decode("utf-8")
