"""Rules of faults/: what a trial promises, and a short form of the thousand kills."""

from email.message import EmailMessage
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from faults import __main__ as command
from faults import kills, worker
from faults.hostile import Taken
from faults.ledger import Ledger
from faults.stock import REFUSED
from faults.verdict import Verdict
from mdt.adapters.letters import Letters
from mdt.models import OutboxMessage, OutboxState
from tests.databases import Database
from tests.factories import Make
from tests.invitations import cast


@pytest.fixture
def taken(session: Session, make: Make) -> Taken:
    """Return an invitation that was accepted, and is owed as pending."""
    person = make.person(mail="p@d1.example")
    cast.convened(session, make, person)
    [message] = cast.messages_to(session, person)
    mail = Letters(worker.SETTINGS).compose(session, message)
    session.commit()
    return Taken(mail.recipient, mail.content, was_cut=False)


def owed(session: Session, **columns: Any) -> OutboxMessage:
    """Return the one message, changed like this."""
    message = session.exec(select(OutboxMessage)).one()
    message.sqlmodel_update(columns)
    session.commit()
    return message


@pytest.mark.usefixtures("quiet")
def test_fifty_killed_workers_lose_nothing_and_double_nothing(database: Database) -> None:
    verdict = kills.trial("this database", database, kills=50)

    assert verdict.holds, str(verdict)
    assert verdict.counted["workers killed"] >= 50
    assert verdict.counted["raw copies"] > 0


@pytest.mark.parametrize("state", [OutboxState.PENDING, OutboxState.DEAD, OutboxState.TAKEN_BACK])
def test_what_is_not_settled_is_lost(
    session: Session, engine: Engine, taken: Taken, state: OutboxState
) -> None:
    message = owed(session, state=state)

    assert Ledger(engine, [taken]).lost() == [message.message_id]


def test_what_is_booked_as_sent_and_never_came_is_lost(
    session: Session, engine: Engine, taken: Taken
) -> None:
    message = owed(session, state=OutboxState.SENT)

    assert Ledger(engine, [taken]).lost() == []
    assert Ledger(engine, []).lost() == [message.message_id]


def test_who_is_refused_for_ever_is_no_loss(session: Session, engine: Engine, make: Make) -> None:
    make.message(make.person(mail=f"{REFUSED}d1.example"), state=OutboxState.DEAD)
    session.commit()

    assert Ledger(engine, []).lost() == []


def test_what_was_replaced_is_lost_when_nothing_newer_is_owed(
    session: Session, engine: Engine, taken: Taken
) -> None:
    message = owed(session, state=OutboxState.SUPERSEDED)

    assert Ledger(engine, [taken]).lost() == [message.message_id]
    assert Ledger(engine, []).lost() == []


def test_the_same_mail_twice_is_a_copy_and_no_double(engine: Engine, taken: Taken) -> None:
    book = Ledger(engine, [taken, taken])

    assert (book.copies, book.doubles(), book.backwards()) == (1, [], [])


@pytest.mark.parametrize("change", ["text", "recipient"])
def test_another_text_or_another_person_for_the_same_item_is_a_double(
    engine: Engine, taken: Taken, change: str
) -> None:
    content = taken.content.replace(b"Subject: ", b"Subject: Re: ")
    other = Taken("q@d2.example", taken.content, was_cut=False)
    if change == "text":
        other = Taken(taken.recipient, content, was_cut=False)

    assert len(Ledger(engine, [taken, other]).doubles()) == 1


def test_something_older_after_something_newer_is_found(engine: Engine) -> None:
    older, newer = (_item(sequence) for sequence in (0, 1))

    assert Ledger(engine, [older, newer]).backwards() == []
    assert Ledger(engine, [newer, older]).backwards() == ["<0@d1.example>"]


def _item(sequence: int) -> Taken:
    mail = EmailMessage()
    mail["Message-ID"] = f"<{sequence}@d1.example>"
    mail.set_content(
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:a\nDTSTAMP:20260210T120000Z\n"
        f"SEQUENCE:{sequence}\nEND:VEVENT\nEND:VCALENDAR\n",
        subtype="calendar",
    )
    return Taken("p@d1.example", bytes(mail), was_cut=False)


def test_a_verdict_is_one_line() -> None:
    kept = Verdict(name="kills", counted={"killed": 3})
    broken = Verdict(name="kills", counted={"killed": 3}, broken=("1 lost",))

    assert str(kept) == "kills: 3 killed, ok"
    assert str(broken) == "kills: 3 killed, BROKEN: 1 lost"


def test_a_broken_promise_ends_the_run_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    verdicts = [Verdict(name="a", counted={}), Verdict(name="b", counted={}, broken=("c",))]
    monkeypatch.setattr(kills, "trials", lambda: verdicts)

    assert command.main(["kills"]) == 1
    assert command.main(["nothing"]) == 2
    assert "b: , BROKEN: c" in capsys.readouterr().out
