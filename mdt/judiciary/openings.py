"""The judge's second step: she opens what her mode gives, and closes it when it may not be.

Step A is an invitation like any other, that names no case: nothing stands in the way, or she
cannot. Only after that yes she opens content, and it stays open as long as the yes stands: a no,
by whatever way it comes, closes it at once. What she saw is in the audit trail.

Source: domain.md 3.4 (two-step invitation); scenarios.md, scenario 2 (the night of 25 October).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from mdt import acting, events
from mdt.conferences import changing, meeting
from mdt.directory import courts
from mdt.errors import N_, DomainError
from mdt.events import Event
from mdt.models import (
    AgendaItem,
    AuditRecord,
    Conference,
    ConferenceState,
    DeclineReason,
    Invitation,
    JudgeBar,
    JudgeMode,
    JudgeOpening,
    Person,
    Reply,
    Seat,
    SeatDomain,
)

RUNNING = (ConferenceState.CONVENED, ConferenceState.IN_SESSION)
BARRING = (JudgeMode.NIET_ZITTEND, JudgeMode.RC)
"""Modes after which she tries nothing in this family (domain.md 3.4; art. 268 Sv)."""


class NothingSaidYet(DomainError):
    """Content opens only after the judge said that nothing stands in the way."""

    text = N_("Zeg eerst of er een belemmering is.")


class NothingToOpen(DomainError):
    """The sitting is over, or she holds no seat with something to see."""

    text = N_("Er is hier niets te zien.")


@dataclass(frozen=True)
class Seen:
    """What a judge saw in an opening: names of actions of the policy, and how long it was open.

    until: when it closed, also because her invitation went; None while it is open.
    """

    opening: JudgeOpening
    until: datetime | None
    sections: Sequence[str]
    seconds: int


@acting.by_portal
def seats_of(session: Session, invitation: Invitation) -> Sequence[Seat]:
    """Return the judge's seats that the invitation is for."""
    return session.exec(
        select(Seat)
        .join(AgendaItem, col(AgendaItem.id) == Seat.item_id)
        .where(
            AgendaItem.conference_id == invitation.conference_id,
            Seat.holder_id == invitation.person_id,
            Seat.domain == SeatDomain.JUDICIARY,
        )
        .order_by(col(AgendaItem.position), col(Seat.position))
    ).all()


def live(session: Session, invitation: Invitation) -> JudgeOpening | None:
    """Return the opening that stands, None when nothing is open."""
    return session.exec(
        select(JudgeOpening).where(
            JudgeOpening.invitation_id == invitation.id, col(JudgeOpening.closed_at).is_(None)
        )
    ).first()


def has_opened(session: Session, invitation: Invitation) -> bool:
    """Tell whether the judge ever opened anything by this invitation."""
    query = select(JudgeOpening.id).where(JudgeOpening.invitation_id == invitation.id)
    return session.exec(query).first() is not None


def at_seat(session: Session, seat: Seat) -> JudgeOpening | None:
    """Return what the holder of this seat has open, None when nothing."""
    return session.exec(
        select(JudgeOpening)
        .join(Invitation, col(Invitation.id) == JudgeOpening.invitation_id)
        .where(
            Invitation.conference_id == seat.item.conference_id,
            JudgeOpening.person_id == seat.holder_id,
            col(JudgeOpening.closed_at).is_(None),
        )
    ).first()


@acting.by_portal
def open_content(session: Session, invitation: Invitation, *, by: Person, now: datetime) -> None:
    """Open what her mode gives; from here on some modes bar her from trying this family.

    A second click opens nothing twice. Raises NothingSaidYet, NothingToOpen, ModeNotAgreed.
    """
    conference = session.get_one(Conference, invitation.conference_id)
    changing.claim(session, conference)
    session.refresh(invitation)
    if invitation.reply is not Reply.YES or not invitation.is_live:
        raise NothingSaidYet
    seats = [one for one in seats_of(session, invitation) if one.mode is not JudgeMode.KENNIS]
    if not seats or conference.state not in RUNNING:
        raise NothingToOpen
    if live(session, invitation):
        return
    for seat in seats:
        courts.require_agreed(session, seat, now=now)
    session.add(JudgeOpening(invitation_id=invitation.id, person_id=by.id, opened_at=now))
    for seat in seats:
        if seat.mode in BARRING:
            _bar(session, seat, by, now)
    events.record(
        session,
        events.ContentOpened(
            at=now,
            actor_id=by.id,
            conference_id=invitation.conference_id,
            subject_id=invitation.id,
        ),
    )


def give_reason(
    session: Session, invitation: Invitation, reason: DeclineReason | None, *, now: datetime
) -> None:
    """Close what is open and keep in one word why; the no itself is an answer like any other.

    Who is at the table is so no longer: what she attended ends in the trail at this very moment.
    """
    if opening := live(session, invitation):
        opening.closed_at, opening.reason = now, reason
        session.add(opening)
        conference = session.get_one(Conference, invitation.conference_id)
        meeting.leave(session, conference, session.get_one(Person, opening.person_id), now=now)


def close_after_no(session: Session, event: Event) -> None:
    """Close what is open when the yes does not stand any more, by whatever way that came."""
    invitation = session.get_one(Invitation, event.subject_id)
    if invitation.reply is not Reply.YES:
        give_reason(session, invitation, None, now=event.at)


def close_with_table(session: Session, event: Event) -> None:
    """Close what stands open at a table whose seats give nothing any more."""
    rows = session.exec(
        select(JudgeOpening)
        .join(Invitation, col(Invitation.id) == JudgeOpening.invitation_id)
        .where(
            Invitation.conference_id == event.conference_id, col(JudgeOpening.closed_at).is_(None)
        )
    )
    for opening in rows.all():
        opening.closed_at = event.at
        session.add(opening)


def seen(session: Session, invitation: Invitation, *, now: datetime) -> Sequence[Seen]:
    """Return what the judge saw in each of her openings, the last one first."""
    case_ids = select(AgendaItem.case_id).where(
        AgendaItem.conference_id == invitation.conference_id
    )
    found = session.exec(
        select(JudgeOpening)
        .where(JudgeOpening.invitation_id == invitation.id)
        .order_by(col(JudgeOpening.opened_at).desc())
    )
    told = []
    for opening in found:
        closed = opening.closed_at or invitation.withdrawn_at
        until = closed or now
        actions = session.exec(
            select(AuditRecord.action)
            .where(
                AuditRecord.actor_id == opening.person_id,
                col(AuditRecord.allowed),
                col(AuditRecord.case_id).in_(case_ids),
                AuditRecord.at >= opening.opened_at,
                AuditRecord.at <= until,
            )
            .order_by(col(AuditRecord.at))
        )
        seconds = int((until - opening.opened_at).total_seconds())
        told.append(Seen(opening, closed, list(dict.fromkeys(actions)), seconds))
    return told


def _bar(session: Session, seat: Seat, person: Person, now: datetime) -> None:
    known = session.exec(
        select(JudgeBar).where(JudgeBar.case_id == seat.case_id, JudgeBar.person_id == person.id)
    ).first()
    if known is None:
        session.add(JudgeBar(case_id=seat.case_id, person_id=person.id, mode=seat.mode, since=now))
