"""Signing in at one's own organisation: whose account it is, and whether they are still with it.

An account is known by its provider's issuer and its subject there. A mail address may change or
go to somebody else; it never decides who somebody is. Whoever has a password links their own
account, with fresh proof; for whoever has none an administrator does, as they send first links.

Source: OpenID Connect Core 1.0, 5.7; OWASP ASVS 5.0 6.8.1, 6.8.2.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import or_
from sqlmodel import Session, col, select

from mdt import events, keys
from mdt.errors import N_, DomainError, StaleVersion
from mdt.identity import enrolment, passwords, sealing, sessions
from mdt.identity.id_tokens import Told
from mdt.models import IdentityProvider, Membership, Organisation, Person, ProviderAccount

PURPOSE = "identity provider"
NONCE, VERIFIER = "sign-in nonce", "sign-in verifier"


class ProviderUnreachable(DomainError):
    """The provider does not answer, or not as OpenID Connect has it."""

    text = N_("De inlogdienst van uw organisatie antwoordt niet. Probeer het later nog een keer.")


class NotLinked(DomainError):
    """Nobody here has this account yet."""

    text = N_("Uw account is hier nog van niemand.")


class NotOfOrganisation(DomainError):
    """The person does not serve the organisation of the provider, or no more."""

    text = N_("Deze persoon hoort niet (meer) bij deze organisatie.")


class LinksThemselves(DomainError):
    """Whoever has a password links their own account: an administrator could be anybody so."""

    text = N_("Deze persoon heeft een wachtwoord, en koppelt het account zelf onder Mijn gegevens.")


class LinkedToOther(DomainError):
    """The account is somebody else's."""

    text = N_("Dit account is al van iemand anders.")


@dataclass(frozen=True)
class Endpoints:
    """Where a provider is asked what; as it publishes itself."""

    issuer: str
    authorization: str
    token: str
    keys: str
    takes_secret_in_body: bool


class Providers(Protocol):
    """The way out to providers. Every method raises ProviderUnreachable."""

    def endpoints(self, issuer: str) -> Endpoints:
        """Return what the provider publishes."""

    def id_token(
        self, endpoints: Endpoints, account: tuple[str, str], fields: Mapping[str, str]
    ) -> str:
        """Return the token for a code. account: our client id and secret."""

    def keys(self, endpoints: Endpoints) -> Mapping[str, Any]:
        """Return the keys with which the provider signs."""


@dataclass(frozen=True)
class Details:
    """What an administrator says of a provider. Without a secret the kept one stays."""

    label: str
    issuer: str
    client_id: str
    secret: str
    asks_twice: bool
    is_active: bool
    version: int


def of_organisation(session: Session, organisation: Organisation) -> IdentityProvider | None:
    """Return where the organisation's people sign in, None when they do so here."""
    query = select(IdentityProvider).where(IdentityProvider.organisation_id == organisation.id)
    return session.exec(query).first()


def offered(session: Session) -> Sequence[IdentityProvider]:
    """Return where one can sign in, in the order of their names."""
    query = (
        select(IdentityProvider)
        .join(Organisation, col(Organisation.id) == IdentityProvider.organisation_id)
        .where(col(IdentityProvider.is_active), col(Organisation.is_active))
    )
    return session.exec(query.order_by(IdentityProvider.label)).all()


def offered_to(
    session: Session, person: Person, *, now: datetime
) -> list[tuple[IdentityProvider, bool]]:
    """Return where the person could sign in by their memberships, and whether they can already."""
    linked = {account.provider_id for account in own(session, person)}
    return [
        (provider, provider.id in linked)
        for provider in offered(session)
        if _serves(session, person, provider, now)
    ]


def set_up(
    session: Session,
    organisation: Organisation,
    details: Details,
    *,
    secret: str,
    by: Person,
    now: datetime,
) -> IdentityProvider:
    """Say where the organisation's people sign in, or change that. Raises StaleVersion."""
    row = of_organisation(session, organisation)
    if row is None:
        row = IdentityProvider(
            organisation_id=organisation.id, label="", issuer="", client_id="", secret="", version=0
        )
    if row.version != details.version:
        raise StaleVersion
    row.label, row.issuer = details.label, details.issuer
    row.client_id, row.asks_twice = details.client_id, details.asks_twice
    row.is_active, row.version = details.is_active, row.version + 1
    if details.secret:
        sealed = sealing.seal(_key(secret), details.secret.encode(), place=str(row.id))
        row.secret = sealed
    session.add(row)
    session.flush()
    changed = events.OrganisationChanged(at=now, actor_id=by.id, subject_id=organisation.id)
    events.record(session, changed)
    return row


