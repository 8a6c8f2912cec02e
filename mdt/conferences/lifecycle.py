"""Life cycle of a conference: the legal moves and what each one demands.

Callers have checked permission (mdt.access) and own the transaction; every function here either
changes the conference and records one event, or raises a DomainError and changes nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mdt import events
from mdt.conferences import (
    agenda,
    arrangements,
    cascades,
    changing,
    doors,
    double_booking,
    drawing,
    latest,
    quorum,
)
from mdt.conferences.agenda import Terms
from mdt.conferences.latest import NO_REASON, Late
from mdt.errors import N_, DomainError, IllegalTransition
from mdt.models import (
    Attendance,
    Case,
    Conference,
    ConferenceKind,
    ConferenceState,
    Panel,
    Person,
)
from mdt.outbox import queue

MOVES: Mapping[ConferenceState, frozenset[ConferenceState]] = {
    ConferenceState.DRAFT: frozenset({ConferenceState.CONVENED, ConferenceState.CANCELLED}),
    ConferenceState.CONVENED: frozenset(
        {
            ConferenceState.DRAFT,  # taken back before any mail left
            ConferenceState.IN_SESSION,
            ConferenceState.CANCELLED,
        }
    ),
    ConferenceState.IN_SESSION: frozenset({ConferenceState.HELD}),
    ConferenceState.HELD: frozenset(),
    ConferenceState.CANCELLED: frozenset(),
}
"""From which state to which. To move a convened conference to another moment is no move here."""


class PanelElsewhere(DomainError):
    """The standing table is of another region than the case, or no longer used."""

    text = N_("Kies een tafel van de regio van deze zaak.")


class SlotNotFuture(DomainError):
    """People cannot be asked for a moment that has passed."""

    text = N_("Dit moment is al geweest. Kies een moment dat nog komt.")


class TooLateToTakeBack(DomainError):
    """An invitation has left, or is about to."""

    text = N_(
        "Terugnemen kan niet meer: de uitnodigingen zijn al onderweg. U kunt het overleg afzeggen."
    )


def draft(
    session: Session,
    case: Case,
    terms: Terms,
    *,
    kind: ConferenceKind,
    panel: Panel | None = None,
    signal_at: datetime | None = None,
    by: Person,
    now: datetime,
) -> Conference:
    """Return a new conference with one item and the default seats of the panel; asks nobody yet.

    signal_at: when the signal came, if that is known.
    Raises IllegalTransition, CaseIsClosed, PanelElsewhere, TooLong, PartsTooLong, SignalNotYet.
    """
    latest.require_past(signal_at, now=now)
    if not case.is_open:
        raise agenda.CaseIsClosed
    if panel and (panel.region_id != case.region_id or not panel.is_active):
        raise PanelElsewhere
    if terms.minutes > agenda.LONGEST_MINUTES:
        raise agenda.TooLong
    with session.begin_nested():
        conference = Conference(
            region_id=case.region_id,
            panel_id=panel.id if panel else None,
            kind=kind,
            regime=panel.regime if panel else case.regime,
            minutes=terms.minutes,
            coordinator_id=by.id,
            created_at=now,
            signal_at=signal_at,
        )
        cascades.as_usual(conference)
        session.add(conference)
        session.flush()
        agenda.put(session, conference, case, terms, panel=panel, now=now)
        conference.chair_id = arrangements.usual_chair(session, conference, now=now)
    _record(session, events.ConferenceDrafted, conference, by, now)
    return conference


def convene(
    session: Session,
    conference: Conference,
    starts_at: datetime,
    *,
    minutes: int | None = None,
    holders: Mapping[UUID, UUID] | None = None,
    overlap_allowed: bool = False,
    late: Late = NO_REASON,
    by: Person,
    now: datetime,
) -> None:
    """Agree the moment and ask everybody.

    minutes: another length than the agenda's, for a conference with one item.
    holders: who takes the seats that nobody holds, or was named for; out of their pools.
    overlap_allowed: the coordinator said that people or the room may be double booked.
    late: why the sitting may end after its latest moment.
    Raises IllegalTransition, SlotNotFuture, NoSeats, QuorumNotMet, LengthFollowsAgenda, CannotSit
    and SitsAlready for such a holder, AfterDeadline without such a reason, and SlotTaken when
    somebody who is needed, or the room, was taken meanwhile.
    """
    _claim(session, conference, ConferenceState.CONVENED)
    with session.begin_nested():
        drawing.take(session, conference, holders or {}, now=now)
        quorum.require_held(session, conference)
        _settle(session, conference, starts_at, minutes, overlap_allowed=overlap_allowed, now=now)
        conference.late_because = latest.reason(session, conference, starts_at, late, now=now)
        conference.state, conference.convened_at = ConferenceState.CONVENED, now
        _record(session, events.ConferenceConvened, conference, by, now)


def move(
    session: Session,
    conference: Conference,
    starts_at: datetime,
    *,
    minutes: int | None = None,
    holders: Mapping[UUID, UUID] | None = None,
    overlap_allowed: bool = False,
    late: Late = NO_REASON,
    by: Person,
    now: datetime,
) -> None:
    """Move a convened conference to another moment or length. Raises what convene raises."""
    changing.claim(session, conference)
    if conference.state is not ConferenceState.CONVENED:
        raise IllegalTransition
    with session.begin_nested():
        drawing.take(session, conference, holders or {}, now=now)
        _settle(session, conference, starts_at, minutes, overlap_allowed=overlap_allowed, now=now)
        conference.late_because = latest.reason(session, conference, starts_at, late, now=now)
        cascades.abandon(session, conference, now=now)
        _record(session, events.ConferenceMoved, conference, by, now)


def take_back(session: Session, conference: Conference, *, by: Person, now: datetime) -> None:
    """Undo the convening while no invitation has left; the conference is a draft again.

    Who came out of a pool makes room. Raises IllegalTransition, TooLateToTakeBack, AlreadyLeft.
    """
    _claim(session, conference, ConferenceState.DRAFT)
    if not queue.can_take_back(session, conference.id, now=now):
        raise TooLateToTakeBack
    with session.begin_nested():  # one may leave at this very moment: then nothing happened
        conference.state = ConferenceState.DRAFT
        conference.starts_at = conference.convened_at = None
        conference.overlap_allowed, conference.late_because = False, ""
        drawing.give_back(session, conference)
        cascades.abandon(session, conference, now=now)
        _record(session, events.InvitationsTakenBack, conference, by, now)


def cancel(session: Session, conference: Conference, *, by: Person, now: datetime) -> None:
    """Call the conference off. Raises IllegalTransition once it sits, was held or cancelled."""
    _claim(session, conference, ConferenceState.CANCELLED)
    conference.state, conference.cancelled_at = ConferenceState.CANCELLED, now
    cascades.abandon(session, conference, now=now)
    _record(session, events.ConferenceCancelled, conference, by, now)


def open_(
    session: Session,
    conference: Conference,
    *,
    without: str = "",
    early_allowed: bool = False,
    by: Person,
    now: datetime,
) -> None:
    """Open the sitting.

    without: why it begins without a seat that lost its person and that nobody took.
    Raises IllegalTransition unless it is convened, OpensEarly, SeatsUnsettled without such a
    reason.
    """
    _claim(session, conference, ConferenceState.IN_SESSION)
    doors.require_open(conference, is_meant=early_allowed, now=now)
    cascades.go_without_all(session, conference, without, by=by, now=now)
    conference.state, conference.opened_at = ConferenceState.IN_SESSION, now
    _record(session, events.ConferenceOpened, conference, by, now)


def hold(
    session: Session,
    conference: Conference,
    *,
    without_quorum: str = "",
    by: Person,
    now: datetime,
) -> None:
    """End the sitting; what it decided stands.

    without_quorum: why the table decided although a quorum seat was empty.
    Raises IllegalTransition, QuorumAbsent when such a reason is needed and none was typed.
    """
    _claim(session, conference, ConferenceState.HELD)
    missing = quorum.absent(session, conference)
    if missing and not without_quorum.strip():
        raise quorum.QuorumAbsent(seats=[seat.domain for seat in missing])
    conference.state, conference.held_at = ConferenceState.HELD, now
    conference.without_quorum = without_quorum.strip() if missing else ""
    _leave_the_table(session, conference, now)
    cascades.abandon(session, conference, now=now)
    _record(session, events.ConferenceHeld, conference, by, now)


def adopt(session: Session, conference: Conference, *, by: Person, now: datetime) -> None:
    """Make the minutes final, once: what seats gave ends. Raises IllegalTransition unless held."""
    changing.claim(session, conference)
    if conference.state is not ConferenceState.HELD or conference.adopted_at is not None:
        raise IllegalTransition
    conference.adopted_at = now
    _record(session, events.MinutesAdopted, conference, by, now)


def _claim(session: Session, conference: Conference, wanted: ConferenceState) -> None:
    changing.claim(session, conference)
    if wanted not in MOVES[conference.state]:
        raise IllegalTransition


def _settle(
    session: Session,
    conference: Conference,
    starts_at: datetime,
    minutes: int | None,
    *,
    overlap_allowed: bool,
    now: datetime,
) -> None:
    """Set the moment and the length, if everybody is free then."""
    if starts_at <= now:
        raise SlotNotFuture
    if minutes is not None and minutes != conference.minutes:
        agenda.require_length(conference, minutes)
        agenda.resize(session, conference.items[0], minutes)
        conference.minutes = minutes
    if not overlap_allowed:
        double_booking.require_free(session, conference, starts_at)
    conference.starts_at = starts_at
    conference.overlap_allowed = overlap_allowed
    conference.version += 1


def _leave_the_table(session: Session, conference: Conference, now: datetime) -> None:
    """Close what is still open when the sitting ends: items, and presence."""
    for item in conference.items:
        if item.opened_at and not item.closed_at:
            item.closed_at = now
    here = select(Attendance).where(
        col(Attendance.item_id).in_([item.id for item in conference.items]),
        col(Attendance.out_at).is_(None),
    )
    for attendance in session.exec(here):
        attendance.out_at = now


def _record(
    session: Session, kind: type[events.Event], conference: Conference, by: Person, now: datetime
) -> None:
    session.add(conference)
    events.record(session, kind(at=now, actor_id=by.id, conference_id=conference.id))
