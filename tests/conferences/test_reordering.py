"""Rules of mdt.conferences.reordering and mdt.conferences.order."""

from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from sqlmodel import Session, select

from mdt.conferences import order, reordering
from mdt.conferences.order import Ordering, Weights
from mdt.conferences.reordering import Pin, WantedBreak
from mdt.errors import IllegalTransition, StaleVersion
from mdt.models import (
    Conference,
    ConferenceState,
    EventRecord,
    Invitation,
    OutboxMessage,
    Person,
    SeatDomain,
)
from mdt.scheduling.waiting import Plan
from tests.conftest import NOON
from tests.factories import Make

START = NOON + timedelta(days=1)


class Sat(NamedTuple):
    """A sitting of four cases of half an hour: the judge at 1 and 4, police at 1, care at 3."""

    conference: Conference
    coordinator: Person
    judge: Person
    police: Person
    care: Person


def sat(make: Make) -> Sat:
    conference = make.convened(minutes=30, starts_at=START)
    for _ in range(3):
        make.item(conference, make.case(), minutes=30)
    first, second, third, fourth = conference.items
    judge = make.seated(conference, item=first, domain=SeatDomain.JUDICIARY)
    make.seat(conference, judge, fourth, domain=SeatDomain.JUDICIARY)
    police = make.seated(conference, item=first, domain=SeatDomain.POLICE)
    care = make.seated(conference, item=third, domain=SeatDomain.VT)
    other = make.seated(conference, item=second, domain=SeatDomain.VT)
    spans = ((judge, 0, 120), (police, 0, 30), (other, 30, 60), (care, 60, 90))
    for person, begin, end in spans:
        invitation = invited(make.session, person)
        invitation.starts_at = START + timedelta(minutes=begin)
        invitation.ends_at = START + timedelta(minutes=end)
    conference.minutes = 120
    make.session.flush()
    return Sat(conference, make.coordinator(), judge, police, care)


def invited(session: Session, person: Person) -> Invitation:
    return session.exec(select(Invitation).where(Invitation.person_id == person.id)).one()


def told(session: Session) -> set[object]:
    return {message.person_id for message in session.exec(select(OutboxMessage))}


def read(session: Session, at: Sat) -> Ordering:
    return order.of(session, at.conference, Weights())


def take(session: Session, at: Sat, *places: int, pauses: tuple[int, ...] = (0, 0, 0, 0)) -> None:
    keys = [at.conference.items[place].id for place in places]
    reordering.take(session, at.conference, keys, pauses, by=at.coordinator, now=NOON)


def pins(at: Sat, **first: Any) -> dict[UUID, Pin]:
    found = {item.id: Pin(version=item.version) for item in at.conference.items}
    item = at.conference.items[0]
    return found | {item.id: Pin(**{"version": item.version} | first)}


def test_the_judge_weighs_most_and_the_best_order_lets_her_go_at_once(
    session: Session, make: Make
) -> None:
    at = sat(make)

    ordering = read(session, at)

    weights = dict(zip(ordering.people, ordering.sitting.guests, strict=True))
    assert (weights[at.judge.id].weight, weights[at.police.id].weight) == (10, 1)
    assert ordering.best is not None
    assert ordering.best.is_proven
    places = ordering.best.plan.order
    assert abs(places.index(0) - places.index(3)) == 1


def test_another_order_tells_only_those_whose_span_changed(session: Session, make: Make) -> None:
    at = sat(make)
    keys = [item.id for item in at.conference.items]

    take(session, at, 0, 3, 2, 1)

    session.expire_all()
    assert [item.id for item in at.conference.items] == [keys[0], keys[3], keys[2], keys[1]]
    moved = {at.judge.id} | {seat.holder_id for seat in at.conference.items[3].seats}
    assert told(session) == moved
    assert invited(session, at.judge).ends_at == START + timedelta(minutes=60)
    assert invited(session, at.care).starts_at == START + timedelta(minutes=60)
    names = [event.name for event in session.exec(select(EventRecord))]
    assert names == ["AgendaChanged"]


def test_a_pause_moves_the_spans_after_it_and_the_end_of_the_sitting(
    session: Session, make: Make
) -> None:
    at = sat(make)

    take(session, at, 0, 1, 2, 3, pauses=(0, 0, 30, 0))

    assert at.conference.minutes == 150
    assert invited(session, at.care).starts_at == START + timedelta(minutes=90)
    assert at.police.id not in told(session)


def test_the_earlier_order_can_be_taken_back(session: Session, make: Make) -> None:
    at = sat(make)
    before = [item.id for item in at.conference.items]
    assert read(session, at).earlier is None

    take(session, at, 3, 2, 1, 0, pauses=(0, 10, 0, 0))
    earlier = read(session, at).earlier
    assert earlier == Plan((3, 2, 1, 0), (0, 0, 0, 0))
    take(session, at, *earlier.order, pauses=earlier.pauses)

    session.expire_all()
    assert [item.id for item in at.conference.items] == before
    assert at.conference.minutes == 120


def test_an_order_of_other_cases_is_refused_and_the_same_one_changes_nothing(
    session: Session, make: Make
) -> None:
    at = sat(make)

    with pytest.raises(reordering.AgendaMoved):
        take(session, at, 0, 1, 2)
    with pytest.raises(reordering.AgendaMoved):
        take(session, at, 0, 1, 2, 2)
    take(session, at, 0, 1, 2, 3)

    assert not session.exec(select(EventRecord)).all()


def test_what_is_pinned_and_the_lunch_are_kept_by_the_best_order(
    session: Session, make: Make
) -> None:
    at = sat(make)
    wanted = pins(at, place=2)
    lunch = WantedBreak(30, 30, 75)

    reordering.pin(
        session,
        at.conference,
        wanted,
        [lunch],
        by=at.coordinator,
        now=NOON,
    )

    best = read(session, at).best
    assert best is not None
    assert best.plan.order[2] == 0
    assert sum(best.plan.pauses) == 30
    assert not told(session)


def test_pins_that_cannot_stand_leave_everything_as_it_was(session: Session, make: Make) -> None:
    at = sat(make)
    second = at.conference.items[1]
    twice = pins(at, place=1) | {second.id: Pin(version=second.version, place=1)}

    for wanted, refusal in (
        (pins(at, version=9), StaleVersion),
        (pins(at, earliest=30, latest=50), reordering.WindowTooShort),
        (pins(at, place=4), reordering.PlaceTwice),
        (twice, reordering.PlaceTwice),
        ({}, reordering.AgendaMoved),
    ):
        with pytest.raises(refusal):
            reordering.pin(
                session,
                at.conference,
                wanted,
                [],
                by=at.coordinator,
                now=NOON,
            )

    session.expire_all()
    assert {item.pinned_place for item in at.conference.items} == {None}


def test_a_sitting_that_began_keeps_its_order(session: Session, make: Make) -> None:
    at = sat(make)
    at.conference.state = ConferenceState.IN_SESSION
    session.flush()

    with pytest.raises(IllegalTransition):
        take(session, at, 3, 2, 1, 0)


def test_the_cases_came_in_as_they_were_opened(session: Session, make: Make) -> None:
    at = sat(make)
    at.conference.items[2].case.opened_at = NOON - timedelta(days=9)
    session.flush()

    assert read(session, at).intake.order == (2, 0, 1, 3)
