"""Who did and who saw what: one row a read or write of case content, in the same commit.

Source: NEN 7513 (event, time, client, user, role and organisation, rule); security.md 0.7.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4


@dataclass(slots=True, kw_only=True)
class Entry:
    """One row of the trail before it is written; its number and hash come as it is chained.

    A page leaves dozens: plain fields cost a tenth of an object of the model.
    """

    at: datetime
    actor_id: UUID | None
    organisation_id: UUID | None
    roles: str
    action: str
    ground: str
    case_id: UUID | None = None
    subject_id: UUID | None = None
    allowed: bool = True
    emergency: bool = False
    id: UUID = field(default_factory=uuid4)
    number: int = 0
    hash: str = ""
