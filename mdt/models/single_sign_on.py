"""Signing in at one's own organisation: its provider, and the accounts that it vouches for."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from mdt.models.base import Row, ref, utc, uuid_key


class IdentityProvider(Row, table=True):
    """Where the people of one organisation sign in, by OpenID Connect."""

    id: UUID = uuid_key()
    organisation_id: UUID = ref("organisation.id", index=False, unique=True)
    label: str = Field(max_length=80, description="on the sign-in page, for everybody")
    issuer: str = Field(max_length=300)
    client_id: str = Field(max_length=200)
    secret: str = Field(max_length=1200, description="sealed, bound to this row")
    asks_twice: bool = Field(default=False, description="it asks for a second factor itself")
    is_active: bool = True
    version: int = Field(default=1, nullable=False)


class ProviderAccount(Row, table=True):
    """Somebody as a provider knows them: by issuer and subject, never by mail address.

    Without a person it waits until somebody says whose it is. What was told of name and mail
    only helps to recognise it.
    """

    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: UUID = uuid_key()
    provider_id: UUID = ref("identity_provider.id")
    issuer: str = Field(max_length=300)
    subject: str = Field(max_length=255)
    told_name: str = Field(default="", max_length=120)
    told_mail: str = Field(default="", max_length=254)
    person_id: UUID | None = ref("person.id", default=None)
    seen_at: datetime = utc()
    linked_at: datetime | None = utc(default=None)
    linked_by_id: UUID | None = ref("person.id", default=None, index=False)
