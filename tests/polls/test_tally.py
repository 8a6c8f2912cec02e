"""Rules of mdt.polls.tally."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from mdt.models import Reply
from mdt.polls import tally
from mdt.polls.tally import AskedSeat, Stand, Tally
from tests.conftest import NOON

YES, MAYBE, NO = Reply.YES, Reply.MAYBE, Reply.NO
POLICE = AskedSeat("police", counts=True, people=("dennis",), item=1)
POOL = AskedSeat("vt", counts=True, people=("marijke", "tim"), item=1)
EXTRA = AskedSeat("school", counts=False, people=("ruud",), item=1)
TABLE = (POLICE, POOL, EXTRA)


def said(seats: Sequence[AskedSeat] = TABLE, hours: int = 0, **replies: Reply) -> Tally:
    return tally.tally(hours, NOON + timedelta(hours=hours), seats, replies)


def test_a_seat_waits_until_somebody_answers() -> None:
    assert said().stands == dict.fromkeys(("police", "vt", "school"), Stand.WAITS)


def test_one_of_a_pool_is_enough_for_its_seat() -> None:
    found = said(marijke=NO, tim=YES)

    assert found.stands["vt"] is Stand.YES
    assert found.takers == {"vt": "tim"}


def test_a_moment_falls_when_all_who_could_fill_a_counting_seat_said_no() -> None:
    assert not said(marijke=NO).is_struck
    assert said(marijke=NO, tim=NO).is_struck
    assert said(marijke=NO, tim=NO).blocking == ["vt"]


def test_a_moment_stands_without_a_seat_that_does_not_count() -> None:
    assert not said(ruud=NO).is_struck


def test_all_agree_when_every_counting_seat_says_yes_without_reserve() -> None:
    assert said(dennis=YES, tim=YES).is_agreed
    assert not said(dennis=YES, tim=MAYBE).is_agreed
    assert not said(dennis=YES).is_agreed


def test_a_seat_on_duty_is_not_asked_and_agrees() -> None:
    duty = AskedSeat("om", counts=True, people=(), is_on_duty=True)

    found = said((POLICE, duty), dennis=YES)

    assert found.is_agreed
    assert found.stands["om"] is Stand.ON_DUTY


def test_a_counting_seat_with_nobody_to_ask_keeps_the_table_from_agreeing() -> None:
    empty = AskedSeat("om", counts=True, people=())

    found = said((POLICE, empty), dennis=YES)

    assert not found.is_agreed
    assert not found.is_struck


def test_nobody_fills_two_seats_of_one_item() -> None:
    both = [AskedSeat(key, counts=True, people=("tim",), item=1) for key in ("vt", "contact")]
    apart = [AskedSeat(key, counts=True, people=("tim",), item=key) for key in ("vt", "contact")]

    assert said(both, tim=YES).is_struck
    assert said(apart, tim=YES).is_agreed


def test_the_best_moment_has_most_counting_seats_then_the_others_then_is_earliest() -> None:
    full = said(hours=3, dennis=YES, tim=YES)
    with_extra = said(hours=4, dennis=YES, tim=YES, ruud=YES)
    reserved = said(hours=1, dennis=YES, tim=MAYBE, ruud=YES)
    fallen = said(hours=0, dennis=NO, tim=YES, ruud=YES)

    assert tally.best([fallen, reserved, full, with_extra]) is with_extra
    assert tally.best([fallen, reserved, full]) is full
    assert tally.best([fallen]) is None
    assert tally.best([said()]) is None
    assert tally.agreed([fallen, reserved]) is None


PEOPLE = ("a", "b", "c", "d")
SEATS = st.lists(
    st.tuples(st.booleans(), st.sets(st.sampled_from(PEOPLE), max_size=3), st.integers(0, 1)),
    min_size=1,
    max_size=4,
).map(
    lambda rows: [
        AskedSeat(number, counts, tuple(sorted(people)), item)
        for number, (counts, people, item) in enumerate(rows)
    ]
)
REPLIES = st.dictionaries(st.sampled_from(PEOPLE), st.sampled_from(Reply))


def assignments(seats: Sequence[AskedSeat]) -> Iterator[Mapping[int, str | None]]:
    """Yield every way to put people on these seats: nobody twice at one item."""
    for chosen in product(*((*seat.people, None) for seat in seats)):
        taken = [(seat.item, one) for seat, one in zip(seats, chosen, strict=True) if one]
        if len(taken) == len(set(taken)):
            yield {seat.key: one for seat, one in zip(seats, chosen, strict=True)}


def can_fill(seats: Sequence[AskedSeat], replies: Mapping[str, Reply], *fits: Reply | None) -> bool:
    """Tell whether some way fills every seat with people who answered so."""
    return any(
        all(one and replies.get(one) in fits for one in way.values()) for way in assignments(seats)
    )


@given(SEATS, REPLIES)
def test_a_moment_is_struck_and_agreed_as_every_way_of_seating_says(
    seats: list[AskedSeat], replies: dict[str, Reply]
) -> None:
    found = tally.tally("moment", NOON, seats, replies)
    counting = [seat for seat in seats if seat.counts]
    asked = [seat for seat in counting if seat.people]

    assert found.is_struck == (not can_fill(asked, replies, YES, MAYBE, None))
    assert found.is_agreed == (bool(counting) and can_fill(counting, replies, YES))


@given(SEATS, REPLIES)
def test_whoever_takes_a_seat_was_asked_for_it_and_did_not_say_no(
    seats: list[AskedSeat], replies: dict[str, Reply]
) -> None:
    found = tally.tally("moment", NOON, seats, replies)
    people = {seat.key: seat.people for seat in seats}

    for key, person in found.takers.items():
        assert person in people[key]
        assert replies[person] is not NO


@given(SEATS, REPLIES, st.sampled_from(PEOPLE))
def test_no_answer_makes_a_moment_better_by_being_a_no(
    seats: list[AskedSeat], replies: dict[str, Reply], person: str
) -> None:
    before = tally.tally("moment", NOON, seats, {**replies, person: YES})
    after = tally.tally("moment", NOON, seats, {**replies, person: NO})

    assert before.rank <= after.rank
    assert before.is_agreed or not after.is_agreed
