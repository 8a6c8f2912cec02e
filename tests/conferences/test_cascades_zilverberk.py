"""Scenario 2, "Zilverberk": the cascade of 25 October 2026, on a clock that stands where it says.

In that night Dutch clocks show 02.30 twice.

Source: scenarios.md, scenario 2 and checks 2.1, 2.5 and 2.6.
"""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from mdt.conferences import cascades, emergencies, lifecycle, seating, sought
from mdt.conferences.cascade_rows import Terms
from mdt.conferences.cascades import SeatsUnsettled
from mdt.invitations.replies import InvitationWithdrawn, SeatFilled
from mdt.models import (
    CascadeState,
    ConferenceState,
    MessageKind,
    OutboxMessage,
    Reply,
    SeatDomain,
)
from tests.conferences import zilverberk
from tests.conferences.zilverberk import QUORUM, SATURDAY, at
from tests.factories import Make

JUDICIARY = SeatDomain.JUDICIARY
ZIJLSTRA, TWEE, BAKELAAR = "mr. Hester Zijlstra", "mr. Twee", "mr. Tom Bakelaar"
OTHERS = ("Marijke Bos", "Femke de Wit", "Roos Timmer", "mr. Hofman")


def test_the_seats_of_police_and_prosecution_fall_to_the_other_region(make: Make) -> None:
    night = zilverberk.convene(make)

    holders = {domain: night.seat(domain).holder_id for domain in QUORUM}
    assert holders[SeatDomain.POLICE] == night.people["Roos Timmer"].id
    assert holders[SeatDomain.OM] == night.people["mr. Hofman"].id
    assert holders[SeatDomain.VT] == night.people["Marijke Bos"].id


def test_moments_are_offered_until_24_hours_have_elapsed_and_not_an_hour_longer(
    make: Make,
) -> None:
    night = zilverberk.prepare(make)
    now = at("17.05", SATURDAY)

    slots = list(emergencies._slots(night.finder(now), at("14.40")))  # noqa: SLF001 - all of them

    assert at("14.40") - at("15.40", SATURDAY) == timedelta(hours=24)
    assert slots[0].starts_at == at("17.30", SATURDAY)
    assert slots[-1].starts_at == at("13.30"), "13.40 would do, and moments come by the half hour"
    assert {at("2.30", fold=0), at("2.30", fold=1)} <= {slot.starts_at for slot in slots}


def test_the_cascade_of_the_morning_of_25_october(session: Session, make: Make) -> None:
    night = zilverberk.convene(make)
    for name in (*OTHERS, ZIJLSTRA):
        night.say(name, Reply.YES, at("18.20", SATURDAY))
    night.work(at("9.41"))
    assert night.mail(TWEE) == []

    night.say(ZIJLSTRA, Reply.NO, at("9.42"))
    assert night.seat(JUDICIARY).holder_id is None
    with pytest.raises(InvitationWithdrawn):
        night.say(ZIJLSTRA, Reply.YES, at("9.43"))
    night.work(at("9.44"))
    assert night.mail(TWEE) == [("REQUEST", 0)]
    assert night.mail(BAKELAAR) == []
    night.work(at("9.53"))
    assert night.mail(BAKELAAR) == []
    night.work(at("9.54"))
    assert night.mail(BAKELAAR) == [("REQUEST", 0)]
    night.say(BAKELAAR, Reply.YES, at("10.12"))
    night.work(at("10.13"))

    assert night.seat(JUDICIARY).holder_id == night.people[BAKELAAR].id
    assert night.mail(ZIJLSTRA) == [("REQUEST", 0), ("CANCEL", 1)]
    assert night.mail(TWEE) == [("REQUEST", 0), ("CANCEL", 1)]
    assert night.mail(BAKELAAR) == [("REQUEST", 0)]
    assert [night.mail(name) for name in OTHERS] == [[("REQUEST", 0)]] * len(OTHERS)
    with pytest.raises(SeatFilled):
        night.say(TWEE, Reply.YES, at("10.14"))
    by = night.people["Samira el Idrissi"]
    lifecycle.open_(session, night.conference, by=by, now=at("10.30"))
    assert night.conference.state is ConferenceState.IN_SESSION


