"""What a scenario says of a case, in plain values; mdt.demo.acts lets people bring it about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from mdt.models import CaseRole, LegalStatus, PlanHeading, SealedKind, SealedPart, SeatDomain


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
