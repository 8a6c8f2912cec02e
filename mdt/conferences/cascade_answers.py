"""What answers, and people put on seats by hand, do to the search for a stand-in.

Source: issue 3 (late decline); scenarios.md, scenario 2 (the morning of 25 October).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from mdt import events
from mdt.conferences import candidates, cascade_rows, cascades, drawing, sought, timetable
from mdt.conferences.cascade_rows import Terms
from mdt.conferences.cascade_steps import Asked
from mdt.events import Event
from mdt.models import (
    Cascade,
    CascadeAsk,
    CascadeState,
    Conference,
    ConferenceKind,
    Invitation,
    Person,
    Reply,
    Seat,
    SeatFill,
    SeeksFor,
)


def watch(session: Session, event: Event) -> None:
    """React to an emergency that was convened: whoever is on a seat has so long to answer.

    Who stays silent keeps the seat until somebody else takes it; others are asked meanwhile. For a
    seat that waits for duty and for which nobody was on duty somebody is sought at once.
    """
    conference = session.get_one(Conference, event.conference_id)
    is_emergency = conference.kind is ConferenceKind.EMERGENCY
    if not is_emergency or conference.seeks_for is SeeksFor.NO_SEAT:
        return
    terms = cascades.terms_of(session, conference)
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

    Somebody who held a seat and says no loses it where the portal looks for stand-ins by itself; at
    once in an emergency, else when the coordinator's undo time is over.
    """
    invitation = session.get_one(Invitation, event.subject_id)
    conference = session.get_one(Conference, invitation.conference_id)
    for row, ask in _open_for(session, invitation):
        ask.reply, ask.replied_at = invitation.reply, event.at
        is_announced = row.state is CascadeState.ANNOUNCED
        if ask.reply is Reply.YES or (ask.reply is Reply.MAYBE and is_announced):
            _take(session, row, ask, event.at)
        elif ask.reply is Reply.NO and not is_announced:
            _give_up(session, row, ask, event.at)
    if invitation.reply is Reply.NO and conference.state in cascades.SITTING:
        _look_for_all(session, conference, invitation, event.at)


def seated(session: Session, event: Event) -> None:
    """React to changed seats: whoever was put on one by hand ends the search for it."""
    seat = session.get(Seat, event.subject_id) if event.subject_id else None
    row = sought.open_of(session, seat.id) if seat else None
    if seat is None or row is None or seat.holder_id is None:
        return
    keeps_holder = row.keeps_holder or row.state is CascadeState.ANNOUNCED
    if not (keeps_holder and seat.holder_id == row.lost_id):
        cascade_rows.fill(session, row, seat.holder_id, by_id=event.actor_id, now=event.at)


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
        drawing.seat_down(seat, person)
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


def _look_for_all(
    session: Session, conference: Conference, invitation: Invitation, now: datetime
) -> None:
    """Look for somebody on each seat of whoever said no, where the portal does so by itself."""
    terms = cascades.terms_of(session, conference)
    for seat in timetable.of(session, conference).seats:
        is_theirs = seat.holder_id == invitation.person_id
        if not is_theirs or not cascades.seeks_for(conference, seat):
            continue
        if sought.open_of(session, seat.id) is None:
            _look(session, conference, seat, terms, now)


def _look(
    session: Session, conference: Conference, seat: Seat, terms: Terms, now: datetime
) -> None:
    if conference.kind is ConferenceKind.EMERGENCY:
        cascades.start(session, seat, terms, by=None, now=now)
    else:
        cascades.announce(session, seat, terms, now=now)
