"""Rules of mdt.conferences.cascade_answers: a no, a change of mind, and two seats of one person."""

from datetime import time, timedelta
from uuid import UUID

import pytest
from sqlmodel import Session, select

from mdt.conferences import cascade_turns, cascades, marks, seating
from mdt.invitations import invitees, resend
from mdt.invitations.replies import InvitationWithdrawn, SeatFilled
from mdt.models import (
    Cascade,
    CascadeState,
    OutboxMessage,
    OutboxState,
    Person,
    Reply,
    SeatDomain,
    SeatFill,
    SeeksFor,
)
from mdt.scheduling.usual import USUAL, Usual
from mdt.seats.cover import SeatState
from tests.conferences import searching
from tests.conferences.searching import MINUTE, Bench
from tests.conftest import NOON
from tests.factories import Make
from tests.invitations.cast import deliver

UNDO_OVER = NOON + MINUTE
POLICE = SeatDomain.POLICE


@pytest.fixture
def officers(make: Make) -> Bench:
    """Return a seat that an officer out of a pool of four holds; no judge."""
    return searching.bench(make, fill=SeatFill.ORGANISATION, domain=POLICE)


def holder_of(bench: Bench) -> UUID | None:
    return bench.seat.holder_id


def search_of(session: Session) -> Cascade:
    return session.exec(select(Cascade)).one()


def test_a_no_to_a_pooled_seat_starts_the_search_when_the_undo_time_is_over(
    session: Session, officers: Bench
) -> None:
    held = officers.judges[0]
    officers.say(held, Reply.NO, NOON)

    row = search_of(session)
    assert (row.state, row.due_at) == (CascadeState.ANNOUNCED, UNDO_OVER)
    assert (row.started_by_id, row.patience_minutes) == (None, 120)
    officers.work(UNDO_OVER - timedelta(seconds=1))
    assert holder_of(officers) == held.id
    assert officers.mail(officers.judges[1]) == []

    officers.work(UNDO_OVER)

    session.refresh(row)
    assert holder_of(officers) is None
    assert officers.mail(officers.judges[1]) == ["REQUEST"]
    assert officers.mail(officers.officer) == ["REQUEST"]


def test_the_patience_is_the_coordinators_else_that_of_the_installation(
    session: Session, officers: Bench
) -> None:
    session.info[USUAL] = Usual(patience_minutes=45)
    assert cascades.terms_of(session, officers.conference).patience_minutes == 45
    officers.conference.patience_minutes = 20

    officers.say(officers.judges[0], Reply.NO, NOON)

    assert search_of(session).patience_minutes == 20


def test_who_gave_no_hours_is_asked_within_the_office_hours_of_the_installation(
    session: Session, officers: Bench
) -> None:
    session.info[USUAL] = Usual(office=(time(18), time(22)))

    row = officers.lose()
    officers.work(NOON)

    assert officers.asked(row) == []


@pytest.mark.parametrize(
    ("seeks_for", "fill", "is_sought"),
    [
        (SeeksFor.POOLS, SeatFill.PERSON, False),
        (SeeksFor.POOLS, SeatFill.ORGANISATION, True),
        (SeeksFor.POOLS, SeatFill.DUTY, True),
        (SeeksFor.EVERY_SEAT, SeatFill.PERSON, True),
        (SeeksFor.NO_SEAT, SeatFill.DUTY, False),
    ],
)
def test_the_coordinator_says_for_which_seats_the_portal_looks_by_itself(
    session: Session, make: Make, *, seeks_for: SeeksFor, fill: SeatFill, is_sought: bool
) -> None:
    bench = searching.bench(make, fill=fill, domain=POLICE, seeks_for=seeks_for)

    bench.say(bench.judges[0], Reply.NO, NOON)

    assert len(session.exec(select(Cascade)).all()) == is_sought
    assert bench.seat.holder_id == bench.judges[0].id


def test_before_the_search_begins_the_coordinator_holds_it_back_and_nothing_has_changed(
    session: Session, officers: Bench
) -> None:
    held = officers.judges[0]
    officers.say(held, Reply.NO, NOON)
    row = search_of(session)

    cascades.stop(session, row, by=officers.make.person(), now=NOON)
    officers.work(UNDO_OVER)

    assert (row.state, officers.seat.holder_id) == (CascadeState.STOPPED, held.id)
    assert officers.mail(held) == ["REQUEST"]
    assert officers.mail(officers.judges[1]) == []


