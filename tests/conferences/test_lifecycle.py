"""Rules of mdt.conferences.lifecycle."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from mdt.conferences import agenda, lifecycle
from mdt.conferences.agenda import Terms
from mdt.conferences.double_booking import SlotTaken
from mdt.errors import DomainError, IllegalTransition
from mdt.models import (
    Attendance,
    Conference,
    ConferenceKind,
    ConferenceState,
    EventRecord,
    MessageKind,
    Person,
    PlaceKind,
    Regime,
    Region,
    SeatDomain,
)
from tests.conferences import cast
from tests.conferences.cast import QUORUM, come
from tests.conftest import NOON
from tests.factories import Make

TOMORROW = NOON + timedelta(days=1)
LATER = NOON + timedelta(days=2)


def told(session: Session) -> list[str]:
    """Return the events of conferences; what follows from them elsewhere is not told here."""
    names = session.exec(select(EventRecord.name).order_by(EventRecord.id))  # type: ignore[arg-type] # a column here
    return [name for name in names if not name.startswith("Plan")]


def in_state(make: Make, state: ConferenceState) -> Conference:
    conference = cast.draft(make, cast.table(make))
    conference.state, conference.starts_at = state, TOMORROW
    make.session.flush()
    return conference


def coordinator(session: Session, conference: Conference) -> Person:
    return session.get_one(Person, conference.coordinator_id)


def test_a_draft_has_one_case_the_tables_seats_and_its_regime(session: Session, make: Make) -> None:
    at = cast.table(make)
    at.panel.regime = Regime.JEUGD
    case = cast.case_of(make, at, regime=Regime.WMO_VT)

    conference = lifecycle.draft(
        session,
        case,
        Terms(question=cast.QUESTION, minutes=45),
        kind=ConferenceKind.EMERGENCY,
        panel=at.panel,
        by=at.coordinator,
        now=NOON,
    )

    assert (conference.state, conference.kind, conference.regime, conference.minutes) == (
        ConferenceState.DRAFT,
        ConferenceKind.EMERGENCY,
        Regime.JEUGD,
        45,
    )
    assert (conference.region_id, conference.coordinator_id, conference.starts_at) == (
        case.region_id,
        at.coordinator.id,
        None,
    )
    assert [item.question for item in conference.items] == [cast.QUESTION]
    assert told(session) == ["ConferenceDrafted"]


def test_without_a_table_the_regime_is_the_cases_and_there_are_no_seats(
    session: Session, make: Make
) -> None:
    conference = lifecycle.draft(
        session,
        make.case(regime=Regime.STRAF_OM),
        Terms(question=cast.QUESTION, minutes=30),
        kind=ConferenceKind.FIRST,
        by=make.coordinator(),
        now=NOON,
    )

    assert conference.regime is Regime.STRAF_OM
    assert not conference.items[0].seats


def test_a_draft_needs_an_open_case_and_a_table_of_its_region(session: Session, make: Make) -> None:
    at = cast.table(make)
    elsewhere = make.panel(region_id=make.add(Region(name="Elders")).id)

    for case, panel, minutes, refusal in (
        (make.case(closed_at=NOON), at.panel, 45, agenda.CaseIsClosed),
        (make.case(), elsewhere, 45, lifecycle.PanelElsewhere),
        (make.case(), make.panel(is_active=False), 45, lifecycle.PanelElsewhere),
        (make.case(), at.panel, 481, agenda.TooLong),
    ):
        with pytest.raises(refusal):
            lifecycle.draft(
                session,
                case,
                Terms(question=cast.QUESTION, minutes=minutes),
                kind=ConferenceKind.FIRST,
                panel=panel,
                by=at.coordinator,
                now=NOON,
            )

    assert not session.exec(select(Conference)).all()


def test_convening_agrees_the_moment_and_records_it(session: Session, make: Make) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)

    lifecycle.convene(session, conference, TOMORROW, by=at.coordinator, now=NOON)

    session.expire_all()
    assert (conference.state, conference.starts_at, conference.convened_at) == (
        ConferenceState.CONVENED,
        TOMORROW,
        NOON,
    )
    assert conference.ends_at == TOMORROW + timedelta(minutes=45)
    assert told(session)[-1] == "ConferenceConvened"


@pytest.mark.parametrize("starts_at", [NOON, NOON - timedelta(minutes=1)])
def test_nobody_is_asked_for_a_moment_that_has_passed(
    session: Session, make: Make, starts_at: datetime
) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)

    with pytest.raises(lifecycle.SlotNotFuture):
        lifecycle.convene(session, conference, starts_at, by=at.coordinator, now=NOON)


def test_convening_can_take_another_length_for_one_case(session: Session, make: Make) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)

    lifecycle.convene(session, conference, TOMORROW, minutes=90, by=at.coordinator, now=NOON)

    session.expire_all()
    item = conference.items[0]
    assert (conference.minutes, item.minutes, item.version) == (90, 90, 2)
    assert [part.minutes for part in item.parts] == [18, 10, 28, 10, 18, 6]


def test_the_length_of_several_cases_is_their_agendas(session: Session, make: Make) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    agenda.add(
        session,
        conference,
        cast.case_of(make, at),
        Terms(question=cast.QUESTION, minutes=15),
        by=at.coordinator,
        now=NOON,
    )

    with pytest.raises(agenda.LengthFollowsAgenda):
        lifecycle.convene(session, conference, TOMORROW, minutes=30, by=at.coordinator, now=NOON)
    lifecycle.convene(session, conference, TOMORROW, minutes=60, by=at.coordinator, now=NOON)

    assert conference.minutes == 60


def test_convening_is_refused_while_somebody_is_asked_elsewhere(
    session: Session, make: Make
) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    officer = at.people[SeatDomain.POLICE]
    make.seated(make.convened(starts_at=TOMORROW + timedelta(minutes=44)), officer)

    with pytest.raises(SlotTaken) as refused:
        lifecycle.convene(session, conference, TOMORROW, minutes=45, by=at.coordinator, now=NOON)

    assert refused.value.people == {officer.id}
    assert not refused.value.room
    assert conference.state is ConferenceState.DRAFT
    lifecycle.convene(
        session, conference, TOMORROW, overlap_allowed=True, by=at.coordinator, now=NOON
    )
    assert conference.overlap_allowed


def test_a_refused_length_stays_as_it_was(session: Session, make: Make) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    other = make.convened(starts_at=TOMORROW + timedelta(minutes=50))
    make.seated(other, at.people[SeatDomain.POLICE])

    with pytest.raises(SlotTaken):
        lifecycle.convene(session, conference, TOMORROW, minutes=60, by=at.coordinator, now=NOON)

    assert (conference.minutes, conference.items[0].minutes) == (45, 45)


def test_only_the_own_span_of_a_person_counts(session: Session, make: Make) -> None:
    at = cast.table(make)
    conference = cast.draft(make, at)
    other = make.convened(starts_at=TOMORROW + timedelta(minutes=9))
    make.seated(other, at.people[SeatDomain.JUDICIARY])

    lifecycle.convene(session, conference, TOMORROW, by=at.coordinator, now=NOON)

    assert conference.state is ConferenceState.CONVENED


def test_a_room_sits_one_table_at_a_time(session: Session, make: Make) -> None:
    at = cast.table(make)
    conference, room = cast.draft(make, at), make.room()
    conference.place_kind, conference.room_id = PlaceKind.ROOM, room.id
    make.convened(starts_at=TOMORROW, place_kind=PlaceKind.ROOM, room_id=room.id)

    with pytest.raises(SlotTaken) as refused:
        lifecycle.convene(session, conference, TOMORROW, by=at.coordinator, now=NOON)

    assert refused.value.room


def test_a_convened_conference_moves_to_another_moment_and_length(
    session: Session, make: Make
) -> None:
    conference = in_state(make, ConferenceState.CONVENED)
    by = coordinator(session, conference)

    lifecycle.move(session, conference, LATER, minutes=60, by=by, now=NOON)

    assert (conference.state, conference.starts_at, conference.minutes) == (
        ConferenceState.CONVENED,
        LATER,
        60,
    )
    assert told(session)[-1] == "ConferenceMoved"
    with pytest.raises(lifecycle.SlotNotFuture):
        lifecycle.move(session, conference, NOON, by=by, now=NOON)


def test_convening_is_taken_back_while_every_invitation_waits(session: Session, make: Make) -> None:
    conference = in_state(make, ConferenceState.CONVENED)
    make.message(
        kind=MessageKind.INVITATION,
        conference_id=conference.id,
        due_at=NOON + timedelta(seconds=60),
    )

    lifecycle.take_back(
        session,
        conference,
        by=coordinator(session, conference),
        now=NOON + timedelta(seconds=59),
    )

    assert (conference.state, conference.starts_at, conference.convened_at) == (
        ConferenceState.DRAFT,
        None,
        None,
    )
    assert told(session)[-1] == "InvitationsTakenBack"


def test_convening_cannot_be_taken_back_once_one_left_or_the_time_is_over(
    session: Session, make: Make
) -> None:
    conference = in_state(make, ConferenceState.CONVENED)
    by, due_at = coordinator(session, conference), NOON + timedelta(seconds=60)
    invitation: dict[str, Any] = {"kind": MessageKind.INVITATION, "conference_id": conference.id}
    make.message(due_at=due_at, **invitation)

    with pytest.raises(lifecycle.TooLateToTakeBack):
        lifecycle.take_back(session, conference, by=by, now=due_at)
    make.message(attempts=1, **invitation)
    with pytest.raises(lifecycle.TooLateToTakeBack):
        lifecycle.take_back(session, conference, by=by, now=NOON)

    assert conference.state is ConferenceState.CONVENED


def test_what_was_asked_can_be_called_off_and_so_can_a_draft(session: Session, make: Make) -> None:
    for state in (ConferenceState.DRAFT, ConferenceState.CONVENED):
        conference = in_state(make, state)

        lifecycle.cancel(session, conference, by=coordinator(session, conference), now=NOON)

        assert (conference.state, conference.cancelled_at) == (ConferenceState.CANCELLED, NOON)
        assert told(session)[-1] == "ConferenceCancelled"


def test_the_chair_opens_and_ends_the_sitting(session: Session, make: Make) -> None:
    conference = in_state(make, ConferenceState.CONVENED)
    by = coordinator(session, conference)

    lifecycle.open_(session, conference, by=by, now=TOMORROW)
    conference.items[0].opened_at = TOMORROW
    come(session, conference, *QUORUM)
    lifecycle.hold(session, conference, by=by, now=LATER)
    lifecycle.adopt(session, conference, by=by, now=LATER)

    assert (conference.opened_at, conference.held_at, conference.adopted_at) == (
        TOMORROW,
        LATER,
        LATER,
    )
    assert conference.items[0].closed_at == LATER
    assert {row.out_at for row in session.exec(select(Attendance))} == {LATER}
    assert told(session)[-3:] == ["ConferenceOpened", "ConferenceHeld", "MinutesAdopted"]


Move = Callable[[Session, Conference, Person], None]

VERBS: dict[str, tuple[Move, set[ConferenceState]]] = {
    "convene": (
        lambda session, one, by: lifecycle.convene(session, one, LATER, by=by, now=NOON),
        {ConferenceState.DRAFT},
    ),
    "move": (
        lambda session, one, by: lifecycle.move(session, one, LATER, by=by, now=NOON),
        {ConferenceState.CONVENED},
    ),
    "cancel": (
        lambda session, one, by: lifecycle.cancel(session, one, by=by, now=NOON),
        {ConferenceState.DRAFT, ConferenceState.CONVENED},
    ),
    "open": (
        lambda session, one, by: lifecycle.open_(session, one, by=by, now=TOMORROW),
        {ConferenceState.CONVENED},
    ),
    "hold": (
        lambda session, one, by: lifecycle.hold(session, one, without_quorum="x", by=by, now=NOON),
        {ConferenceState.IN_SESSION},
    ),
    "adopt": (
        lambda session, one, by: lifecycle.adopt(session, one, by=by, now=NOON),
        {ConferenceState.HELD},
    ),
}


@pytest.mark.parametrize("state", ConferenceState)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_works_from_its_own_states_only(
    session: Session, make: Make, verb: str, state: ConferenceState
) -> None:
    conference = in_state(make, state)
    do, allowed = VERBS[verb]
    before = len(told(session))

    if state in allowed:
        do(session, conference, coordinator(session, conference))
        assert len(told(session)) == before + 1
    else:
        with pytest.raises(IllegalTransition):
            do(session, conference, coordinator(session, conference))
        assert (conference.state, len(told(session))) == (state, before)


def test_minutes_become_final_once(session: Session, make: Make) -> None:
    conference = in_state(make, ConferenceState.HELD)
    by = coordinator(session, conference)
    lifecycle.adopt(session, conference, by=by, now=NOON)

    with pytest.raises(DomainError):
        lifecycle.adopt(session, conference, by=by, now=LATER)


def test_every_state_has_its_moves_listed() -> None:
    assert set(lifecycle.MOVES) == set(ConferenceState)
