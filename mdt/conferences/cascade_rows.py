"""What a search for somebody on a seat writes down: that it began, each ask, and how it ended."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Session, col, select

from mdt import events
from mdt.conferences import sought
from mdt.conferences.cascade_steps import Asked
from mdt.events import Event
from mdt.models import Cascade, CascadeAsk, CascadeState, Invitation, Reply, Seat


@dataclass(frozen=True)
class Terms:
    """How many are awaited at a time, and how long each may take."""

    at_once: int
    patience_minutes: int


def begin(
    session: Session,
    seat: Seat,
    terms: Terms,
    *,
    by_id: UUID | None,
    due_at: datetime,
    now: datetime,
    keeps_holder: bool = False,
) -> Cascade:
    """Return a new search for the seat, which lost whoever holds it, or may."""
    row = Cascade(
        conference_id=seat.item.conference_id,
        case_id=seat.case_id,
        seat_id=seat.id,
        domain=seat.domain,
        lost_id=seat.holder_id,
        keeps_holder=keeps_holder,
        at_once=terms.at_once,
        patience_minutes=terms.patience_minutes,
        due_at=due_at,
        started_at=now,
        started_by_id=by_id,
    )
    session.add(row)
    session.flush()
    if not keeps_holder:
        _note_no(session, row, now)
    return row


def ask(session: Session, row: Cascade, people: Collection[Asked], *, now: datetime) -> None:
    """Write down that these people are asked, after those who were."""
    before = len(sought.asks_of(session, row))
    session.add_all(
        CascadeAsk(
            cascade_id=row.id,
            case_id=row.case_id,
            person_id=one.person,
            position=position,
            asked_at=now,
            until_at=one.until,
        )
        for position, one in enumerate(people, before)
    )
    session.flush()


def fill(
    session: Session, row: Cascade, person_id: UUID, *, by_id: UUID | None, now: datetime
) -> None:
    """End the search: this person has the seat, and the others need not come."""
    row.filled_by_id = person_id
    others = [one.person_id for one in sought.asks_of(session, row) if one.person_id != person_id]
    session.execute(
        update(Invitation)
        .where(col(Invitation.conference_id) == row.conference_id)
        .where(col(Invitation.person_id).in_(others), col(Invitation.withdrawn_at).is_(None))
        .values(seat_filled=True)
    )
    end(session, row, CascadeState.FILLED, by_id=by_id, now=now)


def end(
    session: Session,
    row: Cascade,
    state: CascadeState,
    *,
    by_id: UUID | None,
    now: datetime,
) -> None:
    """End the search; whoever is still asked is withdrawn by what follows from the event."""
    row.state, row.due_at, row.ended_at, row.ended_by_id = state, None, now, by_id
    record(session, events.CascadeEnded, row, by_id, now)


def record(
    session: Session, kind: type[Event], row: Cascade, by_id: UUID | None, now: datetime
) -> None:
    """Record what happened in the search."""
    session.add(row)
    session.flush()
    events.record(
        session,
        kind(
            at=now,
            actor_id=by_id,
            case_id=row.case_id,
            conference_id=row.conference_id,
            subject_id=row.id,
        ),
    )


def _note_no(session: Session, row: Cascade, now: datetime) -> None:
    """Write down that whoever is lost said no, if they did: they may still change their mind."""
    said_no = select(Invitation.id).where(
        Invitation.conference_id == row.conference_id,
        Invitation.person_id == row.lost_id,
        Invitation.reply == Reply.NO,
        col(Invitation.withdrawn_at).is_(None),
    )
    if row.lost_id and row.domain in sought.MAY_RETURN and session.exec(said_no).first():
        session.add(
            CascadeAsk(
                cascade_id=row.id,
                case_id=row.case_id,
                person_id=row.lost_id,
                asked_at=now,
                until_at=now,
                reply=Reply.NO,
                replied_at=now,
            )
        )
        session.flush()
