"""Rules of mdt.web.pips."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import given
from hypothesis import strategies as st

from mdt.models import SeatDomain
from mdt.web import pips, words
from mdt.web.pips import PipState
from tests.web import slots
from tests.web.slots import at, seat

ITEM = uuid4()
QUORUM = (SeatDomain.VT, SeatDomain.POLICE, SeatDomain.OM, SeatDomain.JUDICIARY)


@pytest.fixture(autouse=True, scope="module")
def _in_dutch() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app, default_locale="nl")
    with app.test_request_context():
        yield


def test_seats_are_marked_by_their_letter() -> None:
    found = pips.marks(slots.finder([seat(domain, item=ITEM) for domain in QUORUM]).places)

    assert [mark.legend for mark in found] == ["V Veilig Thuis", "P politie", "O OM", "R rechter"]
    assert [mark.noun for mark in found] == ["Veilig Thuis", "de politie", "het OM", "de rechter"]


@pytest.mark.parametrize(
    ("labels", "codes"),
    [
        (["Rechter", "Raad", "Reclassering", "OM"], ["Re", "Ra", "Rc", "O"]),
        (["Politie 1", "Politie 2", "Polikliniek"], ["P1", "P2", "Po"]),
        (["GI", "GGZ", "Gemeente"], ["GI", "GG", "Ge"]),
        (["A", "A"], ["A1", "A2"]),
    ],
)
def test_labels_that_begin_alike_get_a_second_sign(labels: list[str], codes: list[str]) -> None:
    assert pips.codes(labels) == codes


@given(st.lists(st.sampled_from([words.SHORT.get(one, one) for one in SeatDomain]), max_size=20))
def test_no_two_seats_share_a_mark(domains: list[object]) -> None:
    labels = [str(domain).capitalize() for domain in domains]

    codes = pips.codes(labels)

    assert len(set(codes)) == len(labels)
    assert all(code[0] == label[0] for code, label in zip(codes, labels, strict=True))


def test_two_seats_of_one_domain_are_numbered() -> None:
    found = pips.marks(
        slots.finder(
            [seat(SeatDomain.POLICE, item=ITEM), seat(SeatDomain.POLICE, item=ITEM)]
        ).places
    )

    assert [mark.legend for mark in found] == ["P1 politie 1", "P2 politie 2"]


def test_of_a_large_table_the_quorum_is_named() -> None:
    seats = [seat(domain, item=ITEM, quorum=domain in QUORUM) for domain in SeatDomain]

    found = pips.marks(slots.finder(seats).places)

    assert [mark.label for mark in found if mark.is_named] == [
        words.short(domain) for domain in SeatDomain if domain in QUORUM
    ]
    assert [mark.code for mark in found if mark.is_named] == ["R", "O", "P", "V"]


def test_a_seat_at_several_items_is_one_mark_and_the_worst_counts() -> None:
    first, second = seat(SeatDomain.OM, item=uuid4()), seat(SeatDomain.OM, item=uuid4())
    assert first.holder_id
    found = slots.finder([first, second], busy={first.holder_id: [(at("10.00"), at("11.00"))]})

    [pip] = pips.at(found.at(at("10.30")), pips.marks(found.places))  # type: ignore[arg-type] # it is inside

    assert pip.mark.label == "OM"
    assert pip.state is PipState.CANNOT


def test_the_chair_who_holds_no_seat_has_a_mark() -> None:
    found = pips.marks(slots.finder([seat(SeatDomain.OM, item=ITEM)], chair_id=uuid4()).places)

    assert [(mark.legend, mark.noun) for mark in found] == [
        ("O OM", "het OM"),
        ("V voorzitter", "de voorzitter"),
    ]


def test_an_empty_seat_says_whether_a_deputy_can() -> None:
    with_deputy, without = (
        seat(domain, item=ITEM, held=False) for domain in (SeatDomain.OM, SeatDomain.POLICE)
    )
    deputy = uuid4()
    found = slots.finder(
        [with_deputy, without],
        deputies={with_deputy.id: [deputy]},
        busy={deputy: [(at("10.00"), at("11.00"))]},
        maybe={deputy: [(at("11.00"), at("12.00"))]},
    )
    known = pips.marks(found.places)

    said = {
        clock: [pip.word for pip in pips.at(slot, known)]
        for clock in ("10.00", "11.00", "12.00")
        if (slot := found.at(at(clock)))
    }

    assert all(mark.is_empty for mark in known)
    assert said == {
        "10.00": ["nog leeg, een vervanger kan niet", "nog leeg"],
        "11.00": ["nog leeg, een vervanger misschien", "nog leeg"],
        "12.00": ["nog leeg, een vervanger kan", "nog leeg"],
    }
