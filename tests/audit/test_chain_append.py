"""Rules of mdt.audit.chain.append: what a page owes the trail, in one statement."""

from datetime import timedelta

from sqlmodel import Session, col, select

from mdt.audit import chain
from mdt.audit.trail import Entry
from mdt.models import AuditRecord
from tests.conftest import NOON
from tests.factories import Make


def _entry(make: Make, minutes: int, *, allowed: bool = True, emergency: bool = False) -> Entry:
    return Entry(
        at=NOON + timedelta(minutes=minutes),
        actor_id=make.person().id,
        organisation_id=None,
        roles="coordinator",
        action="case:view",
        ground="rol",
        allowed=allowed,
        emergency=emergency,
    )


def test_entries_follow_in_their_order_what_the_session_has_already(
    session: Session, make: Make
) -> None:
    first = AuditRecord(at=NOON, action="x")
    session.add(first)
    entries = [_entry(make, 5), _entry(make, 1, allowed=False), _entry(make, 3, emergency=True)]

    chain.append(session, entries)
    session.commit()

    rows = session.exec(select(AuditRecord).order_by(col(AuditRecord.number))).all()
    assert [row.id for row in rows] == [first.id, *(one.id for one in entries)]
    assert [row.number for row in rows] == [1, 2, 3, 4]
    assert [(row.allowed, row.emergency) for row in rows[1:]] == [
        (True, False),
        (False, False),
        (True, True),
    ]
    assert [row.at for row in rows[1:]] == [one.at for one in entries]
    assert list(chain.faults(session)) == []


def test_nothing_owed_writes_nothing_and_takes_no_lock(session: Session) -> None:
    chain.append(session, [])

    assert not session.in_transaction()
