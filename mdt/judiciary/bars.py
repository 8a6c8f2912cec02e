"""May this judge try this? The register that the court asks, and that answers with nothing more.

Who asks types the case's reference as they know it. A reference that nobody knows, and a case
from which this judge is not barred, get the same answer: the register tells of no case.

Source: domain.md 3.4 (recorded as not available to try anything in this family); art. 268 Sv.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mdt.access import actor as actors
from mdt.models import Case, JudgeBar, Person


def judges(session: Session, *, now: datetime) -> Sequence[Person]:
    """Return everybody who is a judge now, by name."""
    return session.exec(select(Person).where(actors.judges(now)).order_by(Person.name)).all()


def of(session: Session, region_id: UUID, reference: str, person_id: UUID) -> JudgeBar | None:
    """Return what bars this judge from the case with this reference, None when nothing does."""
    return session.exec(
        select(JudgeBar)
        .join(Case, col(Case.id) == JudgeBar.case_id)
        .where(
            Case.region_id == region_id,
            Case.reference == reference.strip(),
            JudgeBar.person_id == person_id,
        )
    ).first()
