"""Rules of mdt.directory.undelivered."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, true
from sqlmodel import Session, select

from mdt.directory import undelivered
from mdt.models import EventRecord, MessageKind, OutboxChannel, OutboxMessage, OutboxState, Person
from mdt.outbox import claims, queue
from mdt.outbox.claims import Failure
from tests.conftest import NOON
from tests.factories import Make

MINUTE = timedelta(minutes=1)
REFUSED = "550 5.1.1"


def dead(make: Make, person: Person | None = None, **columns: Any) -> OutboxMessage:
    values = {"state": OutboxState.DEAD, "attempts": 1, "last_error": REFUSED} | columns
    return make.message(person, **values)


def events(session: Session) -> int:
    return len(session.exec(select(EventRecord)).all())


def test_one_sees_what_was_given_up_and_what_fails_in_ones_own_regions(
    session: Session, make: Make
) -> None:
    mine, theirs = dead(make, make.person(mail="kok@politie.example")), dead(make, make.stranger())
    failing = make.message(attempts=2, last_error="451", due_at=NOON + MINUTE)
    make.message()
    dead(make, due_at=NOON - timedelta(days=31))
    regions = {make.region.id}

    [line] = undelivered.dead(session, regions, true(), now=NOON)
    [other] = undelivered.failing(session, regions, true(), now=NOON)

    assert (line.message.id, line.domain) == (mine.id, "politie.example")
    assert other.message.id == failing.id
    assert theirs.id != mine.id


def test_a_guest_is_of_the_region_that_asks_them(session: Session, make: Make) -> None:
    guest, conference = make.person(role=None), make.convened()
    message = dead(make, guest, conference_id=conference.id)

    assert [
        line.message.id for line in undelivered.dead(session, {make.region.id}, true(), now=NOON)
    ] == [message.id]
    assert not undelivered.dead(session, {make.another_region().id}, true(), now=NOON)


def test_what_was_given_up_is_due_again_once(session: Session, engine: Engine, make: Make) -> None:
    who, message = make.person(), dead(make, attempts=claims.MAX_ATTEMPTS)

    assert undelivered.again(session, message, by=who, now=NOON)
    assert not undelivered.again(session, message, by=who, now=NOON)
    assert events(session) == 1
    session.commit()
    taken = claims.take(engine, now=NOON)

    assert taken is not None
    assert (taken.id, taken.attempts) == (message.id, 2)
    claims.book(engine, taken, Failure("451", is_permanent=False), now=NOON)
    assert claims.take(engine, now=NOON + timedelta(hours=1)) is not None


@pytest.mark.parametrize("state", set(OutboxState) - {OutboxState.DEAD})
def test_only_what_was_given_up_is_tried_again(
    session: Session, make: Make, state: OutboxState
) -> None:
    message = make.message(state=state, attempts=3, due_at=NOON + MINUTE)

    assert not undelivered.again(session, message, by=make.person(), now=NOON)

    session.expire_all()
    assert (message.state, message.attempts, events(session)) == (state, 3, 0)


def test_nobody_is_asked_to_a_moment_that_is_over(session: Session, make: Make) -> None:
    over = dead(make, starts_at=NOON - 2 * MINUTE, ends_at=NOON)
    [line] = undelivered.dead(session, {make.region.id}, true(), now=NOON)

    assert not line.can_be_repeated
    assert not undelivered.again(session, over, by=make.person(), now=NOON)


def test_all_of_a_domain_are_tried_again_and_nothing_else(session: Session, make: Make) -> None:
    here = [dead(make, make.person(mail=f"{name}@politie.example")) for name in ("kok", "bos")]
    elsewhere = dead(make, make.person(mail="lam@sub.politie.example"))
    stranger = make.stranger()
    stranger.mail = "smit@politie.example"
    theirs = dead(make, stranger)
    regions = {make.region.id}

    count = undelivered.all_again(
        session, regions, true(), "politie.example", by=make.person(), now=NOON
    )

    session.expire_all()
    assert count == 2
    assert {one.state for one in here} == {OutboxState.PENDING}
    assert {one.state for one in (elsewhere, theirs)} == {OutboxState.DEAD}


def test_texts_are_tried_again_together_and_never_with_mail(session: Session, make: Make) -> None:
    person = make.person(mail="kok@politie.example")
    mail, text = dead(make, person), dead(make, person, channel=OutboxChannel.TEXT)
    regions = {make.region.id}

    assert undelivered.all_again(session, regions, true(), "sms", by=person, now=NOON) == 1
    session.expire_all()
    assert (mail.state, text.state) == (OutboxState.DEAD, OutboxState.PENDING)
    assert (
        undelivered.all_again(session, regions, true(), "politie.example", by=person, now=NOON) == 1
    )


def test_a_refused_mail_that_is_tried_again_still_did_not_arrive(
    session: Session, make: Make
) -> None:
    person = make.person()
    message = dead(make, person, uid="a", kind=MessageKind.INVITATION)

    undelivered.again(session, message, by=person, now=NOON)

    assert queue.may_have_arrived(session, uid="a", person_id=person.id) is None


def test_an_invitation_that_was_replaced_meanwhile_does_not_leave(
    session: Session, engine: Engine, make: Make
) -> None:
    person = make.person()
    older = dead(make, person, uid="a", sequence=0)
    make.message(person, uid="a", sequence=1, state=OutboxState.SENT)

    undelivered.again(session, older, by=person, now=NOON)
    session.commit()

    assert claims.take(engine, now=NOON) is None
