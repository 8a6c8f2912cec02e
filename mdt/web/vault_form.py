"""The form of a sealed value: what is sealed, by what name others know it, and who keeps it."""

from collections.abc import Iterator
from typing import Any, ClassVar
from uuid import UUID

from flask import Flask
from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l
from pydantic import Field
from sqlmodel import SQLModel

from mdt.cases import confidential
from mdt.cases.confidential import Terms
from mdt.models import SealedKind, SealedPart, SealedValue
from mdt.vault.fields import Said
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.forms import Problems

KINDS: dict[SealedKind, LazyString] = {
    SealedKind.ADDRESS: _l("Adres"),
    SealedKind.PHONE: _l("Telefoonnummer"),
    SealedKind.SCHOOL: _l("School of opvang"),
    SealedKind.WORK: _l("Werk"),
    SealedKind.SOURCE: _l("Bron"),
    SealedKind.OTHER: _l("Iets anders"),
}
PARTS: dict[SealedPart, LazyString] = {
    SealedPart.SOURCE: _l("Naam van de bron"),
    SealedPart.NAME: _l("Naam van de plek"),
    SealedPart.STREET: _l("Straat en huisnummer"),
    SealedPart.POSTCODE: _l("Postcode"),
    SealedPart.TOWN: _l("Plaats"),
    SealedPart.PHONE: _l("Telefoon"),
    SealedPart.NOTE: _l("Wat u verder moet weten"),
}
PERSON, ORGANISATION = "person", "organisation"


class SealedForm(SQLModel):
    """A sealed value as it is typed; each field of SealedPart by its own name."""

    MISSING: ClassVar[dict[str, LazyString]] = {
        "label": _l("Geef een neutrale naam, zoals Locatie 7."),
        "holder": _l("Kies wie het gegeven bewaart."),
    }

    kind: SealedKind
    label: str = Field(max_length=60)
    holder: str = Field(max_length=60)
    source: str = Field(default="", max_length=120)
    name: str = Field(default="", max_length=120)
    street: str = Field(default="", max_length=120)
    postcode: str = Field(default="", max_length=12)
    town: str = Field(default="", max_length=80)
    phone: str = Field(default="", max_length=40)
    note: str = Field(default="", max_length=200)
    version: int = 0

    @property
    def said(self) -> Said:
        """Return what is sealed."""
        return {part: getattr(self, part.value) for part in SealedPart}


class ReasonForm(SQLModel):
    """Why a sealed value is opened."""

    MISSING: ClassVar[dict[str, LazyString]] = {
        "reason": _l("Schrijf op waarom u het gegeven nu nodig hebt.")
    }

    reason: str = Field(min_length=5, max_length=200)


def init_app(app: Flask) -> None:
    """Offer the words to the templates."""
    app.jinja_env.filters["sealed_word"] = word


def word(member: SealedKind | SealedPart) -> str:
    """Return the word on screen for a kind of sealed value, or for one of its fields."""
    return str(KINDS[member] if isinstance(member, SealedKind) else PARTS[member])


def choices(value: SealedValue | None = None) -> dict[str, Any]:
    """Return what the form offers."""
    return {"kinds": [(one, word(one)) for one in SealedKind], "holders": list(_holders(value))}


def usual() -> str:
    """Return who keeps it when nobody says otherwise: one's own organisation."""
    return next(_holders(None))[0]


def holder_of(value: SealedValue) -> str:
    """Return who keeps it, as the form says it."""
    return _key(value.holder_organisation_id, value.holder_person_id)


def problems(form: SealedForm, value: SealedValue | None = None) -> Problems:
    """Return what is wrong with a form that could be read."""
    if form.holder in dict(_holders(value)):
        return {}
    return {"holder": gettext("Kies wie het gegeven bewaart.")}


def terms(form: SealedForm) -> Terms:
    """Return what everybody may know of it."""
    kind, _, key = form.holder.partition(":")
    return Terms(
        kind=form.kind,
        label=form.label,
        holder_organisation_id=UUID(key) if kind == ORGANISATION else None,
        holder_person_id=UUID(key) if kind == PERSON else None,
    )


def differences(form: SealedForm, value: SealedValue) -> list[tuple[str, str, str]]:
    """Return the conflict over it, without a word of what is sealed."""
    names = dict(_holders(value))
    return [
        (gettext("Naam voor anderen"), form.label, value.label),
        (gettext("Wat is het?"), word(form.kind), word(value.kind)),
        (gettext("Wie bewaart het?"), names[form.holder], names[holder_of(value)]),
    ]


def _holders(value: SealedValue | None) -> Iterator[tuple[str, str]]:
    """Yield who can keep it: who keeps it now, one's own organisations, and oneself."""
    who = actor()
    found = {_key(post.organisation_id, None): post.organisation_name for post in who.posts}
    found[_key(None, who.id)] = gettext("Alleen ik")
    if value and holder_of(value) not in found:
        found[holder_of(value)] = confidential.masked(get_session(), value).holder
    yield from found.items()


def _key(organisation_id: UUID | None, person_id: UUID | None) -> str:
    if organisation_id:
        return f"{ORGANISATION}:{organisation_id}"
    return f"{PERSON}:{person_id}"
