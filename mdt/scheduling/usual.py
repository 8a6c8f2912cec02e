"""What counts in this installation where nobody said otherwise; the session was opened with it."""

from dataclasses import dataclass

from sqlmodel import Session

from mdt.scheduling.diary import OFFICE, Hours

USUAL = "mdt.scheduling.usual"


@dataclass(frozen=True)
class Usual:
    """What an installation can say.

    office: the hours of whoever gave none. patience_minutes: so long a stand-in may think.
    margin_minutes: before and after their own items for which people are asked too.
    """

    office: Hours = OFFICE
    patience_minutes: int = 120
    margin_minutes: int = 0


def of(session: Session) -> Usual:
    """Return what the session was opened with."""
    found: Usual = session.info.get(USUAL, Usual())
    return found
