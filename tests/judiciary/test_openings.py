"""The judge in two steps, in each mode: what she sees, when it closes, and what it bars her from.

The expected side is written from the field (domain.md 3.4), not from the policy: KENNIS gives
nothing of a case, PROCES and RC the procedures, NIET_ZITTEND the case without its minutes.
"""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import Session, select

from mdt.access import actor as actors
from mdt.access import guard
from mdt.access.policy import Action
from mdt.conferences import lifecycle, seating
from mdt.directory.courts import ModeNotAgreed
from mdt.errors import IllegalTransition, StaleVersion
from mdt.invitations import replies
from mdt.judiciary import bars, modes, openings
from mdt.models import (
    Case,
    Channel,
    Conference,
    ConferenceState,
    DeclineReason,
    Invitation,
    JudgeBar,
    JudgeMode,
    JudgeOpening,
    Person,
    Reply,
    Role,
    Seat,
    SeatDomain,
)
from tests.conftest import NOON
from tests.factories import Make

LATER = NOON + timedelta(minutes=1, seconds=38)
ALL = frozenset(JudgeMode)

GIVEN = {
    JudgeMode.KENNIS: set(),
    JudgeMode.PROCES: {"document:view", "procedures:view"},
    JudgeMode.RC: {"document:view", "procedures:view"},
    JudgeMode.NIET_ZITTEND: {
        *("case:view", "document:view", "item:view", "persons:view", "plan:view"),
        *("procedures:view", "risks:view"),
    },
}
"""An attachment is seen with the section that it belongs to, and never without."""

EVERYWHERE = {"conference:list", "feed:manage", "home:view", "impediment:keep"}
"""Lists and first pages, which show whatever else she may see, and what she declares herself."""


class Table:
    """A convened sitting with a judge on a seat, invited."""

    def __init__(self, session: Session, make: Make, mode: JudgeMode) -> None:
        self.session, self.make, self.now = session, make, NOON
        self.case: Case = make.case()
        self.sitting: Conference = make.convened(self.case)
        self.judge = make.person(Role.JUDGE)
        self.seat: Seat = make.seat(
            self.sitting, self.judge, domain=SeatDomain.JUDICIARY, mode=mode, quorum=False
        )
        self.invitation: Invitation = make.invitation(self.sitting, self.judge)

    def say(self, reply: Reply, channel: Channel = Channel.PORTAL) -> None:
        self.now += timedelta(minutes=1)
        replies.note(
            self.session,
            self.invitation,
            reply,
            channel=channel,
            sequence=self.invitation.sequence,
            by=self.judge,
            now=self.now,
        )

    def open(self) -> None:
        openings.open_content(self.session, self.invitation, by=self.judge, now=self.now)
        self.session.flush()

    def sees(self, person: Person | None = None) -> set[str]:
        """Return the actions of the policy that she may do with the case."""
        actor = actors.load(self.session, person or self.judge, now=NOON)
        given = guard.case_actions(self.session, actor, self.case)
        return {action.value for action in given} - EVERYWHERE


@pytest.fixture(params=JudgeMode)
def table(request: pytest.FixtureRequest, session: Session, make: Make) -> Table:
    return Table(session, make, request.param)


@pytest.fixture
def attending(session: Session, make: Make) -> Table:
    found = Table(session, make, JudgeMode.NIET_ZITTEND)
    found.say(Reply.YES)
    found.open()
    return found


def test_before_step_b_she_sees_nothing_whatever_she_answered(table: Table) -> None:
    assert table.sees() == set()
    for reply in Reply:
        table.say(reply)
        assert table.sees() == set()


def test_after_step_b_she_sees_what_her_mode_gives_and_nothing_else(table: Table) -> None:
    table.say(Reply.YES)
    if table.seat.mode is JudgeMode.KENNIS:
        with pytest.raises(openings.NothingToOpen):
            table.open()
    else:
        table.open()

    assert table.sees() == GIVEN[table.seat.mode]
    item, actor = table.sitting.items[0], actors.load(table.session, table.judge, now=NOON)
    sees_item = guard.permits_item(table.session, actor, Action.ITEM_VIEW, item)
    assert sees_item is (table.seat.mode is JudgeMode.NIET_ZITTEND)


