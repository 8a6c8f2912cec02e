"""Rules of mdt.conferences.quorum, as convening and deciding meet them."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from mdt.conferences import lifecycle
from mdt.conferences.quorum import NoSeats, QuorumAbsent, QuorumNotMet
from mdt.models import Conference, ConferenceState, Person, SeatDomain
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
