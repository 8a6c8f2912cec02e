"""Rules of mdt.polls.agreement: the portal convenes by itself, once, when it was asked to."""

from concurrent.futures import ThreadPoolExecutor
from datetime import time
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt import engine as engines
from mdt.conferences import lifecycle
from mdt.conferences.moments import Terms
from mdt.errors import DomainError
from mdt.models import (
    AuditRecord,
    Channel,
    ConferenceKind,
    ConferenceState,
    DutyPeriod,
    EventRecord,
    Invitation,
    Membership,
    Organisation,
    Poll,
    PollPerson,
    PollState,
    SeatDomain,
    SeatFill,
)
from mdt.polls import agreement, answering, asking
from mdt.polls import standing as standings
from mdt.scheduling import duty_rosters
from mdt.scheduling.deadlines import CLOCKS, ClockKind, Term, Unit
from mdt.web import database
from tests.conftest import NOON
from tests.factories import Make
from tests.polls.cast import (
    DAY,
    FIRST,
    MAYBE,
    NO,
    REMINDED,
    SECOND,
    YES,
    Asking,
    asking_of,
    draft,
)


def convene(found: Asking, **terms: Any) -> bool:
    wanted: dict[str, Any] = {"terms": Terms(), "clocks": CLOCKS, "now": NOON} | terms
    return agreement.convene(found.session, found.poll, **wanted)


def agreed(make: Make, **terms: Any) -> Asking:
    """Return a poll on the second moment of which both needed seats agree."""
    found = asking_of(make, **{"convenes_itself": True} | terms)
    found.say(found.officer, YES, YES)
    found.say(found.prosecutor, NO, YES)
    return found


def test_the_portal_convenes_once_all_needed_seats_agree(session: Session, make: Make) -> None:
    found = agreed(make)

    assert convene(found)

    assert (found.conference.state, found.conference.starts_at) == (
        ConferenceState.CONVENED,
        SECOND,
    )
    assert found.poll.state is PollState.SETTLED
    assert len(session.exec(select(Invitation)).all()) == 3, "everybody on a seat"


def test_it_is_done_in_the_coordinators_name_and_the_trail_says_so(
    session: Session, make: Make
) -> None:
    found = agreed(make)
    convene(found)

    [row] = session.exec(select(AuditRecord)).all()
    assert (row.actor_id, row.ground) == (found.coordinator.id, agreement.GROUND)
    [event] = session.exec(
        select(EventRecord).where(EventRecord.name == "ConferenceConvened")
    ).all()
    assert event.actor_id == found.coordinator.id


def test_nobody_asked_for_it(make: Make) -> None:
    assert not convene(agreed(make, convenes_itself=False))


def test_a_reserve_is_no_agreement(make: Make) -> None:
    found = asking_of(make, convenes_itself=True)
    found.say(found.officer, YES, YES)
    found.say(found.prosecutor, NO, MAYBE)

    assert not convene(found)


def test_it_is_convened_once(make: Make) -> None:
    found = agreed(make)

    assert [convene(found), convene(found)] == [True, False]


def test_who_may_not_convene_any_more_convenes_nothing(session: Session, make: Make) -> None:
    found = agreed(make)
    post = session.exec(
        select(Membership).where(Membership.person_id == found.coordinator.id)
    ).one()
    post.until_at = NOON
    session.flush()

    assert not convene(found)
    found.coordinator.is_active, post.until_at = False, None
    session.flush()
    assert not convene(found)


def test_somebody_who_is_taken_meanwhile_keeps_the_portal_from_it(
    session: Session, make: Make
) -> None:
    found = agreed(make)
    other = make.convened(starts_at=SECOND)
    make.seated(other, found.officer)

    assert not convene(found)
    assert found.conference.state is ConferenceState.DRAFT
    assert standings.of(session, found.poll, now=NOON).agreed, "the coordinator is told"


def test_a_moment_after_the_latest_waits_for_the_coordinators_reason(make: Make) -> None:
    found = agreed(make)
    found.conference.kind = ConferenceKind.EMERGENCY
    clocks = {**CLOCKS, ClockKind.EMERGENCY: Term(24, Unit.HOURS)}

    assert not convene(found, clocks=clocks)


