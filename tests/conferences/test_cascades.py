"""Rules of mdt.conferences.cascades and mdt.conferences.cascade_turns, on real rows."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from mdt.conferences import cascades, lifecycle, marks, quorum, seating, sought
from mdt.conferences.candidates import SitsAlready
from mdt.conferences.cascades import NoGround, SearchOver, SeatsUnsettled, SoughtAlready
from mdt.errors import IllegalTransition
from mdt.invitations import requests
from mdt.invitations.replies import InvitationWithdrawn, SeatFilled
from mdt.models import (
    Cascade,
    CascadeState,
    ConferenceState,
    EventRecord,
    MessageKind,
    OutboxMessage,
    Person,
    Reply,
    Seat,
)
from mdt.seats.cover import SeatState
from tests.conferences import searching
from tests.conferences.searching import MINUTE
from tests.conftest import NOON
from tests.factories import Make
from tests.invitations.cast import deliver

START = NOON + timedelta(days=1)
"""When the sitting begins."""


def state_of(session: Session, bench: searching.Bench) -> SeatState:
    """Return how the judge's seat stands, as lists show it."""
    session.flush()
    table = marks.of(session, [bench.conference.id])[bench.conference.id]
    return next(mark.state for mark in table if mark.domain is searching.JUDICIARY)


def test_the_next_on_the_roster_is_asked_and_takes_the_seat_with_a_yes(
    session: Session, make: Make
) -> None:
    bench = searching.bench(make)
    row = bench.lose()
    bench.work(NOON)
    assert (bench.seat.holder_id, bench.asked(row)) == (None, ["Rechter 1"])
    assert state_of(session, bench) is SeatState.ASKED

    bench.say(bench.judges[1], Reply.YES, NOON + 5 * MINUTE)

    assert bench.seat.holder_id == bench.judges[1].id
    assert (row.state, row.filled_by_id) == (CascadeState.FILLED, bench.judges[1].id)
    assert state_of(session, bench) is SeatState.YES


def test_the_others_at_the_table_get_no_mail(session: Session, make: Make) -> None:
    bench = searching.bench(make)
    bench.lose()
    bench.work(NOON)
    bench.work(NOON + 10 * MINUTE)
    deliver(session)
    bench.say(bench.judges[2], Reply.YES, NOON + 12 * MINUTE)

    assert bench.mail(bench.officer) == ["REQUEST"]
    assert bench.mail(bench.judges[0]) == ["REQUEST", "CANCEL"]
    assert bench.mail(bench.judges[1]) == ["REQUEST", "CANCEL"]
    assert bench.mail(bench.judges[2]) == ["REQUEST"]
    assert bench.mail(bench.judges[3]) == []


def test_nobody_is_asked_while_somebody_is_within_patience(make: Make) -> None:
    bench = searching.bench(make)
    row = bench.lose()
    for minutes in (0, 5, 9):
        bench.work(NOON + minutes * MINUTE)
    assert bench.asked(row) == ["Rechter 1"]

    bench.work(NOON + 10 * MINUTE)

    assert bench.asked(row) == ["Rechter 1", "Rechter 2"]


def test_after_a_no_the_next_is_asked_at_once_and_the_no_is_asked_no_more(
    session: Session, make: Make
) -> None:
    bench = searching.bench(make)
    row = bench.lose()
    bench.work(NOON)
    deliver(session)

    bench.say(bench.judges[1], Reply.NO, NOON + MINUTE)
    bench.work(NOON + MINUTE)

    assert bench.asked(row) == ["Rechter 1", "Rechter 2"]
    assert bench.mail(bench.judges[1]) == ["REQUEST", "CANCEL"]
    with pytest.raises(InvitationWithdrawn):
        bench.say(bench.judges[1], Reply.YES, NOON + 2 * MINUTE)


def test_several_are_asked_at_once_and_the_first_yes_counts(session: Session, make: Make) -> None:
    bench = searching.bench(make)
    row = bench.lose(at_once=2)
    bench.work(NOON)
    assert bench.asked(row) == ["Rechter 1", "Rechter 2"]
    deliver(session)

    bench.say(bench.judges[2], Reply.YES, NOON + MINUTE)

    assert bench.seat.holder_id == bench.judges[2].id
    with pytest.raises(SeatFilled):
        bench.say(bench.judges[1], Reply.YES, NOON + 2 * MINUTE)
    assert bench.mail(bench.judges[1]) == ["REQUEST", "CANCEL"]


def test_a_late_yes_counts_while_the_seat_is_open(make: Make) -> None:
    bench = searching.bench(make)
    row = bench.lose()
    bench.work(NOON)
    bench.work(NOON + 10 * MINUTE)

    bench.say(bench.judges[1], Reply.YES, NOON + 15 * MINUTE)

    assert bench.seat.holder_id == bench.judges[1].id
    assert row.state is CascadeState.FILLED


