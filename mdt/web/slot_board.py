"""The slot finder as one sees it: a week of moments, each with the marks of its seats."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from mdt.conferences.moments import ROOM, WEEK, Finder
from mdt.scheduling import local_time
from mdt.scheduling.grid import DayPart
from mdt.scheduling.pools import Fit
from mdt.scheduling.slots import Slot
from mdt.scheduling.week import Week
from mdt.web import pips
from mdt.web.pips import Mark, Pip, PipState

NOON = 12


@dataclass(frozen=True)
class Special:
    """Moments that stand out: chosen, agreed until now, and taken while one was choosing.

    also: moments that are to be seen, offered or not.
    """

    chosen: datetime | None = None
    current: datetime | None = None
    gone: datetime | None = None
    also: frozenset[datetime] = frozenset()

    @property
    def moments(self) -> set[datetime]:
        """Return those that there are."""
        own = {at for at in (self.chosen, self.current, self.gone) if at is not None}
        return own | self.also


@dataclass(frozen=True)
class Card:
    """One moment in the grid."""

    slot: Slot
    pips: tuple[Pip, ...]
    special: Special

    @property
    def starts_at(self) -> datetime:
        return self.slot.starts_at

    @cached_property
    def named(self) -> tuple[Pip, ...]:
        """The seats that are shown by their letters."""
        return tuple(pip for pip in self.pips if pip.mark.is_named)

    @cached_property
    def counted(self) -> tuple[Pip, ...]:
        """The seats that are only counted."""
        return tuple(pip for pip in self.pips if not pip.mark.is_named)

    @property
    def can_count(self) -> int:
        """How many seats can."""
        return sum(pip.state is PipState.CAN for pip in self.pips)

    @property
    def counted_can(self) -> int:
        """How many of those that are only counted can."""
        return sum(pip.state is PipState.CAN for pip in self.counted)

    def having(self, state: PipState) -> tuple[Pip, ...]:
        """Return the seats in this state."""
        return tuple(pip for pip in self.pips if pip.state is state)

    @property
    def is_full(self) -> bool:
        """True when everybody can, the room is free, and it is not late."""
        return self.slot.is_full and not self.is_gone and not self.is_late

    @property
    def is_checked(self) -> bool:
        return self.starts_at == self.special.chosen

    @property
    def is_current(self) -> bool:
        return self.starts_at == self.special.current

    @property
    def is_gone(self) -> bool:
        return self.starts_at == self.special.gone

    @property
    def is_late(self) -> bool:
        """True when the sitting would not be over by its latest moment."""
        return self.slot.is_late

    @cached_property
    def beside(self) -> tuple[Mark, ...]:
        """The scarce seats whose people sit elsewhere right before or after it."""
        beside = set(self.slot.beside)
        return tuple(pip.mark for pip in self.pips if not beside.isdisjoint(pip.mark.keys))

    @property
    def is_in_block(self) -> bool:
        """True when the judge comes in the standing block of her court."""
        return bool(self.slot.in_block)

    @property
    def is_room_taken(self) -> bool:
        return any(seat.key == ROOM and seat.fit is Fit.CANNOT for seat in self.slot.seats)


@dataclass(frozen=True)
class Column:
    """One local day, with its moments in order."""

    day: date
    cards: tuple[Card, ...]

    @property
    def parts(self) -> list[tuple[DayPart, tuple[Card, ...]]]:
        """Return the morning and the afternoon."""
        return [
            (part, tuple(card for card in self.cards if _part(card) is part)) for part in DayPart
        ]


@dataclass(frozen=True)
class Board:
    """A week of moments, and the seats that the letters in it stand for."""

    monday: date
    columns: tuple[Column, ...]
    marks: tuple[Mark, ...]
    full_count: int

    @property
    def chosen(self) -> Card | None:
        """The card that is checked."""
        return next((card for card in self.cards if card.is_checked), None)

    @property
    def cards(self) -> Iterator[Card]:
        """Every moment, in order."""
        return (card for column in self.columns for card in column.cards)

    def card_at(self, moment: datetime) -> Card | None:
        """Return the card of a moment, None when it is not shown."""
        return next((card for card in self.cards if card.starts_at == moment), None)

    @property
    def has_late(self) -> bool:
        """True when a moment that is shown is after the latest."""
        return any(card.is_late for card in self.cards)

    @property
    def legend(self) -> str:
        """What the letters stand for: «Z zorg · P politie»."""
        return " · ".join(mark.legend for mark in self.marks if mark.is_named)

    @property
    def empty(self) -> tuple[Mark, ...]:
        """The seats that nobody holds."""
        return tuple(mark for mark in self.marks if mark.is_empty)


def build(
    finder: Finder, week: Week, monday: date, marks: tuple[Mark, ...], special: Special
) -> Board:
    """Return the week as one sees it; moments that stand out are there, offered or not."""
    slots = {slot.starts_at: slot for slot in week.slots}
    for moment in special.moments - slots.keys():
        slot = finder.at(moment) if monday <= _day(moment) < monday + WEEK else None
        if slot:
            slots[moment] = slot
    cards: dict[date, list[Card]] = {day.day: [] for day in week.days}
    for moment in sorted(slots):
        cards.setdefault(_day(moment), []).append(_card(slots[moment], marks, special))
    columns = tuple(Column(day, tuple(cards[day])) for day in sorted(cards))
    return Board(monday, columns, marks, week.full_count)


def card_of(
    finder: Finder, moment: datetime, marks: tuple[Mark, ...], special: Special
) -> Card | None:
    """Return one moment; None when it lies outside the weeks that were read."""
    slot = finder.at(moment)
    return _card(slot, marks, special) if slot else None


def _card(slot: Slot, marks: Sequence[Mark], special: Special) -> Card:
    return Card(slot, pips.at(slot, marks), special)


def _day(moment: datetime) -> date:
    return local_time.local(moment).date()


def _part(card: Card) -> DayPart:
    is_morning = local_time.local(card.starts_at).hour < NOON
    return DayPart.MORNING if is_morning else DayPart.AFTERNOON
