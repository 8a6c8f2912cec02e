"""The floors of docs/floors.md hold, and fall over when somebody builds through them."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.architecture import tree

SETTINGS: dict[str, Any] = tomllib.loads((tree.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTRACTS: dict[str, dict[str, Any]] = {
    contract["type"]: contract for contract in SETTINGS["tool"]["importlinter"]["contracts"]
}
FLOORS = [re.findall(r"\w+", layer) for layer in CONTRACTS["layers"]["layers"]]
WEB_AND_WIRING = {"app", "cli", "demo", "blueprints", "web", "adapters", "backup", "migrate"}
KNOWS_THE_OUTSIDE = {"config", "engine"}


def test_every_package_below_the_web_is_told_to_know_nothing_of_it() -> None:
    domain = {name for floor in FLOORS for name in floor} - WEB_AND_WIRING - KNOWS_THE_OUTSIDE

    assert set(CONTRACTS["forbidden"]["source_modules"]) == {f"*.{name}" for name in domain}


def test_the_picture_of_the_floors_is_the_contract() -> None:
    text = (tree.ROOT / "docs" / "floors.md").read_text(encoding="utf-8")
    picture = text.split("```")[1].strip().splitlines()

    drawn = [re.findall(r"\w+", line.split("  ")[0]) for line in picture]
    assert drawn == FLOORS


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("mdt/knowledge/upstairs.py", "import mdt.web.render", "Floors"),
        ("mdt/shed/__init__.py", "", "Floors"),
        ("mdt/knowledge/page.py", "import flask", "The domain knows no web"),
        ("mdt/knowledge/post.py", "import smtplib", "The domain knows no web"),
        ("mdt/web/post.py", "import mdt.adapters", "Adapters"),
        ("mdt/knowledge/east.py", "import mdt.knowledge.west", "No cycles"),
    ],
)
def test_who_builds_through_a_floor_is_stopped(
    tmp_path: Path, module: str, line: str, broken: str
) -> None:
    for part in ("knowledge", "adapters"):
        _write(tmp_path / "mdt" / part / "__init__.py", "")
    _write(tmp_path / "mdt/knowledge/west.py", "import mdt.knowledge.east")
    _write(tmp_path / "mdt/knowledge/east.py", "")
    shutil.copytree(tree.MDT, tmp_path / "mdt", ignore=_all_but_code, dirs_exist_ok=True)
    _write(tmp_path / module, line)

    report = _lint(tmp_path)

    assert re.search(rf"^{broken}.* BROKEN$", report, re.MULTILINE), report
    assert report.count("BROKEN") == 1, report


def test_the_floors_hold() -> None:
    assert "BROKEN" not in _lint(tree.ROOT)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{text}\n")


def _all_but_code(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if not name.endswith(".py") and not Path(folder, name).is_dir()}


def _lint(folder: Path) -> str:
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", code, "--no-logo", "--no-cache", "--config"]
    done = subprocess.run(
        [*command, str(tree.ROOT / "pyproject.toml")],
        cwd=folder,
        capture_output=True,
        check=False,
        text=True,
    )
    assert "Contracts" in done.stdout, done.stderr
    return done.stdout