def test_the_log_keeps_each_step_with_its_instant(session: Session, make: Make) -> None:
    night = zilverberk.convene(make)
    night.say(ZIJLSTRA, Reply.YES, at("18.20", SATURDAY))
    night.say(ZIJLSTRA, Reply.NO, at("9.42"))
    night.work(at("9.44"))
    night.work(at("9.54"))
    night.say(BAKELAAR, Reply.YES, at("10.12"))

    row = night.search()
    asks = sought.asks_of(session, row)
    assert (row.started_at, row.started_by_id) == (at("9.42"), None)
    assert [(one.asked_at, one.until_at, one.replied_at) for one in asks] == [
        (at("9.44"), at("9.54"), None),
        (at("9.54"), at("10.04"), at("10.12")),
    ]
    assert (row.state, row.ended_at) == (CascadeState.FILLED, at("10.12"))


def test_patience_runs_in_elapsed_minutes_through_the_hour_that_comes_twice(make: Make) -> None:
    night = zilverberk.convene(make)
    night.say(ZIJLSTRA, Reply.YES, at("18.20", SATURDAY))
    night.conference.patience_minutes = 60
    first, second = at("2.30", fold=0), at("2.30", fold=1)
    assert second - first == timedelta(hours=1)

    night.say(ZIJLSTRA, Reply.NO, first)
    night.work(first)
    night.work(second - timedelta(minutes=1))
    assert night.mail(BAKELAAR) == []
    night.work(second)

    assert night.mail(TWEE) == [("REQUEST", 0)]
    assert night.mail(BAKELAAR) == [("REQUEST", 0)]


def test_when_no_judge_accepts_the_conference_starts_with_a_typed_reason(
    session: Session, make: Make
) -> None:
    night = zilverberk.convene(make)
    by = night.people["Samira el Idrissi"]
    for name in (*OTHERS, ZIJLSTRA):
        night.say(name, Reply.YES, at("18.20", SATURDAY))
    night.say(ZIJLSTRA, Reply.NO, at("9.42"))
    for clock in ("9.44", "9.54", "10.04"):
        night.work(at(clock))
    assert night.search().state is CascadeState.EXHAUSTED
    told = session.exec(
        select(OutboxMessage).where(
            OutboxMessage.kind == MessageKind.SEAT, OutboxMessage.person_id == by.id
        )
    ).all()
    assert [one.due_at for one in told] == [at("10.04")]

    with pytest.raises(SeatsUnsettled):
        lifecycle.open_(session, night.conference, by=by, now=at("10.30"))
    because = "geen rechter op het rooster kon"
    lifecycle.open_(session, night.conference, without=because, by=by, now=at("10.30"))

    assert night.conference.state is ConferenceState.IN_SESSION
    assert night.search().without_because == because
    assert [
        one for one in night.conference.items[0].seats if one.quorum and not one.holder_id
    ] == []


def test_several_judges_are_asked_at_once_when_the_coordinator_says_so(
    session: Session, make: Make
) -> None:
    night = zilverberk.convene(make)
    by = night.people["Samira el Idrissi"]
    night.say(ZIJLSTRA, Reply.YES, at("18.20", SATURDAY))
    cascades.start(session, night.seat(JUDICIARY), Terms(2, 10), by=by, now=at("9.42"))

    night.work(at("9.42"))

    assert night.mail(TWEE) == night.mail(BAKELAAR) == [("REQUEST", 0)]


def test_the_coordinator_takes_over_by_hand_at_any_time(session: Session, make: Make) -> None:
    night = zilverberk.convene(make)
    night.say(ZIJLSTRA, Reply.YES, at("18.20", SATURDAY))
    night.say(ZIJLSTRA, Reply.NO, at("9.42"))
    night.work(at("9.44"))

    seating.appoint(
        session,
        night.seat(JUDICIARY),
        night.people[BAKELAAR],
        seen=None,
        by=night.people["Samira el Idrissi"],
        now=at("9.46"),
    )
    night.work(at("9.54"))

    assert night.search().state is CascadeState.FILLED
    assert night.mail(TWEE) == [("REQUEST", 0), ("CANCEL", 1)]
    assert night.mail(BAKELAAR) == [("REQUEST", 0)]
