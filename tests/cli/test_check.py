"""Rules of mdt.cli.check."""

import pytest

from mdt.cli import check, main, unsafe_database, unsafe_settings
from tests.databases import Database


def test_what_is_not_safe_stands_in_sentences_and_in_the_exit_status(
    database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MDT_DATABASE_URL", database.url)
    monkeypatch.setenv("MDT_DEMO", "1")

    assert main.main(["check"]) == 1

    said = capsys.readouterr().out.splitlines()
    assert all(line.startswith("- ") and line[-1] not in " :" for line in said)
    assert any("MDT_DEMO" in line for line in said)
    assert any("mdt backup" in line for line in said)


def test_a_database_that_does_not_answer_is_a_sentence_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MDT_DATABASE_URL", "sqlite:////nowhere/at/all/mdt.db")

    assert main.main(["check"]) == 1
    assert "The database does not answer" in capsys.readouterr().out


def test_when_all_is_safe_it_says_so(
    database: Database, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MDT_DATABASE_URL", database.url)
    for module in (unsafe_settings, unsafe_database):
        monkeypatch.setattr(module, "sentences", lambda *_, **__: [])

    assert main.main(["check"]) == 0
    assert capsys.readouterr().out.strip() == check.SAFE
