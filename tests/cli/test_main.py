"""Rules of mdt.cli.main."""

import pytest

from mdt.cli import main


def sentence(capsys: pytest.CaptureFixture[str]) -> str:
    """Return the one line that was said."""
    [line] = capsys.readouterr().err.splitlines()
    return line


@pytest.mark.parametrize("arguments", [["fly"], [], ["db"], ["worker", "--twice"]])
def test_an_unknown_command_is_told_in_one_sentence(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main.main(arguments)

    assert left.value.code == 2
    assert sentence(capsys).endswith("--help`.")


def test_a_wrong_setting_is_told_in_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MDT_SMTP_URL", "carrier-pigeon://x")

    assert main.main(["worker", "--once"]) == 2

    assert "MDT_SMTP_URL must start with" in sentence(capsys)


def test_a_wrong_term_of_keeping_is_told_in_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MDT_KEEP_DAYS", "other_mail=3")

    assert main.main(["worker", "--once"]) == 2

    assert "MDT_KEEP_DAYS is 'other_mail=3': give days by name, 31 or more" in sentence(capsys)


def test_a_misspelt_setting_is_told_in_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MDT_SMTPURL", "smtp://localhost")

    assert main.main(["worker", "--once"]) == 2

    assert "did you mean MDT_SMTP_URL?" in sentence(capsys)


def test_a_database_without_tables_is_told_in_one_sentence(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: object,
) -> None:
    monkeypatch.setenv("MDT_DATABASE_URL", f"sqlite:///{tmp_path}/empty.db")

    assert main.main(["worker", "--once"]) == 2

    assert "run `mdt db upgrade`" in sentence(capsys)


def test_a_database_that_does_not_answer_is_told_in_one_sentence(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: object,
) -> None:
    monkeypatch.setenv("MDT_DATABASE_URL", f"sqlite:///{tmp_path}/no/such/folder.db")

    assert main.main(["worker", "--once"]) == 2

    assert "look at MDT_DATABASE_URL" in sentence(capsys)
