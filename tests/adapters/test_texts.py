"""Rules of mdt.adapters.texts: text messages from the outbox to a gateway on loopback."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from mdt import engine as engines
from mdt.adapters.sms_gateway import SmsGateway
from mdt.adapters.texts import Texts
from mdt.config import Settings
from mdt.identity import text_codes
from mdt.models import (
    Language,
    MessageKind,
    OutboxChannel,
    OutboxMessage,
    OutboxState,
    Person,
)
from mdt.outbox import claims, delivery, queue
from mdt.outbox.delivery import Post
from mdt.outbox.queue import Terms
from tests import sms_server
from tests.conftest import NOON
from tests.factories import Make
from tests.sms_server import Behaviour

CODE = "90817263"
NUMBER = "+31612345678"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, base_url="https://portaal.example")


@dataclass
class Round:
    """A worker's texts: what is due at now goes to a gateway that behaves."""

    engine: Engine
    settings: Settings
    now: datetime = NOON

    def go(self, behaviour: Behaviour) -> None:
        """Deliver what is due now."""
        with sms_server.serving(behaviour) as port:
            settings = replace(self.settings, sms_url=f"http://127.0.0.1:{port}/")
            post = Post(
                engine=self.engine,
                compose=Texts(settings, lambda: self.now).compose,
                transport=SmsGateway(settings, whole_seconds=0.5),
                clock=lambda: self.now,
                channel=OutboxChannel.TEXT,
            )
            delivery.deliver_due(post, Event())


@pytest.fixture
def worker(engine: Engine, settings: Settings) -> Round:
    return Round(engine, settings)


@pytest.fixture
def guest(session: Session, make: Make) -> Person:
    session.info[queue.TERMS] = Terms(can_text=True)
    return make.person(name="Noor van Dijk", phone=NUMBER)


@pytest.fixture
def code(session: Session, settings: Settings, guest: Person) -> OutboxMessage:
    message = text_codes.send(session, guest, CODE, secret=settings.secret_key, now=NOON)
    session.commit()
    return message


def stored(session: Session, message: OutboxMessage) -> OutboxMessage:
    """Return the message as the database has it now."""
    session.rollback()
    session.expire_all()
    found = session.get_one(OutboxMessage, message.id)
    session.commit()  # and let the worker write
    return found


def words(behaviour: Behaviour) -> list[str]:
    return [said["text"] for said in behaviour.taken]


def test_a_code_arrives_once_and_is_wiped(
    session: Session, worker: Round, code: OutboxMessage
) -> None:
    behaviour = Behaviour()
    worker.go(behaviour)
    worker.go(behaviour)

    assert words(behaviour) == [f"Uw code is {CODE}. Hij geldt 10 minuten. Geef hem aan niemand."]
    assert behaviour.taken[0]["to"] == NUMBER
    sent = stored(session, code)
    assert (sent.state, sent.sealed) == (OutboxState.SENT, "")


def test_mail_is_no_business_of_the_gateway_and_a_text_none_of_the_mail_server(
    session: Session, engine: Engine, worker: Round, make: Make, code: OutboxMessage
) -> None:
    mail = make.message()
    session.commit()
    worker.go(Behaviour())

    taken = claims.take(engine, now=NOON)

    assert taken is not None
    assert taken.id == mail.id
    assert claims.take(engine, now=NOON) is None
    assert stored(session, code).state is OutboxState.SENT


@pytest.mark.parametrize(
    "behaviour",
    [Behaviour(status=503), Behaviour(status=429), Behaviour(hang=2), Behaviour(drop=True)],
    ids=["5xx", "429", "hangs", "drops"],
)
def test_a_gateway_in_trouble_gets_the_code_again_with_the_same_reference(
    session: Session, worker: Round, code: OutboxMessage, behaviour: Behaviour
) -> None:
    worker.go(behaviour)
    assert stored(session, code).state is OutboxState.PENDING
    well = Behaviour()
    worker.now += 2 * MINUTE
    worker.go(well)

    assert [said["reference"] for said in well.taken] == [str(code.id)]
    assert stored(session, code).state is OutboxState.SENT