def test_the_coordinator_need_not_wait_for_it(session: Session, officers: Bench) -> None:
    officers.say(officers.judges[0], Reply.NO, NOON)

    officers.lose()
    officers.work(NOON)

    assert search_of(session).state is CascadeState.RUNNING
    assert officers.mail(officers.judges[1]) == ["REQUEST"]


@pytest.mark.parametrize("reply", [Reply.YES, Reply.MAYBE])
def test_who_comes_after_all_before_anybody_is_asked_keeps_the_seat(
    session: Session, officers: Bench, reply: Reply
) -> None:
    held = officers.judges[0]
    officers.say(held, Reply.NO, NOON)

    officers.say(held, reply, NOON + timedelta(seconds=30))
    officers.work(UNDO_OVER)

    assert search_of(session).state is CascadeState.FILLED
    assert officers.seat.holder_id == held.id
    assert officers.mail(officers.judges[1]) == []


def test_a_second_no_before_it_begins_changes_nothing(session: Session, officers: Bench) -> None:
    officers.say(officers.judges[0], Reply.NO, NOON)
    officers.say(officers.judges[0], Reply.NO, NOON + timedelta(seconds=30))

    assert search_of(session).due_at == UNDO_OVER
    assert officers.seat.holder_id == officers.judges[0].id


def test_a_seat_that_is_changed_meanwhile_is_still_sought_for(
    session: Session, officers: Bench
) -> None:
    officers.say(officers.judges[0], Reply.NO, NOON)
    duties = seating.Duties(required=True, quorum=False, fill=SeatFill.ORGANISATION)

    seating.change(session, officers.seat, duties, version=1, by=officers.make.person(), now=NOON)

    assert search_of(session).state is CascadeState.ANNOUNCED


def test_who_changes_their_mind_while_the_seat_is_open_has_it_again(
    session: Session, officers: Bench
) -> None:
    held, asked = officers.judges[:2]
    officers.say(held, Reply.NO, NOON)
    officers.work(UNDO_OVER)
    deliver(session)
    assert officers.mail(held) == ["REQUEST"]
    assert invitees.of(session, officers.conference).keys() == {officers.officer.id, asked.id}

    officers.say(held, Reply.YES, NOON + 5 * MINUTE)

    assert officers.seat.holder_id == held.id
    assert officers.mail(held) == ["REQUEST"]
    assert officers.mail(asked) == ["REQUEST", "CANCEL"]
    with pytest.raises(SeatFilled):
        officers.say(asked, Reply.YES, NOON + 6 * MINUTE)


def test_who_changes_their_mind_too_late_reads_that_the_seat_is_filled(
    session: Session, officers: Bench
) -> None:
    held, asked = officers.judges[:2]
    officers.say(held, Reply.NO, NOON)
    officers.work(UNDO_OVER)
    deliver(session)
    officers.say(asked, Reply.YES, NOON + 5 * MINUTE)

    with pytest.raises(SeatFilled):
        officers.say(held, Reply.YES, NOON + 6 * MINUTE)

    assert officers.seat.holder_id == asked.id
    assert officers.mail(held) == ["REQUEST", "CANCEL"]


def test_a_stand_in_who_said_no_may_say_yes_while_the_seat_is_open(
    session: Session, officers: Bench
) -> None:
    asked = officers.judges[1]
    officers.lose()
    officers.work(NOON)
    deliver(session)
    officers.say(asked, Reply.NO, NOON + MINUTE)
    officers.work(NOON + MINUTE)
    assert officers.mail(asked) == ["REQUEST"]

    officers.say(asked, Reply.YES, NOON + 2 * MINUTE)

    assert officers.seat.holder_id == asked.id


def test_a_judge_who_says_no_is_out_at_once_and_may_not_return(make: Make) -> None:
    bench = searching.bench(make)
    bench.say(bench.judges[0], Reply.NO, NOON)

    assert bench.seat.holder_id is None
    assert bench.mail(bench.judges[0]) == ["REQUEST", "CANCEL"]
    with pytest.raises(InvitationWithdrawn):
        bench.say(bench.judges[0], Reply.YES, NOON)
    bench.work(UNDO_OVER - timedelta(seconds=1))
    assert bench.mail(bench.judges[1]) == []
    bench.work(UNDO_OVER)
    assert bench.mail(bench.judges[1]) == ["REQUEST"]


