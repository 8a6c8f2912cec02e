"""Rules of mdt.conferences.cascade_steps, held against stories that hypothesis makes up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt.conferences import cascade_steps
from mdt.conferences.cascade_steps import Asked, Ending, Search, Step
from mdt.models import Reply
from mdt.scheduling.local_time import resolve_local

START = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TEN = 10 * MINUTE

searches = st.builds(
    Search,
    at_once=st.integers(1, 3),
    patience=st.integers(1, 20).map(lambda minutes: minutes * MINUTE),
    over_at=st.integers(1, 240).map(lambda minutes: START + minutes * MINUTE),
    by_day=st.booleans(),
)
ticks = st.lists(
    st.tuples(
        st.integers(0, 15),
        st.sets(st.sampled_from("abcdef")),
        st.none() | st.tuples(st.integers(0, 5), st.sampled_from(Reply)),
    ),
    max_size=40,
)
"""Minutes that pass, who is free then, and perhaps an answer of somebody who was asked."""


def at(minutes: int) -> datetime:
    return START + minutes * MINUTE


def search(*asked: Asked, at_once: int = 1) -> Search:
    return Search(at_once, TEN, at(120), asked)


def test_one_at_a_time_the_next_is_asked_when_patience_has_passed() -> None:
    first = cascade_steps.step(search(), "ab", START)
    waiting = search(*first.ask)

    assert first == Step((Asked("a", at(10)),), look_at=at(10))
    assert cascade_steps.step(waiting, "b", at(9)).ask == ()
    assert cascade_steps.step(waiting, "b", at(10)).ask == (Asked("b", at(20)),)


def test_who_says_no_lets_the_next_be_asked_at_once() -> None:
    refused = search(Asked("a", at(10), Reply.NO))

    assert cascade_steps.step(refused, "b", at(2)) == Step((Asked("b", at(12)),), look_at=at(12))


def test_perhaps_keeps_the_turn_until_patience_has_passed() -> None:
    unsure = search(Asked("a", at(10), Reply.MAYBE))

    assert cascade_steps.step(unsure, "b", at(9)).ask == ()
    assert cascade_steps.step(unsure, "b", at(10)).ask


def test_several_at_once_are_kept_so_many() -> None:
    both = search(Asked("a", at(10), Reply.NO), Asked("b", at(10)), at_once=2)

    assert [one.person for one in cascade_steps.step(both, "abcd", at(3)).ask] == ["c"]


def test_a_late_yes_takes_the_seat_while_another_is_awaited() -> None:
    late = search(Asked("a", at(10), Reply.YES), Asked("b", at(20)))

    assert cascade_steps.step(late, "c", at(12)) == Step(ending=Ending.FILLED)


def test_it_ends_when_nobody_is_left_or_the_seat_is_past() -> None:
    assert cascade_steps.step(search(), "", START).ending is Ending.NOBODY_LEFT
    assert cascade_steps.step(search(Asked("a", at(10))), "", at(5)).look_at == at(10)
    assert cascade_steps.step(search(), "a", at(120)).ending is Ending.OVER


def test_nobody_is_given_patience_beyond_the_end_of_the_seat() -> None:
    assert cascade_steps.step(search(), "a", at(115)).ask == (Asked("a", at(120)),)


@pytest.mark.parametrize(
    ("asked", "ends"),
    [
        ("2026-02-10 20:00", "2026-02-10 22:00"),
        ("2026-02-10 21:30", "2026-02-11 08:30"),
        ("2026-03-28 21:30", "2026-03-29 08:30"),
        ("2026-10-24 21:30", "2026-10-25 08:30"),
        ("2026-10-25 07:00", "2026-10-25 09:00"),
    ],
)
def test_by_day_the_night_is_no_time_to_answer_in(asked: str, ends: str) -> None:
    now, until = (resolve_local(datetime.fromisoformat(text)) for text in (asked, ends))
    calm = Search(1, 120 * MINUTE, now + timedelta(days=2), by_day=True)

    assert cascade_steps.step(calm, "a", now) == Step((Asked("a", until),), look_at=until)


@given(searches, ticks)
def test_whatever_happens_the_rules_hold(
    begun: Search, story: list[tuple[int, set[str], tuple[int, Reply] | None]]
) -> None:
    now, told = START, begun
    for minutes, free, answer in story:
        now += minutes * MINUTE
        told = _answered(told, answer)
        assert [one.reply for one in told.asked].count(Reply.YES) <= 1, "never two people"
        said = cascade_steps.step(told, sorted(free), now)
        if said.ending:
            _ends_rightly(told, said, free, now)
            return
        _goes_on_rightly(told, said, free, now)
        told = replace(told, asked=(*told.asked, *said.ask))


@given(searches, st.integers(0, 6))
def test_it_ends_by_itself_when_nobody_answers(begun: Search, people: int) -> None:
    now, told, steps = START, begun, 0
    while (said := cascade_steps.step(told, "abcdef"[:people], now)).ending is None:
        assert said.look_at is not None
        assert said.look_at > now
        told, now = replace(told, asked=(*told.asked, *said.ask)), said.look_at
        steps += 1

    assert steps <= people
    assert said.ending is (Ending.OVER if now >= begun.over_at else Ending.NOBODY_LEFT)


def _answered(told: Search, answer: tuple[int, Reply] | None) -> Search:
    """Return the search with an answer of whoever was asked, if that many were."""
    if answer is None or answer[0] >= len(told.asked):
        return told
    place, reply = answer
    asked = list(told.asked)
    asked[place] = asked[place]._replace(reply=reply)
    return replace(told, asked=tuple(asked))


def _ends_rightly(told: Search, said: Step, free: set[str], now: datetime) -> None:
    replies = [one.reply for one in told.asked]
    assert said.ask == ()
    match said.ending:
        case Ending.FILLED:
            assert Reply.YES in replies
        case Ending.OVER:
            assert now >= told.over_at
        case _:
            assert Reply.YES not in replies
            assert free <= {one.person for one in told.asked}
            assert not any(one.is_awaited(now) for one in told.asked)


def _goes_on_rightly(told: Search, said: Step, free: set[str], now: datetime) -> None:
    before, fresh = [one.person for one in told.asked], [one.person for one in said.ask]
    awaited = [one for one in (*told.asked, *said.ask) if one.is_awaited(now)]
    assert len(set(before + fresh)) == len(before + fresh), "nobody twice"
    assert set(fresh) <= free
    # Whoever takes back a no is awaited again, beside those who were asked because of it.
    assert not fresh or len(awaited) <= told.at_once, "nobody is asked while it is somebody's turn"
    assert Reply.YES not in [one.reply for one in told.asked]
    assert said.look_at == min(one.until for one in awaited)
    assert now < told.over_at
