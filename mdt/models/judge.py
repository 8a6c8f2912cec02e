"""The judge at the table: in what mode she comes, what she opened, and what it bars her from."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from mdt.models.base import Row, choice, ref, utc, uuid_key


class JudgeMode(StrEnum):
    """In what mode a judge is asked; each gives its own sections (domain.md 3.4)."""

    KENNIS = "kennis"
    PROCES = "proces"
    RC = "rc"
    NIET_ZITTEND = "niet_zittend"


class DeclineReason(StrEnum):
    """Why a judge does not come; never more than this (domain.md 3.4)."""

    CAPACITY = "capacity"
    MAY_HAVE_TO_TRY = "may_have_to_try"
    EARLIER_INVOLVEMENT = "earlier_involvement"
    ACQUAINTANCE = "acquaintance"
    OTHER = "other"


class ImpedimentKind(StrEnum):
    """What a judge declares that bars her: who, or which proceedings."""

    NAME = "name"
    REFERENCE = "reference"


class JudgeOpening(Row, table=True):
    """A judge who said that nothing stands in the way opened what her mode gives.

    closed_at: an impediment was found after all, or her answer does not stand any more.
    """

    id: UUID = uuid_key()
    invitation_id: UUID = ref("invitation.id")
    person_id: UUID = ref("person.id")
    opened_at: datetime = utc()
    closed_at: datetime | None = utc(default=None)
    reason: DeclineReason | None = choice(DeclineReason, default=None, nullable=True)


class JudgeBar(Row, table=True):
    """From this moment the judge does not try anything in this family."""

    __table_args__ = (UniqueConstraint("case_id", "person_id"),)

    id: UUID = uuid_key()
    case_id: UUID = ref("case.id", index=False)
    person_id: UUID = ref("person.id")
    mode: JudgeMode = choice(JudgeMode)
    since: datetime = utc()


class Impediment(Row, table=True):
    """A name or a number that bars the judge, by her own word; only its keyed hash is kept."""

    __table_args__ = (UniqueConstraint("person_id", "key_hash"),)

    id: UUID = uuid_key()
    person_id: UUID = ref("person.id", index=False)
    kind: ImpedimentKind = choice(ImpedimentKind)
    key_hash: str = Field(max_length=64)
    made_at: datetime = utc()


class CourtModes(Row, table=True):
    """In which modes the judges of one court may be asked, and in which they are asked first.

    A court without such a row stands at what the installation begins with (MDT_JUDGE_MODES).
    """

    organisation_id: UUID = Field(foreign_key="organisation.id", primary_key=True)
    kennis: bool = True
    proces: bool = True
    rc: bool = False
    niet_zittend: bool = False
    first: JudgeMode = choice(JudgeMode, default=JudgeMode.PROCES)
    version: int = Field(default=1, nullable=False)

    @property
    def agreed(self) -> frozenset[JudgeMode]:
        """The modes that the court's board agreed to."""
        return frozenset(mode for mode in JudgeMode if getattr(self, mode.value))
