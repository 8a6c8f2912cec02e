"""Rules of mdt.cli.backup."""

from pathlib import Path

import pytest

from mdt.cli import main
from mdt.models import Installation
from tests.databases import Database
from tests.factories import Make

KEY = "a key of copies, long enough to be one"


@pytest.fixture(autouse=True)
def key(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return the file of the key; the commands work on the test's database."""
    found = tmp_path / "backup.key"
    found.write_text(f"{KEY}\n", encoding="utf-8")
    monkeypatch.setenv("MDT_DATABASE_URL", database.url)
    monkeypatch.setenv("MDT_BACKUP_KEY", str(found))
    return found


def _said(capsys: pytest.CaptureFixture[str], *arguments: str | Path, status: int) -> str:
    assert main.main([str(one) for one in arguments]) == status
    said = capsys.readouterr()
    return said.err if status else said.out


def test_a_copy_is_made_looked_at_and_put_back(
    database: Database,
    make: Make,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    make.case()
    make.session.commit()
    file = tmp_path / "copy.mdt"

    assert f"rows are in {file}" in _said(capsys, "backup", file, status=0)
    assert make.session.get(Installation, "backup_made_at")
    assert "A copy of " in _said(capsys, "restore", "--check", file, status=0)
    assert "use --force" in _said(capsys, "restore", file, status=2)

    monkeypatch.setenv("MDT_DATABASE_URL", database.another())
    assert "It is put back" in _said(capsys, "restore", file, status=0)


def test_a_copy_never_replaces_another(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "copy.mdt"
    file.write_text("the copy of yesterday", encoding="utf-8")

    assert "exists already" in _said(capsys, "backup", file, status=2)
    assert file.read_text(encoding="utf-8") == "the copy of yesterday"
    assert [one.name for one in tmp_path.glob("copy*")] == ["copy.mdt"]


def test_a_file_that_does_not_open_is_told_in_a_sentence(
    key: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "copy.mdt"
    _said(capsys, "backup", file, status=0)

    assert "no copy made by" in _said(capsys, "restore", "--check", key, status=2)
    assert "cannot be read" in _said(capsys, "restore", "--check", tmp_path / "no", status=2)
    assert "cannot be written" in _said(capsys, "backup", tmp_path / "no" / "file", status=2)
    key.write_text(KEY[::-1], encoding="utf-8")
    assert "another key" in _said(capsys, "restore", "--check", file, status=2)


@pytest.mark.parametrize(
    ("text", "sentence"), [(None, "no such file"), ("short", "too short"), ("", "too short")]
)
def test_without_a_key_there_is_no_copy(
    key: Path,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    text: str | None,
    sentence: str,
) -> None:
    key.unlink() if text is None else key.write_text(text, encoding="utf-8")

    assert sentence in _said(capsys, "backup", tmp_path / "copy.mdt", status=2)


def test_a_key_is_never_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.delenv("MDT_BACKUP_KEY")

    assert "MDT_BACKUP_KEY is missing" in _said(capsys, "backup", tmp_path / "copy", status=2)
