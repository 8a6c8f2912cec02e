"""A passkey in place of a code, for who joins by invitation more than once.

It is made within a visit that a code opened, and only by who came in before: two codes over
another way than the mail. Afterwards it takes the place of the code, and of nothing else: the link
still has to find an invitation of this very person, and what opens is a visit with all its limits.
It signs nobody in; it is kept in a table of its own so that no sign-in can find it.

Source: issue "Joining by invitation"; security.md 4 (guests). Decision 147.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select

from mdt.errors import N_, DomainError
from mdt.identity import passkey_options, passkeys
from mdt.identity.passkeys import Challenge, PasskeyRefused, Site, TooManyPasskeys
from mdt.models import GuestPasskey, Invitation, Person, Visit

MOST = 3
"""Devices with which one invitee joins."""
LASTS = timedelta(days=365)
"""Since it was made or used last."""
SECOND = 2


class NotYet(DomainError):
    """A first visit proves one code; a passkey takes two visits that a code opened."""

    text = N_("Een passkey kan bij uw tweede bezoek, met een code.")


def may_make(session: Session, visit: Visit, person: Person) -> bool:
    """Tell whether the person came in with a code now, and did before."""
    if visit.guest_passkey_id is not None:
        return False
    with_code = (
        select(func.count(col(Visit.id)))
        .join(Invitation, col(Invitation.id) == Visit.invitation_id)
        .where(Invitation.person_id == person.id, col(Visit.guest_passkey_id).is_(None))
    )
    return session.exec(with_code).one() >= SECOND


def of(session: Session, person: Person, *, now: datetime) -> list[GuestPasskey]:
    """Return the passkeys with which the person can come in now, the oldest first."""
    rows = session.exec(
        select(GuestPasskey)
        .where(GuestPasskey.person_id == person.id, col(GuestPasskey.revoked_at).is_(None))
        .order_by(col(GuestPasskey.created_at), col(GuestPasskey.id))
    )
    return [one for one in rows if _counts(one, person, now)]


def asked_to_make(
    session: Session, person: Person, site: Site, asked: Challenge, *, now: datetime
) -> str:
    """Return what a browser needs to make one, as JSON; beside a passkey of their account."""
    user_id = sha256(b"guest " + person.id.bytes).digest()
    kept = [one.credential_id for one in of(session, person, now=now)]
    return passkey_options.to_make(person, user_id, site.host, asked.plain, kept=kept)


def add(
    session: Session,
    visit: Visit,
    person: Person,
    answer: str,
    *,
    site: Site,
    asked: Challenge | None,
    now: datetime,
) -> GuestPasskey:
    """Keep the passkey that the guest's device made.

    Raises NotYet, TooManyPasskeys, ChallengeSpent, PasskeyRefused.
    """
    if not may_make(session, visit, person):
        raise NotYet
    if len(of(session, person, now=now)) >= MOST:
        raise TooManyPasskeys(most=MOST)
    made = passkeys.require_made(session, answer, site=site, asked=asked, now=now)
    passkey = GuestPasskey(person_id=person.id, reach_hash=_reach(person), created_at=now, **made)
    try:
        with session.begin_nested():
            session.add(passkey)
    except IntegrityError as error:
        raise PasskeyRefused from error
    return passkey


def require(
    session: Session,
    person: Person,
    answer: str,
    *,
    site: Site,
    asked: Challenge | None,
    now: datetime,
) -> GuestPasskey:
    """Return the passkey of this person that gave the answer.

    Raises ChallengeSpent, PasskeyRefused: also for one of somebody else.
    """
    claimed = passkeys.claimed(answer)
    passkey = next(
        (one for one in of(session, person, now=now) if one.credential_id == claimed), None
    )
    if passkey is None or not person.is_active:
        raise PasskeyRefused
    passkeys.require_signed(session, passkey, answer, site=site, asked=asked, now=now)
    return passkey


def end(session: Session, person: Person, *, now: datetime) -> int:
    """Let none of the person's passkeys open a visit; end those they opened. Return how many."""
    live = select(GuestPasskey).where(
        GuestPasskey.person_id == person.id, col(GuestPasskey.revoked_at).is_(None)
    )
    found = session.exec(live).all()
    for passkey in found:
        passkey.revoked_at = now
        session.add(passkey)
    session.flush()
    keys = [one.id for one in found]
    session.connection().execute(
        update(Visit)
        .where(col(Visit.guest_passkey_id).in_(keys), col(Visit.ended_at).is_(None))
        .values(ended_at=now)
    )
    return len(found)


def _counts(passkey: GuestPasskey, person: Person, now: datetime) -> bool:
    lately = passkey.used_at or passkey.created_at
    return passkey.reach_hash == _reach(person) and now - lately < LASTS


def _reach(person: Person) -> str:
    return sha256(f"{person.id}:{person.mail}:{person.phone}".encode()).hexdigest()