def test_when_nobody_is_left_the_coordinator_gets_one_mail_and_a_late_yes_still_counts(
    session: Session, make: Make
) -> None:
    bench = searching.bench(make)
    row = bench.lose()
    for minutes in range(0, 50, 10):
        bench.work(NOON + minutes * MINUTE)
    assert bench.asked(row) == ["Rechter 1", "Rechter 2", "Rechter 3"]
    assert (row.state, row.due_at) == (CascadeState.EXHAUSTED, None)
    assert state_of(session, bench) is SeatState.EMPTY
    told = session.exec(select(OutboxMessage).where(OutboxMessage.kind == MessageKind.SEAT)).all()
    assert [one.person_id for one in told] == [bench.conference.coordinator_id]

    bench.say(bench.judges[3], Reply.YES, NOON + 45 * MINUTE)

    assert (row.state, bench.seat.holder_id) == (CascadeState.FILLED, bench.judges[3].id)


def test_looking_on_asks_only_those_who_were_not_asked(make: Make) -> None:
    bench = searching.bench(make)
    row = bench.lose()
    for minutes in range(0, 50, 10):
        bench.work(NOON + minutes * MINUTE)
    newcomer = make.person(organisation=bench.court, name="Rechter 4")
    bench.seat.deputies = []
    seating.set_deputies(bench.make.session, bench.seat, [newcomer], by=make.person(), now=NOON)

    again = bench.lose(now=NOON + timedelta(hours=1))
    bench.work(NOON + timedelta(hours=1))

    assert again is row
    assert bench.asked(row)[3:] == ["Rechter 4"]


def test_who_is_busy_is_not_asked(make: Make) -> None:
    bench = searching.bench(make)
    other = make.convened(starts_at=bench.conference.starts_at)
    make.seated(other, bench.judges[1])

    row = bench.lose()
    bench.work(NOON)

    assert bench.asked(row) == ["Rechter 2"]


def test_who_got_another_seat_of_the_case_meanwhile_cannot_take_this_one_too(make: Make) -> None:
    bench = searching.bench(make)
    bench.lose()
    bench.work(NOON)
    make.seat(bench.conference, bench.judges[1], domain=searching.JUDICIARY, quorum=False)

    with pytest.raises(SitsAlready):
        bench.say(bench.judges[1], Reply.YES, NOON + MINUTE)


def test_a_seat_is_sought_once_at_a_time(make: Make) -> None:
    bench = searching.bench(make)
    bench.lose()

    with pytest.raises(SoughtAlready):
        bench.lose()


def test_stopping_tells_whoever_was_asked_and_nobody_is_asked_any_more(
    session: Session, make: Make
) -> None:
    bench = searching.bench(make)
    row = bench.lose()
    bench.work(NOON)
    deliver(session)

    cascades.stop(session, row, by=make.person(), now=NOON + MINUTE)
    bench.work(NOON + timedelta(hours=1))

    assert (row.state, bench.asked(row)) == (CascadeState.STOPPED, ["Rechter 1"])
    assert bench.mail(bench.judges[1]) == ["REQUEST", "CANCEL"]
    with pytest.raises(InvitationWithdrawn):
        bench.say(bench.judges[1], Reply.YES, NOON + 2 * MINUTE)
    with pytest.raises(SearchOver):
        cascades.stop(session, row, by=make.person(), now=NOON + 2 * MINUTE)


def test_who_is_put_on_the_seat_by_hand_ends_the_search(session: Session, make: Make) -> None:
    bench = searching.bench(make)
    row = bench.lose()
    bench.work(NOON)
    deliver(session)

    seating.appoint(session, bench.seat, bench.judges[3], seen=None, by=make.person(), now=NOON)

    assert (row.state, row.filled_by_id) == (CascadeState.FILLED, bench.judges[3].id)
    assert bench.mail(bench.judges[1]) == ["REQUEST", "CANCEL"]


def test_the_table_sits_without_the_seat_only_for_a_typed_reason(
    session: Session, make: Make
) -> None:
    bench = searching.bench(make)
    row = bench.lose()
    with pytest.raises(NoGround):
        cascades.go_without(session, row, "  ", by=make.person(), now=NOON)

    cascades.go_without(session, row, " niemand kan vannacht ", by=make.person(), now=NOON)

    assert (row.state, row.without_because) == (CascadeState.WAIVED, "niemand kan vannacht")
    assert sought.unsettled(session, bench.conference.id) == []


