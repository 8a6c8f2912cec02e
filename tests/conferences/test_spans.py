"""Rules of mdt.conferences.spans."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mdt.conferences import spans
from mdt.conferences.spans import HeldSeat, Item, Minutes, Part, Span

MINUTE = timedelta(minutes=1)
ONE_O_CLOCK = datetime(2026, 2, 12, 12, tzinfo=UTC)
POPULIER = Item(
    "populier",
    45,
    [
        Part("procedures", 9),
        Part("voice", 5),
        Part("sharing", 12),
        Part("risks", 5),
        Part("actions", 9),
        Part("telling", 5),
    ],
)
"""The first conference of scenario Populier, 13:00-13:45."""


def clocks(span: spans.Span) -> tuple[str, str]:
    zone = ZoneInfo("Europe/Amsterdam")
    return f"{span.starts_at.astimezone(zone):%H:%M}", f"{span.ends_at.astimezone(zone):%H:%M}"


def test_a_seat_without_parts_is_held_for_the_whole_item() -> None:
    span = spans.span(ONE_O_CLOCK, [POPULIER], [HeldSeat("populier")])

    assert clocks(span) == ("13:00", "13:45")


def test_the_judge_comes_for_the_procedures_and_leaves_before_facts_are_told() -> None:
    span = spans.span(ONE_O_CLOCK, [POPULIER], [HeldSeat("populier", ["procedures"])])

    assert clocks(span) == ("13:00", "13:09")


def test_a_lawyer_who_is_there_for_two_parts_is_asked_for_all_that_lies_between() -> None:
    span = spans.span(ONE_O_CLOCK, [POPULIER], [HeldSeat("populier", ["telling", "voice"])])

    assert clocks(span) == ("13:09", "13:45")


def test_seats_at_two_items_make_one_span_and_items_outside_it_do_not_count() -> None:
    agenda = [Item("first", 30), Item("second", 20), Item("third", 25), Item("fourth", 40)]

    span = spans.span(ONE_O_CLOCK, agenda, [HeldSeat("third"), HeldSeat("second")])

    assert clocks(span) == ("13:30", "14:15")
    assert spans.total(agenda) == 115


def test_a_pause_before_an_item_moves_it_and_all_that_follows() -> None:
    agenda = [Item("first", 30), Item("second", 15, pause=20), Item("third", 10)]

    assert spans.minutes(agenda, [HeldSeat("first")]) == (0, 30)
    assert spans.minutes(agenda, [HeldSeat("second")]) == (50, 65)
    assert spans.minutes(agenda, [HeldSeat("first"), HeldSeat("third")]) == (0, 75)
    assert spans.total(agenda) == 75


def test_time_that_no_part_takes_stays_at_the_end_of_its_item() -> None:
    agenda = [Item("first", 30, [Part("sharing", 10)]), Item("second", 15)]

    assert spans.minutes(agenda, [HeldSeat("first", ["sharing"])]) == (0, 10)
    assert spans.minutes(agenda, [HeldSeat("second")]) == (30, 45)


def test_parts_that_take_longer_than_their_item_stretch_it() -> None:
    agenda = [Item("first", 20, [Part("sharing", 15), Part("actions", 15)]), Item("second", 15)]

    assert spans.minutes(agenda, [HeldSeat("first")]) == (0, 30)
    assert spans.minutes(agenda, [HeldSeat("second")]) == (30, 45)
    assert spans.total(agenda) == 45


def test_minutes_elapse_through_the_night_on_which_the_clock_changes() -> None:
    before_the_change = datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))

    span = spans.span(before_the_change, [Item("night", 120)], [HeldSeat("night")])

    assert span.ends_at - span.starts_at == timedelta(hours=2)
    assert span == (
        datetime(2026, 10, 24, 23, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    )


def test_a_start_without_a_zone_is_an_error() -> None:
    with pytest.raises(ValueError, match="its zone"):
        spans.span(datetime(2026, 2, 12, 13), [POPULIER], [HeldSeat("populier")])  # noqa: DTZ001 - the fault under test


def test_who_holds_no_seat_is_asked_for_nothing() -> None:
    with pytest.raises(ValueError, match="holds no seat"):
        spans.minutes([POPULIER], [])


@pytest.mark.parametrize("seat", [HeldSeat("elders"), HeldSeat("populier", ["elders"])])
def test_a_seat_at_an_item_or_part_that_is_not_on_the_agenda_is_an_error(seat: HeldSeat) -> None:
    with pytest.raises(LookupError):
        spans.minutes([POPULIER], [seat])


PARTS = st.lists(st.integers(1, 60), max_size=4)


@given(st.lists(st.tuples(st.integers(5, 120), PARTS), min_size=1, max_size=5), st.data())
def test_a_span_is_the_minutes_between_the_first_and_the_last_one_needed(
    lengths: list[tuple[int, list[int]]], data: st.DataObject
) -> None:
    agenda = [
        Item(number, minutes, [Part(place, part) for place, part in enumerate(parts)])
        for number, (minutes, parts) in enumerate(lengths)
    ]
    seats = [
        HeldSeat(item.key, data.draw(st.sets(st.sampled_from([part.key for part in item.parts]))))
        if item.parts
        else HeldSeat(item.key)
        for item in data.draw(st.lists(st.sampled_from(agenda), min_size=1))
    ]
    timeline = []
    for item in agenda:
        labels = [(item.key, part.key) for part in item.parts for _ in range(part.minutes)]
        timeline += labels + [(item.key, None)] * (item.length - len(labels))

    needed = [
        minute
        for minute, (item_key, part_key) in enumerate(timeline)
        if any(
            seat.item == item_key and (not seat.parts or part_key in seat.parts) for seat in seats
        )
    ]

    assert spans.minutes(agenda, seats) == (needed[0], needed[-1] + 1)
    assert spans.total(agenda) == len(timeline)


@given(
    start=st.integers(0, 100),
    length=st.integers(1, 60),
    rest=st.integers(0, 100),
    margin=st.integers(0, 60),
)
def test_a_margin_lies_around_what_is_needed_and_inside_the_sitting(
    start: int, length: int, rest: int, margin: int
) -> None:
    needed, total = Minutes(start, start + length), start + length + rest
    asked = spans.roomy(needed, total, margin)
    assert 0 <= asked.start <= needed.start
    assert needed.end <= asked.end <= total
    assert (
        asked.start in (0, needed.start - margin),
        asked.end in (total, needed.end + margin),
    ) == (
        True,
        True,
    )


@pytest.mark.parametrize(
    ("minutes", "holds"), [(0, True), (5, True), (-5, True), (6, False), (-6, False)]
)
def test_a_shift_of_half_the_margin_is_still_what_one_was_told(
    minutes: int, *, holds: bool
) -> None:
    told = Span(ONE_O_CLOCK - 10 * MINUTE, ONE_O_CLOCK + 40 * MINUTE)
    begins = ONE_O_CLOCK + minutes * MINUTE
    needed = Span(begins, begins + 30 * MINUTE)
    asked = Span(begins - 10 * MINUTE, begins + 40 * MINUTE)
    assert spans.still_holds(told, asked, needed) is holds


def test_without_a_margin_what_one_was_told_holds_only_to_the_minute() -> None:
    needed = Span(ONE_O_CLOCK, ONE_O_CLOCK + 30 * MINUTE)
    assert spans.still_holds(needed, needed, needed)
    later = Span(needed.starts_at + MINUTE, needed.ends_at + MINUTE)
    assert not spans.still_holds(needed, later, later)
