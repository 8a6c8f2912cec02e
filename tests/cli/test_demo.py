"""Rules of mdt.cli.demo."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select

from mdt import acting, clock
from mdt import engine as engines
from mdt.cli import demo
from mdt.cli.main import main
from mdt.models import Case

POPULIER = ("--scenario", "populier", "--at", "2026-02-11T12:00+01:00")


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return the address of a database that does not exist yet, as the setting."""
    found = f"sqlite:///{tmp_path / 'demo.db'}"
    monkeypatch.setenv("MDT_DATABASE_URL", found)
    return found


def test_demo_load_makes_the_database_and_plays_the_story(url: str) -> None:
    status = main(["demo", "load", *POPULIER])
    clock.shift(clock.offset() * 0)

    assert status == 0
    with Session(acting.portal(engines.connect(url))) as session:
        assert session.exec(select(Case.alias)).one() == "Populier"


@pytest.mark.usefixtures("url")
def test_a_database_that_is_not_empty_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    main(["demo", "load", *POPULIER])

    status = main(["demo", "load", *POPULIER])
    clock.shift(clock.offset() * 0)

    assert status == 2
    assert "already has a region or people" in capsys.readouterr().err


@pytest.mark.usefixtures("url")
def test_an_unknown_scenario_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo", "load", "--scenario", "esdoorn"]) == 2
    assert "esdoorn: choose one of all, populier, week, zilverberk" in capsys.readouterr().err


def test_an_instant_without_an_offset_is_wall_clock_in_the_netherlands() -> None:
    assert demo.instant("2026-07-01T12:00") == datetime(2026, 7, 1, 10, tzinfo=UTC)
    assert demo.instant("2026-02-01T12:00+00:00") == datetime(2026, 2, 1, 12, tzinfo=UTC)