@pytest.mark.parametrize("reply", [None, Reply.MAYBE, Reply.NO])
def test_nothing_opens_before_she_said_that_nothing_stands_in_the_way(
    table: Table, reply: Reply | None
) -> None:
    if reply:
        table.say(reply)
    with pytest.raises(openings.NothingSaidYet):
        table.open()
    assert not table.session.exec(select(JudgeOpening)).all()
    assert not table.session.exec(select(JudgeBar)).all()


@pytest.mark.parametrize("channel", Channel)
def test_a_no_by_whatever_way_closes_everything_at_once(attending: Table, channel: Channel) -> None:
    assert attending.sees()

    attending.say(Reply.NO, channel)

    assert attending.sees() == set()
    [opening] = attending.session.exec(select(JudgeOpening)).all()
    assert (opening.closed_at, opening.reason) == (attending.now, None)
    with pytest.raises(openings.NothingSaidYet):
        attending.open()


def test_a_yes_after_the_no_shows_nothing_until_she_opens_it_again(attending: Table) -> None:
    attending.say(Reply.NO)
    attending.say(Reply.YES)
    assert attending.sees() == set()

    attending.open()
    assert attending.sees() == GIVEN[JudgeMode.NIET_ZITTEND]


def _take_off(table: Table) -> None:
    table.seat.holder_id = table.make.person(Role.JUDGE).id


def _withdraw(table: Table) -> None:
    table.invitation.withdrawn_at = NOON


def _adopt(table: Table) -> None:
    table.sitting.state, table.sitting.adopted_at = ConferenceState.HELD, NOON


def _ask_anew(table: Table) -> None:
    table.invitation.reply = None


@pytest.mark.parametrize("end", [_take_off, _withdraw, _adopt, _ask_anew])
def test_what_her_seat_gave_ends_with_it(attending: Table, end: Any) -> None:
    end(attending)
    attending.session.flush()

    assert attending.sees() == set()


def test_calling_the_table_off_shuts_what_a_judge_has_open(attending: Table, make: Make) -> None:
    """Her certificate must not say for ever that it is open."""
    later = NOON + timedelta(hours=2)
    lifecycle.cancel(attending.session, attending.sitting, by=make.person(), now=later)
    attending.session.flush()

    [seen] = openings.seen(attending.session, attending.invitation, now=later + timedelta(days=9))

    assert seen.until == later
    assert seen.seconds == (later - attending.now) / timedelta(seconds=1)


def test_adopting_the_minutes_shuts_what_a_judge_has_open(attending: Table, make: Make) -> None:
    by, later = make.person(), NOON + timedelta(hours=2)
    attending.sitting.state = ConferenceState.HELD
    lifecycle.adopt(attending.session, attending.sitting, by=by, now=later)
    attending.session.flush()

    assert openings.live(attending.session, attending.invitation) is None
    [seen] = openings.seen(attending.session, attending.invitation, now=later + timedelta(days=9))
    assert seen.until == later


def test_of_whoever_is_asked_no_more_it_is_open_no_longer_than_that(attending: Table) -> None:
    attending.invitation.withdrawn_at = attending.now + timedelta(minutes=3)

    [seen] = openings.seen(attending.session, attending.invitation, now=NOON + timedelta(days=9))

    assert (seen.until, seen.seconds) == (attending.invitation.withdrawn_at, 180)


def test_another_judge_on_another_seat_sees_nothing_of_it(attending: Table, make: Make) -> None:
    other = make.seated(attending.sitting, make.person(Role.JUDGE), domain=SeatDomain.JUDICIARY)

    assert attending.sees(other) == set()


def test_an_opening_at_one_case_shows_nothing_of_another(attending: Table, make: Make) -> None:
    attending.case = make.case()
    make.item(attending.sitting, attending.case)

    assert attending.sees() == set()


def test_a_second_click_opens_nothing_twice(attending: Table) -> None:
    attending.open()

    assert len(attending.session.exec(select(JudgeOpening)).all()) == 1
    assert len(attending.session.exec(select(JudgeBar)).all()) == 1


