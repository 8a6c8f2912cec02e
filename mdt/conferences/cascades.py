"""The cascade: a seat that lost its person after convening is offered to the next, and the next.

Rows say who was asked and until when, so that a search goes on after a restart: the worker takes
each step when it is due (mdt.conferences.cascade_turns). Callers own the transaction. Every verb
holds the conference first: of two who say yes one takes the seat.

Source: issue 3 (late decline); scenarios.md, scenario 2 (the morning of 25 October), 2.6.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from mdt import events
from mdt.conferences import candidates, cascade_rows, changing, sought, timetable
from mdt.conferences.cascade_rows import Terms
from mdt.conferences.cascade_steps import Asked
from mdt.errors import N_, DomainError, IllegalTransition
from mdt.events import Event
from mdt.models import (
    Cascade,
    CascadeAsk,
    CascadeState,
    Conference,
    ConferenceKind,
    ConferenceState,
    Invitation,
    Person,
    Reply,
    Seat,
    SeatFill,
)

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


def usual_patience(kind: ConferenceKind) -> int | None:
    """Return with which patience the portal looks for stand-ins by itself; None: it does not."""
    return EMERGENCY.patience_minutes if kind is ConferenceKind.EMERGENCY else None


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
    elif row.state is CascadeState.EXHAUSTED:
        row.state, row.due_at = CascadeState.RUNNING, now
        row.at_once, row.patience_minutes = terms.at_once, terms.patience_minutes
    else:
        raise SoughtAlready
    seat.holder_id = None
    cascade_rows.record(session, events.CascadeStarted, row, by_id, now)
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


def watch(session: Session, event: Event) -> None:
    """React to an emergency that was convened: whoever is on a seat has so long to answer.

    Who stays silent keeps the seat until somebody else takes it; others are asked meanwhile. For a
    seat that waits for duty and for which nobody was on duty somebody is sought at once.
    """
    conference = session.get_one(Conference, event.conference_id)
    if conference.kind is not ConferenceKind.EMERGENCY or conference.patience_minutes is None:
        return
    terms = Terms(conference.asked_at_once, conference.patience_minutes)
    until = event.at + timedelta(minutes=terms.patience_minutes)
    for seat in timetable.of(session, conference).seats:
        if seat.holder_id and sought.open_of(session, seat.id) is None:
            row = cascade_rows.begin(
                session,
                seat,
                terms,
                by_id=None,
                due_at=until,
                now=event.at,
                keeps_holder=True,
            )
            cascade_rows.ask(session, row, [Asked(seat.holder_id, until)], now=event.at)
        elif seat.holder_id is None and seat.fill is SeatFill.DUTY:
            cascade_rows.begin(session, seat, terms, by_id=None, due_at=event.at, now=event.at)


def answered(session: Session, event: Event) -> None:
    """React to an answer: a yes takes the seat it was asked for, after a no the next is asked.

    Somebody who held a seat and says no loses it when the portal looks for stand-ins by itself.
    """
    invitation = session.get_one(Invitation, event.subject_id)
    conference = session.get_one(Conference, invitation.conference_id)
    rows = _open_for(session, invitation)
    for row, ask in rows:
        ask.reply, ask.replied_at = invitation.reply, event.at
        if ask.reply is Reply.YES:
            _take(session, row, ask, event.at)
        elif ask.reply is Reply.NO:
            _give_up(session, row, ask, event.at)
    is_declined = invitation.reply is Reply.NO and conference.state in SITTING
    if is_declined and conference.patience_minutes is not None and not rows:
        _start_all(session, conference, invitation.person_id, event.at)


def seated(session: Session, event: Event) -> None:
    """React to changed seats: whoever was put on one by hand ends the search for it."""
    seat = session.get(Seat, event.subject_id) if event.subject_id else None
    row = sought.open_of(session, seat.id) if seat else None
    if seat is None or row is None or seat.holder_id is None:
        return
    if not (row.keeps_holder and seat.holder_id == row.lost_id):
        cascade_rows.fill(session, row, seat.holder_id, by_id=event.actor_id, now=event.at)


def _claim_sitting(session: Session, conference: Conference) -> None:
    changing.claim(session, conference)
    if conference.state not in SITTING:
        raise IllegalTransition


def _claim(session: Session, row: Cascade) -> None:
    changing.claim(session, session.get_one(Conference, row.conference_id))
    session.refresh(row)


def _open_for(session: Session, invitation: Invitation) -> Sequence[tuple[Cascade, CascadeAsk]]:
    return session.exec(
        select(Cascade, CascadeAsk)
        .join(CascadeAsk, col(CascadeAsk.cascade_id) == Cascade.id)
        .where(
            Cascade.conference_id == invitation.conference_id,
            CascadeAsk.person_id == invitation.person_id,
            col(Cascade.state).in_(sought.OPEN),
            col(Cascade.seat_id).is_not(None),
        )
    ).all()


def _take(session: Session, row: Cascade, ask: CascadeAsk, now: datetime) -> None:
    """Give the seat to whoever said yes. Raises CannotSit, SitsAlready."""
    seat = session.get_one(Seat, row.seat_id)
    if seat.holder_id != ask.person_id:
        person = session.get_one(Person, ask.person_id)
        candidates.require(session, seat, person, now=now)
        seat.holder_id = person.id
    session.flush()
    cascade_rows.fill(session, row, ask.person_id, by_id=ask.person_id, now=now)


def _give_up(session: Session, row: Cascade, ask: CascadeAsk, now: datetime) -> None:
    """Let the next be asked; a seat that was theirs is theirs no more."""
    seat = session.get_one(Seat, row.seat_id)
    if seat.holder_id == ask.person_id:
        seat.holder_id = None
    if row.state is CascadeState.RUNNING:
        row.due_at = now
    cascade_rows.record(session, events.CascadeStepped, row, ask.person_id, now)


def _start_all(session: Session, conference: Conference, person_id: UUID, now: datetime) -> None:
    terms = Terms(conference.asked_at_once, conference.patience_minutes or 1)
    for seat in timetable.of(session, conference).seats:
        if seat.holder_id == person_id and sought.open_of(session, seat.id) is None:
            start(session, seat, terms, by=None, now=now)
