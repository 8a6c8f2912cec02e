"""Rules of mdt.polls.answering, and of mdt.polls.standing that reads what was answered."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from mdt.conferences import lifecycle
from mdt.models import Channel, EventRecord, PollAnswer, Reply
from mdt.polls import answering, asking, standing
from mdt.polls.answering import AnswersMissing, NotAsked, PollClosed, PollSettled
from mdt.polls.tally import Stand
from tests.conftest import NOON
from tests.factories import Make
from tests.polls.cast import DAY, FIRST, HOUR, MAYBE, NO, YES, asking_of


def test_an_answer_to_every_moment_is_kept_and_can_be_changed(session: Session, make: Make) -> None:
    found = asking_of(make)
    found.say(found.officer, YES, NO)
    found.say(found.officer, MAYBE, now=NOON + HOUR)

    said = answering.given(session, found.row(found.officer))

    assert said == found.replies(MAYBE, NO)
    assert found.row(found.officer).answered_at == NOON + HOUR
    names = session.exec(select(EventRecord.name)).all()
    assert names.count("PollAnswered") == 2


def test_a_moment_left_out_the_first_time_is_asked_for_and_nothing_is_kept(
    session: Session, make: Make
) -> None:
    found = asking_of(make)

    with pytest.raises(AnswersMissing) as refusal:
        found.say(found.officer, YES)

    assert refusal.value.options == [found.options[1].id]
    assert not session.exec(select(PollAnswer)).all()
    assert found.row(found.officer).answered_at is None


def test_a_moment_that_fell_asks_for_no_answer(session: Session, make: Make) -> None:
    found = asking_of(make)
    found.say(found.officer, NO, YES)

    found.say(found.prosecutor, None, YES)

    now = standing.of(session, found.poll, now=NOON)
    assert [one.is_struck for one in now.tallies] == [True, False]
    assert [one.person.id for one in now.silent] == [found.teacher.id]


def test_what_is_no_moment_of_this_poll_is_not_kept(session: Session, make: Make) -> None:
    found, other = asking_of(make), asking_of(make)

    answering.answer(
        session,
        found.row(found.officer),
        found.replies(YES, YES) | other.replies(NO, NO),
        channel=Channel.LINK,
        by=None,
        now=NOON,
    )

    assert len(session.exec(select(PollAnswer)).all()) == 2


def test_answering_ends_with_its_time_and_the_coordinator_still_notes(
    session: Session, make: Make
) -> None:
    found = asking_of(make)
    late = NOON + DAY + timedelta(seconds=1)

    with pytest.raises(PollClosed):
        found.say(found.officer, YES, YES, now=late)
    answering.answer(
        session,
        found.row(found.officer),
        found.replies(YES),
        channel=Channel.COORDINATOR,
        by=found.coordinator,
        now=late,
    )

    [answer] = session.exec(select(PollAnswer)).all()
    assert (answer.noted_by_id, answer.channel) == (found.coordinator.id, Channel.COORDINATOR)
    assert found.row(found.officer).answered_at is None


def test_answering_ends_with_the_moment_that_is_chosen(session: Session, make: Make) -> None:
    found = asking_of(make)
    lifecycle.convene(session, found.conference, FIRST, by=found.coordinator, now=NOON)

    with pytest.raises(PollSettled):
        found.say(found.officer, YES, YES)


def test_who_is_not_asked_any_more_hears_the_same_whatever_the_reason(
    session: Session, make: Make
) -> None:
    found, other = asking_of(make), asking_of(make)
    found.row(found.officer).left_at = NOON
    asking.withdraw(session, other.poll, by=other.coordinator, now=NOON)

    for one in (found, other):
        with pytest.raises(NotAsked):
            one.say(one.officer, YES, YES)


def test_the_standing_shows_seats_the_best_moment_and_who_is_silent(
    session: Session, make: Make
) -> None:
    found = asking_of(make)
    found.say(found.officer, YES, YES)
    found.say(found.prosecutor, MAYBE, YES)

    now = standing.of(session, found.poll, now=NOON)

    assert now.best is now.tallies[1]
    assert now.agreed is now.tallies[1]
    assert [one.having(Stand.YES) for one in now.tallies] == [1, 2]
    assert [one.person.id for one in now.silent] == [found.teacher.id]


def test_the_answer_of_who_left_does_not_count(session: Session, make: Make) -> None:
    found = asking_of(make)
    found.say(found.officer, NO, NO)
    found.row(found.officer).left_at = NOON
    session.flush()

    now = standing.of(session, found.poll, now=NOON)

    assert not any(one.is_struck for one in now.tallies)


def test_every_reply_has_a_place_in_the_tally() -> None:
    assert {reply.value for reply in Reply} <= {stand.value for stand in Stand}