def test_a_pause_that_the_gateway_asks_is_kept(
    session: Session, worker: Round, code: OutboxMessage
) -> None:
    worker.go(Behaviour(status=429, headers={"Retry-After": "300"}))

    assert stored(session, code).due_at == NOON + 5 * MINUTE


def test_a_code_that_expired_leaves_no_more_and_is_wiped(
    session: Session, worker: Round, code: OutboxMessage
) -> None:
    worker.go(Behaviour(status=503, headers={"Retry-After": "86400"}))
    assert stored(session, code).due_at == NOON + 10 * MINUTE
    late = Behaviour()
    worker.now += 10 * MINUTE
    worker.go(late)

    assert not late.taken
    gone = stored(session, code)
    assert (gone.state, gone.sealed) == (OutboxState.TAKEN_BACK, "")


def test_a_code_that_is_refused_for_ever_is_wiped(
    session: Session, worker: Round, code: OutboxMessage
) -> None:
    worker.go(Behaviour(status=422))

    dead = stored(session, code)
    assert (dead.state, dead.last_error, dead.sealed) == (OutboxState.DEAD, "HTTP 422", "")


def test_a_code_that_kills_its_worker_dies_and_is_wiped(
    session: Session, engine: Engine, code: OutboxMessage
) -> None:
    with Session(engines.writing(engine)) as own:
        own.get_one(OutboxMessage, code.id).attempts = claims.MAX_ATTEMPTS
        own.commit()

    assert claims.take(engine, now=NOON, channel=OutboxChannel.TEXT) is None
    dead = stored(session, code)
    assert (dead.state, dead.sealed) == (OutboxState.DEAD, "")


def test_one_code_for_a_thing_is_in_flight_at_a_time(
    session: Session, engine: Engine, settings: Settings, guest: Person, code: OutboxMessage
) -> None:
    taken = claims.take(engine, now=NOON, channel=OutboxChannel.TEXT)
    assert taken is not None
    text_codes.send(session, guest, "11112222", secret=settings.secret_key, now=NOON)
    session.commit()

    assert claims.take(engine, now=NOON, channel=OutboxChannel.TEXT) is None
    assert taken.id == code.id


def test_who_lost_their_number_meanwhile_gets_nothing(
    session: Session, worker: Round, guest: Person, code: OutboxMessage
) -> None:
    guest.phone = ""
    session.commit()
    behaviour = Behaviour()
    worker.go(behaviour)

    assert not behaviour.taken
    assert stored(session, code).last_error == "NoMobileNumber"


def test_a_text_is_neutral_short_and_of_plain_letters(
    session: Session, worker: Round, make: Make, guest: Person
) -> None:
    conference = make.convened(make.case(alias="Zilverberk"))
    for language in Language:
        make.message(guest, **urgent(language), conference_id=conference.id)
    session.commit()
    behaviour = Behaviour()
    worker.go(behaviour)

    assert sorted(words(behaviour)) == [
        "Er is een spoedvraag voor u. Kijk in uw mail, of open https://portaal.example",
        "There is an urgent question for you. Look in your mail, or open https://portaal.example",
    ]
    for text in words(behaviour):
        assert text.isascii()
        assert len(text) <= 160


def test_neither_code_nor_number_is_logged(
    worker: Round, code: OutboxMessage, caplog: pytest.LogCaptureFixture
) -> None:
    assert code.sealed
    with caplog.at_level(logging.DEBUG):
        worker.go(Behaviour(status=500))
        worker.now += 2 * MINUTE
        worker.go(Behaviour())

    assert CODE not in caplog.text
    assert "12345678" not in caplog.text


def urgent(language: Language) -> dict[str, Any]:
    return {
        "kind": MessageKind.URGENT,
        "channel": OutboxChannel.TEXT,
        "language": language,
    }
