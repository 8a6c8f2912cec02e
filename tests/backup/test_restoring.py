"""The drill: an installation is copied, and comes back elsewhere from the file alone."""

import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt import acting, events, migrate
from mdt import engine as engines
from mdt.audit import chain
from mdt.backup import copying, noting, quieting, restoring
from mdt.backup.restoring import NotEmpty
from mdt.backup.sealed_stream import SealBroken
from mdt.identity import links, sessions
from mdt.models import (
    AuditRecord,
    CodeWay,
    EventRecord,
    Installation,
    JoinCode,
    LinkPurpose,
    OneTimeLink,
    OutboxMessage,
    OutboxState,
    Person,
    Role,
    SessionLevel,
    Visit,
    WebSession,
)
from mdt.models.base import metadata
from mdt.outbox import claims
from mdt.web import database as web_database
from tests import every_table
from tests.conftest import NOON
from tests.databases import Database
from tests.factories import Make
from tests.identity.people import SECRET

KEY = "a key of copies, long enough to be one"
CANARY = "Kanariegeel 7"
LATER = NOON + timedelta(hours=3)


def _rows(url: str) -> dict[str, list[str]]:
    """Return every row of every table as text, whatever kind of database it is."""
    engine = acting.portal(engines.connect(url))
    with engine.connect() as connection:
        found = {
            table.name: sorted(str(tuple(row)) for row in connection.execute(sa.select(table)))
            for table in metadata.sorted_tables
        }
    engine.dispose()
    return found