def test_a_sitting_begins_without_a_lost_seat_only_for_a_typed_reason(
    session: Session, make: Make
) -> None:
    bench = searching.bench(make)
    row = bench.lose()
    bench.work(NOON)
    by = session.get_one(Person, bench.conference.coordinator_id)
    with pytest.raises(SeatsUnsettled):
        lifecycle.open_(session, bench.conference, by=by, now=START)

    lifecycle.open_(session, bench.conference, without="niemand kan", by=by, now=START)

    assert bench.conference.state is ConferenceState.IN_SESSION
    assert (row.state, row.without_because) == (CascadeState.WAIVED, "niemand kan")


def test_a_seat_that_is_only_wanted_asks_for_no_reason(session: Session, make: Make) -> None:
    bench = searching.bench(make)
    bench.seat.required = False
    bench.lose()
    by = session.get_one(Person, bench.conference.coordinator_id)

    lifecycle.open_(session, bench.conference, by=by, now=START)

    assert bench.conference.state is ConferenceState.IN_SESSION


def test_another_moment_or_none_ends_the_search(session: Session, make: Make) -> None:
    bench = searching.bench(make)
    row = bench.lose()
    bench.work(NOON)

    lifecycle.cancel(session, bench.conference, by=make.person(), now=NOON)

    assert (row.state, row.due_at) == (CascadeState.STOPPED, None)
    with pytest.raises(IllegalTransition):
        bench.lose()


def test_a_seat_of_the_quorum_may_be_empty_while_somebody_is_sought(
    session: Session, make: Make
) -> None:
    bench = searching.bench(make)
    bench.seat.quorum = True
    bench.lose()
    session.flush()

    quorum.require_held(session, bench.conference)

    assert bench.seat.holder_id is None


def test_a_seat_that_is_taken_away_leaves_its_search_to_be_read_back(
    session: Session, make: Make
) -> None:
    bench = searching.bench(make)
    row = bench.lose()
    bench.work(NOON)
    deliver(session)

    seating.remove(session, bench.seat, by=make.person(), now=NOON)
    bench.work(NOON + 10 * MINUTE)

    assert (row.seat_id, row.state) == (None, CascadeState.STOPPED)
    assert bench.mail(bench.judges[1]) == ["REQUEST", "CANCEL"]
    assert session.exec(select(Seat).where(Seat.domain == searching.JUDICIARY)).all() == []


def test_in_an_emergency_a_no_starts_the_search_by_itself_and_content_closes(
    session: Session, make: Make
) -> None:
    bench = searching.emergency(make)
    bench.say(bench.judges[0], Reply.YES, NOON)

    bench.say(bench.judges[0], Reply.NO, NOON + MINUTE)
    bench.work(NOON + MINUTE)

    row = session.exec(select(Cascade)).one()
    assert (row.started_by_id, bench.asked(row)) == (None, ["Rechter 1"])
    assert bench.mail(bench.judges[0]) == ["REQUEST", "CANCEL"]
    assert bench.seat.holder_id is None


def test_in_an_emergency_silence_lets_others_be_asked_and_keeps_the_seat_until_one_takes_it(
    session: Session, make: Make
) -> None:
    bench = searching.emergency(make)
    bench.conference.state = ConferenceState.DRAFT
    by = session.get_one(Person, bench.conference.coordinator_id)
    starts_at = NOON + timedelta(hours=20)
    lifecycle.convene(session, bench.conference, starts_at, by=by, now=NOON)
    bench.say(bench.officer, Reply.YES, NOON + MINUTE)
    bench.work(NOON + 9 * MINUTE)
    rows = {row.domain: row for row in session.exec(select(Cascade))}
    row = rows[searching.JUDICIARY]
    assert bench.asked(row) == ["Rechter 0"]

    bench.work(NOON + 10 * MINUTE)
    assert bench.asked(row) == ["Rechter 0", "Rechter 1"]
    assert bench.seat.holder_id == bench.judges[0].id
    bench.say(bench.judges[1], Reply.YES, NOON + 12 * MINUTE)

    assert bench.seat.holder_id == bench.judges[1].id
    with pytest.raises(SeatFilled):
        bench.say(bench.judges[0], Reply.YES, NOON + 13 * MINUTE)
    others = {row.state for domain, row in rows.items() if domain is not searching.JUDICIARY}
    assert others == {CascadeState.FILLED}


def test_a_step_that_was_taken_is_not_taken_again(session: Session, make: Make) -> None:
    bench = searching.bench(make)
    bench.lose()
    bench.work(NOON)
    before = len(session.exec(select(EventRecord)).all())

    bench.work(NOON + MINUTE)

    assert len(session.exec(select(EventRecord)).all()) == before


def test_mail_of_a_search_leaves_without_undo_time(session: Session, make: Make) -> None:
    bench = searching.bench(make)
    bench.lose()
    bench.work(NOON)
    mail = session.exec(
        select(OutboxMessage).where(OutboxMessage.person_id == bench.judges[1].id)
    ).one()

    assert mail.due_at == NOON
    assert mail.details["cases"] == ""
    assert requests.AT_ONCE
