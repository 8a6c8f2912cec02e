"""Who did and who saw what: one row a read or write of case content, in the same commit.

Source: NEN 7513 (event, time, client, user, role and organisation, rule); security.md 0.7.
"""

from datetime import datetime
from uuid import UUID

from mdt.models import AuditRecord


def entry(
    *,
    at: datetime,
    actor_id: UUID | None,
    organisation_id: UUID | None,
    roles: str,
    action: str,
    ground: str,
    case_id: UUID | None = None,
    subject_id: UUID | None = None,
    allowed: bool = True,
) -> AuditRecord:
    """Return the row for one access; the caller adds it to the transaction that it belongs to."""
    return AuditRecord(
        at=at,
        actor_id=actor_id,
        organisation_id=organisation_id,
        roles=roles,
        action=action,
        ground=ground,
        case_id=case_id,
        subject_id=subject_id,
        allowed=allowed,
    )
