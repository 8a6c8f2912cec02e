"""Which cases somebody sees by having broken the glass: for an hour, read at every request.

What it gives is the relation EMERGENCY_ACCESS of the policy, for single rows only: no list, no
search, no number and no feed knows of it, and a wall comes first. Source: decision 115; NEN 7513.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam
from sqlalchemy import select as sa_select
from sqlalchemy.orm import aliased
from sqlmodel import Session

from mdt.models import EmergencyAccess

_ACCESS: Any = aliased(EmergencyAccess)
_NOW: Any = bindparam("now")
_CASES = sa_select(_ACCESS.case_id).where(
    _ACCESS.person_id == bindparam("person_id"),
    _ACCESS.until_at > _NOW,
    _ACCESS.ended_at.is_(None),
)
IS_RUNNING: Any = _CASES.exists()
"""Whether the person of the query's parameters broke the glass of any case within the hour."""


def cases(session: Session, person_id: UUID, now: datetime) -> frozenset[UUID]:
    """Return the cases that the person opened in an emergency that runs at now."""
    return frozenset(session.scalars(_CASES, {"person_id": person_id, "now": now}))
