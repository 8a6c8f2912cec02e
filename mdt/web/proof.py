"""Proving who one is within a request: throttled, committed before it is slow, and audited."""

import logging
from uuid import UUID

from flask import current_app, request
from flask_babel import gettext
from sqlmodel import select

from mdt import clock
from mdt.audit import trail
from mdt.errors import DomainError
from mdt.identity import credentials, links, passkeys, passwords, sign_in_news, throttle, totp
from mdt.identity.throttle import Claim, TooManyAttempts
from mdt.models import CredentialKind, LinkPurpose, Person
from mdt.web import database, passkey_asking
from mdt.web.database import get_session, write_anyway
from mdt.web.errors import sentence
from mdt.web.forms import Problems

logger = logging.getLogger(__name__)

SIGN_IN = sign_in_news.TRY
PASSWORD, CODE, PASSKEY = "wachtwoord", "code", "passkey"
ORGANISATION, LINK, DEMO = "organisatie", "eenmalige link", "demo"
"""By what somebody signs in or tries to, as the ground of the audit row (ASVS 5.0 16.3.1)."""

NOBODY = "0.0.0.0"  # noqa: S104 - no address to listen on


def by_password(mail: str, password: str) -> Person | None:
    """Return the person with this address and password, None when either is wrong.

    Takes as long for an address that nobody has. Raises TooManyAttempts.
    """
    person = get_session().exec(select(Person).where(Person.mail == mail.lower())).first()
    known = person if person and person.is_active else None
    claim = hold("password", mail)
    if not knows_password(known, password):
        _note(person, PASSWORD, allowed=False)
        _tell_of_last(known, claim)
        return None
    forgive(claim)
    return known


def knows_password(person: Person | None, password: str) -> bool:
    """Tell whether password is the person's; the database is free meanwhile."""
    kept = passwords.kept(get_session(), person)
    database.commit_now()
    return passwords.matches(kept, password)


def by_code(person: Person, code: str) -> bool:
    """Tell whether code is the next one of the person's app. Raises TooManyAttempts."""
    session, claim = get_session(), hold("code", str(person.id))
    app = credentials.current(session, person, CredentialKind.TOTP)
    is_right = totp.accepts(session, app, code, secret=secret(), at=clock.unshifted())
    if is_right:
        forgive(claim)
    else:
        _note(person, CODE, allowed=False)
        _tell_of_last(person, claim)
    return is_right


def by_passkey(answer: str, *, of: Person | None = None) -> Person:
    """Return whose passkey gave this answer to what this browser was asked, once.

    of: whose it must be. Raises PasskeyRefused, ChallengeSpent.
    """
    session, asked = get_session(), passkey_asking.asked()
    site = passkey_asking.require_site()
    claimed = passkeys.known(session, answer)
    try:
        if of and claimed and claimed.person_id != of.id:
            raise passkeys.PasskeyRefused
        return passkeys.accept(session, answer, site=site, asked=asked, now=clock.now())
    except DomainError:
        if claimed:  # of what nobody has there is nothing to note, and no row for whoever tries
            _note(session.get_one(Person, claimed.person_id), PASSKEY, allowed=False)
        raise


def hold(kind: str, account: str, address: str | None = None) -> Claim:
    """Count a try as a failure until it is forgiven, also when this request is refused.

    address: what is counted beside the account, if not from where the request comes.

    Raises TooManyAttempts.
    """
    try:
        claim = throttle.claim(
            get_session(),
            kind,
            account=account,
            address=address or request.remote_addr or NOBODY,
            secret=secret(),
            now=clock.now(),
        )
    except TooManyAttempts:
        logger.warning("refused: too many tries of a %s", kind)
        raise
    database.commit_now()
    return claim


def forgive(claim: Claim) -> None:
    """Give a try back that was right."""
    throttle.forgive(get_session(), claim)


def new_password(person: Person, password: str, again: str) -> tuple[str | None, Problems]:
    """Return the hash of a password that may be chosen, or None and what is wrong with it."""
    try:
        passwords.require_suitable(password, person)
    except DomainError as refusal:
        return None, {"password": sentence(refusal)}
    if again != password:
        return None, {"again": gettext("Dit is niet hetzelfde wachtwoord. Typ het nog een keer.")}
    database.commit_now()
    return passwords.hashed(password), {}


def send_password_link(mail: str) -> None:
    """Owe the person with this address a link for a new password; nobody else anything.

    Every asking counts, so that nobody's mailbox is filled. Raises TooManyAttempts.
    """
    hold("link", mail)
    session, now = get_session(), clock.now()
    person = session.exec(select(Person).where(Person.mail == mail.lower())).first()
    if person and person.is_active and passwords.kept(session, person):
        purpose = LinkPurpose.NEW_PASSWORD
        link = links.issue(session, person, purpose, secret=secret(), by=None, now=now)
        links.owe(session, link, now=now)


def note_sign_in(person: Person, *factors: str) -> None:
    """Leave the audit row of somebody who has signed in, with the factors that were given."""
    _note(person, " en ".join(factors), allowed=True)


def note(
    action: str, ground: str, *, person_id: UUID | None, subject_id: UUID | None, allowed: bool
) -> None:
    """Leave the audit row of one try; a failed one has no actor: nobody knows who it was.

    person_id: who it is when the try is right.
    """
    write_anyway(
        trail.Entry(
            at=clock.now(),
            actor_id=person_id if allowed else None,
            organisation_id=None,
            roles="",
            action=action,
            ground=ground,
            subject_id=subject_id,
            allowed=allowed,
        )
    )


def secret() -> str:
    """Return the installation's secret, from which every key is derived."""
    found: str = current_app.extensions["mdt.settings"].secret_key
    return found


def _tell_of_last(person: Person | None, claim: Claim) -> None:
    """Owe whose account it is a mail when no further try is looked at; the same time for nobody."""
    if person and claim.is_last:
        sign_in_news.tell_of_tries(get_session(), person, now=clock.now())
    database.commit_now()


def _note(person: Person | None, ground: str, *, allowed: bool) -> None:
    person_id: UUID | None = person.id if person else None
    note(SIGN_IN, ground, person_id=person_id, subject_id=person_id, allowed=allowed)
