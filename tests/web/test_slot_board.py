"""Rules of mdt.web.slot_board."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask_babel import Babel

from mdt.conferences.moments import Finder
from mdt.models import SeatDomain
from mdt.scheduling import local_time
from mdt.scheduling.grid import DayPart
from mdt.web import pips, slot_board
from mdt.web.pips import PipState
from mdt.web.slot_board import Board, Card, Special
from tests.web import slots
from tests.web.slots import MONDAY, at, seat


@pytest.fixture(autouse=True)
def _in_dutch() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app, default_locale="nl")
    with app.test_request_context():
        yield


@pytest.fixture
def found() -> Finder:
    """Return the moments of an hour for two people who are never away."""
    item = uuid4()
    return slots.finder([seat(domain, item=item) for domain in (SeatDomain.OM, SeatDomain.POLICE)])


def build(found: Finder, special: Special | None = None, monday: date = MONDAY) -> Board:
    return slot_board.build(
        found, found.week(monday), monday, pips.marks(found.places), special or Special()
    )


def card_of(found: Finder, moment: datetime) -> Card | None:
    return slot_board.card_of(found, moment, pips.marks(found.places), Special())


def clocks(board: Board) -> dict[int, list[str]]:
    return {column.day.day: [_clock(card) for card in column.cards] for column in board.columns}


def _clock(card: Card) -> str:
    return f"{local_time.local(card.starts_at):%H.%M}"


def test_a_week_has_its_working_days_and_their_halves(found: Finder) -> None:
    board = build(found)

    assert clocks(board) == {
        23: ["12.00", "13.00"],
        24: ["09.00", "10.00", "12.00", "13.00"],
        25: ["09.00", "10.00", "12.00", "13.00"],
        26: ["09.00", "10.00", "12.00", "13.00"],
        27: ["09.00", "10.00", "12.00", "13.00"],
    }
    halves = {part: [_clock(card) for card in cards] for part, cards in board.columns[1].parts}
    assert halves == {
        DayPart.MORNING: ["09.00", "10.00"],
        DayPart.AFTERNOON: ["12.00", "13.00"],
    }
    assert board.full_count == 18


def test_a_moment_that_stands_out_is_there_whether_offered_or_not(found: Finder) -> None:
    special = Special(chosen=at("15.10"), current=at("09.00", 28), gone=at("10.00"))

    board = build(found, special)

    assert clocks(board)[26] == ["09.00", "10.00", "12.00", "13.00", "15.10"]
    assert clocks(board)[28] == ["09.00"]
    cards = {card.starts_at: card for column in board.columns for card in column.cards}
    assert [moment for moment, card in cards.items() if card.is_checked] == [at("15.10")]
    assert [moment for moment, card in cards.items() if card.is_current] == [at("09.00", 28)]
    assert [moment for moment, card in cards.items() if card.is_gone] == [at("10.00")]
    assert not cards[at("10.00")].is_full
    assert cards[at("09.00")].is_full
    assert board.chosen is cards[at("15.10")]


def test_a_moment_of_another_week_does_not_stand_in_this_one(found: Finder) -> None:
    week = timedelta(days=7)

    board = build(found, Special(chosen=at("10.00") + week, gone=at("10.00") - week))

    assert board.chosen is None
    assert list(clocks(board)) == [23, 24, 25, 26, 27]


def test_one_moment_can_be_looked_at_by_itself(found: Finder) -> None:
    card = card_of(found, at("18.00"))

    assert card
    assert len(card.having(PipState.CANNOT)) == 2
    assert card_of(found, at("10.00") + timedelta(days=30)) is None


def test_a_taken_room_is_told_apart_from_people() -> None:
    found = slots.finder([seat(SeatDomain.OM, item=uuid4())], room=[(at("09.00"), at("10.00"))])

    taken, free = (card_of(found, at(clock)) for clock in ("09.30", "10.00"))

    assert taken
    assert free
    assert (taken.is_room_taken, taken.is_full) == (True, False)
    assert (free.is_room_taken, free.is_full) == (False, True)
    assert [pip.state for pip in taken.pips] == [PipState.CAN]


def test_the_legend_names_the_marks_that_are_shown(found: Finder) -> None:
    assert build(found).legend == "O OM · P politie"
    assert build(found).empty == ()
