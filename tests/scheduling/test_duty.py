"""Rules of mdt.scheduling.duty."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from mdt.scheduling import duty, local_time
from mdt.scheduling.duty import Rhythm, Shift
from mdt.scheduling.masks import Interval

MONDAY = date(2026, 10, 12)
NINE = time(9)
HOUR = timedelta(hours=1)

days = st.dates(date(2026, 3, 1), date(2026, 11, 30))
quarters = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45]))
rhythms = st.builds(
    Rhythm,
    days,
    quarters,
    st.lists(st.sampled_from("abc"), max_size=4),
    st.none() | st.tuples(quarters, quarters),
)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return local_time.coming_round(day, time(hour, minute))


def test_a_week_is_handed_over_by_the_clock_on_the_wall() -> None:
    rota = Rhythm(MONDAY, NINE, ["a", "b"])

    first, second, third = duty.shifts(rota, [], at(MONDAY, 9), at(MONDAY, 9) + timedelta(21))[:3]

    assert first == Shift(at(date(2026, 10, 12), 9), at(date(2026, 10, 19), 9), "a")
    assert second.person == "b"
    assert (second.ends_at - second.starts_at) == 169 * HOUR, "the clock goes back on 25 October"
    assert third.person == "a"


def test_a_night_belongs_to_whoever_is_on_duty_when_it_begins() -> None:
    rota = Rhythm(MONDAY, NINE, ["a", "b"], (time(17), time(8, 30)))
    last_night = date(2026, 10, 18)

    found = duty.shifts(rota, [], at(last_night, 12), at(date(2026, 10, 20), 12))

    assert found == [
        Shift(at(last_night, 17), at(date(2026, 10, 19), 8, 30), "a"),
        Shift(at(date(2026, 10, 19), 17), at(date(2026, 10, 20), 8, 30), "b"),
    ]


def test_the_hour_that_comes_twice_is_covered_twice_and_a_skipped_one_never() -> None:
    rota = Rhythm(MONDAY, NINE, ["a"], (time(2), time(3)))

    [back] = duty.shifts(rota, [], at(date(2026, 10, 24), 12), at(date(2026, 10, 25), 12))
    forward = duty.shifts(
        Rhythm(date(2027, 3, 1), NINE, ["a"], (time(2), time(3))),
        [],
        at(date(2027, 3, 27), 12),
        at(date(2027, 3, 28), 12),
    )

    assert back.ends_at - back.starts_at == 2 * HOUR
    assert [one for one in forward if one.ends_at > one.starts_at] == []


def test_a_roster_covers_nothing_before_its_first_day() -> None:
    rota = Rhythm(MONDAY, NINE, ["a"])

    assert duty.shifts(rota, [], at(MONDAY, 0) - timedelta(7), at(MONDAY, 9)) == []


def test_who_cannot_leaves_a_gap_for_just_that_time() -> None:
    shift = Shift(at(MONDAY, 9), at(MONDAY, 17), "a")
    nobody = Shift(at(MONDAY, 17), at(MONDAY, 18), None)
    away = {"a": [(at(MONDAY, 16), at(MONDAY, 20))]}

    assert duty.gaps([shift, nobody], away) == [
        Shift(at(MONDAY, 16), at(MONDAY, 17), "a"),
        nobody,
    ]


def test_shifts_of_one_person_that_follow_each_other_are_one_stretch() -> None:
    days = [Shift(at(MONDAY + timedelta(n), 9), at(MONDAY + timedelta(n), 17), "a") for n in (0, 1)]
    other = Shift(at(MONDAY + timedelta(2), 9), at(MONDAY + timedelta(2), 17), "b")

    assert duty.stretches([*days, other]) == [
        Shift(days[0].starts_at, days[1].ends_at, "a"),
        other,
    ]


@st.composite
def exceptions(draw: st.DrawFn, start: datetime) -> list[Shift]:
    found = []
    for _ in range(draw(st.integers(0, 4))):
        first = draw(st.integers(0, 4 * 24 * 12))
        length = draw(st.integers(1, 4 * 24 * 3))
        begins = start + first * timedelta(minutes=15)
        person = draw(st.none() | st.sampled_from("abcd"))
        found.append(Shift(begins, begins + length * timedelta(minutes=15), person))
    return found


@settings(max_examples=40)
@given(rhythms, st.integers(-10, 60), st.data())
def test_every_quarter_has_whom_painting_it_by_hand_gives(
    rota: Rhythm, after: int, data: st.DataObject
) -> None:
    start = local_time.midnight(rota.first_on + timedelta(after))
    end = start + timedelta(days=9)
    differing = data.draw(exceptions(start))

    found = duty.shifts(rota, differing, start, end)

    cells = [start + n * timedelta(minutes=15) for n in range(9 * 96)]
    assert [_in(found, cell) for cell in cells] == [
        _by_hand(rota, differing, cell) for cell in cells
    ]
    assert all(one.starts_at.tzinfo is UTC for one in found)
    assert [one.starts_at for one in found] == sorted(one.starts_at for one in found)


spans = st.tuples(st.integers(0, 20), st.integers(1, 9)).map(lambda pair: (pair[0], sum(pair)))


@given(spans, st.lists(spans, max_size=5))
def test_what_is_left_of_a_span_is_each_quarter_that_no_other_takes(
    span: tuple[int, int], taken: list[tuple[int, int]]
) -> None:
    def instants(pair: tuple[int, int]) -> Interval:
        start = at(MONDAY, 0)
        return start + pair[0] * HOUR, start + pair[1] * HOUR

    left = duty.without(instants(span), [instants(one) for one in taken])

    hours = {
        hour
        for start, end in left
        for hour in range((start - at(MONDAY, 0)) // HOUR, (end - at(MONDAY, 0)) // HOUR)
    }
    assert hours == set(range(*span)) - {hour for one in taken for hour in range(*one)}
    assert all(start < end for start, end in left)
    assert left == sorted(left)


OUTSIDE = "not covered"


def _in(found: list[Shift], cell: datetime) -> object:
    here = [one.person for one in found if one.starts_at <= cell < one.ends_at]
    assert len(here) <= 1, "two people at once"
    return here[0] if here else OUTSIDE


def _by_hand(rota: Rhythm, differing: list[Shift], cell: datetime) -> object:
    """Return who is on duty in a quarter, found without any arithmetic on weeks."""
    opens = _opened(rota, cell)
    if opens is None:
        return OUTSIDE
    weeks, day = -1, rota.first_on
    while local_time.coming_round(day, rota.hands_over) <= opens:
        weeks, day = weeks + 1, day + timedelta(7)
    if weeks < 0:
        return OUTSIDE
    for one in reversed(differing):
        if one.starts_at <= cell < one.ends_at:
            return one.person
    return rota.people[weeks % len(rota.people)] if rota.people else None


def _opened(rota: Rhythm, cell: datetime) -> datetime | None:
    """Return when the stretch of this quarter began; None when the roster is not for it."""
    if rota.hours is None:
        return cell
    for day in _days_around(cell):
        begins, ends = _window(rota.hours, day)
        if begins <= cell < ends:
            return begins
    return None


def _days_around(cell: datetime) -> list[date]:
    today = local_time.local(cell).date()
    return [today - timedelta(1), today]


def _window(hours: tuple[time, time], day: date) -> Interval:
    opens, closes = hours
    until = day + timedelta(1) if closes <= opens else day
    return local_time.coming_round(day, opens), local_time.coming_round(until, closes)
