"""The cascade: a seat that lost its person after convening is offered to the next, and the next.

Rows say who was asked and until when, so that a search goes on after a restart: the worker takes
each step when it is due (mdt.conferences.cascade_turns). Callers own the transaction. Every verb
holds the conference first: of two who say yes one takes the seat.

Source: issue 3 (late decline); scenarios.md, scenario 2 (the morning of 25 October), 2.6.
"""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from mdt import events
from mdt.conferences import cascade_rows, changing, sought
from mdt.conferences.cascade_rows import Terms
from mdt.errors import N_, DomainError, IllegalTransition
from mdt.models import (
    Cascade,
    CascadeState,
    Conference,
    ConferenceKind,
    ConferenceState,
    Person,
    Seat,
    SeatDomain,
    SeatFill,
    SeeksFor,
)
from mdt.outbox import queue
from mdt.scheduling import usual as usuals
from mdt.scheduling import waking

EMERGENCY = Terms(at_once=1, patience_minutes=10)
"""How somebody else is sought in an emergency unless the coordinator says otherwise (issue 3)."""

SITTING = (ConferenceState.CONVENED, ConferenceState.IN_SESSION)
"""States in which somebody can still come."""


class SoughtAlready(DomainError):
    """Somebody is sought for this seat at this moment."""

    text = N_("Voor deze stoel wordt al vervanging gezocht.")


class SearchOver(DomainError):
    """The search has ended: somebody took the seat, or it was stopped."""

    text = N_("Deze zoektocht is al klaar.")


class NoGround(DomainError):
    """Nobody said why the table sits without this seat."""

    text = N_("Schrijf op waarom het overleg zonder deze stoel doorgaat.")


class SeatsUnsettled(DomainError):
    """Seats lost their person, and nobody said why the table sits without."""

    text = N_("Nog niemand voor: %(seats)s. Schrijf op waarom het overleg toch begint.")


def as_usual(conference: Conference) -> None:
    """Let the portal look for stand-ins as is usual for this kind of conference."""
    is_emergency = conference.kind is ConferenceKind.EMERGENCY
    conference.seeks_for = SeeksFor.EVERY_SEAT if is_emergency else SeeksFor.POOLS
    conference.patience_minutes = EMERGENCY.patience_minutes if is_emergency else None


def terms_of(session: Session, conference: Conference) -> Terms:
    """Return how the portal looks for a stand-in by itself."""
    patience = conference.patience_minutes or usuals.of(session).patience_minutes
    return Terms(conference.asked_at_once, patience)


def wakes_at(conference: Conference, at: datetime) -> datetime:
    """Return when people may be asked at the earliest: at night nobody is, but for an emergency.

    Nor for a sitting that is at night itself: who can be woken for it may be asked for it.
    """
    return waking.from_then(at) if is_by_day(conference) else at


def is_by_day(conference: Conference) -> bool:
    """Tell whether people are asked, and their patience counts, by day only."""
    is_at_night = conference.starts_at is not None and waking.is_night(conference.starts_at)
    return conference.kind is not ConferenceKind.EMERGENCY and not is_at_night


def seeks_for(conference: Conference, seat: Seat) -> bool:
    """Tell whether the portal looks by itself when the holder of the seat says no."""
    if conference.seeks_for is SeeksFor.POOLS:
        return seat.fill is not SeatFill.PERSON
    return conference.seeks_for is SeeksFor.EVERY_SEAT


def start(
    session: Session, seat: Seat, terms: Terms, *, by: Person | None, now: datetime
) -> Cascade:
    """Take whoever holds the seat off it and look for somebody else; look on when nobody was left.

    by: None when the portal does so by itself. Raises IllegalTransition, SoughtAlready.
    """
    _claim_sitting(session, seat.item.conference)
    session.refresh(seat)
    row, by_id = sought.open_of(session, seat.id), by.id if by else None
    if row is None:
        row = cascade_rows.begin(session, seat, terms, by_id=by_id, due_at=now, now=now)
    elif row.state is CascadeState.RUNNING:
        raise SoughtAlready
    else:
        row.state, row.due_at = CascadeState.RUNNING, now
        row.at_once, row.patience_minutes = terms.at_once, terms.patience_minutes
    seat.holder_id = None
    cascade_rows.record(session, events.CascadeStarted, row, by_id, now)
    return row


def announce(session: Session, seat: Seat, terms: Terms, *, now: datetime) -> Cascade:
    """Look for somebody else once the undo time is over and people are awake; return the search.

    Until then the seat is its holder's, who may still come after all; a judge who says no is out
    at once.

    Source: scenarios.md, check 2.5.
    """
    undone_at = now + timedelta(seconds=queue.terms(session).undo_seconds)
    due_at = wakes_at(seat.item.conference, undone_at)
    row = cascade_rows.begin(session, seat, terms, by_id=None, due_at=due_at, now=now)
    row.state = CascadeState.ANNOUNCED
    if seat.domain is SeatDomain.JUDICIARY:
        seat.holder_id = None
    cascade_rows.record(session, events.CascadeStarted, row, None, now)
    return row


def stop(session: Session, row: Cascade, *, by: Person, now: datetime) -> None:
    """Stop looking; whoever was asked hears that they need not come. Raises SearchOver."""
    _claim(session, row)
    if row.state not in sought.OPEN:
        raise SearchOver
    cascade_rows.end(session, row, CascadeState.STOPPED, by_id=by.id, now=now)


def go_without(session: Session, row: Cascade, because: str, *, by: Person, now: datetime) -> None:
    """Let the table sit without this seat, for a reason that is kept.

    Raises SearchOver when somebody took the seat or a reason was given, NoGround.
    """
    _claim(session, row)
    if row.state in {CascadeState.FILLED, CascadeState.WAIVED}:
        raise SearchOver
    if not because.strip():
        raise NoGround
    row.without_because = because.strip()
    cascade_rows.end(session, row, CascadeState.WAIVED, by_id=by.id, now=now)


def go_without_all(
    session: Session, conference: Conference, because: str, *, by: Person, now: datetime
) -> None:
    """Let the sitting begin without the seats that nobody took. Raises SeatsUnsettled."""
    missing = sought.unsettled(session, conference.id)
    if missing and not because.strip():
        raise SeatsUnsettled(seats=[seat.domain for seat in missing])
    for seat in missing:
        if row := sought.newest_of(session, seat.id):
            go_without(session, row, because, by=by, now=now)


def abandon(session: Session, conference: Conference, *, now: datetime) -> None:
    """Stop every search of a conference that gets another moment, or none; its event says so."""
    rows = session.exec(
        select(Cascade).where(
            Cascade.conference_id == conference.id, col(Cascade.state).in_(sought.OPEN)
        )
    )
    for row in rows:
        row.state, row.due_at, row.ended_at = CascadeState.STOPPED, None, now
    session.flush()


def _claim_sitting(session: Session, conference: Conference) -> None:
    changing.claim(session, conference)
    if conference.state not in SITTING:
        raise IllegalTransition


def _claim(session: Session, row: Cascade) -> None:
    changing.claim(session, session.get_one(Conference, row.conference_id))
    session.refresh(row)
