"""Rules of mdt.reminders.owed_sittings: who has not answered, and who has work left."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from mdt.models import (
    ActionState,
    Conference,
    ConferenceKind,
    ConferenceState,
    Invitation,
    OutboxState,
    Person,
    Reply,
    Role,
)
from mdt.outbox.delivery import NotNow
from mdt.reminders import still
from tests.conftest import NOON
from tests.factories import Make
from tests.reminders.cast import DAY, HOUR, At, mails, said

FRIDAY = NOON + 3 * DAY
"""When the sitting of these tests is; it was convened a fortnight before."""


@pytest.fixture
def conference(make: Make) -> Conference:
    return make.convened(starts_at=FRIDAY)


def asked(make: Make, conference: Conference, person: Person, **columns: object) -> Invitation:
    make.seat(conference, person)
    return make.invitation(conference, person, **{"stamped_at": NOON - 14 * DAY} | columns)


def test_who_is_silent_hears_two_working_days_before_and_one_before(
    session: Session, make: Make, conference: Conference, at: At
) -> None:
    asked(make, conference, make.person())

    looks = [at(NOON + number * DAY) for number in range(4)]

    assert looks == [0, 1, 1, 0]
    assert said(session) == ["unanswered-1", "unanswered-2"]


@pytest.mark.parametrize("reply", list(Reply))
def test_who_answered_is_not_asked_again(
    make: Make, conference: Conference, at: At, reply: Reply
) -> None:
    asked(make, conference, make.person(), reply=reply, replied_at=NOON)

    assert at(FRIDAY - DAY) == 0


@pytest.mark.parametrize("role", [None, Role.JUDGE, Role.SPECIALIST])
def test_guests_and_judges_are_reminded_to_answer_too(
    make: Make, conference: Conference, at: At, role: Role | None
) -> None:
    asked(make, conference, make.person(role))

    assert at(FRIDAY - DAY) == 1


def test_who_was_asked_just_now_has_just_heard(make: Make, conference: Conference, at: At) -> None:
    asked(make, conference, make.person(), stamped_at=FRIDAY - DAY)

    assert at(FRIDAY - DAY + HOUR) == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"state": ConferenceState.CANCELLED},
        {"state": ConferenceState.HELD},
        {"kind": ConferenceKind.EMERGENCY},
    ],
)
def test_only_a_sitting_that_is_to_come_reminds(
    make: Make, conference: Conference, at: At, changed: dict[str, object]
) -> None:
    asked(make, conference, make.person())
    for name, value in changed.items():
        setattr(conference, name, value)

    assert at(FRIDAY - DAY) == 0


def test_who_comes_hears_the_day_before_of_own_work_that_is_left(
    session: Session, make: Make, conference: Conference, at: At
) -> None:
    person = make.person()
    asked(make, conference, person, reply=Reply.YES)
    far = FRIDAY + 90 * DAY
    case = conference.items[0].case
    make.action(case, person, due_at=far, late_after=far)

    assert [at(FRIDAY - 2 * DAY), at(FRIDAY - DAY), at(FRIDAY - HOUR)] == [0, 1, 0]
    assert said(session) == ["prepare-1"]


@pytest.mark.parametrize("what", ["somebody else's", "settled", "of another case"])
def test_without_work_of_ones_own_nothing_is_said(
    make: Make, conference: Conference, at: At, what: str
) -> None:
    person, far = make.person(), FRIDAY + 90 * DAY
    asked(make, conference, person, reply=Reply.YES)
    make.action(
        make.case() if what == "of another case" else conference.items[0].case,
        make.person() if what == "somebody else's" else person,
        state=ActionState.DONE if what == "settled" else ActionState.OPEN,
        due_at=far,
        late_after=far,
    )

    assert at(FRIDAY - DAY) == 0


@pytest.mark.parametrize("what", ["answered", "withdrawn", "moved", "begun"])
def test_what_was_settled_meanwhile_is_owed_no_more(
    session: Session, make: Make, conference: Conference, at: At, what: str
) -> None:
    invitation = asked(make, conference, make.person())
    assert at(FRIDAY - DAY) == 1
    [message] = mails(session)
    assert message.state is OutboxState.PENDING
    match what:
        case "answered":
            invitation.reply = Reply.NO
        case "withdrawn":
            invitation.withdrawn_at = FRIDAY - DAY
        case "moved":
            invitation.starts_at += timedelta(days=7)
        case "begun":
            conference.state = ConferenceState.IN_SESSION
    session.flush()

    with pytest.raises(NotNow) as word:
        still.content(session, message, now=FRIDAY - DAY + HOUR)
    assert word.value.rest.until is None