def _bar(table: Table) -> JudgeBar | None:
    reference, region = table.case.reference, table.case.region_id
    return bars.of(table.session, [region], reference, table.judge.id, walled=())


def test_rc_and_niet_zittend_bar_her_from_the_moment_she_opened_and_the_others_do_not(
    table: Table,
) -> None:
    table.say(Reply.YES)
    assert _bar(table) is None
    if table.seat.mode is not JudgeMode.KENNIS:
        table.open()

    bar = _bar(table)
    if table.seat.mode in {JudgeMode.RC, JudgeMode.NIET_ZITTEND}:
        assert bar is not None
        assert (bar.mode, bar.since) == (table.seat.mode, table.now)
        since = bar.since
        table.say(Reply.NO)
        assert bar.since == since
        assert _bar(table) == bar, "what she saw she has seen"
    else:
        assert bar is None


def test_the_register_knows_the_case_of_its_own_region_and_this_judge_only(
    attending: Table, make: Make
) -> None:
    session, reference = attending.session, attending.case.reference
    region, judge = attending.case.region_id, attending.judge.id

    def found(region_id: UUID, reference: str, judge: UUID, walled: Collection[UUID] = ()) -> bool:
        return bars.of(session, [region_id], reference, judge, walled=walled) is not None

    assert found(region, f" {reference} ", judge)
    assert found(region, reference.lower(), judge)
    assert not found(make.another_region().id, reference, judge)
    assert not found(region, "MW-2026-999", judge)
    assert not found(region, reference, make.person(Role.JUDGE).id)
    assert not found(region, reference, judge, walled={attending.case.id})


def test_the_reason_is_one_word_and_kept_with_what_was_open(attending: Table) -> None:
    reason = DeclineReason.EARLIER_INVOLVEMENT
    openings.give_reason(attending.session, attending.invitation, reason, now=LATER)
    attending.say(Reply.NO)

    [seen] = openings.seen(attending.session, attending.invitation, now=LATER)
    assert (seen.opening.reason, seen.seconds) == (reason, 38)


def test_the_mode_is_chosen_for_a_judges_seat_out_of_what_was_agreed(
    session: Session, make: Make
) -> None:
    table, by = Table(session, make, JudgeMode.PROCES), make.coordinator()

    def choose(seat: Seat, mode: JudgeMode, agreed: frozenset[JudgeMode] = ALL, v: int = 1) -> None:
        modes.choose(session, seat, mode, agreed=agreed, version=v, by=by, now=NOON)

    with pytest.raises(ModeNotAgreed):
        choose(table.seat, JudgeMode.RC, frozenset({JudgeMode.KENNIS, JudgeMode.PROCES}))
    with pytest.raises(modes.NoJudgesSeat):
        choose(make.seat(table.sitting), JudgeMode.KENNIS)
    choose(table.seat, JudgeMode.RC)
    assert (table.seat.mode, table.seat.version) == (JudgeMode.RC, 2)
    with pytest.raises(StaleVersion):
        choose(table.seat, JudgeMode.KENNIS)
    table.sitting.state = ConferenceState.HELD
    with pytest.raises(IllegalTransition):
        choose(table.seat, JudgeMode.KENNIS, v=2)


def test_what_she_opened_is_not_turned_into_another_mode(attending: Table, make: Make) -> None:
    with pytest.raises(modes.OpenedAlready):
        modes.choose(
            attending.session,
            attending.seat,
            JudgeMode.PROCES,
            agreed=ALL,
            version=1,
            by=make.coordinator(),
            now=NOON,
        )


def test_a_seat_that_is_filled_again_keeps_its_mode(attending: Table, make: Make) -> None:
    other = make.person(Role.JUDGE, make.organisation(SeatDomain.JUDICIARY))
    seen, by = attending.seat.holder_id, make.coordinator()
    seating.appoint(attending.session, attending.seat, other, seen=seen, by=by, now=NOON)

    assert attending.seat.mode is JudgeMode.NIET_ZITTEND
    assert attending.sees(other) == set()
