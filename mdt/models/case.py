"""Cases, the people in them and the risks that the plan must lower."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from mdt.models.base import Row, choice, ref, utc, uuid_key


class Regime(StrEnum):
    """Legal regime: decides retention, seats and information rules (domain.md 3.2)."""

    ANONIEM_ADVIES = "anoniem_advies"
    JEUGD = "jeugd"
    STRAF_OM = "straf_om"
    TOESTEMMING = "toestemming"
    WGS_ZVH = "wgs_zvh"
    WMO_VT = "wmo_vt"


class CasePhase(StrEnum):
    """Phases of MDA++, as the state of a case (domain.md 3.7)."""

    DIRECTE_VEILIGHEID = "directe_veiligheid"
    STABILISEREN = "stabiliseren"
    HERSTEL = "herstel"
    SLUIMEREND = "sluimerend"
    GESLOTEN = "gesloten"


class Case(Row, table=True):
    """One family situation, known by a neutral alias and a reference.

    A case always has a lead and a victim's contact (model.md, always true 1); they
    change only through mdt.cases.hand_over.
    """

    __table_args__ = (UniqueConstraint("region_id", "reference"),)

    id: UUID = uuid_key()
    region_id: UUID = ref("region.id")
    alias: str = Field(max_length=40, index=True)
    reference: str = Field(max_length=32, index=True)
    regime: Regime = choice(Regime)
    phase: CasePhase = choice(CasePhase, default=CasePhase.DIRECTE_VEILIGHEID)
    lead_id: UUID = ref("person.id")
    victim_contact_id: UUID = ref("person.id")
    opened_at: datetime = utc()
    closed_at: datetime | None = utc(default=None)
    retain_until: date | None = Field(default=None, description="alias is not reused before this")
    version: int = Field(default=1, nullable=False)

    @property
    def is_open(self) -> bool:
        """True until the case is closed."""
        return self.closed_at is None


class CaseRole(StrEnum):
    """Who someone is in a case."""

    VICTIM = "victim"
    SUSPECT = "suspect"
    CHILD = "child"
    OTHER = "other"


class LegalStatus(StrEnum):
    """How the law looks at someone now; the words on screen follow it (glossary 36)."""

    NONE = "none"
    VICTIM = "victim"
    SUSPECT = "suspect"
    CONVICT = "convict"
    WITNESS = "witness"
    MINOR = "minor"


class CasePerson(Row, table=True):
    """Someone the case is about."""

    id: UUID = uuid_key()
    case_id: UUID = ref("case.id")
    case_role: CaseRole = choice(CaseRole)
    legal_status: LegalStatus = choice(LegalStatus, default=LegalStatus.NONE)
    name: str = Field(max_length=120)
    born_on: date | None = None
    relation: str = Field(default="", max_length=160, description="to the others, in a few words")
    is_active: bool = Field(default=True, description="False once set aside; nothing is deleted")
    version: int = Field(default=1, nullable=False)


class Risk(Row, table=True):
    """A danger that actions and measures must lower; a row of the case, never free text."""

    id: UUID = uuid_key()
    case_id: UUID = ref("case.id")
    name: str = Field(max_length=120)
    for_whom_id: UUID | None = ref("case_person.id", default=None)
    position: int = 0
    is_active: bool = Field(default=True, description="False once set aside; actions keep it")
    version: int = Field(default=1, nullable=False)


class HandOver(Row, table=True):
    """A case went from one lead or victim's contact to another; both stay known."""

    id: UUID = uuid_key()
    case_id: UUID = ref("case.id")
    at: datetime = utc()
    by_id: UUID = ref("person.id", index=False)
    lead_before_id: UUID = ref("person.id", index=False)
    lead_after_id: UUID = ref("person.id", index=False)
    contact_before_id: UUID = ref("person.id", index=False)
    contact_after_id: UUID = ref("person.id", index=False)
