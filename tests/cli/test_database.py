"""Rules of mdt.cli.database."""

import pytest

from mdt.cli import main
from tests.databases import Database


@pytest.fixture
def another(database: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the address of a database without tables; the commands work on it."""
    url = database.another()
    monkeypatch.setenv("MDT_DATABASE_URL", url)
    return url


@pytest.mark.usefixtures("another")
def test_the_database_goes_up_and_down_and_says_what_differs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main.main(["db", "check"]) == 1
    assert "mdt db upgrade" in capsys.readouterr().out

    assert main.main(["db", "upgrade"]) == 0
    assert main.main(["db", "check"]) == 0

    assert main.main(["db", "downgrade", "base"]) == 0
    assert main.main(["db", "check"]) == 1
