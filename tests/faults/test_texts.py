"""Rules of faults/texts.py: what its trial promises, and a short form of the thousand kills."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from faults import texts
from faults.gateway import REFUSED, Text
from faults.texts import TextLedger
from mdt.models import ConferenceState, MessageKind, OutboxChannel, OutboxMessage, OutboxState
from tests.conftest import NOON
from tests.databases import Database
from tests.factories import Make

LATER = NOON + timedelta(minutes=10)


@pytest.mark.usefixtures("quiet")
def test_thirty_killed_workers_lose_no_text_and_double_none(database: Database) -> None:
    verdict = texts.trial("this database", database, kills=30)

    assert verdict.holds, str(verdict)
    assert verdict.counted["workers killed"] >= 30
    assert verdict.counted["raw copies"] > 0


def owed(make: Make, **columns: Any) -> OutboxMessage:
    """Return a text message about one thing, with a SEQUENCE of its own."""
    number = columns.pop("phone", "+31620000001")
    values = {
        "kind": MessageKind.CODE,
        "channel": OutboxChannel.TEXT,
        "uid": "code:1",
        "ends_at": LATER,
    }
    message = make.message(make.person(phone=number), **values | columns)
    make.session.commit()
    return message


def taken(message: OutboxMessage, words: str = "Uw code is 1") -> Text:
    return Text("+31620000001", words, str(message.id), was_cut=False)


def read(engine: Engine, *arrived: Text) -> TextLedger:
    return TextLedger(engine, arrived, now=NOON)


@pytest.mark.parametrize("state", [OutboxState.PENDING, OutboxState.DEAD, OutboxState.TAKEN_BACK])
def test_what_is_not_settled_is_lost(engine: Engine, make: Make, state: OutboxState) -> None:
    message = owed(make, state=state)

    assert read(engine, taken(message)).lost() == [str(message.id)]


def test_what_is_booked_as_sent_and_never_came_is_lost(engine: Engine, make: Make) -> None:
    message = owed(make, state=OutboxState.SENT)

    assert read(engine, taken(message)).lost() == []
    assert read(engine).lost() == [str(message.id)]


@pytest.mark.parametrize(
    "columns",
    [
        {"state": OutboxState.DEAD, "phone": f"{REFUSED}00040"},
        {"state": OutboxState.TAKEN_BACK, "ends_at": NOON},
    ],
)
def test_a_number_that_takes_nothing_and_a_code_that_expired_are_no_loss(
    engine: Engine, make: Make, columns: dict[str, Any]
) -> None:
    owed(make, **columns)

    assert read(engine).lost() == []


def test_a_code_is_replaced_by_a_newer_one_only(engine: Engine, make: Make) -> None:
    older = owed(make, state=OutboxState.SUPERSEDED)
    assert read(engine).lost() == [str(older.id)]

    newer = owed(make, state=OutboxState.SENT, sequence=1)

    assert read(engine, taken(newer)).lost() == []


def test_of_an_emergency_that_was_called_off_nothing_need_arrive(
    session: Session, engine: Engine, make: Make
) -> None:
    sitting = make.convened()
    urgent = {"kind": MessageKind.URGENT, "conference_id": sitting.id}
    message = owed(make, state=OutboxState.SUPERSEDED, **urgent)
    assert read(engine).lost() == [str(message.id)]

    sitting.state = ConferenceState.CANCELLED
    session.commit()

    assert read(engine).lost() == []


def test_a_copy_is_no_double_and_another_text_is(engine: Engine, make: Make) -> None:
    message = owed(make, state=OutboxState.SENT)

    same = read(engine, taken(message), taken(message))
    other = read(engine, taken(message), taken(message, "Uw code is 2"))

    assert (same.copies, same.doubles()) == (1, [])
    assert other.doubles() == [str(message.id)]


def test_something_older_after_something_newer_is_found(engine: Engine, make: Make) -> None:
    older, newer = (owed(make, state=OutboxState.SENT, sequence=one) for one in (0, 1))

    assert read(engine, taken(older), taken(newer)).backwards() == []
    assert read(engine, taken(newer), taken(older)).backwards() == [str(older.id)]


def test_a_code_that_is_kept_after_it_left_is_found(engine: Engine, make: Make) -> None:
    message = owed(make, state=OutboxState.SENT, sealed="een code")

    assert read(engine, taken(message)).kept() == [str(message.id)]
