"""Somebody else of the invitee's organisation: a proposal to the coordinator, never an entry.

Whatever address is typed, the invitee hears the same, so that nobody learns who is known here.

Source: model.md, decided; RFC 5546 3.2.2.3 (delegation, which needs the organizer's consent).
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from mdt import events
from mdt.conferences import knowledge, seating, sought, timetable
from mdt.directory import people
from mdt.errors import N_, DomainError
from mdt.events import Event
from mdt.invitations import replies
from mdt.models import (
    Conference,
    ConferenceKind,
    Invitation,
    Membership,
    Person,
    SubstituteProposal,
)

WAITING = (
    select(col(Invitation.conference_id))
    .join(SubstituteProposal, col(SubstituteProposal.invitation_id) == Invitation.id)
    .where(
        col(Invitation.conference_id).in_(bindparam("conferences", expanding=True)),
        col(Invitation.withdrawn_at).is_(None),
        col(SubstituteProposal.settled_at).is_(None),
    )
)
"""The conferences whose coordinator a proposal waits for; takes :conferences."""


class SubstituteUnknown(DomainError):
    """Nobody with this address serves the invitee's organisation."""

    text = N_(
        "Dit adres is nog van niemand in deze organisatie. "
        "Laat de beheerder deze persoon eerst toevoegen."
    )


class ProposalSettled(DomainError):
    """The proposal was taken or declined already."""

    text = N_("Over dit voorstel is al besloten.")


def propose(session: Session, invitation: Invitation, mail: str, *, now: datetime) -> None:
    """Propose who sits for the invitee; a proposal that is still open is replaced by it.

    Raises InvitationWithdrawn, MomentPassed.
    """
    replies.require_open(invitation, now=now)
    proposal = open_proposal(session, invitation)
    if proposal is None:
        proposal = SubstituteProposal(invitation_id=invitation.id, mail="", at=now)
        session.add(proposal)
    proposal.mail, proposal.at = mail.lower(), now
    session.flush()
    _record(session, events.SubstituteProposed, invitation, invitation.person_id, now)


def open_proposal(session: Session, invitation: Invitation) -> SubstituteProposal | None:
    """Return the proposal that waits for the coordinator, None when there is none."""
    return session.exec(
        select(SubstituteProposal).where(
            SubstituteProposal.invitation_id == invitation.id,
            col(SubstituteProposal.settled_at).is_(None),
        )
    ).first()


def take(session: Session, proposal: SubstituteProposal, *, by: Person, now: datetime) -> Person:
    """Give the invitee's seats to the proposed person, who is then invited; return them.

    Raises ProposalSettled, SubstituteUnknown, and what seating.appoint raises.
    """
    _require_open(proposal)
    invitation = session.get_one(Invitation, proposal.invitation_id)
    person = _find(session, invitation, proposal.mail, now)
    if person is None:
        raise SubstituteUnknown
    with session.begin_nested():
        _hand_over_seats(session, invitation, person, by, now)
    _settle(session, proposal, invitation, accepted=True, by=by, now=now)
    return person


def decline(session: Session, proposal: SubstituteProposal, *, by: Person, now: datetime) -> None:
    """Leave the seats as they are. Raises ProposalSettled."""
    _require_open(proposal)
    invitation = session.get_one(Invitation, proposal.invitation_id)
    _settle(session, proposal, invitation, accepted=False, by=by, now=now)


def _require_open(proposal: SubstituteProposal) -> None:
    if proposal.settled_at is not None:
        raise ProposalSettled


def _find(session: Session, invitation: Invitation, mail: str, now: datetime) -> Person | None:
    """Return who has this address and serves an organisation of the invitee's now."""
    own = select(Membership.organisation_id).where(
        Membership.person_id == invitation.person_id, people.runs(now)
    )
    return session.exec(
        select(Person)
        .join(Membership, col(Membership.person_id) == Person.id)
        .where(Person.mail == mail, Person.id != invitation.person_id, col(Person.is_active))
        .where(people.runs(now), col(Membership.organisation_id).in_(own))
    ).first()


def _hand_over_seats(
    session: Session, invitation: Invitation, person: Person, by: Person, now: datetime
) -> None:
    conference = session.get_one(Conference, invitation.conference_id)
    asked_for = sought.asked(session, conference.id).get(invitation.person_id, ())
    if conference.kind is ConferenceKind.KNOWLEDGE:
        knowledge.invite(session, conference, [person.id], by=by, now=now)
        knowledge.take_off(session, conference, invitation.person_id, by=by, now=now)
    for seat in timetable.of(session, conference).seats:
        if seat.holder_id == invitation.person_id or seat.id in asked_for:
            seating.appoint(session, seat, person, seen=seat.holder_id, by=by, now=now)


def _settle(
    session: Session,
    proposal: SubstituteProposal,
    invitation: Invitation,
    *,
    accepted: bool,
    by: Person,
    now: datetime,
) -> None:
    proposal.settled_at, proposal.settled_by_id = now, by.id
    proposal.accepted = accepted
    _record(session, events.SubstituteSettled, invitation, by.id, now)


def _record(
    session: Session, kind: type[Event], invitation: Invitation, actor_id: UUID, now: datetime
) -> None:
    events.record(
        session,
        kind(
            at=now,
            actor_id=actor_id,
            conference_id=invitation.conference_id,
            subject_id=invitation.id,
        ),
    )
