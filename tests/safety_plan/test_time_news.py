"""Rules of mdt.safety_plan.time_news: the owner hears what was decided about more time."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from sqlmodel import Session, select

from mdt.adapters.letters import Letters
from mdt.config import Settings
from mdt.models import Case, MessageKind, MoreTime, OutboxMessage, OutboxState, Person
from mdt.models.base import local_date
from mdt.outbox.delivery import NotNow
from mdt.safety_plan import more_time
from tests.conftest import NOON
from tests.factories import Make

MINUTE = timedelta(minutes=1)
IN_A_WEEK = local_date(NOON) + timedelta(days=7)


class Asked:
    """An owner who asked for more time, and the coordinator who decides."""

    def __init__(self, session: Session, make: Make) -> None:
        self.session, self.samira, self.owner = session, make.coordinator(), make.person()
        self.case: Case = make.case(alias="Zilverberk")
        self.action = make.action(self.case, self.owner)
        self.row = self.ask()

    def ask(self) -> MoreTime:
        return more_time.ask(self.session, self.action, IN_A_WEEK, "Druk.", by=self.owner, now=NOON)

    def answer(self, *, by: Person | None = None, after: timedelta = MINUTE) -> None:
        who = by or self.samira
        more_time.answer(self.session, self.row, is_granted=True, by=who, now=NOON + after)

    def told(self) -> list[OutboxMessage]:
        self.session.expire_all()
        kind = OutboxMessage.kind == MessageKind.MORE_TIME
        return list(self.session.exec(select(OutboxMessage).where(kind)))

    def written(self, now: timedelta = timedelta(0)) -> bytes:
        pen = Letters(Settings(), lambda: NOON + now)
        [message] = [one for one in self.told() if one.state is OutboxState.PENDING]
        return pen.compose(self.session, message).content


@pytest.fixture
def asked(session: Session, make: Make) -> Asked:
    return Asked(session, make)


def test_the_owner_hears_once_it_can_no_longer_be_taken_back(asked: Asked) -> None:
    assert asked.told() == []
    asked.answer()
    asked.answer()

    [message] = asked.told()
    assert (message.person_id, message.case_id) == (asked.owner.id, asked.case.id)
    assert message.due_at == NOON + 11 * MINUTE


def test_what_was_taken_back_is_not_told_and_what_was_decided_anew_is(asked: Asked) -> None:
    asked.answer()
    more_time.undo(asked.session, asked.row, by=asked.samira, now=NOON + 2 * MINUTE)
    assert [one.state for one in asked.told()] == [OutboxState.SUPERSEDED]

    asked.answer(after=3 * MINUTE)

    states = sorted(one.state for one in asked.told())
    assert states == [OutboxState.PENDING, OutboxState.SUPERSEDED]


def test_who_decides_about_their_own_action_is_told_nothing(asked: Asked) -> None:
    asked.answer(by=asked.owner)

    assert asked.told() == []


def test_the_mail_says_that_there_is_a_decision_and_neither_which_nor_what_of(
    asked: Asked,
) -> None:
    asked.answer()

    read = message_from_bytes(asked.written(), policy=policy.default)

    assert read["Subject"] == "Er staat iets voor u klaar in het portaal"
    for part in ("plain", "html"):
        body = read.get_body((part,))
        assert body
        assert "Er is besloten over uw verzoek om meer tijd" in body.get_content()
        assert f"/actions/{asked.action.id}" in body.get_content()
        for secret in ("Zilverberk", "Druk", asked.action.title):
            assert secret not in body.get_content()


def test_it_waits_for_the_morning(asked: Asked) -> None:
    asked.answer()

    with pytest.raises(NotNow) as word:
        asked.written(timedelta(hours=11))

    assert word.value.rest.until is not None


def test_nothing_is_told_through_a_wall_or_of_an_action_that_is_somebody_else_s(
    asked: Asked, make: Make
) -> None:
    asked.answer()
    assert asked.written()
    wall = make.wall(asked.case, asked.owner)
    with pytest.raises(NotNow):
        asked.written()

    wall.lifted_at = NOON
    asked.action.owner_id = asked.samira.id
    asked.session.flush()
    with pytest.raises(NotNow):
        asked.written()
