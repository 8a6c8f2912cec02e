"""A million bent mails to the reply mailbox: none breaks the reader, and none changes anything.

First only understanding, which is pure. Then, on each database, mail that is forged in one thing
and bent on top of that is handled like any other: whatever becomes of it, the invitation and
everything around it stay as they were.
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from random import Random

from sqlmodel import Session, select

from faults.verdict import Verdict
from mdt import engine as engines
from mdt.adapters import time_limit
from mdt.adapters.time_limit import TooLong
from mdt.incoming import mail_parts, reading
from mdt.models import (
    Answer,
    Invitation,
    MomentProposal,
    OutboxMessage,
    OutboxState,
    SubstituteProposal,
)
from mdt.web import database as web_database
from tests import databases
from tests.conftest import NOON
from tests.databases import Database
from tests.factories import Make
from tests.incoming import forging
from tests.incoming.bending import bent
from tests.incoming.cast import receive
from tests.incoming.corpus import samples

BENT = 1_000_000
FORGED = 5_000
MOST_SECONDS = 1.0
TOLD_EVERY = 50_000
"""After so many bent mails the run says how far it is."""

AT_ONCE = 100
"""So many forged mails are handled in one transaction."""

CHANGED_BY_MAIL = (Answer, MomentProposal, SubstituteProposal, OutboxMessage)


def trials() -> Iterator[Verdict]:
    """Yield what became of a million bent mails, and of forged ones on each database."""
    yield reading_trial(BENT)
    for kind in ("sqlite", "postgresql"):
        database = databases.open_database(kind)
        try:
            yield forging_trial(kind, database, FORGED)
        finally:
            database.close()


def reading_trial(number: int, *, most_seconds: float = MOST_SECONDS) -> Verdict:
    """Return what became of so many bent mails that were only read; its number is a mail's luck."""
    corpus, broken = samples(), list[str]()
    for luck in range(number):
        if luck and luck % TOLD_EVERY == 0:
            print(f"replies: {luck} of {number} read, {len(broken)} broken", flush=True)
        raw = bent(corpus[luck % len(corpus)].raw, Random(luck))  # noqa: S311 - no secret
        try:
            with time_limit.at_most(most_seconds):
                letter = reading.read(raw)
            if any(text != mail_parts.plain(text) for text in _texts(letter)):
                broken.append(f"mail {luck} says what a database refuses")
        except TooLong:
            broken.append(f"mail {luck} takes more than {most_seconds:g} s")
        except Exception as error:  # noqa: BLE001 - whatever it is, the trial counts it
            broken.append(f"mail {luck} breaks with {type(error).__name__}")
    return Verdict(name="replies read", counted={"bent mails": number}, broken=tuple(broken[:10]))


def _texts(thing: object) -> Iterator[str]:
    """Yield every text in what a mail says."""
    if isinstance(thing, str):
        yield thing
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from _texts(getattr(thing, field.name))
    elif isinstance(thing, list | tuple | frozenset):
        for one in thing:
            yield from _texts(one)


def forging_trial(kind: str, database: Database, number: int) -> Verdict:
    """Return what so many forged and bent mails changed in a database."""
    with web_database.open_session(engines.writing(database.engine)) as session:
        make = Make(session, NOON)
        invitee = make.person()
        asked = make.invitation(make.convened(), invitee)
        sent = make.message(
            person=invitee,
            invitation_id=asked.id,
            message_id=forging.SENT,
            state=OutboxState.SENT,
            sent_at=NOON,
        )
        session.commit()
        for luck in range(number):
            receive(session, forging.forged(session, asked, luck))
            if luck % AT_ONCE == 0:
                session.commit()
        session.commit()
        broken = tuple(_changes(session, asked, sent))
    return Verdict(name=f"replies on {kind}", counted={"forged mails": number}, broken=broken)


def _changes(session: Session, asked: Invitation, sent: OutboxMessage) -> Iterator[str]:
    session.refresh(asked)
    session.refresh(sent)
    if asked.reply is not None or asked.withdrawn_at is not None:
        yield "the invitation was answered"
    if sent.state is not OutboxState.SENT:
        yield "the mail to the invitee counts as not delivered"
    for table in CHANGED_BY_MAIL:
        if any(row is not sent for row in session.exec(select(table))):
            yield f"there is a {table.__name__}"
