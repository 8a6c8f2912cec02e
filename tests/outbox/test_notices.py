"""Rules of mdt.outbox.notices, and of who changes where mail and codes go."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import true
from sqlmodel import Session, col, select

from mdt.adapters.letters import Letters
from mdt.config import Settings
from mdt.directory import people, undelivered
from mdt.identity import enrolment
from mdt.models import (
    EventRecord,
    MailDomain,
    MessageKind,
    OutboxMessage,
    OutboxState,
    Person,
    Role,
)
from mdt.outbox import agreed, notices, returned
from tests.conftest import NOON
from tests.factories import Make
from tests.identity.people import enrol

OLD, NEW = "anna@partner.example", "anna@elders.example"
DAY = timedelta(days=1)
SETTINGS = Settings(
    base_url="https://portaal.example", mail_domain="portaal.example", secret_key="s" * 40
)


@pytest.fixture
def anna(session: Session, make: Make) -> Person:
    person = make.person(mail=OLD, phone="+31612345678")
    enrol(session, person)
    return person


@pytest.fixture
def keeper(make: Make) -> Person:
    return make.person(Role.ADMINISTRATOR)


def change(
    session: Session,
    person: Person,
    by: Person,
    *,
    mail: str = OLD,
    phone: str = "+31612345678",
    now: datetime = NOON,
) -> None:
    people.change(
        session,
        person,
        name=person.name,
        mail=mail,
        phone=phone,
        language=person.language,
        version=person.version,
        by=by,
        now=now,
    )


def recipients(session: Session, since: datetime = NOON) -> list[str]:
    """Return where the notices of a moment go, as the worker hands them over."""
    query = (
        select(OutboxMessage)
        .where(OutboxMessage.kind == MessageKind.SIGN_IN, OutboxMessage.created_at >= since)
        .order_by(col(OutboxMessage.dedupe))
    )
    letters = Letters(SETTINGS, lambda: NOON)
    mails = [letters.compose(session, one) for one in session.exec(query)]
    assert all(f"\nTo: {mail.recipient}\r\n".encode() in mail.content for mail in mails)
    return [mail.recipient for mail in mails]


def names(session: Session) -> list[str]:
    return list(session.exec(select(EventRecord.name).order_by(col(EventRecord.id))))


def test_another_address_is_told_to_the_old_one_too(
    session: Session, anna: Person, keeper: Person
) -> None:
    change(session, anna, keeper, mail=NEW)

    assert recipients(session) == [NEW, OLD]
    assert names(session) == ["PersonChanged", "SignInChanged"]


def test_what_follows_in_the_month_after_is_told_to_the_old_address_too(
    session: Session, anna: Person, keeper: Person
) -> None:
    change(session, anna, keeper, mail=NEW)
    change(session, anna, keeper, mail="anna@derde.example", now=NOON + DAY)

    enrolment.noted(session, anna, now=NOON + 2 * DAY)
    assert recipients(session, NOON + 2 * DAY) == ["anna@derde.example", OLD, NEW]


def test_a_month_later_the_old_address_hears_nothing_more_however_often_it_was_told(
    session: Session, anna: Person, keeper: Person
) -> None:
    change(session, anna, keeper, mail=NEW)
    enrolment.noted(session, anna, now=NOON + 20 * DAY)

    later = NOON + notices.STILL_TOLD + DAY
    enrolment.noted(session, anna, now=later)

    assert recipients(session, later) == [NEW]


def test_an_address_that_was_taken_back_is_told_once(
    session: Session, anna: Person, keeper: Person
) -> None:
    change(session, anna, keeper, mail=NEW)
    change(session, anna, keeper, mail=OLD, now=NOON + DAY)

    assert recipients(session, NOON + DAY) == [OLD, NEW]


def test_another_number_is_told_and_another_name_is_not(session: Session, anna: Person) -> None:
    anna.name = "Anna de Graaf"
    change(session, anna, anna)
    assert recipients(session) == []

    change(session, anna, anna, phone="+31687654321")
    assert recipients(session) == [OLD]


def test_who_has_no_account_has_none_to_watch(session: Session, make: Make, keeper: Person) -> None:
    guest = make.person(mail="gast@partner.example")

    change(session, guest, keeper, mail="gast@elders.example")

    assert recipients(session) == []
    assert names(session) == ["PersonChanged"]


def test_who_is_kept_out_hears_nothing(session: Session, anna: Person) -> None:
    anna.is_active = False
    enrolment.noted(session, anna, now=NOON)
    assert recipients(session) == []


def test_one_moment_is_told_once(session: Session, anna: Person) -> None:
    for _ in range(2):
        enrolment.noted(session, anna, now=NOON)
    assert recipients(session) == [OLD]


def test_a_notice_to_a_former_address_is_held_by_its_own_domain(
    session: Session, make: Make, anna: Person, keeper: Person
) -> None:
    make.add(MailDomain(name="elders.example", checked_until=NOON.date()))
    change(session, anna, keeper, mail=NEW)

    owed = session.exec(select(OutboxMessage).order_by(col(OutboxMessage.dedupe))).all()

    assert [agreed.may_leave(session, one, now=NOON) for one in owed] == [True, False]


def test_a_former_address_that_is_gone_is_found_by_its_bounce_and_bothers_nobody(
    session: Session, make: Make, anna: Person, keeper: Person
) -> None:
    change(session, anna, keeper, mail=NEW)
    former = session.exec(select(OutboxMessage).where(OutboxMessage.former_mail == OLD)).one()

    assert returned.find(session, [former.message_id], address=OLD) is former
    assert returned.find(session, [former.message_id], address=NEW) is None

    for one in session.exec(select(OutboxMessage)):
        one.state = OutboxState.DEAD
    session.flush()
    lines = undelivered.dead(session, {make.region.id}, true(), now=NOON)
    assert [line.domain for line in lines] == ["elders.example"]
