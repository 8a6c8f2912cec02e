"""What the slot finder says in sentences: who can, who cannot, and what will leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from flask_babel import gettext, ngettext

from mdt.conferences.moments import Finder
from mdt.models import Conference, ConferenceKind, ConferenceState
from mdt.web.pips import Mark, PipState
from mdt.web.slot_board import Board, Card

NAMED = 3
"""So many seats are named in a sentence; of more, the others are counted."""


@dataclass(frozen=True)
class Choice:
    """What is said of the moment that is chosen; card is None while none is.

    free: who can. trouble: what stands in the way, "" when nothing does. beside: whose other
    sitting it joins, "" for nobody's. block: that it is in the block of a court, or "".
    pools: who comes out of a pool, a sentence for each seat.
    """

    card: Card | None
    free: str = ""
    trouble: str = ""
    beside: str = ""
    block: str = ""
    pools: tuple[str, ...] = ()


def choice(card: Card | None, pools: Sequence[str] = ()) -> Choice:
    """Return what is said of the chosen moment."""
    if card is None:
        return Choice(None)
    return Choice(card, _free(card), trouble(card), beside(card), _block(card), tuple(pools))


def out_of_pool(label: str, name: str, spares: int) -> str:
    """Return who takes a seat out of its pool, and how many others could."""
    return str(
        ngettext(
            "%(seat)s: %(name)s, nog %(num)s kan.",
            "%(seat)s: %(name)s, nog %(num)s kunnen.",
            spares,
            seat=label,
            name=name,
        )
        if spares
        else gettext("%(seat)s: %(name)s, en verder niemand.", seat=label, name=name)
    )


def lead(board: Board) -> str:
    """Return how many moments of the week suit everybody."""
    if not board.full_count:
        return str(gettext("In deze week is er geen moment waarop iedereen kan."))
    return str(
        ngettext(
            "Er is %(num)s moment waarop iedereen kan.",
            "Er zijn %(num)s momenten waarop iedereen kan.",
            board.full_count,
        )
    )


def trouble(card: Card) -> str:
    """Return who cannot, who perhaps can, and whether the room is taken; "" when all is well."""
    maybe = _nouns(card, PipState.MAYBE)
    sentences = [
        _cannot(_nouns(card, PipState.CANNOT)),
        gettext("Misschien: %(seats)s.", seats=listed(maybe)) if maybe else "",
        gettext("De zaal is dan bezet.") if card.is_room_taken else "",
    ]
    return " ".join(filter(None, sentences))


def beside(card: Card) -> str:
    """Return whose other sitting the moment joins; "" for nobody's."""
    nouns = [mark.noun for mark in card.beside]
    if not nouns:
        return ""
    return str(gettext("Sluit aan op een zitting van %(seats)s.", seats=listed(nouns)))


def _block(card: Card) -> str:
    return str(gettext("In het vaste blok van de rechtbank.")) if card.is_in_block else ""


def still_empty(marks: Sequence[Mark]) -> str:
    """Return which seats nobody holds yet."""
    if not marks:
        return ""
    return str(
        ngettext(
            "De stoel van %(seats)s is nog leeg.",
            "De stoelen van %(seats)s zijn nog leeg.",
            len(marks),
            seats=listed([mark.noun for mark in marks]),
        )
    )


def sending(finder: Finder, conference: Conference, undo_seconds: int) -> str:
    """Return how many people will be told, and when their mail leaves."""
    people = len(finder.table.people) + _out_of_pools(finder)
    is_at_once = conference.kind is ConferenceKind.EMERGENCY or not undo_seconds
    when = (
        gettext("meteen")
        if is_at_once
        else ngettext("over %(num)s seconde", "over %(num)s seconden", undo_seconds)
    )
    if conference.state is ConferenceState.CONVENED:
        return str(
            ngettext(
                "%(num)s persoon krijgt %(when)s het nieuwe moment en antwoordt opnieuw.",
                "%(num)s mensen krijgen %(when)s het nieuwe moment en antwoorden opnieuw.",
                people,
                when=when,
            )
        )
    return str(
        ngettext(
            "%(num)s uitnodiging gaat %(when)s de deur uit.",
            "%(num)s uitnodigingen gaan %(when)s de deur uit.",
            people,
            when=when,
        )
    )


def assumed(people: int, starts: time, ends: time) -> str:
    """Return for how many people office hours are assumed, and which those are."""
    return str(
        ngettext(
            "Van %(num)s persoon zijn geen werktijden bekend. Het portaal rekent dan met "
            "maandag tot en met vrijdag, %(starts)s tot %(ends)s uur.",
            "Van %(num)s mensen zijn geen werktijden bekend. Het portaal rekent dan met "
            "maandag tot en met vrijdag, %(starts)s tot %(ends)s uur.",
            people,
            starts=f"{starts:%H.%M}",
            ends=f"{ends:%H.%M}",
        )
    )


def taken(nouns: Sequence[str], on_the_way: Sequence[str] = (), *, is_room_taken: bool) -> str:
    """Return who, or what, another conference took; on_the_way: who has too far to go."""
    too_far = gettext("De weg van of naar een andere zaal is te lang voor %(seats)s.")
    sentences = [
        gettext("Een ander overleg vraagt dan %(seats)s.", seats=listed(nouns)) if nouns else "",
        too_far % {"seats": listed(on_the_way)} if on_the_way else "",
        gettext("In de zaal zit dan een ander overleg.") if is_room_taken else "",
    ]
    return " ".join(filter(None, sentences))


def listed(nouns: Sequence[str]) -> str:
    """Return «de rechter, het OM en de politie»; of many, the first few and how many more."""
    shown = list(nouns)
    if len(nouns) > NAMED + 1:
        more = len(nouns) - NAMED
        shown = [*nouns[:NAMED], gettext("%(n)s andere stoelen", n=more)]
    *first, last = shown
    return str(
        gettext("%(first)s en %(last)s", first=", ".join(first), last=last) if first else last
    )


def _out_of_pools(finder: Finder) -> int:
    """Return how many people come out of a pool; the same seat at several items is one."""
    vacant = [place for place in finder.places if place.is_pooled and place.deputies]
    return len({(place.domain, place.number) for place in vacant})


def _free(card: Card) -> str:
    return str(
        ngettext(
            "%(num)s van de %(seats)s stoelen is vrij.",
            "%(num)s van de %(seats)s stoelen zijn vrij.",
            len(card.having(PipState.CAN)),
            seats=len(card.pips),
        )
    )


def _nouns(card: Card, state: PipState) -> list[str]:
    """Return the people of whom this is so; of an empty seat another sentence speaks."""
    return [pip.mark.noun for pip in card.having(state) if not pip.mark.is_empty]


def _cannot(nouns: Sequence[str]) -> str:
    if not nouns:
        return ""
    if len(nouns) == 1:
        return str(gettext("Alleen %(seats)s kan dan niet.", seats=nouns[0]))
    names = listed(nouns)
    return str(gettext("%(seats)s kunnen dan niet.", seats=names[0].upper() + names[1:]))
