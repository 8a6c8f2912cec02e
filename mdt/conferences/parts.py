"""The ordered parts of an item and how its minutes are shared among them.

Source: scenario 1 (nine of 45 minutes for the procedures, with the judge; then she leaves).
"""

from collections.abc import Mapping, Sequence

from sqlmodel import Session

from mdt.errors import N_, DomainError
from mdt.models import AgendaItem, AgendaPart, PartKind

USUAL: Mapping[PartKind, int] = {
    PartKind.PROCEDURES: 9,
    PartKind.VOICE: 5,
    PartKind.SHARING: 14,
    PartKind.RISKS: 5,
    PartKind.ACTIONS: 9,
    PartKind.TELLING: 3,
}
"""How an item of 45 minutes runs; another length keeps the proportions."""

Minutes = tuple[PartKind, int]
"""A part and how long it takes."""


class PartTwice(DomainError):
    """A part would stand on the item twice."""

    text = N_("Elk onderdeel staat er één keer op.")


class PartsTooLong(DomainError):
    """The parts take more time than the item has."""

    text = N_(
        "De onderdelen duren samen %(parts)s minuten en het punt %(minutes)s. "
        "Maak het punt langer of een onderdeel korter."
    )


class PartHeld(DomainError):
    """A seat is held for parts that would all go; it would become a seat for the whole item."""

    text = N_("Iemand komt alleen voor dit onderdeel. Pas eerst die stoel aan.")


def usual(minutes: int) -> list[Minutes]:
    """Return the usual parts of an item of so many minutes; none when there is no room."""
    shared = share(minutes, list(USUAL.values()))
    return list(zip(USUAL, shared, strict=True)) if shared else []


def scaled(item: AgendaItem, minutes: int) -> list[Minutes]:
    """Return the item's own parts for another length; what they left over stays in proportion."""
    taken = sum(part.minutes for part in item.parts)
    wanted = minutes * taken // item.minutes
    shared = share(wanted, [part.minutes for part in item.parts])
    return [(part.kind, length) for part, length in zip(item.parts, shared, strict=False)]


def share(minutes: int, weights: Sequence[int]) -> list[int]:
    """Share minutes by weight in whole minutes, at least one each; empty when too few."""
    if not weights or minutes < len(weights):
        return []
    exact = [minutes * weight / sum(weights) for weight in weights]
    shared = [max(1, int(part)) for part in exact]
    most_wronged = sorted(range(len(weights)), key=lambda index: shared[index] - exact[index])
    for index in most_wronged[: max(0, minutes - sum(shared))]:
        shared[index] += 1
    while sum(shared) > minutes:
        shared[shared.index(max(shared))] -= 1
    return shared


def lay(session: Session, item: AgendaItem, wanted: Sequence[Minutes]) -> None:
    """Give the item these parts, in this order. Raises PartTwice, PartsTooLong, PartHeld."""
    _require_sound(item, wanted)
    known = {part.kind: part for part in item.parts}
    gone = [part for kind, part in known.items() if kind not in dict(wanted)]
    _require_unheld(item, gone)

    for part in gone:
        _let_go(session, item, part)
    for position, (kind, minutes) in enumerate(wanted):
        part = known.get(kind) or AgendaPart(item_id=item.id, kind=kind, minutes=minutes)
        part.minutes, part.position = minutes, position
        if kind not in known:
            item.parts.append(part)
    item.parts.sort(key=lambda part: part.position)
    session.flush()


def _let_go(session: Session, item: AgendaItem, part: AgendaPart) -> None:
    for seat in item.seats:
        for held in [row for row in seat.parts if row.part_id == part.id]:
            seat.parts.remove(held)
            session.delete(held)
    session.flush()
    item.parts.remove(part)
    session.delete(part)


def _require_sound(item: AgendaItem, wanted: Sequence[Minutes]) -> None:
    if len(dict(wanted)) < len(wanted):
        raise PartTwice
    taken = sum(minutes for _, minutes in wanted)
    if taken > item.minutes:
        raise PartsTooLong(parts=taken, minutes=item.minutes)


def _require_unheld(item: AgendaItem, gone: Sequence[AgendaPart]) -> None:
    going = {part.id for part in gone}
    for seat in item.seats:
        held = {part.part_id for part in seat.parts}
        if held and held <= going:
            raise PartHeld