def client_secret(provider: IdentityProvider, *, secret: str) -> str:
    """Return the secret by which the provider knows us. Raises SealBroken."""
    return sealing.unseal(_key(secret), provider.secret, place=str(provider.id)).decode()


def account_of(
    session: Session, provider: IdentityProvider, told: Told, *, now: datetime
) -> ProviderAccount:
    """Return the account that was vouched for; one that is new waits for its person."""
    account = session.exec(
        select(ProviderAccount).where(
            ProviderAccount.issuer == told.issuer, ProviderAccount.subject == told.subject
        )
    ).first()
    if account is None:
        account = ProviderAccount(
            provider_id=provider.id, issuer=told.issuer, subject=told.subject, seen_at=now
        )
    account.told_name, account.told_mail, account.seen_at = told.name, told.mail, now
    session.add(account)
    session.flush()
    return account


def person_of(
    session: Session, provider: IdentityProvider, account: ProviderAccount, *, now: datetime
) -> Person:
    """Return who may come in by this account. Raises NotLinked, NotOfOrganisation."""
    person = session.get(Person, account.person_id) if account.person_id else None
    if person is None or account.provider_id != provider.id:
        raise NotLinked
    if not person.is_active or not _serves(session, person, provider, now):
        raise NotOfOrganisation
    return person


def accounts(session: Session, provider: IdentityProvider) -> Sequence[ProviderAccount]:
    """Return every account the provider vouched for, those that wait first, the newest on top."""
    query = select(ProviderAccount).where(ProviderAccount.provider_id == provider.id)
    newest = col(ProviderAccount.seen_at).desc()
    return session.exec(query.order_by(col(ProviderAccount.person_id).is_not(None), newest)).all()


def own(session: Session, person: Person) -> Sequence[ProviderAccount]:
    """Return the accounts that are linked to the person."""
    return session.exec(select(ProviderAccount).where(ProviderAccount.person_id == person.id)).all()


def link(
    session: Session,
    account: ProviderAccount,
    person: Person,
    *,
    provider: IdentityProvider,
    by: Person,
    now: datetime,
) -> None:
    """Say whose account it is: one's own, or of somebody who cannot sign in any other way.

    Raises LinkedToOther, NotOfOrganisation, LinksThemselves.
    """
    if account.person_id == person.id:
        return
    if account.person_id is not None:
        raise LinkedToOther
    if not person.is_active or not _serves(session, person, provider, now):
        raise NotOfOrganisation
    signs_in = passwords.kept(session, person) is not None or own(session, person)
    if person.id != by.id and signs_in:
        raise LinksThemselves
    account.person_id, account.linked_at, account.linked_by_id = person.id, now, by.id
    enrolment.noted(session, person, by=by, now=now)


def unlink(session: Session, account: ProviderAccount, *, by: Person, now: datetime) -> None:
    """Let the account open nothing any more; who was in by it is out."""
    if account.person_id is None:
        return
    person = session.get_one(Person, account.person_id)
    account.person_id = account.linked_at = account.linked_by_id = None
    sessions.revoke_all(session, person, now=now)
    enrolment.noted(session, person, by=by, now=now)


def nonce(state: str, *, secret: str) -> str:
    """Return what the token of this try must repeat. Pure."""
    return keys.token(secret, NONCE, state)


def verifier(state: str, *, secret: str) -> str:
    """Return what proves that we asked for the code of this try (RFC 7636). Pure."""
    return keys.sign(secret, VERIFIER, state).hex()


def _serves(session: Session, person: Person, provider: IdentityProvider, now: datetime) -> bool:
    runs = or_(col(Membership.until_at).is_(None), col(Membership.until_at) > now)
    query = select(Membership.id).where(
        Membership.person_id == person.id,
        Membership.organisation_id == provider.organisation_id,
        Membership.from_at <= now,
        runs,
    )
    return session.exec(query).first() is not None


def _key(secret: str) -> bytes:
    return keys.derive(secret, PURPOSE)
