"""Rules of mdt.polls.asking."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from mdt.conferences import lifecycle, seating
from mdt.errors import IllegalTransition, StaleVersion
from mdt.models import (
    ConferenceKind,
    EventRecord,
    MessageKind,
    OutboxState,
    PollPerson,
    PollState,
    SeatDomain,
    SeatFill,
)
from mdt.polls import asked, asking, mails, standing
from mdt.polls.asking import ClosesTooLate, NobodyToAsk, PollOver, PollRuns, Terms, WrongNumber
from mdt.scheduling.local_time import resolve_local
from tests.conftest import NOON
from tests.factories import Make
from tests.polls.cast import (
    DAY,
    FIRST,
    HOUR,
    NO,
    SECOND,
    THIRD,
    YES,
    asking_of,
    draft,
    mails_to,
)


def events_of(session: Session) -> list[str]:
    return sorted(session.exec(select(EventRecord.name)))


def ask(make: Make, starts: list[datetime], closes_at: datetime = NOON + DAY) -> None:
    conference = draft(make)
    make.seat(conference, make.person())
    asking.ask(
        make.session,
        conference,
        starts,
        Terms(closes_at=closes_at),
        minutes=45,
        by=make.coordinator(),
        now=NOON,
    )


def test_everybody_on_a_seat_is_owed_one_mail_after_the_undo_time(
    session: Session, make: Make
) -> None:
    found = asking_of(make)

    for person in (found.officer, found.prosecutor, found.teacher):
        [mail] = mails_to(session, person, MessageKind.POLL)
        assert mail.due_at == NOON + timedelta(seconds=60)
        assert mail.details["reminds"] == ""
    assert events_of(session) == ["PollAsked"]


def test_a_chair_without_a_seat_is_asked_too(session: Session, make: Make) -> None:
    chair = make.person()
    conference = draft(make, chair_id=chair.id)
    make.seat(conference, make.person())
    asking.ask(
        session,
        conference,
        [FIRST, SECOND],
        Terms(closes_at=NOON + DAY),
        minutes=45,
        by=make.coordinator(),
        now=NOON,
    )

    assert mails_to(session, chair, MessageKind.POLL)


def test_a_pool_is_asked_in_turn_and_not_as_a_whole(session: Session, make: Make) -> None:
    conference = draft(make)
    police = make.organisation(SeatDomain.POLICE)
    for _ in range(asked.MOST_PER_SEAT + 2):
        make.person(organisation=police)
    make.seat(conference, fill=SeatFill.ORGANISATION)
    poll = asking.ask(
        session,
        conference,
        [FIRST, SECOND],
        Terms(closes_at=NOON + DAY),
        minutes=45,
        by=make.coordinator(),
        now=NOON,
    )

    assert len(standing.of(session, poll, now=NOON).voters) == asked.MOST_PER_SEAT


def test_whoever_is_on_duty_is_not_asked(session: Session, make: Make) -> None:
    conference = draft(make)
    officer = make.person(organisation=make.organisation(SeatDomain.POLICE))
    make.seat(conference, fill=SeatFill.DUTY)
    make.seat(conference, make.person(), domain=SeatDomain.VT)
    asking.ask(
        session,
        conference,
        [FIRST, SECOND],
        Terms(closes_at=NOON + DAY),
        minutes=45,
        by=make.coordinator(),
        now=NOON,
    )

    assert not mails_to(session, officer, MessageKind.POLL)


def wall(text: str) -> datetime:
    return resolve_local(datetime.fromisoformat(text))


@pytest.mark.parametrize(
    ("starts", "closes_at", "refusal"),
    [
        ([FIRST], NOON + DAY, WrongNumber),
        ([FIRST + number * HOUR for number in range(9)], NOON + DAY, WrongNumber),
        ([FIRST, SECOND], NOON, ClosesTooLate),
        ([FIRST, SECOND], FIRST + HOUR, ClosesTooLate),
        ([NOON - HOUR, SECOND], NOON + DAY, ClosesTooLate),
    ],
)
def test_what_cannot_be_asked_leaves_no_trace(
    session: Session,
    make: Make,
    starts: list[datetime],
    closes_at: datetime,
    refusal: type[Exception],
) -> None:
    with pytest.raises(refusal):
        ask(make, starts, closes_at)

    assert not session.exec(select(PollPerson)).all()
    assert events_of(session) == []


def test_a_table_without_anybody_asks_nobody(session: Session, make: Make) -> None:
    conference = draft(make)
    make.seat(conference)

    with pytest.raises(NobodyToAsk):
        asking.ask(
            session,
            conference,
            [FIRST, SECOND],
            Terms(closes_at=NOON + DAY),
            minutes=45,
            by=make.coordinator(),
            now=NOON,
        )
    assert standing.current(session, conference.id) is None


def test_a_conference_has_one_poll_at_a_time_and_only_while_it_is_a_draft(
    session: Session, make: Make
) -> None:
    found = asking_of(make)
    again = (session, found.conference, [FIRST, THIRD], Terms(closes_at=NOON + DAY))

    with pytest.raises(PollRuns):
        asking.ask(*again, minutes=45, by=found.coordinator, now=NOON)
    lifecycle.convene(session, found.conference, FIRST, by=found.coordinator, now=NOON)
    with pytest.raises(IllegalTransition):
        asking.ask(*again, minutes=45, by=found.coordinator, now=NOON)


def test_somebody_new_on_a_seat_is_asked_and_who_left_is_not_any_more(
    session: Session, make: Make
) -> None:
    found = asking_of(make)
    colleague = make.colleague(found.officer)
    [seat] = [one for one in found.conference.items[0].seats if one.holder_id == found.officer.id]

    seating.appoint(
        session, seat, colleague, seen=found.officer.id, by=found.coordinator, now=NOON + HOUR
    )

    assert found.row(found.officer).left_at == NOON + HOUR
    assert mails_to(session, colleague, MessageKind.POLL)
    seating.appoint(
        session, seat, found.officer, seen=colleague.id, by=found.coordinator, now=NOON + HOUR
    )
    assert found.row(found.officer).left_at is None
    assert len(mails_to(session, found.officer, MessageKind.POLL)) == 1


def test_a_reminder_is_due_a_day_before_the_end_or_halfway(make: Make) -> None:
    half_a_day = asking_of(make, closes_at=NOON + 8 * HOUR)
    longer = asking_of(make, closes_at=NOON + 3 * DAY, starts=(NOON + 4 * DAY, NOON + 5 * DAY))

    assert half_a_day.poll.remind_at == NOON + 4 * HOUR
    assert longer.poll.remind_at == NOON + 2 * DAY


@pytest.mark.parametrize(
    ("asked", "closes", "reminds"),
    [
        ("2026-02-10 13:00", "2026-02-11 13:00", "2026-02-11 07:00"),
        ("2026-02-09 13:00", "2026-02-12 06:00", "2026-02-11 07:00"),
        ("2026-02-10 20:00", "2026-02-11 06:30", "2026-02-10 21:59"),
        ("2026-02-10 23:00", "2026-02-11 06:30", None),
        ("2026-03-28 13:00", "2026-03-29 13:00", "2026-03-29 07:00"),
        ("2026-10-24 13:00", "2026-10-25 13:00", "2026-10-25 07:00"),
        ("2026-10-24 20:00", "2026-10-25 07:00", "2026-10-24 21:59"),
    ],
)
def test_nobody_is_reminded_at_night(
    make: Make, asked: str, closes: str, reminds: str | None
) -> None:
    now, until = wall(asked), wall(closes)

    found = asking_of(make, starts=(until + DAY, until + 2 * DAY), closes_at=until, now=now)

    assert found.poll.remind_at == (wall(reminds) if reminds else None)


def test_an_emergency_reminds_at_night_too(make: Make) -> None:
    found = asking_of(make, kind=ConferenceKind.EMERGENCY)

    assert found.poll.remind_at == NOON + DAY / 2


def test_only_whoever_is_silent_is_reminded(session: Session, make: Make) -> None:
    found = asking_of(make)
    found.say(found.officer, YES, NO)

    assert asking.remind(session, found.poll, by=None, now=NOON + HOUR) == 2

    assert len(mails_to(session, found.officer, MessageKind.POLL)) == 1
    assert [mail.details["reminds"] for mail in mails_to(session, found.teacher, MessageKind.POLL)]
    assert found.poll.remind_at is None


def test_whoever_is_owed_a_reminder_gets_no_second_one_until_it_left(
    session: Session, make: Make
) -> None:
    found = asking_of(make)
    asking.remind(session, found.poll, by=None, now=NOON + HOUR)

    assert asking.remind(session, found.poll, by=found.coordinator, now=NOON + 2 * HOUR) == 0

    mail = mails_to(session, found.officer, MessageKind.POLL)[-1]
    assert mails.reminders_waiting(session, found.poll)[found.row(found.officer).id] == mail.due_at
    mail.state = OutboxState.SENT
    assert asking.remind(session, found.poll, by=found.coordinator, now=NOON + 3 * HOUR) == 1
    assert len(mails_to(session, found.officer, MessageKind.POLL)) == 3


def test_a_closed_poll_takes_answers_again_once_it_is_given_longer(
    session: Session, make: Make
) -> None:
    found = asking_of(make)
    asking.close(session, found.poll, by=found.coordinator, now=NOON)
    assert found.poll.state is PollState.CLOSED

    asking.extend(
        session,
        found.poll,
        FIRST,
        version=found.poll.version,
        by=found.coordinator,
        now=NOON + HOUR,
    )

    assert (found.poll.state, found.poll.closes_at) == (PollState.OPEN, FIRST)


def test_a_new_end_comes_before_the_last_moment_and_from_a_fresh_page(
    session: Session, make: Make
) -> None:
    found = asking_of(make)
    by, version = found.coordinator, found.poll.version

    with pytest.raises(ClosesTooLate):
        asking.extend(session, found.poll, THIRD, version=version, by=by, now=NOON)
    with pytest.raises(StaleVersion):
        asking.extend(session, found.poll, FIRST, version=version - 1, by=by, now=NOON)


def test_calling_off_takes_back_what_has_not_left(session: Session, make: Make) -> None:
    found = asking_of(make)

    asking.withdraw(session, found.poll, by=found.coordinator, now=NOON)

    [mail] = mails_to(session, found.officer, MessageKind.POLL)
    assert mail.state is OutboxState.TAKEN_BACK
    with pytest.raises(PollOver):
        asking.close(session, found.poll, by=found.coordinator, now=NOON)


def test_a_new_link_is_another_mail_and_the_old_link_is_dead(session: Session, make: Make) -> None:
    found = asking_of(make)
    row = found.row(found.officer)
    row.wrong_codes, row.locked_at, before = 5, NOON, row.public_key

    asking.send_again(session, found.poll, row, by=found.coordinator, now=NOON)

    session.refresh(row)
    assert row.public_key != before
    assert [row.wrong_codes, row.locked_at] == [0, None]
    assert len(mails_to(session, found.officer, MessageKind.POLL)) == 2


def test_convening_settles_a_poll_and_taking_back_opens_it_again(
    session: Session, make: Make
) -> None:
    found = asking_of(make)
    lifecycle.convene(session, found.conference, FIRST, by=found.coordinator, now=NOON)
    assert (found.poll.state, found.poll.starts_at) == (PollState.SETTLED, FIRST)

    lifecycle.take_back(session, found.conference, by=found.coordinator, now=NOON)

    assert (found.poll.state, found.poll.starts_at) == (PollState.OPEN, None)


def test_calling_the_conference_off_calls_its_poll_off(session: Session, make: Make) -> None:
    found = asking_of(make)

    lifecycle.cancel(session, found.conference, by=found.coordinator, now=NOON)

    assert found.poll.state is PollState.WITHDRAWN