def test_an_invitation_of_somebody_who_said_no_can_be_sent_again(
    session: Session, officers: Bench
) -> None:
    held = officers.judges[0]
    officers.say(held, Reply.NO, NOON)
    officers.work(UNDO_OVER)
    deliver(session)

    resend.send_again(session, officers.invitation(held), by=officers.make.person(), now=UNDO_OVER)

    assert officers.mail(held) == ["REQUEST", "REQUEST"]


def test_a_search_that_is_stopped_lets_go_of_who_said_no(session: Session, officers: Bench) -> None:
    held = officers.judges[0]
    officers.say(held, Reply.NO, NOON)
    officers.work(UNDO_OVER)
    deliver(session)
    by = session.get_one(Person, officers.conference.coordinator_id)

    cascades.stop(session, search_of(session), by=by, now=UNDO_OVER)

    assert officers.mail(held) == ["REQUEST", "CANCEL"]


def test_lists_show_a_no_until_somebody_is_asked(session: Session, officers: Bench) -> None:
    def worst() -> SeatState:
        session.flush()
        table = marks.of(session, [officers.conference.id])[officers.conference.id]
        return min((mark.state for mark in table), key=list(SeatState).index)

    officers.say(officers.judges[0], Reply.NO, NOON)
    assert worst() is SeatState.NO
    officers.work(UNDO_OVER)
    assert worst() is SeatState.ASKED


def two_seats(bench: Bench) -> None:
    """Give the holder a seat at a second case too, at the end of the sitting."""
    make, held = bench.make, bench.judges[0]
    item = make.item(bench.conference, make.case(), minutes=30)
    bench.conference.minutes = 90
    make.seat(bench.conference, held, item=item, domain=POLICE, fill=SeatFill.ORGANISATION)
    invitation = bench.invitation(held)
    invitation.ends_at = invitation.starts_at + timedelta(minutes=90)
    bench.session.flush()


def test_one_stand_in_is_asked_for_both_seats_before_two_are(
    session: Session, officers: Bench
) -> None:
    two_seats(officers)
    busy, both = officers.judges[1:3]
    later = officers.conference.starts_at
    assert later
    other = officers.make.convened(starts_at=later + timedelta(minutes=60))
    officers.make.seated(other, busy)
    for others in officers.judges[2:]:  # so that it would be the turn of who is busy then
        for days in (2, 3):
            past = officers.make.convened(starts_at=NOON + timedelta(days=days))
            officers.make.seated(past, others)

    officers.say(officers.judges[0], Reply.NO, NOON)
    rows = session.exec(select(Cascade)).all()
    cascade_turns.advance(session, rows[0], now=UNDO_OVER)

    assert [officers.asked(row)[1:] for row in rows] == [[both.name], [both.name]]
    deliver(session)
    sent = select(OutboxMessage).where(
        OutboxMessage.person_id == both.id,
        OutboxMessage.conference_id == officers.conference.id,
        OutboxMessage.state == OutboxState.SENT,
    )
    assert len(session.exec(sent).all()) == 1
    invitation = officers.invitation(both)
    assert invitation.ends_at - invitation.starts_at == timedelta(minutes=90)
    officers.say(both, Reply.YES, NOON + 2 * MINUTE)
    seats = [seat for item in officers.conference.items for seat in item.seats]
    assert [seat.holder_id for seat in seats if seat.domain is POLICE][-2:] == [both.id, both.id]


def test_two_are_asked_when_nobody_can_do_both(session: Session, officers: Bench) -> None:
    two_seats(officers)
    starts_at = officers.conference.starts_at
    assert starts_at
    first, second, third = officers.judges[1:]
    for person, minutes in ((first, 60), (second, 0), (third, 0)):
        other = officers.make.convened(starts_at=starts_at + timedelta(minutes=minutes))
        invitation = officers.make.invitation(other, person)
        invitation.ends_at = invitation.starts_at + timedelta(minutes=30)
    third.is_active = False
    session.flush()

    officers.say(officers.judges[0], Reply.NO, NOON)
    officers.work(UNDO_OVER)

    rows = {row.seat_id: row for row in session.exec(select(Cascade))}
    assert officers.asked(rows.pop(officers.seat.id))[1:] == [first.name]
    [other_row] = rows.values()
    assert officers.asked(other_row)[1:] == [second.name]
