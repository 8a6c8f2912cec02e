"""Owe people their invitation, its change and its withdrawal; and nothing to those unchanged.

One reaction to everything that moves a conference: it compares whom the conference asks now with
what each was last told, and owes the difference.

Source: RFC 5546 2.1.4 (SEQUENCE), 3.2.2 (REQUEST), 3.2.5 (CANCEL); model.md, always true 4 and 6.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from mdt import events
from mdt.conferences import sought, spans
from mdt.conferences.spans import Span
from mdt.events import Event
from mdt.invitations import from_poll, invitees, limits, urgent
from mdt.invitations.invitees import Invitee
from mdt.models import (
    Conference,
    ConferenceKind,
    ConferenceState,
    Invitation,
    MessageKind,
    Method,
    OutboxMessage,
    Person,
)
from mdt.outbox import queue
from mdt.polls import outcome as polls
from mdt.polls.outcome import Outcome

ASKING = (ConferenceState.CONVENED, ConferenceState.IN_SESSION)
AT_ONCE = (events.CascadeEnded, events.CascadeStarted, events.CascadeStepped)
"""What is told without undo time: a seat waits for an answer."""

_TICK = timedelta(seconds=1)


@dataclass(frozen=True)
class Occasion:
    """What all messages of one change share: when it happened, and when they may leave.

    outcome: what a poll that is about to be settled leaves to the invitations. is_exact: who was
    told another span is told this one, also when the difference is within their margin.
    """

    conference: Conference
    now: datetime
    due_at: datetime
    judges: frozenset[UUID]
    outcome: Outcome
    is_exact: bool = False


def reconcile(session: Session, event: Event) -> None:
    """Owe everybody what they must know now of the conference that changed.

    Raises TooManyInvitations.
    """
    conference = session.get_one(Conference, event.conference_id)
    if conference.state not in {*ASKING, ConferenceState.CANCELLED}:
        return
    asked = invitees.of(session, conference) if conference.state in ASKING else {}
    known = {row.person_id: row for row in _invitations(session, conference)}
    people = asked.keys() | known.keys()
    is_undoable = not isinstance(event, AT_ONCE)
    occasion = replace(
        _occasion(session, conference, event.at, people, is_undoable=is_undoable),
        is_exact=isinstance(event, events.ConferenceMoved),
    )
    is_news = any(_is_news(known.get(one.person_id), one, occasion) for one in asked.values())
    if is_undoable and is_news:
        limits.require_room(session, conference.id, event.actor_id, now=event.at)
    staying = asked.keys() | sought.may_return(session, conference.id)
    for invitation in known.values():
        if invitation.person_id not in staying and invitation.is_live:
            _withdraw(session, invitation, occasion)
    for invitee in asked.values():
        _ask(session, invitee, known.get(invitee.person_id), occasion)


def take_back(session: Session, event: Event) -> None:
    """Take the waiting invitations of the conference back. Raises AlreadyLeft once one left."""
    conference = session.get_one(Conference, event.conference_id)
    queue.take_back(session, conference.id)
    for invitation in _invitations(session, conference):
        urgent.drop(session, invitation)
        invitation.withdrawn_at = invitation.withdrawn_at or event.at
        invitation.reply = invitation.replied_at = None


def repeat(session: Session, invitation: Invitation, *, now: datetime) -> None:
    """Owe a live invitation once more, with a higher SEQUENCE; the answer to it stands."""
    conference = session.get_one(Conference, invitation.conference_id)
    invitee = invitees.of(session, conference).get(invitation.person_id)
    occasion = _occasion(session, conference, now, [invitation.person_id], is_undoable=False)
    _raise(invitation, occasion)
    _owe(session, invitation, Method.REQUEST, occasion, invitee)


def _occasion(
    session: Session,
    conference: Conference,
    now: datetime,
    person_ids: Collection[UUID],
    *,
    is_undoable: bool = True,
) -> Occasion:
    waits = is_undoable and conference.kind is not ConferenceKind.EMERGENCY
    seconds = queue.terms(session).undo_seconds if waits else 0
    return Occasion(
        conference=conference,
        now=now,
        due_at=now + timedelta(seconds=seconds),
        judges=invitees.judges(session, person_ids, now=now),
        outcome=polls.of(session, conference),
    )


def _invitations(session: Session, conference: Conference) -> list[Invitation]:
    """Return all invitations of the conference, withdrawn ones too, always in the same order."""
    return list(
        session.exec(
            select(Invitation)
            .where(Invitation.conference_id == conference.id)
            .order_by(col(Invitation.uid))
        )
    )


def _is_news(invitation: Invitation | None, invitee: Invitee, occasion: Occasion) -> bool:
    """Tell whether the invitee must hear something, and so whether a mail is owed."""
    return (
        invitation is None
        or not invitation.is_live
        or invitation.place != invitee.place
        or _is_another_moment(invitation, invitee, occasion)
    )


def _ask(
    session: Session, invitee: Invitee, invitation: Invitation | None, occasion: Occasion
) -> None:
    is_agreed = False
    if invitation is None:
        invitation = _new(session, invitee, occasion)
        is_agreed = _carry_over(session, invitation, occasion)
    elif not invitation.is_live or _is_another_moment(invitation, invitee, occasion):
        _raise(invitation, occasion)
        _ask_anew(invitation, invitee)
        is_agreed = _carry_over(session, invitation, occasion)
    elif invitation.place != invitee.place:
        _raise(invitation, occasion)  # another room: the answer to the moment stands
        invitation.place = invitee.place
    else:
        return
    _owe(session, invitation, Method.REQUEST, occasion, invitee, is_agreed=is_agreed)


def _carry_over(session: Session, invitation: Invitation, occasion: Occasion) -> bool:
    is_judge = invitation.person_id in occasion.judges
    return from_poll.carry_over(
        session, invitation, occasion.outcome, is_judge=is_judge, now=occasion.now
    )


def _new(session: Session, invitee: Invitee, occasion: Occasion) -> Invitation:
    invitation = Invitation(
        conference_id=occasion.conference.id,
        person_id=invitee.person_id,
        stamped_at=occasion.now.replace(microsecond=0),
        starts_at=invitee.span.starts_at,
        ends_at=invitee.span.ends_at,
        place=invitee.place,
    )
    session.add(invitation)
    session.flush()
    return invitation


def _is_another_moment(invitation: Invitation, invitee: Invitee, occasion: Occasion) -> bool:
    """Tell whether the invitee must answer anew: another span, or a room instead of video.

    Once the table sits, the calendar has done its work: nobody is asked again.
    """
    if occasion.conference.state is ConferenceState.IN_SESSION:
        return False
    before, after = map(invitees.kind_of_place, (invitation.place, invitee.place))
    return not _knows_when(invitation, invitee, occasion) or before is not after


def _knows_when(invitation: Invitation, invitee: Invitee, occasion: Occasion) -> bool:
    told = Span(invitation.starts_at, invitation.ends_at)
    if occasion.is_exact:
        return told == invitee.span
    return spans.still_holds(told, invitee.span, invitee.needed)


def _ask_anew(invitation: Invitation, invitee: Invitee) -> None:
    invitation.asked_sequence = invitation.sequence
    invitation.starts_at, invitation.ends_at = invitee.span
    invitation.place = invitee.place
    invitation.reply = invitation.replied_at = invitation.withdrawn_at = None
    invitation.seat_filled = False


def _withdraw(session: Session, invitation: Invitation, occasion: Occasion) -> None:
    _raise(invitation, occasion)
    invitation.withdrawn_at = occasion.now
    urgent.drop(session, invitation)
    if _first_message(session, invitation):
        _owe(session, invitation, Method.CANCEL, occasion, None)
    else:
        # Nothing ever reached them: a withdrawal would be the first they hear of it.
        queue.drop(session, uid=invitation.uid, person_id=invitation.person_id)


def _raise(invitation: Invitation, occasion: Occasion) -> None:
    """Raise SEQUENCE and DTSTAMP; DTSTAMP counts in seconds and never stands still."""
    invitation.sequence += 1
    now = occasion.now.replace(microsecond=0)
    invitation.stamped_at = max(now, invitation.stamped_at + _TICK)


def _owe(
    session: Session,
    invitation: Invitation,
    method: Method,
    occasion: Occasion,
    invitee: Invitee | None,
    *,
    is_agreed: bool = False,
) -> None:
    person = session.get_one(Person, invitation.person_id)
    if method is Method.REQUEST:
        urgent.tell(session, invitation, occasion.conference, now=occasion.now)
    queue.owe(
        session,
        OutboxMessage(
            kind=MessageKind.INVITATION,
            dedupe=f"{invitation.uid}:{invitation.sequence}:{person.id}:{method}",
            person_id=person.id,
            conference_id=invitation.conference_id,
            invitation_id=invitation.id,
            message_id=queue.new_message_id(session),
            language=person.language,
            method=method,
            uid=invitation.uid,
            sequence=invitation.sequence,
            stamped_at=invitation.stamped_at,
            starts_at=invitation.starts_at,
            ends_at=invitation.ends_at,
            place=invitees.kind_of_place(invitation.place),
            details=_details(session, invitation, occasion, invitee)
            | ({"agreed": "1"} if is_agreed else {}),
            created_at=occasion.now,
            due_at=occasion.due_at,
        ),
    )


def _details(
    session: Session, invitation: Invitation, occasion: Occasion, invitee: Invitee | None
) -> dict[str, str]:
    """Return what else is fixed now: which cases are named, the thread, the answer that stands.

    And where their own part lies, when they are asked for longer. A judge's has no cases: she
    learns the alias only when her mode gives it.
    """
    case_ids = invitee.case_ids if invitee else ()
    is_judge = invitation.person_id in occasion.judges
    return {
        "cases": "" if is_judge else ",".join(map(str, case_ids)),
        "first": _first_message(session, invitation),
        "judge": "1" if is_judge else "",
        "own": _own_part(invitation, invitee),
        "reply": invitation.reply or "",
    }


def _own_part(invitation: Invitation, invitee: Invitee | None) -> str:
    """Return both ends of what somebody is needed for, "" when they are asked for just that."""
    if invitee is None or invitee.needed == (invitation.starts_at, invitation.ends_at):
        return ""
    return " ".join(instant.isoformat() for instant in invitee.needed)


def _first_message(session: Session, invitation: Invitation) -> str:
    """Return the Message-ID of the first mail that reached the invitee, or may have; else ""."""
    found = queue.may_have_arrived(session, uid=invitation.uid, person_id=invitation.person_id)
    return found.message_id if found else ""
