"""Rules of mdt.conferences.leaving, and of what else is taken from whom a case is shut to."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from mdt.cases import walling
from mdt.conferences import agenda, arrangements, candidates, lifecycle, seating
from mdt.conferences.agenda import Terms
from mdt.conferences.arrangements import CannotChair
from mdt.conferences.candidates import CannotSit
from mdt.directory import people
from mdt.models import (
    ActionState,
    Conference,
    ConferenceKind,
    ConferenceState,
    Invitation,
    OutboxMessage,
    OutboxState,
    Role,
    SafetyAction,
    Seat,
    SeatDeputy,
    SeatDomain,
    SeatFill,
)
from mdt.safety_plan import owners
from mdt.safety_plan.owners import OwnerCannotAct
from tests.conftest import NOON
from tests.factories import Make

LATER = NOON + timedelta(hours=1)


def _waiting(session: Session) -> list[OutboxMessage]:
    query = select(OutboxMessage).where(OutboxMessage.state == OutboxState.PENDING)
    return list(session.exec(query))


def test_whom_a_case_is_shut_to_loses_seat_chair_and_place_without_a_word(
    session: Session, make: Make
) -> None:
    case, person = make.case(), make.person(Role.CHAIR)
    sitting = make.convened(case, chair_id=person.id, coordinator_id=person.id)
    make.seated(sitting, person)
    make.message(person, conference_id=sitting.id, uid=_asked(session, person.id).uid)
    by = make.coordinator()

    walling.shut(session, case, people=[person.id], by=by, now=LATER)

    assert sitting.items[0].seats[0].holder_id is None
    assert (sitting.chair_id, sitting.coordinator_id) == (None, by.id)
    assert _asked(session, person.id).withdrawn_at == LATER
    assert _asked(session, person.id).sequence == 0, "nothing is told, so nothing counts on"
    assert [one for one in _waiting(session) if one.person_id == person.id] == []


def _asked(session: Session, person_id: object) -> Invitation:
    return session.exec(select(Invitation).where(Invitation.person_id == person_id)).one()


def test_who_sits_at_another_case_too_stays_asked_for_that_one(
    session: Session, make: Make
) -> None:
    shut, other = make.case(), make.case()
    sitting = make.convened(shut)
    item = make.item(sitting, other, position=1)
    person = make.seated(sitting)
    make.seat(sitting, person, item)

    walling.shut(session, shut, people=[person.id], by=make.coordinator(), now=LATER)

    assert _asked(session, person.id).withdrawn_at is None
    assert [seat.holder_id for one in sitting.items for seat in one.seats] == [None, person.id]


def test_a_seat_of_a_walled_organisation_goes_to_whoever_takes_over(
    session: Session, make: Make
) -> None:
    police, elsewhere = make.organisation(SeatDomain.POLICE), make.another_region()
    waterland = make.organisation(SeatDomain.POLICE, region_id=elsewhere.id)
    make.fallback(waterland)
    dennis, roos = make.person(organisation=police), make.person(organisation=waterland)
    case = make.case()
    sitting = make.conference(case)
    seat = make.seat(sitting, dennis, organisation_id=police.id)
    make.add(SeatDeputy(seat_id=seat.id, person_id=make.colleague(dennis).id, rank=0))
    session.refresh(seat)

    walling.shut(session, case, organisations=[police.id], by=make.coordinator(), now=LATER)

    assert (seat.holder_id, seat.organisation_id, seat.deputies) == (None, None, [])
    assert seat.fill is SeatFill.ORGANISATION
    offered = candidates.of(session, seat, now=LATER)
    assert [one.person_id for one in offered] == [roos.id]


def test_adding_somebody_behind_a_wall_is_refused_in_the_words_for_anybody_who_cannot(
    session: Session, make: Make
) -> None:
    police = make.organisation(SeatDomain.POLICE)
    walled, stranger = make.person(Role.CHAIR, police), make.stranger()
    case = make.case()
    sitting = make.conference(case)
    seat, by = make.seat(sitting), make.coordinator()
    make.wall(case, walled)
    said = {}
    for person in (walled, stranger):
        with pytest.raises(CannotSit) as sits:
            seating.appoint(session, seat, person, seen=None, by=by, now=LATER)
        with pytest.raises(OwnerCannotAct) as acts:
            owners.find(session, case, person.id, now=LATER)
        with pytest.raises(CannotChair) as chairs:
            arrangements._require_chair(session, sitting, person.id, now=LATER)  # noqa: SLF001 - the one place that refuses
        said[person.id] = (
            type(sits.value),
            type(acts.value),
            type(chairs.value),
            str(acts.value),
        )

    assert said[walled.id] == said[stranger.id]


def test_open_actions_go_to_the_lead_and_what_was_settled_stays(
    session: Session, make: Make
) -> None:
    case, person = make.case(), make.person()
    running = make.action(case, person)
    done = make.action(case, person, state=ActionState.DONE, settled_at=NOON)

    walling.shut(session, case, people=[person.id], by=make.coordinator(), now=LATER)

    assert running.owner_id == case.lead_id
    assert done.owner_id == person.id
    assert running.version == 2


def test_who_joins_a_walled_organisation_leaves_the_table_at_once(
    session: Session, make: Make
) -> None:
    case, police = make.case(), make.organisation(SeatDomain.POLICE)
    make.wall(case, police)
    sitting = make.convened(case)
    person = make.seated(sitting)
    action = make.action(case, person)

    people.join(
        session,
        person,
        police,
        role=Role.PROFESSIONAL,
        function="",
        by=make.coordinator(),
        now=LATER,
    )

    assert sitting.items[0].seats[0].holder_id is None
    assert _asked(session, person.id).withdrawn_at == LATER
    assert session.get_one(SafetyAction, action.id).owner_id == case.lead_id


def test_a_case_that_comes_onto_an_agenda_takes_the_chair_from_whom_it_is_shut_to(
    session: Session, make: Make
) -> None:
    person, shut = make.person(Role.CHAIR), make.case()
    make.wall(shut, person)
    sitting = make.conference(chair_id=person.id)

    agenda.add(
        session,
        sitting,
        shut,
        Terms(question="Is zij veilig?", minutes=30),
        by=make.coordinator(),
        now=LATER,
    )

    assert sitting.chair_id is None


def test_a_new_sitting_seats_nobody_of_the_table_whom_the_case_is_shut_to(
    session: Session, make: Make
) -> None:
    walled = make.person(organisation=make.organisation(SeatDomain.POLICE))
    panel = make.panel()
    make.panel_seat(panel, SeatDomain.POLICE, walled, deputies=[make.colleague(walled)])
    case = make.case()
    make.wall(case, walled)

    sitting = lifecycle.draft(
        session,
        case,
        Terms(question="Is zij veilig?", minutes=45),
        kind=ConferenceKind.FIRST,
        panel=panel,
        by=make.coordinator(),
        now=LATER,
    )

    [seat] = session.exec(select(Seat).where(Seat.item_id == sitting.items[0].id)).all()
    assert seat.holder_id != walled.id
    assert walled.id not in {one.person_id for one in seat.deputies}


def test_what_was_held_keeps_its_seats(session: Session, make: Make) -> None:
    case, person = make.case(), make.person()
    sitting = make.convened(case, state=ConferenceState.HELD, starts_at=NOON)
    make.seated(sitting, person)

    walling.shut(session, case, people=[person.id], by=make.coordinator(), now=LATER)

    held = session.get_one(Conference, sitting.id)
    assert held.items[0].seats[0].holder_id == person.id, "who sat there stays on record"
