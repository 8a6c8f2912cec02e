"""Rules of mdt.cli.audit."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from mdt.cli import main
from mdt.models import AuditRecord
from tests.audit.tampering import unguarded
from tests.conftest import NOON
from tests.databases import Database

VERIFY, ANCHOR = ["audit", "verify"], ["audit", "anchor"]


@pytest.fixture(autouse=True)
def anchors(database: Database, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return the file of the anchors, which is not there yet."""
    monkeypatch.setenv("MDT_DATABASE_URL", database.url)
    monkeypatch.setenv("MDT_AUDIT_ANCHOR", str(tmp_path / "anchors"))
    return tmp_path / "anchors"


def leave(session: Session, number: int) -> None:
    session.add_all(AuditRecord(at=NOON, action="case:view") for _ in range(number))
    session.commit()


def test_a_whole_trail_is_said_to_be_whole(
    session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    leave(session, 3)

    assert main.main(VERIFY) == 0
    assert "The trail is whole: 3 rows" in (said := capsys.readouterr().out)
    assert "No row was anchored yet" in said


def test_a_changed_row_is_named(session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    leave(session, 3)
    with unguarded(session):
        session.execute(sa.text("UPDATE audit_record SET action = 'x' WHERE number = 2"))

    assert main.main(VERIFY) == 1
    assert "- row 2 is not what was written" in capsys.readouterr().out


def test_a_cut_end_shows_beside_the_anchor_and_is_not_anchored_over(
    session: Session, anchors: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    leave(session, 3)
    assert main.main(ANCHOR) == 0
    assert main.main(VERIFY) == 0
    assert "It holds every anchored row; the last one is 3." in capsys.readouterr().out
    with unguarded(session):
        session.execute(sa.text("DELETE FROM audit_record WHERE number > 1"))

    assert main.main(VERIFY) == 1
    assert "row 3 was anchored and is gone" in capsys.readouterr().out
    before = anchors.read_text()
    assert main.main(ANCHOR) == 1
    assert anchors.read_text() == before


def test_each_anchor_is_a_line_more(session: Session, anchors: Path) -> None:
    leave(session, 1)
    assert main.main(ANCHOR) == 0
    leave(session, 1)
    assert main.main(ANCHOR) == 0

    assert [line.split()[1] for line in anchors.read_text().splitlines()] == ["1", "2"]


def test_without_a_file_nothing_is_anchored(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MDT_AUDIT_ANCHOR", "")

    assert main.main(ANCHOR) == 2
    assert "MDT_AUDIT_ANCHOR is missing" in capsys.readouterr().err
    assert main.main(VERIFY) == 0
    assert "MDT_AUDIT_ANCHOR is not set" in capsys.readouterr().out


@pytest.mark.parametrize("command", [VERIFY, ANCHOR])
def test_a_file_that_holds_no_anchors_is_refused(
    anchors: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    anchors.write_text("iets anders")

    assert main.main(command) == 2
    assert "is no file with anchors" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_told(
    anchors: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MDT_AUDIT_ANCHOR", str(anchors / "nowhere" / "anchors"))

    assert main.main(ANCHOR) == 2
    assert "cannot be written (FileNotFoundError)" in capsys.readouterr().err
