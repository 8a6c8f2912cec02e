"""May this judge try this? The register that the court asks, and that answers with nothing more.

Who asks types the case's reference as they know it. A reference that nobody knows, a case from
which this judge is not barred, and one that a wall shuts to whoever asks, get the same answer: the
register tells of no case.

Source: domain.md 3.4 (recorded as not available to try anything in this family); art. 268 Sv.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, func, select

from mdt.access import actor as actors
from mdt.access import walls
from mdt.models import Case, JudgeBar, Person


def judges(session: Session, *, now: datetime) -> Sequence[Person]:
    """Return everybody who is a judge now, by name."""
    return session.exec(select(Person).where(actors.judges(now)).order_by(Person.name)).all()


def of(
    session: Session,
    region_ids: Collection[UUID],
    reference: str,
    person_id: UUID,
    *,
    walled: Collection[UUID],
) -> JudgeBar | None:
    """Return what bars this judge from a case with this reference, None when nothing does.

    region_ids: where whoever asks may ask; walled: the cases that are shut to them. Capitals and
    spaces do not matter, as nowhere where a reference is looked for.
    """
    wanted = " ".join(reference.split()).lower()
    return session.exec(
        select(JudgeBar)
        .join(Case, col(Case.id) == JudgeBar.case_id)
        .where(
            col(Case.region_id).in_(region_ids),
            func.lower(Case.reference) == wanted,
            JudgeBar.person_id == person_id,
            walls.beside(walled, col(Case.id)),
        )
        .order_by(col(JudgeBar.since))
    ).first()
