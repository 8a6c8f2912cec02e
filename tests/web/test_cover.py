"""Rules of mdt.web.cover."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel

from mdt.web import cover
from mdt.web.cover import SeatMark, SeatState


@pytest.fixture(autouse=True)
def _in_dutch() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app, default_locale="nl")
    with app.test_request_context():
        yield


def table(*states: SeatState, quorum: bool = True) -> list[SeatMark]:
    """Return one seat for each state, named A, B, C."""
    return [SeatMark(chr(65 + n), state, quorum) for n, state in enumerate(states)]


@pytest.mark.parametrize(
    ("states", "tone", "text"),
    [
        ((), "wait", "Nog geen stoelen"),
        ((SeatState.YES, SeatState.YES), "ok", "Compleet"),
        ((SeatState.ASKED, SeatState.ASKED), "wait", "Iedereen gevraagd"),
        ((SeatState.CHOSEN, SeatState.CHOSEN), "wait", "Nog niet gevraagd"),
        ((SeatState.CHOSEN, SeatState.EMPTY), "bad", "B nog leeg"),
        ((SeatState.CHOSEN, SeatState.ASKED), "wait", "Wacht op 2 stoelen"),
        ((SeatState.YES, SeatState.ASKED), "wait", "Wacht op B"),
        ((SeatState.MAYBE, SeatState.ASKED), "wait", "Wacht op 2 stoelen"),
        ((SeatState.ASKED, SeatState.EMPTY), "bad", "B nog leeg"),
        ((SeatState.EMPTY, SeatState.EMPTY), "bad", "2 stoelen nog leeg"),
        ((SeatState.NO, SeatState.EMPTY), "bad", "2 stoelen vragen aandacht"),
        ((SeatState.NO, SeatState.YES), "bad", "A kan niet"),
        ((SeatState.FAILED, SeatState.YES), "bad", "A: uitnodiging niet bezorgd"),
        (
            (SeatState.HELD, SeatState.YES),
            "bad",
            "A: vastgehouden: maildomein niet afgesproken",
        ),
        ((SeatState.PRESENT, SeatState.ABSENT), "bad", "B niet aanwezig"),
        ((SeatState.PRESENT, SeatState.PRESENT), "ok", "Compleet"),
    ],
)
def test_what_is_missing_is_said_before_whom_one_waits_for(
    states: tuple[SeatState, ...], tone: str, text: str
) -> None:
    glance = cover.of(table(*states))

    assert (glance.tone, glance.text) == (tone, text)


def test_a_small_table_names_every_seat() -> None:
    seats = table(SeatState.YES) + table(SeatState.ASKED, SeatState.NO, quorum=False)

    assert cover.of(seats).named == tuple(seats)
    assert cover.of(seats).rest == ""


def test_of_a_large_table_the_quorum_is_named_and_the_others_are_counted() -> None:
    quorum = table(*[SeatState.YES] * 5)
    others = table(*[SeatState.YES] * 6, SeatState.ASKED, SeatState.NO, quorum=False)

    glance = cover.of(quorum + others)

    assert glance.named == tuple(quorum)
    assert glance.text == "Compleet"
    assert glance.rest == "en 8 andere stoelen: 6 komen, 1 gevraagd, 1 kan niet"


def test_one_other_seat_is_counted_in_the_singular() -> None:
    seats = table(*[SeatState.YES] * 5) + table(SeatState.YES, quorum=False)

    assert cover.of(seats).rest == "en 1 andere stoel: 1 komt"


def test_a_large_table_without_a_quorum_names_every_seat() -> None:
    seats = table(*[SeatState.YES] * 7, quorum=False)

    assert cover.of(seats).named == tuple(seats)


@pytest.mark.parametrize("state", SeatState)
def test_every_state_has_an_icon_and_a_word(state: SeatState) -> None:
    assert cover.icon(state)
    assert cover.word(state)
