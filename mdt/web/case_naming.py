"""The form that names a case, for opening one and for changing what it is called."""

from typing import ClassVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from pydantic import Field
from sqlmodel import SQLModel

from mdt.cases import naming
from mdt.errors import DomainError
from mdt.models import Regime
from mdt.web.errors import sentence
from mdt.web.forms import Problems

FIELD_OF: dict[type[DomainError], str] = {
    naming.AliasInUse: "alias",
    naming.AliasLooksLikeName: "alias",
    naming.AliasNotNeutral: "alias",
    naming.ReferenceInUse: "reference",
    naming.ReferenceMalformed: "reference",
}
"""The field at which a refusal is said; the others are about the whole form."""

MISSING_KEEPER: dict[str, LazyString] = {
    "lead_id": _l("Kies een casusregisseur."),
    "victim_contact_id": _l("Kies een vaste contactpersoon."),
}
"""How the two people are asked for without whom no case is open."""


class CaseForm(SQLModel):
    """What a case is called and under which regime it falls."""

    MISSING: ClassVar[dict[str, LazyString]] = {
        "alias": _l("Geef de zaak een naam."),
        "reference": _l("Vul een kenmerk in."),
        "regime": _l("Kies de wettelijke grondslag."),
    }

    alias: str = Field(max_length=naming.LONGEST_ALIAS)
    reference: str = Field(max_length=naming.LONGEST_REFERENCE)
    regime: Regime


def at_field(refusal: DomainError) -> Problems:
    """Return the refusal as a problem of the field that it is about, else of the whole form."""
    return {FIELD_OF.get(type(refusal), ""): sentence(refusal)}
