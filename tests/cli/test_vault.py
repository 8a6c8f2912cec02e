"""Rules of mdt.cli.vault."""

from pathlib import Path

import pytest

from mdt.cli import main
from mdt.config import Settings
from mdt.vault import keyring
from tests.conftest import VAULT_KEY
from tests.factories import Make
from tests.vault.sealed import ADDRESS, kept_sealed


def test_a_new_key_is_a_line_for_the_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["vault", "key"]) == 0

    assert keyring.read(capsys.readouterr().out).keys


def test_rotating_seals_anew_and_checking_says_which_key_may_go(
    make: Make,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    kept_sealed(make, make.case(), by=make.person())
    make.session.commit()
    newer, file = keyring.new_line(), tmp_path / "keys"
    file.write_text(f"{newer}\n{VAULT_KEY}\n")
    monkeypatch.setenv("MDT_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("MDT_VAULT_KEY", str(file))

    assert main.main(["vault", "rotate"]) == 0
    assert main.main(["vault", "check"]) == 0

    said = capsys.readouterr().out
    name = newer.partition(":")[0]
    assert f"{name}: {len(ADDRESS)} fields" in said
    assert "test:" not in said

    monkeypatch.setenv("MDT_VAULT_KEY", VAULT_KEY)
    assert main.main(["vault", "check"]) == 2
    assert main.main(["vault", "rotate"]) == 2
    assert "is not in MDT_VAULT_KEY" in capsys.readouterr().err
