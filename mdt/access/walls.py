"""Who may never learn of a case. For now a door only: nobody can set a wall yet.

Whoever fills a seat asks here, so that a wall holds everywhere as soon as there are any.

Source: scenarios.md, scenario 2 (the wall stands before names are stored); model.md, always true 3.
"""

from uuid import UUID

from sqlmodel import Session


def organisations(_session: Session, _case_id: UUID) -> frozenset[UUID]:
    """Return the organisations whose people may not be used for this case: none today."""
    return frozenset()
