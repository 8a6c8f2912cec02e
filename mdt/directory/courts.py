"""In which modes the judges of a court may be asked, as its board agreed.

Callers have checked permission and own the transaction.

Source: domain.md 3.4 (modes), 1.6 (whether a court takes part is for the court, per court).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mdt import events
from mdt.directory import claiming
from mdt.directory.people import runs
from mdt.errors import N_, DomainError, StaleVersion
from mdt.models import (
    CourtModes,
    JudgeMode,
    Membership,
    Organisation,
    Person,
    Seat,
    SeatDomain,
)


class ModeNotAgreed(DomainError):
    """The court's board did not agree to this mode."""

    text = N_("Voor deze vorm is nog geen afspraak met het gerechtsbestuur.")


class NoCourt(DomainError):
    """Only the judiciary is asked in a mode."""

    text = N_("Alleen een rechtbank heeft vormen.")


class NoModeLeft(DomainError):
    """A court whose judges come in no mode brings nobody to the table."""

    text = N_("Kies ten minste één vorm.")


class FirstIsOff(DomainError):
    """What judges are asked in first is one of the modes that were agreed to."""

    text = N_("Kies een vorm die is afgesproken.")


def of(session: Session, court_id: UUID) -> CourtModes | None:
    """Return what the court agreed to, None while nobody said."""
    return session.get(CourtModes, court_id)


def of_seats(session: Session, seats: Iterable[Seat], *, now: datetime) -> dict[UUID, UUID]:
    """Return for each of these seats that is a judge's for which court she comes, if for any.

    Her own court. Who serves several comes for the one that the seat names, else for the first. A
    seat that nobody holds is of the court that it names.
    """
    judges = [seat for seat in seats if seat.domain is SeatDomain.JUDICIARY]
    holders = {seat.holder_id for seat in judges} - {None}
    serves: dict[UUID, list[UUID]] = defaultdict(list)
    query = (
        select(Membership.person_id, Organisation.id)
        .join(Organisation, col(Organisation.id) == Membership.organisation_id)
        .where(Organisation.domain == SeatDomain.JUDICIARY, runs(now))
        .where(col(Membership.person_id).in_(holders))
        .order_by(col(Organisation.id))
    )
    for person_id, court_id in session.exec(query) if holders else ():
        serves[person_id].append(court_id)
    found = {seat.id: _court(seat, serves) for seat in judges}
    return {seat_id: court_id for seat_id, court_id in found.items() if court_id}


def of_seat(session: Session, seat: Seat, *, now: datetime) -> CourtModes | None:
    """Return what the court of a judge's seat agreed to, as of_seats() says which court that is."""
    court_id = of_seats(session, [seat], now=now).get(seat.id)
    return of(session, court_id) if court_id else None


def ask_first(session: Session, seat: Seat, *, again: bool = False, now: datetime) -> None:
    """Let a new seat of a judge begin in the mode in which her court is asked first.

    again: it is like an earlier one, and keeps that one's mode while her court agrees to it.
    """
    row = of_seat(session, seat, now=now)
    if row and not (again and seat.mode in row.agreed):
        seat.mode = row.first


def require_agreed(session: Session, seat: Seat, *, now: datetime) -> None:
    """Raise ModeNotAgreed when the seat's court does not agree to its mode, or no more."""
    row = of_seat(session, seat, now=now)
    if row and seat.mode not in row.agreed:
        raise ModeNotAgreed


def keep(
    session: Session,
    court: Organisation,
    agreed: Collection[JudgeMode],
    first: JudgeMode,
    *,
    version: int,
    by: Person,
    now: datetime,
) -> CourtModes:
    """Keep what the court agreed to; seats that are there stay as they are.

    version: of what was seen, 0 when nobody had said. Raises NoCourt, NoModeLeft, FirstIsOff,
    StaleVersion.
    """
    if court.domain is not SeatDomain.JUDICIARY:
        raise NoCourt
    if not agreed:
        raise NoModeLeft
    if first not in agreed:
        raise FirstIsOff
    claiming.hold(session, court)
    seen = session.get(CourtModes, court.id, populate_existing=True)
    if (seen.version if seen else 0) != version:
        raise StaleVersion
    row = seen or CourtModes(organisation_id=court.id, version=0)
    for mode in JudgeMode:
        setattr(row, mode.value, mode in agreed)
    row.first, row.version = first, row.version + 1
    session.add(row)
    session.flush()
    events.record(session, events.OrganisationChanged(at=now, actor_id=by.id, subject_id=court.id))
    return row


def _court(seat: Seat, serves: Mapping[UUID, Sequence[UUID]]) -> UUID | None:
    own = serves.get(seat.holder_id, ()) if seat.holder_id else ()
    if seat.organisation_id in own or not own:
        return seat.organisation_id
    return own[0]