def test_whoever_is_on_duty_takes_the_seat_that_was_not_asked(session: Session, make: Make) -> None:
    conference = draft(make)
    officer = make.person(organisation=make.organisation(SeatDomain.POLICE))
    prosecutor = make.person(organisation=make.organisation(SeatDomain.OM))
    duty = make.seat(conference, fill=SeatFill.DUTY, position=1)
    make.seat(conference, prosecutor, domain=SeatDomain.OM, position=0)
    duty_rosters.set_up(
        session,
        session.get_one(Organisation, make.organisation_of(officer)),
        SeatDomain.POLICE,
        DutyPeriod.ALWAYS,
        _rota(officer.id),
        by=make.coordinator(),
        now=NOON,
    )
    coordinator = make.coordinator()
    poll = asking.ask(
        session,
        conference,
        [FIRST, SECOND],
        asking.Terms(closes_at=NOON + DAY, convenes_itself=True),
        minutes=45,
        by=coordinator,
        now=NOON,
    )
    found = Asking(session, poll, conference, coordinator, officer, prosecutor, prosecutor)
    found.say(prosecutor, YES, NO)

    assert convene(found)
    session.refresh(duty)
    assert duty.holder_id == officer.id


def _rota(person_id: Any) -> Any:
    return duty_rosters.Terms(
        first_on=NOON.date(),
        hands_over=time(9),
        hours=None,
        people=[person_id],
    )


def test_answers_at_the_same_moment_convene_exactly_once(
    engine: Engine, session: Session, make: Make
) -> None:
    found = asking_of(make, convenes_itself=True)
    everybody = (found.officer, found.prosecutor, found.teacher)
    rows = [found.row(person).id for person in everybody]
    replies = found.replies(YES, YES)
    session.commit()
    ready = Barrier(len(rows))

    def answer(row_id: Any) -> bool:
        with database.open_session(engines.writing(engine)) as own:
            ready.wait()
            try:
                poll = answering.answer(
                    own,
                    own.get_one(PollPerson, row_id),
                    replies,
                    channel=Channel.LINK,
                    by=None,
                    now=NOON,
                )
            except DomainError:
                return False
            done = agreement.convene(own, poll, terms=Terms(), clocks=CLOCKS, now=NOON)
            own.commit()
        return done

    with ThreadPoolExecutor(len(rows)) as pool:
        assert sum(pool.map(answer, rows)) == 1

    session.expire_all()
    names = session.exec(select(EventRecord.name)).all()
    assert names.count("ConferenceConvened") == names.count("PollSettled") == 1
    assert len(session.exec(select(Invitation)).all()) == 3


@pytest.mark.parametrize("automatic", [True, False])
def test_a_moment_can_be_taken_back_within_the_undo_time(
    session: Session, make: Make, *, automatic: bool
) -> None:
    found = agreed(make, convenes_itself=automatic)
    if automatic:
        convene(found)
    else:
        lifecycle.convene(session, found.conference, FIRST, by=found.coordinator, now=NOON)

    lifecycle.take_back(session, found.conference, by=found.coordinator, now=NOON)

    [poll] = session.exec(select(Poll)).all()
    assert poll.state is PollState.OPEN
    assert not poll.convenes_itself, "not again the moment somebody answers"
    assert poll.remind_at == REMINDED


@pytest.mark.parametrize("wanted", [True, False])
def test_a_poll_that_goes_on_reminds_once_and_only_where_it_was_to(
    session: Session, make: Make, *, wanted: bool
) -> None:
    found = agreed(make, reminds=wanted)
    if wanted:
        asking.remind(session, found.poll, by=found.coordinator, now=NOON)
    lifecycle.convene(session, found.conference, FIRST, by=found.coordinator, now=NOON)

    lifecycle.take_back(session, found.conference, by=found.coordinator, now=NOON)

    assert found.poll.state is PollState.OPEN
    assert found.poll.remind_at is None
