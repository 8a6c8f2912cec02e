"""What counts in this installation where nobody said otherwise; the session was opened with it."""

from dataclasses import dataclass

from sqlmodel import Session

from mdt.scheduling.diary import OFFICE, Hours

USUAL = "mdt.scheduling.usual"


@dataclass(frozen=True)
class Usual:
    """office: the hours of whoever gave none. patience_minutes: so long a stand-in may think."""

    office: Hours = OFFICE
    patience_minutes: int = 120


def of(session: Session) -> Usual:
    """Return what the session was opened with."""
    found: Usual = session.info.get(USUAL, Usual())
    return found
