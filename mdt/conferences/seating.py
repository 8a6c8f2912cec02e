"""Who sits where: seats are filled, left, added and taken away, before and after convening.

Callers have checked permission and own the transaction. After convening every change tells the
people it concerns (SeatsChanged), and no quorum seat is left without a holder.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, select

from mdt import events
from mdt.conferences import candidates, changing
from mdt.directory import claiming, courts
from mdt.errors import N_, DomainError, StaleVersion
from mdt.models import (
    AgendaItem,
    Cascade,
    Organisation,
    PartKind,
    Person,
    Seat,
    SeatDeputy,
    SeatDomain,
    SeatFill,
    SeatPart,
)
from mdt.seats import defaults


class UnknownPart(DomainError):
    """The seat would be held for a part that the item does not have."""

    text = N_("Dit onderdeel staat niet op de agenda van deze zaak.")


class OrganisationElsewhere(DomainError):
    """The organisation does not bring what the seat asks for, or is not of this region."""

    text = N_("Deze organisatie hoort niet bij deze stoel.")


@dataclass(frozen=True, kw_only=True)
class Duties:
    """What a seat counts for, and for which parts it is held; none is the whole item.

    fill: out of whom it is filled while nobody holds it.
    """

    required: bool
    quorum: bool
    parts: Collection[PartKind] = ()
    fill: SeatFill = SeatFill.PERSON


def add(
    session: Session,
    item: AgendaItem,
    domain: SeatDomain,
    duties: Duties | None = None,
    *,
    organisation: Organisation | None = None,
    holder: Person | None = None,
    by: Person,
    now: datetime,
) -> Seat:
    """Return a new last seat; without duties it is wanted, and held for its domain's usual parts.

    Raises IllegalTransition, OrganisationElsewhere, UnknownPart, what appoint raises, and for a
    convened conference what changing.sound raises.
    """
    conference = item.conference
    changing.claim_open(session, conference)
    _require_brings(organisation, domain, conference.region_id)
    with changing.sound(session, conference):
        seat = Seat(
            item=item,
            case_id=item.case_id,
            domain=domain,
            organisation_id=organisation.id if organisation else None,
            position=max((other.position for other in item.seats), default=-1) + 1,
        )
        session.add(seat)
        session.flush()
        if duties:
            _set_duties(session, seat, duties)
        else:
            defaults.hold_usual_parts(seat, item)
        if holder:
            candidates.require(session, seat, holder, now=now)
            seat.holder_id = holder.id
        courts.ask_first(session, seat, now=now)
    _record(session, seat, by, now)
    return seat


def appoint(
    session: Session,
    seat: Seat,
    person: Person,
    *,
    seen: UUID | None,
    by: Person,
    now: datetime,
) -> None:
    """Put the person on the seat, in place of whoever holds it; seen is who that was on the page.

    Whoever is replaced stays as the seat's first deputy.
    Raises IllegalTransition, StaleVersion when somebody else changed the holder, SitsAlready,
    CannotSit, and for a convened conference SlotTaken.
    """
    conference = seat.item.conference
    changing.claim_open(session, conference)
    session.refresh(seat)
    if seat.holder_id == person.id and not seat.is_drawn:
        return
    if seat.holder_id != seen:
        raise StaleVersion
    candidates.require(session, seat, person, now=now)
    with changing.sound(session, conference):
        _swap(session, seat, person.id)
    _record(session, seat, by, now)


def release(session: Session, seat: Seat, *, seen: UUID | None, by: Person, now: datetime) -> None:
    """Leave the seat empty. Raises IllegalTransition, StaleVersion, QuorumNotMet once convened."""
    conference = seat.item.conference
    changing.claim_open(session, conference)
    session.refresh(seat)
    if seat.holder_id is None:
        return
    if seat.holder_id != seen:
        raise StaleVersion
    with changing.sound(session, conference):
        seat.holder_id, seat.is_drawn = None, False
    _record(session, seat, by, now)


def change(
    session: Session, seat: Seat, duties: Duties, *, version: int, by: Person, now: datetime
) -> None:
    """Change what the seat counts for and when it is held.

    Raises IllegalTransition, StaleVersion, UnknownPart, and for a convened conference what
    changing.sound raises.
    """
    conference = seat.item.conference
    changing.claim_open(session, conference)
    claiming.claim(session, seat, version)
    with changing.sound(session, conference):
        _set_duties(session, seat, duties)
        seat.version += 1
    _record(session, seat, by, now)


def set_deputies(
    session: Session, seat: Seat, people: Sequence[Person], *, by: Person, now: datetime
) -> None:
    """Say who may take the seat, in order. Raises IllegalTransition, CannotSit, SitsAlready."""
    changing.claim_open(session, seat.item.conference)
    for person in people:
        candidates.require(session, seat, person, now=now)
    _rank(session, seat, [person.id for person in people])
    _record(session, seat, by, now)


def remove(session: Session, seat: Seat, *, by: Person, now: datetime) -> None:
    """Take the seat away. Raises IllegalTransition; once convened, what changing.sound raises."""
    item = seat.item
    changing.claim_open(session, item.conference)
    with changing.sound(session, item.conference):
        take_out(session, seat)
    _record(session, seat, by, now, item)


def put_instead(
    session: Session, seat: Seat, person: Person, *, seen: UUID | None, now: datetime
) -> None:
    """Put the person on the seat as part of a move; the caller records the event.

    Whoever is replaced stays as the seat's first deputy. seen: the holder as the page showed it,
    None for a seat that is open again at another moment.
    Raises IllegalTransition, StaleVersion, SitsAlready, CannotSit.
    """
    changing.claim_open(session, seat.item.conference)
    session.refresh(seat)
    if seat.holder_id != seen and not (seen is None and seat.is_open_again):
        raise StaleVersion
    candidates.require(session, seat, person, now=now)
    _swap(session, seat, person.id)


def leave_to_duty(session: Session, seat: Seat) -> None:
    """Leave the seat of a draft to whoever is on duty; who held it becomes its first deputy.

    The caller has checked it and records the event.
    """
    before = seat.holder_id
    seat.holder_id, seat.is_drawn, seat.fill = None, False, SeatFill.DUTY
    others = [row.person_id for row in seat.deputies if row.person_id != before]
    _rank(session, seat, [before, *others] if before else others)


def take_out(session: Session, seat: Seat) -> None:
    """Delete the seat and what hangs on it; the caller has checked it and records the event.

    Whoever was sought for it is sought no more; the search stays, to be read back.
    """
    for search in session.exec(select(Cascade).where(Cascade.seat_id == seat.id)):
        search.seat_id = None
    session.flush()
    for rows in (seat.parts, seat.deputies):
        for row in list(rows):
            rows.remove(row)  # type: ignore[arg-type] # each from its own list
            session.delete(row)
    seat.item.seats.remove(seat)
    session.delete(seat)


def _require_brings(organisation: Organisation | None, domain: SeatDomain, region_id: UUID) -> None:
    if organisation is None:
        return
    if organisation.region_id != region_id or organisation.domain is not domain:
        raise OrganisationElsewhere


def _set_duties(session: Session, seat: Seat, duties: Duties) -> None:
    by_kind = {part.kind: part.id for part in seat.item.parts}
    if not set(duties.parts) <= by_kind.keys():
        raise UnknownPart
    seat.required, seat.quorum = duties.required or duties.quorum, duties.quorum
    seat.fill = duties.fill
    wanted = {by_kind[kind] for kind in duties.parts}
    if wanted == set(by_kind.values()):
        wanted = set()
    for row in [row for row in seat.parts if row.part_id not in wanted]:
        seat.parts.remove(row)
        session.delete(row)
    held = {row.part_id for row in seat.parts}
    seat.parts.extend(
        SeatPart(seat_id=seat.id, part_id=part_id) for part_id in sorted(wanted - held)
    )


def _swap(session: Session, seat: Seat, person_id: UUID) -> None:
    before = seat.holder_id
    seat.holder_id, seat.is_drawn = person_id, False
    others = [row.person_id for row in seat.deputies if row.person_id != person_id]
    _rank(session, seat, [before, *others] if before else others)


def _rank(session: Session, seat: Seat, people: Sequence[UUID]) -> None:
    for row in list(seat.deputies):
        seat.deputies.remove(row)
        session.delete(row)
    session.flush()
    seat.deputies = [
        SeatDeputy(seat_id=seat.id, person_id=person_id, rank=rank)
        for rank, person_id in enumerate(dict.fromkeys(people))
        if person_id != seat.holder_id
    ]
    session.flush()


def _record(
    session: Session, seat: Seat, by: Person, now: datetime, item: AgendaItem | None = None
) -> None:
    item = item or seat.item
    events.record(
        session,
        events.SeatsChanged(
            at=now,
            actor_id=by.id,
            case_id=seat.case_id,
            conference_id=item.conference_id,
            subject_id=seat.id,
        ),
    )
