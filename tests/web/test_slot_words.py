"""Rules of mdt.web.slot_words."""

from collections.abc import Iterator, Sequence
from datetime import time
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask_babel import Babel

from mdt.models import Conference, ConferenceKind, ConferenceState, Regime, SeatDomain
from mdt.scheduling.masks import Interval
from mdt.web import pips, slot_board, slot_words
from mdt.web.slot_board import Card, Special
from tests.web import slots
from tests.web.slots import at, seat

ITEM = uuid4()
DOMAINS = (
    SeatDomain.JUDICIARY,
    SeatDomain.OM,
    SeatDomain.POLICE,
    SeatDomain.VT,
    SeatDomain.GGZ,
)
TEN = (at("10.00"), at("11.00"))


@pytest.fixture(autouse=True)
def _in_dutch() -> Iterator[None]:
    app = Flask(__name__)
    Babel(app, default_locale="nl")
    with app.test_request_context():
        yield


def card(*, cannot: int = 0, maybe: int = 0, room: bool | None = None) -> Card:
    """Return ten o'clock for five seats, of which the first so many cannot, the last perhaps."""
    seats = [seat(domain, item=ITEM) for domain in DOMAINS]
    people = [one.holder_id for one in seats if one.holder_id]
    found = slots.finder(
        seats,
        busy=_all_at_ten(people[:cannot]),
        maybe=_all_at_ten(people[len(people) - maybe :]),
        room=None if room is None else [TEN] if room else [],
    )
    shown = slot_board.card_of(found, at("10.00"), pips.marks(found.places), Special())
    assert shown
    return shown


def _all_at_ten(people: Sequence[UUID]) -> dict[UUID, list[Interval]]:
    return {who: [TEN] for who in people}


@pytest.mark.parametrize(
    ("cannot", "maybe", "said"),
    [
        (0, 0, ""),
        (1, 0, "Alleen de rechter kan dan niet."),
        (2, 0, "De rechter en het OM kunnen dan niet."),
        (4, 0, "De rechter, het OM, de politie en Veilig Thuis kunnen dan niet."),
        (5, 0, "De rechter, het OM, de politie en 2 andere stoelen kunnen dan niet."),
        (0, 1, "Misschien: de GGZ."),
        (1, 2, "Alleen de rechter kan dan niet. Misschien: Veilig Thuis en de GGZ."),
    ],
)
def test_who_stands_in_the_way_is_named(cannot: int, maybe: int, said: str) -> None:
    assert slot_words.trouble(card(cannot=cannot, maybe=maybe)) == said


def test_a_room_that_is_taken_is_said_last() -> None:
    assert slot_words.trouble(card(room=True)) == "De zaal is dan bezet."
    assert slot_words.trouble(card(room=False)) == ""
    assert slot_words.trouble(card(cannot=1, room=True)) == (
        "Alleen de rechter kan dan niet. De zaal is dan bezet."
    )


def test_a_choice_counts_who_can() -> None:
    assert slot_words.choice(card(cannot=2, maybe=1)).free == "2 van de 5 stoelen zijn vrij."
    assert slot_words.choice(card(cannot=3, maybe=1)).free == "1 van de 5 stoelen is vrij."
    assert slot_words.choice(None).card is None


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ([True, True], ""),
        ([False, True], "De stoel van de rechter is nog leeg."),
        ([False, False], "De stoelen van de rechter en het OM zijn nog leeg."),
    ],
)
def test_empty_seats_are_named_apart_from_people_who_cannot(held: list[bool], said: str) -> None:
    seats = [
        seat(domain, item=ITEM, held=is_held)
        for domain, is_held in zip(DOMAINS[:2], held, strict=True)
    ]
    found = slots.finder(seats)
    shown = slot_board.card_of(found, at("18.00"), pips.marks(found.places), Special())
    empty = [mark for mark in pips.marks(found.places) if mark.is_empty]

    assert slot_words.still_empty(empty) == said
    assert shown
    assert not any(mark.noun in slot_words.trouble(shown) for mark in empty)


@pytest.mark.parametrize(
    ("columns", "seconds", "said"),
    [
        ({}, 60, "2 uitnodigingen gaan over 60 seconden de deur uit."),
        ({}, 0, "2 uitnodigingen gaan meteen de deur uit."),
        (
            {"kind": ConferenceKind.EMERGENCY},
            60,
            "2 uitnodigingen gaan meteen de deur uit.",
        ),
        (
            {"state": ConferenceState.CONVENED},
            60,
            "2 mensen krijgen over 60 seconden het nieuwe moment en antwoorden opnieuw.",
        ),
    ],
)
def test_what_will_leave_is_said_before_it_does(
    columns: dict[str, object], seconds: int, said: str
) -> None:
    found = slots.finder([seat(domain, item=ITEM) for domain in DOMAINS[:2]])
    conference = Conference(
        **{"kind": ConferenceKind.FIRST, "regime": Regime.WGS_ZVH} | columns  # type: ignore[arg-type]
    )

    assert slot_words.sending(found, conference, seconds) == said


@pytest.mark.parametrize(
    ("nouns", "is_room_taken", "said"),
    [
        (["de rechter"], False, "Een ander overleg vraagt dan de rechter."),
        ([], True, "In de zaal zit dan een ander overleg."),
        (
            ["het OM"],
            True,
            "Een ander overleg vraagt dan het OM. In de zaal zit dan een ander overleg.",
        ),
    ],
)
def test_what_another_conference_took_is_named(
    nouns: list[str], said: str, *, is_room_taken: bool
) -> None:
    assert slot_words.taken(nouns, is_room_taken=is_room_taken) == said


def test_assumed_hours_are_said() -> None:
    said = slot_words.assumed(1, time(8, 30), time(17))

    assert said.startswith("Van 1 persoon zijn geen werktijden bekend.")
    assert said.endswith("maandag tot en met vrijdag, 08.30 tot 17.00 uur.")


def test_for_whom_the_way_is_too_long_is_named_and_not_from_where() -> None:
    said = slot_words.taken([], ["de rechter", "het OM"], is_room_taken=False)

    assert said == "De weg van of naar een andere zaal is te lang voor de rechter en het OM."
