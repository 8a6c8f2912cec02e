"""Made-up figures of the last quarters, as a region has them that works with this longer."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from mdt.demo.merwestad import World
from mdt.models import FigureName, PublicFigure
from mdt.statistics import quarters

MADE_UP: Mapping[FigureName, Sequence[int | None]] = {
    FigureName.CASES: (15, 20, 20, 25),
    FigureName.CONFERENCES: (30, 35, 45, 50),
    FigureName.WITH_JUDGE: (None, 10, 20, 30),
    FigureName.WAIT_DAYS: (None, 9, 6, 4),
}
"""The earliest quarter first."""


def set_up(session: Session, world: World, *, now: datetime) -> None:
    """Publish the figures of the four quarters that may be told."""
    for name, values in MADE_UP.items():
        for back, value in enumerate(reversed(values)):
            quarter = quarters.later(quarters.published(now), -back)
            session.add(
                PublicFigure(
                    region_id=world.region.id,
                    quarter=quarter,
                    name=name,
                    value=value,
                    published_at=now,
                )
            )
    session.flush()
