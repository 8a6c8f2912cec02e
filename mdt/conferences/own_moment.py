"""When somebody's own items come up while a sitting goes on, and that they are there.

What is planned moves with what the chair takes up: an item that runs out makes the next one later,
one that is done sooner brings the next one forward. Nothing of it is stored; it is read from the
items each time. What comes out is a moment and minutes, and nothing of any case.

Callers have checked permission and own the transaction.

Source: domain.md 3.4 and manifesto, point 6 (a judge's time); model.md, idea 1.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from uuid import UUID

from sqlmodel import Session, col, select

from mdt import acting
from mdt.conferences import changing, meeting, spans, timetable
from mdt.conferences.spans import HeldSeat, Item
from mdt.conferences.timetable import Timetable
from mdt.errors import N_, DomainError
from mdt.models import (
    AgendaItem,
    Conference,
    ConferenceKind,
    ConferenceState,
    Invitation,
    Person,
    Reply,
)

S = ConferenceState


class PartIsOver(DomainError):
    """All items at which somebody has a place are done."""

    text = N_("Uw deel van het overleg is voorbij.")


class Stage(Enum):
    """How far the sitting is, for one invitee."""

    OFF = auto()
    """They do not come, or there is no sitting."""
    NO_SEAT = auto()
    """They are asked as a stand-in, and hold no seat yet."""
    NOT_BEGUN = auto()
    WAITS = auto()
    NOW = auto()
    OVER = auto()


@dataclass(frozen=True)
class Running:
    """One item as the sitting goes: since or from when it is discussed, in UTC."""

    starts_at: datetime
    is_now: bool = False
    is_done: bool = False


@dataclass(frozen=True)
class OwnMoment:
    """Somebody's next own item, else only how far the sitting is.

    starts_at: from when they are needed, as it goes now; planned_at: as it was planned.
    minutes: how long they are needed then. is_here: at an own item, by what was noted.
    """

    stage: Stage
    item_id: UUID | None = None
    starts_at: datetime | None = None
    planned_at: datetime | None = None
    minutes: int = 0
    is_here: bool = False

    @property
    def may_come(self) -> bool:
        """Tell whether they can say that they are there."""
        is_up = self.stage in {Stage.WAITS, Stage.NOW}
        return is_up and self.item_id is not None and not self.is_here


def running(
    conference: Conference,
    items: Sequence[Item],
    rows: Mapping[UUID, AgendaItem],
    *,
    now: datetime,
) -> dict[UUID, Running]:
    """Return how each item of a sitting with a moment runs; items in the agenda's order.

    What was not taken up yet follows in that order, whatever the chair took up first.
    """
    begin = conference.starts_at or now
    current = next((one for one in items if _is_current(rows[one.key])), None)
    free_at = max(now, begin) if conference.state is S.CONVENED else now
    if current:
        free_at = max(now, _opened(rows[current.key], now) + _minutes(current.length))
    found: dict[UUID, Running] = {}
    for item in items:
        row = rows[item.key]
        if row.closed_at or conference.state is S.HELD:
            found[item.key] = Running(_opened(row, now), is_done=True)
        elif item is current:
            found[item.key] = Running(_opened(row, now), is_now=True)
        else:
            window = begin + _minutes(row.earliest_minutes)
            found[item.key] = Running(max(free_at + _minutes(item.pause), window))
            free_at = found[item.key].starts_at + _minutes(item.length)
    return found


@acting.by_portal
def of(session: Session, invitation: Invitation, *, now: datetime) -> OwnMoment:
    """Return when the invitee is needed next."""
    conference = session.get_one(Conference, invitation.conference_id)
    sits = conference.state in {S.CONVENED, S.IN_SESSION, S.HELD}
    if not sits or not invitation.is_live or invitation.reply is Reply.NO:
        return OwnMoment(Stage.OFF)
    if conference.state is S.HELD:
        return OwnMoment(Stage.OVER)
    table = timetable.of(session, conference)
    held = table.people.get(invitation.person_id)
    if not held:
        return OwnMoment(Stage.NO_SEAT, starts_at=invitation.starts_at)
    if conference.kind is ConferenceKind.KNOWLEDGE:
        return _of_session(conference)
    rows = {item.id: item for item in conference.items}
    here = _here(session, held, rows, invitation.person_id)
    runs = running(conference, table.items, rows, now=now)
    own = [_own(table, conference, seat, runs[seat.item], now) for seat in held]
    ahead = [one for one in own if one.stage is not Stage.OVER]
    if not ahead:
        return OwnMoment(Stage.OVER, is_here=bool(here))
    first = min(ahead, key=lambda one: one.starts_at or now)
    return replace(first, is_here=first.item_id in here)


def _of_session(conference: Conference) -> OwnMoment:
    """Return when everybody is needed at a knowledge session: all of it; nobody is ticked off."""
    stage = Stage.NOW if conference.state is S.IN_SESSION else Stage.NOT_BEGUN
    return OwnMoment(
        stage,
        starts_at=conference.starts_at,
        planned_at=conference.starts_at,
        minutes=conference.minutes,
    )


def come(session: Session, invitation: Invitation, *, by: Person, now: datetime) -> None:
    """Note that the invitee is there for their next own item, and no more at what is done.

    A second click changes nothing. Raises NotInSession, PartIsOver.
    """
    conference = session.get_one(Conference, invitation.conference_id)
    changing.claim(session, conference)
    found = of(session, invitation, now=now)
    if found.item_id is None:
        raise PartIsOver
    _leave(session, invitation, by, now, besides=found.item_id)
    meeting.come(session, session.get_one(AgendaItem, found.item_id), by, by=by, now=now)


def go(session: Session, invitation: Invitation, *, by: Person, now: datetime) -> None:
    """Note that the invitee left every own item they were at. Raises NotInSession."""
    conference = session.get_one(Conference, invitation.conference_id)
    changing.claim(session, conference)
    _leave(session, invitation, by, now)


def _own(
    table: Timetable, conference: Conference, seat: HeldSeat, run: Running, now: datetime
) -> OwnMoment:
    """Return one own item: who is needed for some of its parts is needed from the first of them."""
    item = next(one for one in table.items if one.key == seat.item)
    part = spans.minutes([replace(item, pause=0)], [seat])
    planned = spans.minutes(table.items, [seat])
    starts_at = run.starts_at + _minutes(part.start)
    is_past = run.is_now and bool(seat.parts) and now >= run.starts_at + _minutes(part.end)
    stage = Stage.WAITS if conference.state is S.IN_SESSION else Stage.NOT_BEGUN
    if run.is_done or is_past:
        stage = Stage.OVER
    elif run.is_now and now >= starts_at:
        stage = Stage.NOW
    return OwnMoment(
        stage,
        item_id=seat.item,
        starts_at=starts_at,
        planned_at=conference.starts_at and conference.starts_at + _minutes(planned.start),
        minutes=part.end - part.start,
    )


def _here(
    session: Session,
    held: Collection[HeldSeat],
    rows: Mapping[UUID, AgendaItem],
    person_id: UUID,
) -> set[UUID]:
    present = meeting.present(session, [rows[seat.item] for seat in held])
    return {item_id for item_id, people in present.items() if person_id in people}


def _leave(
    session: Session,
    invitation: Invitation,
    by: Person,
    now: datetime,
    *,
    besides: UUID | None = None,
) -> None:
    items = session.exec(
        select(AgendaItem)
        .where(AgendaItem.conference_id == invitation.conference_id)
        .order_by(col(AgendaItem.position))
    )
    for item in items:
        if item.id != besides:
            meeting.go(session, item, by, by=by, now=now)


def _is_current(row: AgendaItem) -> bool:
    return row.opened_at is not None and row.closed_at is None


def _opened(row: AgendaItem, now: datetime) -> datetime:
    return row.opened_at or now


def _minutes(number: int) -> timedelta:
    return timedelta(minutes=number)
