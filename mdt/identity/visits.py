"""The browser of an invitee who came in with a code: one conference, and gone when it ends.

A visit keeps no list of what ends it. At every request it is asked anew whether everything that it
was opened for still stands: the link, the moment, the seat, the answer, the sitting. So whatever
changes any of them ends it at once, by whatever way it was changed.

Source: security.md 4 (guests), 2.12, 2.21; OWASP ASVS 5.0 V7.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from uuid import UUID

from sqlalchemy import Update, bindparam, update
from sqlmodel import Session, col, select

from mdt.models import (
    AgendaItem,
    Conference,
    ConferenceState,
    GuestPasskey,
    Invitation,
    Person,
    Reply,
    Seat,
    Visit,
)

IDLE = timedelta(hours=1)
ABSOLUTE = timedelta(hours=8)
AFTERWARDS = timedelta(minutes=30)
"""How long after one's own span one may still write down what one found."""
TOUCH_EVERY = timedelta(minutes=1)
RUNNING = (ConferenceState.CONVENED, ConferenceState.IN_SESSION, ConferenceState.HELD)


@dataclass(frozen=True)
class Guest:
    """Who came in, by what invitation, and to which conference."""

    visit: Visit
    invitation: Invitation
    person: Person
    conference: Conference


# Made once, for it is asked at every request.
_OF_KEY = (
    select(Visit, Invitation, Person, Conference)
    .join(Invitation, col(Invitation.id) == Visit.invitation_id)
    .join(Person, col(Person.id) == Invitation.person_id)
    .join(Conference, col(Conference.id) == Invitation.conference_id)
    .where(col(Visit.key_hash) == bindparam("key_hash"))
)


def start(
    session: Session,
    invitation: Invitation,
    *,
    device: str,
    passkey: GuestPasskey | None = None,
    now: datetime,
) -> str:
    """Let a browser in and return its key for the cookie; the one before it is out.

    passkey: what opened it in place of a code.
    """
    end_all(session, invitation, now=now)
    key = token_urlsafe(32)
    session.add(
        Visit(
            key_hash=hash_key(key),
            invitation_id=invitation.id,
            link_key=invitation.public_key,
            asked_sequence=invitation.asked_sequence,
            guest_passkey_id=passkey.id if passkey else None,
            device=device[:120],
            admitted_at=now,
            seen_at=now,
        )
    )
    session.flush()
    return key


def find(session: Session, key: str, *, now: datetime) -> Guest | None:
    """Return who is behind the key, None when nothing stands of it any more."""
    row = session.exec(_OF_KEY, params={"key_hash": hash_key(key)}).first()
    guest = Guest(*row) if row else None
    return guest if guest and is_live(session, guest, now=now) else None


def live(session: Session, invitation: Invitation, *, now: datetime) -> Visit | None:
    """Return the visit that runs by this invitation, None when nobody is in."""
    query = select(Visit).where(Visit.invitation_id == invitation.id, col(Visit.ended_at).is_(None))
    person = session.get_one(Person, invitation.person_id)
    conference = session.get_one(Conference, invitation.conference_id)
    for row in session.exec(query.order_by(col(Visit.admitted_at).desc())):
        if is_live(session, Guest(row, invitation, person, conference), now=now):
            return row
    return None


def is_live(session: Session, guest: Guest, *, now: datetime) -> bool:
    """Tell whether the guest may stay: everything the visit was opened for still stands."""
    return (
        _is_within_time(guest.visit, now)
        and _is_of(guest.visit, guest.invitation)
        and is_welcome(guest.invitation)
        and guest.person.is_active
        and is_running(guest.conference)
        and not is_over(session, guest.invitation, guest.conference, now=now)
    )


def is_welcome(invitation: Invitation) -> bool:
    """Tell whether somebody is still asked to come, and did not say no."""
    return invitation.is_live and invitation.reply is not Reply.NO


def is_running(conference: Conference) -> bool:
    """Tell whether the sitting still gives its seats something to see or to do."""
    return conference.state in RUNNING and conference.adopted_at is None


def is_over(
    session: Session, invitation: Invitation, conference: Conference, *, now: datetime
) -> bool:
    """Tell whether somebody's own part is over, and the while after it too.

    A sitting that runs late takes its guests along: nobody is put out who still waits to be heard.
    """
    if now < invitation.ends_at + AFTERWARDS:
        return False
    if conference.state is ConferenceState.CONVENED:
        return True
    own = session.exec(
        select(AgendaItem.closed_at)
        .join(Seat, col(Seat.item_id) == AgendaItem.id)
        .where(AgendaItem.conference_id == conference.id, Seat.holder_id == invitation.person_id)
    )
    ended = [closed_at or conference.held_at for closed_at in own]
    return all(at is not None and now >= at + AFTERWARDS for at in ended)


def end_all(session: Session, invitation: Invitation, *, now: datetime) -> int:
    """End every visit by this invitation; return how many there were."""
    ended = session.connection().execute(
        update(Visit)
        .where(col(Visit.invitation_id) == invitation.id, col(Visit.ended_at).is_(None))
        .values(ended_at=now)
    )
    return ended.rowcount


def touched(visit: UUID, *, now: datetime) -> Update:
    """Return the statement that notes that the visit was used just now."""
    return (
        update(Visit)
        .where(col(Visit.id) == visit, col(Visit.ended_at).is_(None))
        .values(seen_at=now)
    )


def hash_key(key: str) -> str:
    """Return the hex SHA-256 under which a visit's key is kept."""
    return sha256(key.encode()).hexdigest()


def _is_within_time(visit: Visit, now: datetime) -> bool:
    return (
        visit.ended_at is None and now - visit.seen_at < IDLE and now - visit.admitted_at < ABSOLUTE
    )


def _is_of(visit: Visit, invitation: Invitation) -> bool:
    """Tell whether link and moment are the ones that the visit was opened for."""
    return (
        invitation.locked_at is None
        and visit.link_key == invitation.public_key
        and visit.asked_sequence == invitation.asked_sequence
    )
