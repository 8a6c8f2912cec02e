"""When the courts at a table keep time free: by the seats of their judges, over a grid."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from mdt.directory import court_blocks, courts
from mdt.models import Seat
from mdt.scheduling import standing_blocks
from mdt.scheduling.grid import Grid
from mdt.scheduling.standing_blocks import Block


def of(session: Session, seats: Sequence[Seat], grid: Grid, *, now: datetime) -> dict[UUID, int]:
    """Return for each seat whose court has standing blocks the cells of the grid inside them."""
    court_of = courts.of_seats(session, seats, now=now)
    rows = court_blocks.of(session, set(court_of.values())) if court_of else []
    if not rows:
        return {}
    skipped = court_blocks.skipped(session, rows)
    blocks: dict[UUID, list[Block]] = {}
    for row in rows:
        blocks.setdefault(row.organisation_id, []).append(
            Block(
                weekday=row.weekday,
                starts=row.starts,
                ends=row.ends,
                from_on=row.from_on,
                until_on=row.until_on,
                but=frozenset(skipped.get(row.id, ())),
            )
        )
    by_court = {court: standing_blocks.mask(grid, own) for court, own in blocks.items()}
    return {seat: mask for seat, court in court_of.items() if (mask := by_court.get(court))}