ENDED = {"web_session", "one_time_link", "join_code", "visit", "outbox_message", "installation"}
"""Tables of which rows are ended when they come back."""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where the copy goes."""
    return tmp_path / "copy.mdt"


@pytest.fixture
def restored(database: Database, session: Session, make: Make, file: Path) -> Iterator[Session]:
    """Yield the database in which a copy of a busy installation came back, later and elsewhere."""
    _busy(session, make)
    copying.write(database.engine, file, KEY, now=NOON)
    url = database.another()
    restoring.restore(url, file, KEY, now=LATER)
    engine = acting.portal(engines.connect(url))
    with web_database.open_session(engines.writing(engine)) as found:
        yield found
    engine.dispose()


def _busy(session: Session, make: Make) -> None:
    """Commit what a copy must not wake up: who is signed in, open links, mail on its way."""
    ana = make.person(Role.COORDINATOR, name=CANARY)
    sessions.start(session, ana, level=SessionLevel.FULL, device="", now=NOON)
    purpose = LinkPurpose.NEW_PASSWORD
    links.issue(session, ana, purpose, secret=SECRET, by=None, now=NOON)
    invitation = make.invitation(make.convened(make.case()), ana)
    session.add(
        JoinCode(
            invitation_id=invitation.id,
            code_hash="c" * 64,
            way=CodeWay.SPOKEN,
            made_at=NOON,
            expires_at=LATER,
        )
    )
    session.add(
        Visit(
            key_hash="v" * 64,
            invitation_id=invitation.id,
            link_key="",
            asked_sequence=0,
            admitted_at=NOON,
            seen_at=NOON,
        )
    )
    for state in (OutboxState.SENT, OutboxState.PENDING, OutboxState.HELD):
        make.message(ana, state=state, sealed="a sealed code", dedupe=state.value)
    session.add(AuditRecord(at=NOON, actor_id=ana.id, action="case.view"))
    session.commit()


@pytest.mark.parametrize("is_other_kind", [False, True])
def test_every_row_of_every_table_comes_back_in_either_kind_of_database(
    database: Database, file: Path, tmp_path: Path, *, is_other_kind: bool
) -> None:
    with engines.writing(database.engine).begin() as connection:
        every_table.fill(connection)
    before = _rows(database.url)
    url = f"sqlite:///{tmp_path}/new/mdt.db" if is_other_kind else database.another()

    number = copying.write(database.engine, file, KEY, now=NOON)
    found = restoring.restore(url, file, KEY, now=LATER)

    after = _rows(url)
    assert {key: after[key] for key in before if key not in ENDED} == {
        key: before[key] for key in before if key not in ENDED
    }
    assert all(len(after[key]) == len(before[key]) for key in ENDED - {"installation"})
    assert number == found.rows == sum(map(len, before.values())) == len(before)
    assert migrate.check(url) == []


def test_nobody_is_in_and_nothing_that_was_open_opens_anything(restored: Session) -> None:
    [browser], [visit] = restored.exec(select(WebSession)), restored.exec(select(Visit))
    [link], [code] = restored.exec(select(OneTimeLink)), restored.exec(select(JoinCode))

    assert browser.revoked_at == visit.ended_at == code.revoked_at == LATER
    assert not links.is_live(link, now=NOON)
    kept = {row.name: row.value for row in restored.exec(select(Installation))}
    assert kept[noting.RESTORED_AT] == LATER.isoformat()
    assert kept[noting.RESTORED_FROM] == NOON.isoformat()


def test_what_waited_does_not_leave_by_itself_and_what_left_is_not_sent_again(
    restored: Session,
) -> None:
    rows = restored.exec(select(OutboxMessage).order_by(OutboxMessage.dedupe)).all()

    assert [row.state for row in rows] == [OutboxState.DEAD, OutboxState.DEAD, OutboxState.SENT]
    assert [row.sealed for row in rows[:2]] == ["", ""]
    restored.rollback()
    engine = restored.get_bind()
    assert isinstance(engine, Engine)
    assert claims.take(engine, now=LATER + timedelta(days=30)) is None


def test_the_audit_trail_is_kept_and_new_rows_follow_the_old(restored: Session) -> None:
    [kept] = restored.exec(select(AuditRecord))
    assert (kept.action, kept.at) == ("case.view", NOON)
    assert [*chain.faults(restored)] == []

    known = set(restored.exec(select(EventRecord.id)))
    person = restored.exec(select(Person)).first()
    assert person is not None
    events.record(restored, events.CaseOpened(at=LATER, actor_id=person.id))
    restored.commit()
    assert len(set(restored.exec(select(EventRecord.id)))) == len(known) + 1


def test_nothing_that_was_copied_can_be_read_without_the_key(
    session: Session, make: Make, database: Database, file: Path
) -> None:
    _busy(session, make)

    copying.write(database.engine, file, KEY, now=NOON)

    assert CANARY.encode() not in file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == stat.S_IRUSR | stat.S_IWUSR
    with pytest.raises(SealBroken):
        restoring.look(file, "another key, just as long as the one it was")


def test_rows_that_are_there_go_only_when_somebody_says_so(
    session: Session, make: Make, database: Database, file: Path
) -> None:
    _busy(session, make)
    copying.write(database.engine, file, KEY, now=NOON)
    url = database.another()
    restoring.restore(url, file, KEY, now=LATER)
    before = _rows(url)

    with pytest.raises(NotEmpty):
        restoring.restore(url, file, KEY, now=LATER)
    assert _rows(url) == before

    restoring.restore(url, file, KEY, may_replace=True, now=LATER)
    assert _rows(url) == before


def test_a_file_that_was_cut_off_changes_nothing(
    session: Session, make: Make, database: Database, file: Path
) -> None:
    _busy(session, make)
    copying.write(database.engine, file, KEY, now=NOON)
    before = _rows(database.url)
    file.write_bytes(file.read_bytes()[:-20])

    with pytest.raises(SealBroken):
        restoring.restore(database.url, file, KEY, may_replace=True, now=LATER)
    assert _rows(database.url) == before


def test_a_restore_that_breaks_half_way_leaves_what_was_there(
    session: Session,
    make: Make,
    database: Database,
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _busy(session, make)
    session.close()
    copying.write(database.engine, file, KEY, now=NOON)
    before = _rows(database.url)

    def fail(*_: object, **__: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(quieting, "make", fail)
    with pytest.raises(OSError, match="no space"):
        restoring.restore(database.url, file, KEY, may_replace=True, now=LATER)
    assert _rows(database.url) == before


def test_a_region_comes_back_before_those_within_it(
    session: Session, make: Make, database: Database, file: Path
) -> None:
    inner = make.another_region()
    outer = [make.another_region() for _ in range(3)]
    inner.parent_id = outer[0].id
    outer[0].parent_id = outer[1].id
    session.commit()
    copying.write(database.engine, file, KEY, now=NOON)
    url = database.another()

    restoring.restore(url, file, KEY, now=LATER)

    assert _rows(url)["region"] == _rows(database.url)["region"]
