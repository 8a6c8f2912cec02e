"""A lost second factor: one person asks, another one agrees, then the owner enrols anew.

Nobody can let themselves or somebody else in alone. Approving ends the lost factor and every
session at once; the link that leaves by mail still asks for the password.

Source: OWASP ASVS 5.0 2.3.5 (two people approve), 6.4.4 (identity proven again).
"""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from mdt import events
from mdt.errors import N_, DomainError
from mdt.identity import credentials, enrolment, links, passkeys
from mdt.models import CredentialKind, LinkPurpose, OneTimeLink, Person

WAITS = timedelta(days=7)
"""How long a request waits for a second person."""


class OwnRecovery(DomainError):
    """Nobody decides on their own way in."""

    text = N_("Dit gaat over uw eigen toegang. Vraag het iemand anders.")


class SecondPersonNeeded(DomainError):
    """The one who asked may not agree too."""

    text = N_("U heeft dit zelf gevraagd. Iemand anders moet akkoord geven.")


class AlreadyAsked(DomainError):
    """A request for this person is waiting."""

    text = N_("Dit is al gevraagd. Het wacht op akkoord van een tweede persoon.")


class NothingToRecover(DomainError):
    """The person never finished a first sign-in, so there is no factor to lose."""

    text = N_("Deze persoon heeft nog nooit ingelogd. Stuur een link voor de eerste keer.")


class NotWaiting(DomainError):
    """Somebody settled the request already, or it is too old."""

    text = N_("Deze aanvraag wacht niet meer: iemand heeft al beslist, of hij is te oud.")


def ask(session: Session, person: Person, *, secret: str, by: Person, now: datetime) -> OneTimeLink:
    """Ask to let person enrol a new second factor; nothing changes before somebody else agrees.

    Raises OwnRecovery, NothingToRecover, AlreadyAsked.
    """
    if person.id == by.id:
        raise OwnRecovery
    if credentials.current(session, person, CredentialKind.PASSWORD) is None:
        raise NothingToRecover
    if any(link.person_id == person.id for link in waiting(session, now=now)):
        raise AlreadyAsked
    link = links.issue(session, person, LinkPurpose.RECOVERY, secret=secret, by=by, now=now)
    link.expires_at = now + WAITS
    asked = events.RecoveryAsked(at=now, actor_id=by.id, subject_id=person.id)
    events.record(session, asked)
    return link


def approve(session: Session, link: OneTimeLink, *, by: Person, now: datetime) -> None:
    """Agree as the second person: app, passkeys and all sessions end, the link leaves by mail.

    Raises NotWaiting, OwnRecovery, SecondPersonNeeded.
    """
    person = _require_waiting(session, link, by, now)
    if link.created_by_id == by.id:
        raise SecondPersonNeeded
    link.approved_by_id, link.approved_at = by.id, now
    link.expires_at = now + links.LASTS[LinkPurpose.RECOVERY]
    credentials.revoke(session, person, CredentialKind.TOTP, now=now)
    passkeys.remove_all(session, person, now=now)
    links.owe(session, link, now=now)
    enrolment.changed(session, person, by=by, now=now)


def decline(session: Session, link: OneTimeLink, *, by: Person, now: datetime) -> None:
    """Settle the request without agreeing; whoever asked may take it back so too.

    Raises NotWaiting, OwnRecovery.
    """
    person = _require_waiting(session, link, by, now)
    link.revoked_at = now
    declined = events.RecoveryDeclined(at=now, actor_id=by.id, subject_id=person.id)
    events.record(session, declined)


def waiting(session: Session, *, now: datetime) -> list[OneTimeLink]:
    """Return the requests that wait for a second person, oldest first."""
    return list(
        session.exec(
            select(OneTimeLink)
            .where(
                OneTimeLink.purpose == LinkPurpose.RECOVERY,
                OneTimeLink.expires_at > now,
                col(OneTimeLink.approved_at).is_(None),
                col(OneTimeLink.revoked_at).is_(None),
            )
            .order_by(col(OneTimeLink.created_at))
        )
    )


def _require_waiting(session: Session, link: OneTimeLink, by: Person, now: datetime) -> Person:
    is_settled = link.approved_at is not None or link.revoked_at is not None
    if link.purpose is not LinkPurpose.RECOVERY or is_settled or now >= link.expires_at:
        raise NotWaiting
    if link.person_id == by.id:
        raise OwnRecovery
    return session.get_one(Person, link.person_id)
