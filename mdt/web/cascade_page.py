"""The page of a seat that lost its person: how the search stands, who is next, and its log."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask_babel import LazyString, get_locale, gettext
from flask_babel import lazy_gettext as _l
from sqlmodel import col, select

from mdt import clock
from mdt.conferences import cascades, sought, successors
from mdt.conferences.cascades import SITTING
from mdt.models import (
    Cascade,
    CascadeAsk,
    CascadeState,
    Conference,
    Invitation,
    Person,
    Reply,
    Seat,
)
from mdt.web import dates, words
from mdt.web.database import get_session

SHOWN = 5
"""So many of those who come next are named."""


@dataclass(frozen=True)
class Line:
    """One line of the log: when, and what."""

    at: datetime
    text: str


@dataclass(frozen=True)
class CascadePage:
    """A seat and the search for somebody on it.

    has_declined: the holder said no. row: the newest search, None when there was none.
    awaited: whose turn it is, with until when.
    next_up: who is asked after them, by name, and how many more there are.
    """

    conference: Conference
    seat: Seat
    holder: Person | None
    has_declined: bool
    row: Cascade | None
    lines: Sequence[Line]
    awaited: Sequence[tuple[str, datetime]]
    next_up: Sequence[str]
    more: int

    @property
    def is_running(self) -> bool:
        """Return whether somebody is asked now, or is about to be."""
        return self.row is not None and self.row.state is CascadeState.RUNNING

    @property
    def begins_at(self) -> datetime | None:
        """Return when a search begins that can still be held back."""
        is_announced = self.row is not None and self.row.state is CascadeState.ANNOUNCED
        return self.row.due_at if self.row and is_announced else None

    @property
    def rests_until(self) -> datetime | None:
        """Return when a search goes on that rests for the night; None when it does not."""
        due_at = self.row.due_at if self.row and self.is_running and not self.awaited else None
        return due_at if due_at and due_at > clock.now() else None

    @property
    def is_by_day(self) -> bool:
        """Return whether the night does not count."""
        return cascades.is_by_day(self.conference)

    def day_of(self, at: datetime) -> str:
        """Return «morgen», or which day later; empty for today."""
        today = dates.local_date(clock.now())
        days = (dates.local_date(at) - today).days
        if days == 1:
            return str(gettext("morgen"))
        return dates.day(at, today=today, locale=str(get_locale() or "nl")) if days > 1 else ""

    @property
    def is_open(self) -> bool:
        """Return whether a yes still takes the seat."""
        return self.row is not None and self.row.state in sought.OPEN

    @property
    def may_start(self) -> bool:
        """Return whether a search can begin, or go on."""
        return self.conference.state in SITTING and not self.is_running

    @property
    def may_go_without(self) -> bool:
        """Return whether the table can say that it sits without this seat."""
        settled = {CascadeState.FILLED, CascadeState.WAIVED}
        return self.row is not None and self.row.state not in settled and self.holder is None

    @property
    def queue(self) -> str:
        """Return who comes next, in words."""
        names = ", ".join(self.next_up)
        if not self.more:
            return names
        return str(gettext("%(names)s en nog %(num)s", names=names, num=self.more))

    @property
    def taker(self) -> str:
        """Return who took the seat, by name."""
        return self.holder.name if self.holder else ""


def of(seat: Seat) -> CascadePage:
    """Return the page of a seat; the caller loaded it through the guard."""
    session, conference, now = get_session(), seat.item.conference, clock.now()
    rows = session.exec(
        select(Cascade).where(Cascade.seat_id == seat.id).order_by(col(Cascade.started_at))
    ).all()
    asks = [(row, one) for row in rows for one in sought.asks_of(session, row)]
    row = rows[-1] if rows else None
    known = {one.person_id for of, one in asks if of is row} | {row.lost_id if row else None}
    next_up = _next_up(conference, seat, known)
    names = _names(rows, asks, next_up, seat)
    return CascadePage(
        conference=conference,
        seat=seat,
        holder=session.get(Person, seat.holder_id) if seat.holder_id else None,
        has_declined=_has_declined(seat),
        row=row,
        lines=sorted(_log(rows, asks, names, now), key=lambda line: line.at),
        awaited=[
            (names[one.person_id], one.until_at)
            for of, one in asks
            if of is row and row.state is CascadeState.RUNNING and _is_awaited(one, now)
        ],
        next_up=[names[one] for one in next_up[:SHOWN]],
        more=max(len(next_up) - SHOWN, 0),
    )


def patience(conference: Conference) -> int:
    """Return how long people get to answer unless the coordinator says otherwise, in minutes."""
    return cascades.terms_of(get_session(), conference).patience_minutes


def _has_declined(seat: Seat) -> bool:
    said = select(Invitation.reply).where(
        Invitation.conference_id == seat.item.conference_id, Invitation.person_id == seat.holder_id
    )
    return get_session().exec(said).first() is Reply.NO


def _next_up(conference: Conference, seat: Seat, known: set[UUID | None]) -> list[UUID]:
    if conference.state not in SITTING:
        return []
    found = successors.of(get_session(), conference, seat, now=clock.now())
    return [one for one in found if one not in known and one != seat.holder_id]


def _is_awaited(one: CascadeAsk, now: datetime) -> bool:
    return one.reply not in {Reply.YES, Reply.NO} and one.until_at > now


def _names(
    rows: Sequence[Cascade],
    asks: Sequence[tuple[Cascade, CascadeAsk]],
    next_up: Sequence[UUID],
    seat: Seat,
) -> Mapping[UUID | None, str]:
    keys: set[UUID | None] = {seat.holder_id, *next_up, *(one.person_id for _, one in asks)}
    for row in rows:
        keys |= {row.lost_id, row.started_by_id, row.ended_by_id, row.filled_by_id}
    found = get_session().exec(select(Person).where(col(Person.id).in_(keys - {None})))
    return {None: gettext("Het portaal")} | {person.id: person.name for person in found}


def _log(
    rows: Sequence[Cascade],
    asks: Sequence[tuple[Cascade, CascadeAsk]],
    names: Mapping[UUID | None, str],
    now: datetime,
) -> Iterator[Line]:
    for row in rows:
        yield _begun(row, names)
        if row.ended_at:
            yield _ended(row, row.ended_at, names)
    for row, one in asks:
        yield from _of_ask(row, one, names[one.person_id], now)


def _begun(row: Cascade, names: Mapping[UUID | None, str]) -> Line:
    if row.keeps_holder:
        return Line(row.started_at, gettext("Iedereen is gevraagd."))
    who = names[row.started_by_id]
    if row.started_by_id is None and row.lost_id is not None:
        text = gettext("%(lost)s komt niet. Het portaal zoekt vervanging.", lost=names[row.lost_id])
        return Line(row.started_at, text)
    if row.lost_id is None:
        return Line(row.started_at, gettext("%(who)s begon te zoeken.", who=who))
    text = gettext("%(who)s begon te zoeken: %(lost)s komt niet.", who=who, lost=names[row.lost_id])
    return Line(row.started_at, text)


def _of_ask(row: Cascade, one: CascadeAsk, name: str, now: datetime) -> Iterator[Line]:
    is_lost = one.person_id == row.lost_id and not row.keeps_holder
    if not is_lost:
        yield Line(one.asked_at, gettext("%(name)s is gevraagd.", name=name))
    if one.reply and one.replied_at:
        said = words.word(one.reply).lower()
        text = gettext("%(name)s zegt %(reply)s.", name=name, reply=said)
        yield Line(one.replied_at, text)
    ended = min(one.replied_at or now, row.ended_at or now, now)
    if one.until_at <= ended and not is_lost:
        text = gettext("%(name)s gaf op tijd geen antwoord.", name=name)
        yield Line(one.until_at, text)


_ENDINGS: Mapping[CascadeState, LazyString] = {
    CascadeState.FILLED: _l("De stoel is van %(taker)s."),
    CascadeState.STOPPED: _l("%(who)s stopte met zoeken."),
    CascadeState.WAIVED: _l("%(who)s ging verder zonder: %(because)s"),
}


def _ended(row: Cascade, at: datetime, names: Mapping[UUID | None, str]) -> Line:
    filled = {
        "taker": names[row.filled_by_id],
        "who": names[row.ended_by_id],
        "because": row.without_because,
    }
    return Line(at, str(_ENDINGS[row.state]) % filled)
