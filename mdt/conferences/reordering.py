"""Take another order of an agenda, and say what every order has to keep.

Callers have checked permission and own the transaction. Whoever was asked is told only when
their own span becomes another one: that follows from the event.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from mdt import events
from mdt.conferences import agenda, changing, order
from mdt.errors import N_, DomainError, StaleVersion
from mdt.models import AgendaBreak, Conference, Person

MOST_BREAKS = 2


class AgendaMoved(DomainError):
    """The order that was seen is of other cases than the agenda has by now."""

    text = N_("De agenda is net gewijzigd. Hieronder staat de nieuwe volgorde.")


class PlaceTwice(DomainError):
    """Two cases would be the first, or there are not so many places."""

    text = N_("Geef elke vaste plaats aan één zaak.")


class WindowTooShort(DomainError):
    """The case does not fit between its own times."""

    text = N_("Tussen deze tijden past de zaak niet.")

    def __init__(self, item_id: UUID) -> None:
        """Keep which case."""
        super().__init__()
        self.item_id = item_id


@dataclass(frozen=True, kw_only=True)
class Pin:
    """What every order keeps of one case; version: of the item when it was seen.

    place: from 0. earliest: begins no sooner; latest: ends no later; minutes from the start.
    """

    version: int
    place: int | None = None
    earliest: int = 0
    latest: int | None = None


@dataclass(frozen=True)
class WantedBreak:
    """A break: how long, and between which minutes from the start it begins."""

    minutes: int
    earliest: int
    latest: int


def take(
    session: Session,
    conference: Conference,
    item_ids: Sequence[UUID],
    pauses: Sequence[int],
    *,
    by: Person,
    now: datetime,
) -> None:
    """Put the cases in this order with these pauses; the order until now can be taken back.

    Raises IllegalTransition, AgendaMoved, TooLong, and what changing.sound raises.
    """
    changing.claim_open(session, conference)
    session.refresh(conference, ["items"])
    items = {item.id: item for item in conference.items}
    if sorted(item_ids) != sorted(items) or len(pauses) != len(items):
        raise AgendaMoved
    wanted = [items[item_id] for item_id in item_ids]
    if [(item, item.pause_minutes) for item in conference.items] == list(
        zip(wanted, pauses, strict=True)
    ):
        return
    with changing.sound(session, conference):
        for item in wanted:
            item.earlier_position = item.position
            item.earlier_pause_minutes = item.pause_minutes
        agenda.number(wanted, pauses)
        agenda.require_bounded(conference)
    session.refresh(conference, ["items"])
    _record(session, conference, by, now)


def pin(
    session: Session,
    conference: Conference,
    pins: Mapping[UUID, Pin],
    breaks: Sequence[WantedBreak],
    *,
    by: Person,
    now: datetime,
) -> None:
    """Say what every order keeps: places and times of cases, and breaks. The agenda stays.

    Raises IllegalTransition, AgendaMoved, StaleVersion, PlaceTwice, WindowTooShort.
    """
    changing.claim_open(session, conference)
    session.refresh(conference, ["items"])
    _require_sound(conference, pins)
    for item in conference.items:
        wanted = pins[item.id]
        item.pinned_place = wanted.place
        item.earliest_minutes, item.latest_minutes = wanted.earliest, wanted.latest
        item.version += 1
    for known in order.breaks_of(session, conference):
        session.delete(known)
    for one in breaks[:MOST_BREAKS]:
        session.add(
            AgendaBreak(
                conference_id=conference.id,
                minutes=one.minutes,
                earliest_minutes=one.earliest,
                latest_minutes=one.latest,
            )
        )
    session.flush()
    _record(session, conference, by, now)


def _require_sound(conference: Conference, pins: Mapping[UUID, Pin]) -> None:
    items = {item.id: item for item in conference.items}
    if pins.keys() != items.keys():
        raise AgendaMoved
    for item_id, wanted in pins.items():
        item = items[item_id]
        if item.version != wanted.version:
            raise StaleVersion
        if wanted.latest is not None and wanted.latest - wanted.earliest < item.minutes:
            raise WindowTooShort(item_id)
    places = [wanted.place for wanted in pins.values() if wanted.place is not None]
    if len(set(places)) < len(places) or any(place >= len(items) for place in places):
        raise PlaceTwice


def _record(session: Session, conference: Conference, by: Person, now: datetime) -> None:
    session.add(conference)
    events.record(
        session, events.AgendaChanged(at=now, actor_id=by.id, conference_id=conference.id)
    )
