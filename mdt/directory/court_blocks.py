"""The standing blocks of a court: "every Tuesday from 12.30 to 13.00", and the days without.

The slot finder fills them first for the seats of that court. A block keeps nobody's time free by
itself: the court does, in its own planning. Callers have checked permission.

Source: domain.md 3.4 (a judge's time); scenarios.md 1.6.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, time
from uuid import UUID

from sqlmodel import Session, col, delete, or_, select

from mdt import events
from mdt.directory import claiming
from mdt.directory.courts import NoCourt
from mdt.errors import N_, DomainError
from mdt.models import CourtBlock, CourtBlockException, Organisation, Person, SeatDomain

QUARTER = 15
_HOUR = 60


class BlockTooShort(DomainError):
    """A block ends before it starts, or in the same quarter."""

    text = N_("Een blok begint en eindigt op dezelfde dag en duurt ten minste een kwartier.")


class BlockBackwards(DomainError):
    """The last day of a block lies before its first."""

    text = N_("De laatste dag ligt voor de eerste.")


class BlockOverlaps(DomainError):
    """The court has a block at that time already."""

    text = N_("Deze rechtbank heeft op die tijd al een vast blok.")


class NoDayOfBlock(DomainError):
    """The block is not there on that day, so it need not be skipped."""

    text = N_("Op die dag is het blok er niet.")


def of(session: Session, courts: Collection[UUID]) -> list[CourtBlock]:
    """Return the blocks of these courts, in the order of the week."""
    query = select(CourtBlock).where(col(CourtBlock.organisation_id).in_(courts))
    order = (CourtBlock.weekday, CourtBlock.starts, CourtBlock.from_on)
    return list(session.exec(query.order_by(*map(col, order))))


def skipped(session: Session, blocks: Collection[CourtBlock]) -> dict[UUID, list[date]]:
    """Return on which days each of these blocks is not there, in order."""
    found: dict[UUID, list[date]] = defaultdict(list)
    rows = session.exec(
        select(CourtBlockException)
        .where(col(CourtBlockException.block_id).in_([block.id for block in blocks]))
        .order_by(col(CourtBlockException.day))
    )
    for row in rows:
        found[row.block_id].append(row.day)
    return found


def add(
    session: Session, court: Organisation, block: CourtBlock, *, by: Person, now: datetime
) -> None:
    """Keep a block of the court. Raises NoCourt, BlockTooShort, BlockBackwards, BlockOverlaps."""
    if court.domain is not SeatDomain.JUDICIARY:
        raise NoCourt
    if _minutes(block.ends) - _minutes(block.starts) < QUARTER:
        raise BlockTooShort
    if block.until_on and block.until_on < block.from_on:
        raise BlockBackwards
    claiming.hold(session, court)
    block.organisation_id = court.id
    if _overlapping(session, block):
        raise BlockOverlaps
    session.add(block)
    session.flush()
    _record(session, court.id, by, now)


def remove(session: Session, block: CourtBlock, *, by: Person, now: datetime) -> None:
    """Take a block away; moments that were agreed in it stay."""
    skips = delete(CourtBlockException).where(col(CourtBlockException.block_id) == block.id)
    session.execute(skips)
    session.delete(block)
    session.flush()
    _record(session, block.organisation_id, by, now)


def skip(session: Session, block: CourtBlock, day: date, *, by: Person, now: datetime) -> None:
    """Let the block not be there on this day; once more changes nothing. Raises NoDayOfBlock."""
    runs = block.from_on <= day and (block.until_on is None or day <= block.until_on)
    if not runs or day.weekday() != block.weekday:
        raise NoDayOfBlock
    if session.get(CourtBlockException, (block.id, day)) is None:
        session.add(CourtBlockException(block_id=block.id, day=day))
        session.flush()
        _record(session, block.organisation_id, by, now)


def restore(session: Session, block: CourtBlock, day: date, *, by: Person, now: datetime) -> None:
    """Let the block be there again on a day on which it was not."""
    if row := session.get(CourtBlockException, (block.id, day)):
        session.delete(row)
        session.flush()
        _record(session, block.organisation_id, by, now)


def _overlapping(session: Session, block: CourtBlock) -> CourtBlock | None:
    """Return another block of the court at a time of this one, on a day that both may be on."""
    query = select(CourtBlock).where(
        CourtBlock.organisation_id == block.organisation_id,
        CourtBlock.weekday == block.weekday,
        CourtBlock.starts < block.ends,
        CourtBlock.ends > block.starts,
        or_(col(CourtBlock.until_on).is_(None), col(CourtBlock.until_on) >= block.from_on),
    )
    if block.until_on:
        query = query.where(CourtBlock.from_on <= block.until_on)
    return session.exec(query).first()


def _minutes(wall: time) -> int:
    return wall.hour * _HOUR + wall.minute


def _record(session: Session, court_id: UUID, by: Person, now: datetime) -> None:
    events.record(session, events.OrganisationChanged(at=now, actor_id=by.id, subject_id=court_id))
