"""From a one-time link to being able to sign in: a password, an app, and one code as proof.

Nothing counts before the code: someone who only looks, or stops half-way, changes nothing.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from mdt import events
from mdt.errors import N_, DomainError
from mdt.identity import credentials, links, passwords, sessions, totp
from mdt.models import Credential, CredentialKind, OneTimeLink, Person


class WrongCode(DomainError):
    """The code is not the app's, was used before, or is too old."""

    text = N_("Deze code klopt niet. Wacht op de volgende code in uw app en typ die.")


@dataclass(frozen=True)
class Proposal:
    """What was proposed through a link, by key; counts once a code confirms it.

    password_id is None when the person keeps the password they have.
    """

    link_id: UUID
    password_id: UUID | None
    totp_id: UUID


def begin(
    session: Session, link: OneTimeLink, password_hash: str | None, *, secret: str, now: datetime
) -> Proposal:
    """Propose a new app, and a new password unless password_hash is None."""
    person = session.get_one(Person, link.person_id)
    password = None
    if password_hash is not None:
        password = passwords.propose(session, person, password_hash, now=now)
    app = totp.enrol(session, person, secret=secret, now=now)
    return Proposal(link.id, password.id if password else None, app.id)


def proposed(
    session: Session, proposal: Proposal, *, now: datetime
) -> tuple[OneTimeLink, Credential]:
    """Return the link and the proposed app. Raises LinkSpent when either has lapsed."""
    link = session.get(OneTimeLink, proposal.link_id)
    app = session.get(Credential, proposal.totp_id)
    if link is None or app is None or app.confirmed_at or not links.is_live(link, now=now):
        raise links.LinkSpent
    if not session.get_one(Person, link.person_id).is_active:
        raise links.LinkSpent
    return link, app


def finish(
    session: Session, proposal: Proposal, code: str, *, secret: str, at: datetime, now: datetime
) -> Person:
    """Let everything proposed count, spend the link, end every session; return the person.

    at: the real time, see totp. Raises WrongCode, LinkSpent.
    """
    link, app = proposed(session, proposal, now=now)
    if not totp.accepts(session, app, code, secret=secret, at=at):
        raise WrongCode
    links.spend(session, link, now=now)
    if proposal.password_id:
        password = session.get(Credential, proposal.password_id)
        if password is None or password.confirmed_at:
            raise links.LinkSpent
        credentials.confirm(session, password, now=now)
    credentials.confirm(session, app, now=now)
    person = session.get_one(Person, link.person_id)
    changed(session, person, now=now)
    return person


def new_password(
    session: Session,
    link: OneTimeLink,
    password_hash: str,
    code: str,
    *,
    secret: str,
    at: datetime,
    now: datetime,
) -> Person:
    """Choose a new password through a link, proven with a code; every session ends.

    at: the real time, see totp. Raises WrongCode, LinkSpent.
    """
    person = session.get_one(Person, link.person_id)
    app = credentials.current(session, person, CredentialKind.TOTP)
    if not totp.accepts(session, app, code, secret=secret, at=at):
        raise WrongCode
    links.spend(session, link, now=now)
    passwords.choose(session, person, password_hash, now=now)
    changed(session, person, now=now)
    return person


def replace_app(
    session: Session,
    person: Person,
    app: Credential,
    code: str,
    *,
    but: UUID,
    secret: str,
    at: datetime,
    now: datetime,
) -> None:
    """Let a proposed app take the place of the old one; every other session ends.

    but: the session in which this happens. at: the real time, see totp. Raises WrongCode.
    """
    if not totp.accepts(session, app, code, secret=secret, at=at):
        raise WrongCode
    credentials.confirm(session, app, now=now)
    changed(session, person, but=but, now=now)


def changed(
    session: Session,
    person: Person,
    *,
    but: UUID | None = None,
    by: Person | None = None,
    now: datetime,
) -> None:
    """How person signs in has changed: their sessions end, all but the one named, and they hear."""
    sessions.revoke_all(session, person, but=but, now=now)
    noted(session, person, by=by, now=now)


def noted(session: Session, person: Person, *, by: Person | None = None, now: datetime) -> None:
    """Record that something of how person signs in has changed, by themselves unless told."""
    actor_id = (by or person).id
    events.record(session, events.SignInChanged(at=now, actor_id=actor_id, subject_id=person.id))
