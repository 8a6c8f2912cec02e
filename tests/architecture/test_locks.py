"""The locks: every package exact, every file by its hash, no word about where it comes from."""

import json
import re
import tomllib
from typing import Any

import pytest

from tests.architecture import tree

LOCKS = sorted((tree.ROOT / "requirements").glob("*.txt"))
PROJECT: dict[str, Any] = tomllib.loads((tree.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGE = json.loads((tree.ROOT / "package.json").read_text(encoding="utf-8"))
NPM: dict[str, dict[str, Any]] = json.loads(
    (tree.ROOT / "package-lock.json").read_text(encoding="utf-8")
)["packages"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_package_is_exact_and_known_by_its_hashes(lock: Any) -> None:
    entries = re.split(r"\n(?=\S)", re.sub(r"#.*", "", lock.read_text()).strip())

    for entry in filter(str.strip, entries):
        assert re.match(r"[\w.\[\]-]+==[\w.]+", entry), entry[:80]
        assert "--hash=sha256:" in entry, entry[:80]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_no_lock_says_where_packages_come_from(lock: Any) -> None:
    assert not re.search(r"https?:|file:|--\w*(index|find|host)| @ ", lock.read_text())


def test_the_tests_run_on_the_packages_that_the_portal_runs_on() -> None:
    assert _pins("run").items() <= _pins("test").items()


def test_everything_that_is_asked_for_is_locked() -> None:
    project = PROJECT["project"]
    for lock, asked in (
        ("run", [*project["dependencies"], *PROJECT["build-system"]["requires"]]),
        ("test", project["optional-dependencies"]["test"]),
    ):
        names = {re.split(r"[\[<>=]", line)[0] for line in asked}
        assert names <= set(_pins(lock)), "make lock"


def test_npm_packages_are_exact_and_known_by_their_hashes() -> None:
    asked = PACKAGE["dependencies"] | PACKAGE["devDependencies"]

    assert {name: NPM[f"node_modules/{name}"]["version"] for name in asked} == asked
    for name, package in NPM.items():
        if name:
            assert package["integrity"].startswith("sha512-"), name
            assert "resolved" not in package, name
            assert not package.get("hasInstallScript"), name


def _pins(lock: str) -> dict[str, str]:
    text = (tree.ROOT / "requirements" / f"{lock}.txt").read_text()
    return dict(re.findall(r"^([\w.-]+)(?:\[\w+\])?==([\w.]+)", text, re.MULTILINE))
