"""Rules of mdt.invitations.replies."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from sqlmodel import Session, select

from mdt import events
from mdt.identity import answer_links
from mdt.identity.answer_links import LinkLocked
from mdt.invitations import replies
from mdt.invitations.replies import InvitationWithdrawn, MomentPassed
from mdt.models import Answer, Channel, EventRecord, Invitation, Reply
from tests.conftest import NOON
from tests.factories import Make
from tests.invitations.cast import TOMORROW, convened, deliver, happen, invitation_of

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def answer(
    session: Session,
    asked: Invitation,
    reply: Reply = Reply.YES,
    *,
    sequence: int = 0,
    now: datetime = NOON,
) -> bool:
    return replies.note(
        session, asked, reply, channel=Channel.LINK, sequence=sequence, by=None, now=now
    )


def test_an_answer_is_kept_and_counts(session: Session, make: Make) -> None:
    asked = make.invitation(make.convened(), make.person())

    assert answer(session, asked, Reply.MAYBE)

    assert (asked.reply, asked.replied_at) == (Reply.MAYBE, NOON)
    kept = session.exec(select(Answer)).one()
    assert (kept.reply, kept.channel, kept.noted_by_id) == (Reply.MAYBE, Channel.LINK, None)


def test_an_answer_is_an_event_of_the_invitee(session: Session, make: Make) -> None:
    person = make.person()
    asked = make.invitation(make.convened(), person)

    answer(session, asked)

    event = session.exec(select(EventRecord)).one()
    assert (event.name, event.actor_id, event.subject_id) == ("AnswerGiven", person.id, asked.id)


def test_an_answer_can_be_changed_and_the_last_one_stands(session: Session, make: Make) -> None:
    asked = make.invitation(make.convened(), make.person())
    answer(session, asked, Reply.YES)

    answer(session, asked, Reply.NO, now=NOON + MINUTE)

    assert asked.reply is Reply.NO
    assert len(session.exec(select(Answer)).all()) == 2


def test_an_answer_to_an_older_moment_is_kept_and_never_counts(
    session: Session, make: Make
) -> None:
    person = make.person()
    conference = convened(session, make, person)
    deliver(session)
    conference.starts_at = TOMORROW + HOUR
    happen(session, events.ConferenceMoved, conference, after=MINUTE)
    asked = invitation_of(session, person)

    counted = [
        answer(session, asked, reply, sequence=sequence, now=NOON + hours * HOUR)
        for reply, sequence, hours in [(Reply.YES, 0, 1), (Reply.NO, 1, 2), (Reply.YES, 0, 3)]
    ]

    assert counted == [False, True, False]
    assert asked.reply is Reply.NO
    assert len(session.exec(select(Answer)).all()) == 3


def test_an_answer_noted_by_telephone_names_who_noted_it(session: Session, make: Make) -> None:
    coordinator = make.coordinator()
    asked = make.invitation(make.convened(), make.person())

    replies.note(
        session,
        asked,
        Reply.YES,
        channel=Channel.COORDINATOR,
        sequence=asked.sequence,
        by=coordinator,
        now=NOON,
    )

    assert session.exec(select(Answer)).one().noted_by_id == coordinator.id
    assert session.exec(select(EventRecord)).one().actor_id == coordinator.id


def test_a_withdrawn_invitation_takes_no_answer(session: Session, make: Make) -> None:
    asked = make.invitation(make.convened(), make.person(), withdrawn_at=NOON)

    with pytest.raises(InvitationWithdrawn):
        answer(session, asked)

    assert not session.exec(select(Answer)).all()


def test_a_conference_that_is_over_takes_no_answer(session: Session, make: Make) -> None:
    asked = make.invitation(make.convened(), make.person())

    answer(session, asked, now=asked.ends_at - MINUTE)
    with pytest.raises(MomentPassed):
        answer(session, asked, now=asked.ends_at)


def test_which_answer_stands_does_not_depend_on_the_order_in_which_they_are_read() -> None:
    answers = [
        Answer(
            invitation_id=uuid4(),
            reply=reply,
            channel=Channel.LINK,
            sequence=sequence,
            at=NOON + minutes * MINUTE,
        )
        for reply, sequence, minutes in [
            (Reply.YES, 0, 0),
            (Reply.NO, 2, 1),
            (Reply.MAYBE, 1, 2),
            (Reply.YES, 3, 1),
        ]
    ]

    for order in (answers, answers[::-1]):
        assert [replies.standing(order, asked) for asked in (0, 2, 4)] == [
            *(answers[2], answers[3]),
            None,
        ]


def test_five_tries_are_counted_before_anybody_looks(session: Session, make: Make) -> None:
    asked = make.invitation(make.convened(), make.person())

    for _ in range(answer_links.MAX_WRONG_CODES):
        assert not replies.lock(session, asked, now=NOON)
        answer_links.claim_try(session, asked)

    with pytest.raises(LinkLocked):
        answer_links.claim_try(session, asked)
    assert replies.lock(session, asked, now=NOON)
    assert (asked.locked_at, answer_links.tries_left(asked)) == (NOON, 0)
    [event] = session.exec(select(EventRecord)).all()
    assert event.name == "LinkLocked"


def test_a_link_is_locked_once(session: Session, make: Make) -> None:
    asked = make.invitation(make.convened(), make.person(), wrong_codes=5, locked_at=NOON)

    assert replies.lock(session, asked, now=NOON + HOUR)

    assert asked.locked_at == NOON
    assert not session.exec(select(EventRecord)).all()


def test_the_right_digits_make_earlier_wrong_ones_good(session: Session, make: Make) -> None:
    asked = make.invitation(make.convened(), make.person(), wrong_codes=4)

    answer_links.claim_try(session, asked)
    session.refresh(asked)
    answer_links.forgive(asked)

    assert answer_links.tries_left(asked) == 5
