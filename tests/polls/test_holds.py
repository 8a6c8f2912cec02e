"""Rules of mdt.polls.holds and outcome, and of the invitation that goes on from a hold."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from mdt.conferences import lifecycle, moments, seating
from mdt.conferences.moments import Terms
from mdt.models import (
    Conference,
    Invitation,
    Membership,
    MessageKind,
    Method,
    OutboxMessage,
    OutboxState,
    Person,
    PollHold,
    Reply,
    Role,
)
from mdt.polls import asking
from mdt.scheduling.pools import Fit
from tests.conftest import NOON
from tests.factories import Make
from tests.invitations.cast import deliver, invitation_of
from tests.polls.cast import FIRST, HOUR, MAYBE, NO, SECOND, YES, Asking, asking_of, mails_to

Owed = list[tuple[Method | None, int]]


def owed(session: Session, person: Person, kind: MessageKind = MessageKind.HOLD) -> Owed:
    """Return method and SEQUENCE of every message that waits for this person."""
    return [
        (one.method, one.sequence)
        for one in mails_to(session, person, kind)
        if one.state is OutboxState.PENDING
    ]


def hold_of(found: Asking, person: Person, number: int = 0) -> PollHold:
    found.session.expire_all()
    query = select(PollHold).where(
        PollHold.poll_person_id == found.row(person).id,
        PollHold.option_id == found.options[number].id,
    )
    return found.session.exec(query).one()


def convene(found: Asking, moment: int = 0) -> None:
    lifecycle.convene(
        found.session,
        found.conference,
        (FIRST, SECOND)[moment],
        by=found.coordinator,
        now=NOON + HOUR,
    )


def test_who_can_is_sent_a_hold_and_who_cannot_is_not(session: Session, make: Make) -> None:
    found = asking_of(make)
    found.say(found.officer, YES, MAYBE)
    found.say(found.teacher, NO, NO)

    assert owed(session, found.officer) == [(Method.REQUEST, 0), (Method.REQUEST, 0)]
    assert owed(session, found.teacher) == []
    hold = hold_of(found, found.officer)
    assert (hold.starts_at, hold.ends_at) == (FIRST, FIRST + timedelta(minutes=45))


def test_nobody_is_sent_a_hold_where_that_was_not_wanted(session: Session, make: Make) -> None:
    found = asking_of(make, keeps_free=False)
    found.say(found.officer, YES, YES)

    assert owed(session, found.officer) == []


def test_a_hold_is_sent_once_whatever_is_answered_after_it(session: Session, make: Make) -> None:
    found = asking_of(make)
    found.say(found.officer, YES, NO)
    found.say(found.officer, MAYBE, NO)
    found.say(found.prosecutor, YES, YES)

    assert owed(session, found.officer) == [(Method.REQUEST, 0)]


def test_a_change_of_mind_lets_the_hold_go(session: Session, make: Make) -> None:
    found = asking_of(make)
    found.say(found.officer, YES, YES)
    deliver(session)
    found.say(found.officer, NO, YES, now=NOON + HOUR)

    assert owed(session, found.officer) == [(Method.CANCEL, 1)]
    deliver(session)
    found.say(found.officer, YES, YES, now=NOON + HOUR)
    assert owed(session, found.officer) == [(Method.REQUEST, 2)]


def test_what_nobody_was_told_of_is_let_go_in_silence(session: Session, make: Make) -> None:
    found = asking_of(make)
    found.say(found.officer, YES, YES)
    found.say(found.officer, NO, YES)

    assert owed(session, found.officer) == [(Method.REQUEST, 0)]


def test_a_moment_that_falls_lets_everybodys_hold_go(session: Session, make: Make) -> None:
    found = asking_of(make)
    found.say(found.officer, YES, YES)
    deliver(session)

    found.say(found.prosecutor, NO, YES)

    assert owed(session, found.officer) == [(Method.CANCEL, 1)]
    assert hold_of(found, found.officer).withdrawn_at == NOON


def test_calling_off_lets_every_hold_go_at_once(session: Session, make: Make) -> None:
    found = asking_of(make)
    found.say(found.officer, YES, YES)
    deliver(session)

    asking.withdraw(session, found.poll, by=found.coordinator, now=NOON + HOUR)

    assert owed(session, found.officer) == [(Method.CANCEL, 1), (Method.CANCEL, 1)]
    assert {one.due_at for one in mails_to(session, found.officer, MessageKind.HOLD)[-2:]} == {
        NOON + HOUR
    }


def test_who_leaves_the_table_is_free_again(session: Session, make: Make) -> None:
    found = asking_of(make)
    found.say(found.officer, YES, NO)
    deliver(session)
    colleague = make.colleague(found.officer)
    [seat] = [one for one in found.conference.items[0].seats if one.holder_id == found.officer.id]

    seating.appoint(
        session, seat, colleague, seen=found.officer.id, by=found.coordinator, now=NOON + HOUR
    )

    assert owed(session, found.officer) == [(Method.CANCEL, 1)]


def test_the_hold_becomes_the_invitation_and_the_others_go(session: Session, make: Make) -> None:
    found = asking_of(make)
    found.say(found.officer, YES, YES)
    deliver(session)
    hold = hold_of(found, found.officer)

    convene(found)

    invitation = invitation_of(session, found.officer)
    assert (invitation.uid, invitation.reply_token) == (hold.uid, hold.reply_token)
    assert (invitation.sequence, invitation.asked_sequence) == (1, 1)
    assert invitation.stamped_at > hold.stamped_at
    assert owed(session, found.officer, MessageKind.INVITATION) == [(Method.REQUEST, 1)]
    assert owed(session, found.officer) == [(Method.CANCEL, 1)]
    assert hold_of(found, found.officer).confirmed_at == NOON + HOUR
    [cancel] = [
        one
        for one in mails_to(session, found.officer, MessageKind.HOLD)
        if one.method is Method.CANCEL
    ]
    assert cancel.due_at == NOON + HOUR + timedelta(seconds=60), "it can be taken back"


def test_who_said_yes_is_not_asked_again(session: Session, make: Make) -> None:
    found = asking_of(make)
    found.say(found.officer, YES, YES)
    found.say(found.prosecutor, MAYBE, YES)
    deliver(session)

    convene(found)

    assert invitation_of(session, found.officer).reply is Reply.YES
    assert invitation_of(session, found.prosecutor).reply is None
    assert invitation_of(session, found.teacher).reply is None
    [mail] = mails_to(session, found.officer, MessageKind.INVITATION)
    assert (mail.details["reply"], mail.details["agreed"]) == ("yes", "1")


def test_a_judge_who_said_yes_is_asked_whether_something_stands_in_the_way(
    session: Session, make: Make
) -> None:
    found = asking_of(make)
    post = session.exec(select(Membership).where(Membership.person_id == found.prosecutor.id)).one()
    post.role = Role.JUDGE
    found.say(found.prosecutor, YES, YES)

    convene(found)

    assert invitation_of(session, found.prosecutor).reply is None


def test_another_moment_than_any_that_was_asked_lets_all_holds_go(
    session: Session, make: Make
) -> None:
    found = asking_of(make)
    found.say(found.officer, YES, YES)
    deliver(session)

    lifecycle.convene(
        session, found.conference, SECOND + 3 * HOUR, by=found.coordinator, now=NOON + HOUR
    )

    assert owed(session, found.officer) == [(Method.CANCEL, 1), (Method.CANCEL, 1)]
    assert invitation_of(session, found.officer).reply is None


def test_taking_back_leaves_calendars_as_they_were(session: Session, make: Make) -> None:
    found = asking_of(make)
    found.say(found.officer, YES, YES)
    deliver(session)
    convene(found)
    uid = hold_of(found, found.officer).uid

    lifecycle.take_back(session, found.conference, by=found.coordinator, now=NOON + HOUR)

    assert owed(session, found.officer) == []
    for number in range(2):
        hold = hold_of(found, found.officer, number)
        assert (hold.withdrawn_at, hold.confirmed_at) == (None, None)
    assert invitation_of(session, found.officer).uid != uid
    convene(found, moment=1)
    [(method, sequence)] = owed(session, found.officer, MessageKind.INVITATION)
    assert (method, sequence > 1) == (Method.REQUEST, True)
    assert owed(session, found.officer) == [(Method.CANCEL, 2)]
    assert hold_of(found, found.officer).uid == uid


def test_a_hold_that_had_not_left_is_asked_for_again_after_taking_back(
    session: Session, make: Make
) -> None:
    found = asking_of(make)
    found.say(found.officer, YES, NO)
    convene(found)

    lifecycle.take_back(session, found.conference, by=found.coordinator, now=NOON + HOUR)

    assert owed(session, found.officer) == [(Method.REQUEST, 2)]


@pytest.mark.parametrize("number", range(2))
def test_no_uid_says_two_things_with_one_sequence(
    session: Session, make: Make, number: int
) -> None:
    found = asking_of(make)
    for person in (found.officer, found.prosecutor, found.teacher):
        found.say(person, YES, YES)
    if number:
        deliver(session)
    convene(found)
    lifecycle.take_back(session, found.conference, by=found.coordinator, now=NOON + HOUR)
    convene(found, moment=1)
    lifecycle.cancel(session, found.conference, by=found.coordinator, now=NOON + 2 * HOUR)
    session.flush()

    messages = session.exec(select(OutboxMessage).where(OutboxMessage.uid != "")).all()
    keys = [(one.uid, one.sequence) for one in messages]
    assert len(keys) == len(set(keys))
    assert {one.uid for one in session.exec(select(Invitation))} <= {uid for uid, _ in keys}
    assert session.get_one(Conference, found.conference.id).state == "cancelled"


def test_other_tables_find_that_somebody_perhaps_cannot_and_its_own_does_not(
    session: Session, make: Make
) -> None:
    found = asking_of(make)
    found.say(found.officer, YES, NO)
    other = make.conference(minutes=45)
    make.seat(other, found.officer)

    def fits(conference: Conference) -> set[Fit]:
        finder = moments.finder(session, conference, until=FIRST.date(), terms=Terms(), now=NOON)
        slot = finder.at(FIRST)
        return {seat.fit for seat in slot.seats} if slot else set()

    assert fits(other) == {Fit.MAYBE}
    assert fits(found.conference) == {Fit.CAN}
