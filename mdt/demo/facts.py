"""What a scenario says of a case, in plain values; mdt.demo.acts lets people bring it about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from mdt.models import (
    CaseRole,
    ContactKind,
    LegalStatus,
    PlanHeading,
    ProcedureKind,
    ProcedureStage,
    SealedKind,
    SealedPart,
    SeatDomain,
)


@dataclass(frozen=True)
class Involved:
    """Someone the case is about."""

    name: str
    case_role: CaseRole
    legal_status: LegalStatus
    relation: str
    born_on: date | None = None


@dataclass(frozen=True)
class CaseFacts:
    """A case as it is opened; lead and contact by their short names, risks by a short name.

    shut_to: the domain of an organisation, or the short name of somebody, who must never know.
    """

    alias: str
    reference: str
    lead: str
    contact: str
    persons: Sequence[Involved]
    risks: Mapping[str, str]
    shut_to: Sequence[SeatDomain | str] = ()


@dataclass(frozen=True)
class Sealed:
    """What must stay secret of somebody in the case, and the name that everybody else sees.

    about: who that is in the case; keeper: the domain of the organisation that alone opens it.
    """

    about: CaseRole
    label: str
    keeper: SeatDomain
    says: Mapping[SealedPart, str]
    kind: SealedKind = SealedKind.ADDRESS


@dataclass(frozen=True)
class Agreed:
    """An action as a table agreed on it, and when it was done (None: still open).

    undone: when its owner said that it cannot be done, and why.
    """

    key: str
    title: str
    owner: str
    due: str
    risk: str
    heading: PlanHeading
    busy: str | None = None
    done: str | None = None
    undone: tuple[str, str] | None = None


@dataclass(frozen=True)
class Filed:
    """How a proceeding stands, and whom of the case it binds; its days as the story tells them.

    at_court: False for what no court has (yet); until: the last day of what was decided.
    """

    kind: ProcedureKind
    stage: ProcedureStage
    people: frozenset[CaseRole]
    at_court: bool = True
    hearing: str | None = None
    decided: str | None = None
    until: str | None = None


@dataclass(frozen=True)
class OfContact:
    """What is said of contact between the suspect and somebody, every week or (without) always.

    weekday: 0 is Monday; opens and closes: wall clock.
    """

    kind: ContactKind
    other: CaseRole
    weekday: int | None = None
    opens: time | None = None
    closes: time | None = None
