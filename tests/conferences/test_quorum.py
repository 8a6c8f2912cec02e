"""Rules of mdt.conferences.quorum, as convening and deciding meet them."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from mdt.conferences import lifecycle, quorum
from mdt.conferences.quorum import NoSeats, QuorumAbsent, QuorumNotMet
from mdt.models import Attendance, Conference, ConferenceState, Person, SeatDomain, SeatPart
from tests.conferences import cast
from tests.conferences.cast import QUORUM, come, seat_of
from tests.conftest import NOON
from tests.factories import Make

TOMORROW = NOON + timedelta(days=1)
LATER = NOON + timedelta(days=2)


def sitting(session: Session, make: Make) -> tuple[Conference, Person]:
    at = cast.table(make)
    conference = cast.draft(make, at)
    conference.state, conference.starts_at = ConferenceState.IN_SESSION, TOMORROW
    session.flush()
    return conference, at.coordinator


def test_convening_is_refused_without_quorum(session: Session, make: Make) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    seat_of(conference, SeatDomain.OM).holder_id = None

    with pytest.raises(QuorumNotMet) as refused:
        lifecycle.convene(session, conference, TOMORROW, by=at.coordinator, now=NOON)

    assert refused.value.params["seats"] == [SeatDomain.OM]
    assert (conference.state, conference.starts_at) == (ConferenceState.DRAFT, None)


def test_convening_is_refused_without_any_seat(session: Session, make: Make) -> None:
    with pytest.raises(NoSeats):
        lifecycle.convene(session, make.conference(), TOMORROW, by=make.coordinator(), now=NOON)


def test_convening_is_refused_while_one_of_its_cases_has_no_seat(
    session: Session, make: Make
) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    make.item(conference, make.case())

    with pytest.raises(NoSeats):
        lifecycle.convene(session, conference, TOMORROW, by=at.coordinator, now=NOON)


def test_an_empty_seat_outside_the_quorum_does_not_stop_convening(
    session: Session, make: Make
) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    seat_of(conference, SeatDomain.JUDICIARY).holder_id = None

    lifecycle.convene(session, conference, TOMORROW, by=at.coordinator, now=NOON)

    assert conference.state is ConferenceState.CONVENED


def test_deciding_without_the_quorum_present_needs_a_typed_reason(
    session: Session, make: Make
) -> None:
    conference, by = sitting(session, make)
    come(session, conference, SeatDomain.VT, SeatDomain.POLICE)

    for reason in ("", "   "):
        with pytest.raises(QuorumAbsent) as refused:
            lifecycle.hold(session, conference, without_quorum=reason, by=by, now=LATER)
        assert refused.value.params["seats"] == [SeatDomain.OM]
    lifecycle.hold(session, conference, without_quorum=" zonder OM: gebeld ", by=by, now=LATER)

    assert conference.without_quorum == "zonder OM: gebeld"


def leave(session: Session, conference: Conference, domain: SeatDomain, at: datetime) -> None:
    """Note that the holder of the seat left the first item."""
    holder_id = seat_of(conference, domain).holder_id
    for here in session.exec(select(Attendance).where(Attendance.person_id == holder_id)):
        here.out_at = at


def test_who_left_before_their_item_was_closed_did_not_decide(session: Session, make: Make) -> None:
    conference, _ = sitting(session, make)
    [item] = conference.items
    come(session, conference, *QUORUM)
    leave(session, conference, SeatDomain.OM, TOMORROW)
    assert [seat.domain for seat in quorum.absent(session, conference)] == [SeatDomain.OM]

    item.closed_at = TOMORROW
    assert not quorum.absent(session, conference)
    item.closed_at = LATER
    assert [seat.domain for seat in quorum.absent(session, conference)] == [SeatDomain.OM]


def test_who_came_back_is_there_again(session: Session, make: Make) -> None:
    conference, _ = sitting(session, make)
    come(session, conference, *QUORUM)
    leave(session, conference, SeatDomain.OM, TOMORROW)
    come(session, conference, SeatDomain.OM)

    assert not quorum.absent(session, conference)


def test_who_holds_a_seat_for_some_parts_may_leave_after_them(session: Session, make: Make) -> None:
    conference, _ = sitting(session, make)
    seat, part = seat_of(conference, SeatDomain.OM), conference.items[0].parts[0]
    session.add(SeatPart(seat_id=seat.id, part_id=part.id))
    come(session, conference, *QUORUM)
    leave(session, conference, SeatDomain.OM, TOMORROW)

    assert not quorum.absent(session, conference)
    leave(session, conference, SeatDomain.POLICE, TOMORROW)
    assert [seat.domain for seat in quorum.absent(session, conference)] == [SeatDomain.POLICE]


def test_after_the_end_the_quorum_is_what_it_was(session: Session, make: Make) -> None:
    conference, by = sitting(session, make)
    come(session, conference, *QUORUM)
    leave(session, conference, SeatDomain.OM, TOMORROW)
    before = quorum.absent(session, conference)

    lifecycle.hold(session, conference, without_quorum="gebeld", by=by, now=LATER)

    assert quorum.absent(session, conference) == before != []


def test_a_reason_is_not_kept_when_the_quorum_was_there(session: Session, make: Make) -> None:
    conference, by = sitting(session, make)
    come(session, conference, *QUORUM)

    lifecycle.hold(
        session,
        conference,
        without_quorum="voor de zekerheid",
        by=by,
        now=LATER,
    )

    assert conference.without_quorum == ""
