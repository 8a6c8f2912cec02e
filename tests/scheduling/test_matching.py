"""Rules of mdt.scheduling.matching."""

from hypothesis import given
from hypothesis import strategies as st

from mdt.scheduling import matching
from mdt.scheduling.matching import Demand, Person
from mdt.scheduling.pools import Fit
from tests.scheduling import plain


@st.composite
def demands(draw: st.DrawFn) -> Demand:
    people = draw(st.lists(st.sampled_from("abcde"), unique=True, max_size=4))
    cut = draw(st.integers(0, len(people)))
    return Demand(draw(st.booleans()), people[:cut], people[cut:])


def required(can: list[Person], perhaps: list[Person] | None = None) -> Demand:
    return Demand(required=True, can=can, perhaps=perhaps or [])


def test_one_person_takes_one_of_two_seats() -> None:
    assert matching.fill([required(["a"]), required(["a"])]) == {0: "a"}


def test_a_person_moves_along_for_a_seat_that_has_nobody_else() -> None:
    assert matching.fill([required(["a", "b"]), required(["a"])]) == {0: "b", 1: "a"}


def test_the_preferred_person_takes_the_seat_when_nobody_else_wants_them() -> None:
    assert matching.fill([required(["a", "b"]), required(["c"])]) == {0: "a", 1: "c"}


def test_a_required_seat_goes_before_one_that_is_not() -> None:
    assert matching.fill([Demand(required=False, can=["a"]), required(["a"])]) == {1: "a"}


def test_a_required_seat_takes_a_perhaps_when_another_needs_the_one_who_can() -> None:
    assert matching.fill([required(["a"], ["b"]), required(["a"])]) == {0: "b", 1: "a"}


@given(st.lists(demands(), max_size=4))
def test_the_filling_is_the_best_of_all_ways_to_seat_people(wanted: list[Demand]) -> None:
    filled = matching.fill(wanted)

    assert len(set(filled.values())) == len(filled)
    assert all(person in wanted[index].people for index, person in filled.items())
    fits = [
        Fit.CANNOT if index not in filled else Fit.CAN if filled[index] in demand.can else Fit.MAYBE
        for index, demand in enumerate(wanted)
    ]
    assert fits == plain.fill(wanted)
