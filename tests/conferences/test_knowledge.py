"""Rules of mdt.conferences.knowledge. Source: domain.md 3.4, mode KENNIS."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from mdt.access import actor as actors
from mdt.conferences import agenda, arrangements, knowledge, lifecycle
from mdt.conferences.agenda import Terms
from mdt.conferences.double_booking import SlotTaken
from mdt.conferences.knowledge import CannotInvite, Plan, TooSoon
from mdt.conferences.lifecycle import SlotNotFuture
from mdt.errors import IllegalTransition, StaleVersion
from mdt.invitations import replies, substitutes
from mdt.models import (
    AgendaItem,
    Channel,
    Conference,
    ConferenceKind,
    ConferenceState,
    Invitation,
    JudgeBar,
    Method,
    Organisation,
    OutboxMessage,
    Person,
    PlaceKind,
    Reply,
    Role,
    SeatDomain,
)
from tests.conftest import NOON
from tests.factories import Make

TOPIC = "Wat een aanhouding met een gezin doet"
NEXT_WEEK = NOON + timedelta(days=7)


def plan_of(**columns: object) -> Plan:
    values = {
        "topic": TOPIC,
        "starts_at": NEXT_WEEK,
        "minutes": 60,
        "place_kind": PlaceKind.VIDEO,
        "video_url": "https://video.example/kennis",
    } | columns
    return Plan(**values)  # type: ignore[arg-type]


def planned(make: Make, *people: Person) -> Conference:
    """Return a session of next week to which these people are invited."""
    by = make.coordinator()
    conference = knowledge.plan(make.session, make.region.id, plan_of(), by=by, now=NOON)
    if people:
        invite(make, conference, *people)
    return conference


def invite(make: Make, conference: Conference, *people: Person) -> None:
    by = make.session.get_one(Person, conference.coordinator_id)
    keys = [person.id for person in people]
    knowledge.invite(make.session, conference, keys, by=by, now=NOON)


def judge(make: Make) -> Person:
    return make.person(Role.JUDGE, make.organisation(SeatDomain.JUDICIARY))


def owed(session: Session, person: Person) -> list[tuple[Method | None, int | None]]:
    rows = session.exec(
        select(OutboxMessage)
        .where(OutboxMessage.person_id == person.id)
        .order_by(OutboxMessage.sequence)  # type: ignore[arg-type]
    )
    return [(row.method, row.sequence) for row in rows]


def test_a_session_asks_whom_it_invites_by_name_for_all_of_it(session: Session, make: Make) -> None:
    kok, judith = make.person(), judge(make)

    conference = planned(make, kok, judith)

    assert conference.state is ConferenceState.CONVENED
    asked = session.exec(select(Invitation)).all()
    assert {one.person_id for one in asked} == {kok.id, judith.id}
    assert {(one.starts_at, one.ends_at) for one in asked} == {
        (NEXT_WEEK, NEXT_WEEK + timedelta(hours=1))
    }
    assert owed(session, kok) == owed(session, judith) == [(Method.REQUEST, 0)]
    assert not session.exec(select(AgendaItem)).all()


def test_what_is_owed_never_holds_the_topic(session: Session, make: Make) -> None:
    planned(make, make.person())

    [message] = session.exec(select(OutboxMessage))

    assert TOPIC not in message.model_dump_json()


def test_another_moment_asks_anew_and_another_topic_tells_nobody(
    session: Session, make: Make
) -> None:
    kok = make.person()
    conference = planned(make, kok)
    by = session.get_one(Person, conference.coordinator_id)

    knowledge.change(session, conference, plan_of(topic="Iets anders"), version=1, by=by, now=NOON)
    assert owed(session, kok) == [(Method.REQUEST, 0)]

    later = NEXT_WEEK + timedelta(hours=2)
    wanted = plan_of(starts_at=later)
    knowledge.change(session, conference, wanted, version=2, by=by, now=NOON)

    invitation = session.exec(select(Invitation)).one()
    assert (invitation.starts_at, invitation.sequence) == (later, 1)
    with pytest.raises(StaleVersion):
        knowledge.change(session, conference, wanted, version=2, by=by, now=NOON)


def test_who_is_taken_off_is_asked_no_more_and_the_others_hear_nothing(
    session: Session, make: Make
) -> None:
    kok, mol = make.person(), make.person()
    conference = planned(make, kok, mol)
    by = session.get_one(Person, conference.coordinator_id)

    knowledge.take_off(session, conference, kok.id, by=by, now=NOON)

    live = [one.person_id for one in session.exec(select(Invitation)) if one.is_live]
    assert live == [mol.id]
    assert owed(session, mol) == [(Method.REQUEST, 0)]


def test_what_was_taken_back_is_planned_again_for_the_same_people(
    session: Session, make: Make
) -> None:
    kok = make.person()
    conference = planned(make, kok)
    by = session.get_one(Person, conference.coordinator_id)

    lifecycle.take_back(session, conference, by=by, now=NOON)
    assert (conference.state, conference.starts_at) == (ConferenceState.DRAFT, None)
    knowledge.change(session, conference, plan_of(), version=conference.version, by=by, now=NOON)

    assert conference.state is ConferenceState.CONVENED
    assert session.exec(select(Invitation)).one().is_live


def test_a_session_is_taken_up_and_ended_without_a_quorum(session: Session, make: Make) -> None:
    conference = planned(make, make.person())
    by = session.get_one(Person, conference.coordinator_id)

    lifecycle.open_(session, conference, by=by, now=NEXT_WEEK)
    lifecycle.hold(session, conference, by=by, now=NEXT_WEEK + timedelta(hours=1))

    assert conference.state is ConferenceState.HELD


def test_a_cancelled_session_takes_nobodys_time(session: Session, make: Make) -> None:
    kok = make.person()
    conference = planned(make, kok)
    by = session.get_one(Person, conference.coordinator_id)

    lifecycle.cancel(session, conference, by=by, now=NOON)

    assert not session.exec(select(Invitation)).one().is_live
    planned(make, kok)


def test_who_is_asked_elsewhere_then_is_named_and_can_be_asked_all_the_same(
    session: Session, make: Make
) -> None:
    kok = make.person()
    planned(make, kok)
    other = planned(make)
    by = session.get_one(Person, other.coordinator_id)

    with pytest.raises(SlotTaken) as refusal:
        invite(make, other, kok)
    assert refusal.value.people == {kok.id}
    assert not knowledge.guests(session, other)

    knowledge.invite(session, other, [kok.id], overlap_allowed=True, by=by, now=NOON)
    assert knowledge.guests(session, other) == {kok.id}


def test_a_judge_who_comes_is_barred_from_nothing_and_sees_no_case(
    session: Session, make: Make
) -> None:
    judith = judge(make)
    make.case()
    conference = planned(make, judith)
    invitation = session.exec(select(Invitation)).one()

    replies.note(
        session, invitation, Reply.YES, channel=Channel.PORTAL, sequence=0, by=judith, now=NOON
    )

    assert not session.exec(select(JudgeBar)).all()
    assert not conference.items
    assert actors.load(session, judith, now=NOON).is_judge


@pytest.mark.parametrize(
    ("starts_at", "refusal"),
    [(NOON, SlotNotFuture), (NOON + timedelta(hours=23), TooSoon)],
)
def test_nobody_is_asked_for_what_has_passed_or_without_notice(
    make: Make, starts_at: object, refusal: type[Exception]
) -> None:
    by = make.coordinator()

    with pytest.raises(refusal):
        knowledge.plan(make.session, make.region.id, plan_of(starts_at=starts_at), by=by, now=NOON)


def test_a_room_of_another_region_is_none(make: Make) -> None:
    room = make.room(region_id=make.another_region().id)
    wanted = plan_of(place_kind=PlaceKind.ROOM, room_id=room.id)

    with pytest.raises(arrangements.RoomMissing):
        knowledge.plan(make.session, make.region.id, wanted, by=make.coordinator(), now=NOON)


def test_a_stranger_and_an_administrator_cannot_be_invited(make: Make) -> None:
    conference = planned(make)

    for person in (make.stranger(), make.person(Role.ADMINISTRATOR)):
        with pytest.raises(CannotInvite):
            invite(make, conference, person)


def test_no_case_comes_onto_it_and_no_table_becomes_one(session: Session, make: Make) -> None:
    conference, case, by = planned(make), make.case(), make.coordinator()
    terms = Terms(question="Waarom?", minutes=30)

    with pytest.raises(IllegalTransition):
        agenda.add(session, conference, case, terms, by=by, now=NOON)
    with pytest.raises(IllegalTransition):
        lifecycle.draft(session, case, terms, kind=ConferenceKind.KNOWLEDGE, by=by, now=NOON)


def test_a_colleague_who_comes_instead_is_invited_in_their_stead(
    session: Session, make: Make
) -> None:
    kok = make.person()
    colleague = make.person(organisation=session.get_one(Organisation, make.organisation_of(kok)))
    conference = planned(make, kok)
    by = session.get_one(Person, conference.coordinator_id)
    invitation = session.exec(select(Invitation)).one()
    substitutes.propose(session, invitation, colleague.mail, now=NOON)
    proposal = substitutes.open_proposal(session, invitation)
    assert proposal

    substitutes.take(session, proposal, by=by, now=NOON)

    assert knowledge.guests(session, conference) == {colleague.id}
