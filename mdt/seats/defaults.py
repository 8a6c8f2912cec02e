"""The seats a case starts with: those of the standing table, with the case's own people on them.

The victim's fixed contact sits in her seat whoever usually holds it, and the case lead in the
seat of their own domain, but not in that of the table's own staff (domain.md 3.1). A judge is
asked for the procedures only, an advocate of the victim for her voice and for what is told
(scenario 1).
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mdt.access import actor as actors
from mdt.models import (
    AgendaItem,
    Case,
    Membership,
    Organisation,
    Panel,
    PanelDeputy,
    PanelSeat,
    PartKind,
    Person,
    Seat,
    SeatDeputy,
    SeatDomain,
    SeatFill,
    SeatPart,
)

PARTS: Mapping[SeatDomain, frozenset[PartKind]] = {
    SeatDomain.JUDICIARY: frozenset({PartKind.PROCEDURES}),
    SeatDomain.VLAW: frozenset({PartKind.VOICE, PartKind.TELLING}),
}
"""Domains that come for some parts of an item; all others sit through the whole of it."""


def lay(session: Session, item: AgendaItem, case: Case, panel: Panel, *, now: datetime) -> None:
    """Give the item the default seats of the panel; its parts are there already."""
    own = _own_people(session, case, panel.seats, now=now)
    deputies = _deputies(session, panel)
    serving = _serving(session, panel.region_id, now=now)
    free = serving - set(own.values())
    for default in panel.seats:
        usual = default.holder_id if default.holder_id in free else None
        holder_id = own.get(default.id) or usual
        free -= {holder_id}
        seat = Seat(
            item=item,
            case_id=case.id,
            domain=default.domain,
            organisation_id=default.organisation_id,
            required=default.required,
            quorum=default.quorum,
            position=default.position,
            fill=default.fill,
            holder_id=holder_id,
        )
        hold_usual_parts(seat, item)
        others = [default.holder_id, *deputies.get(default.id, [])]
        _rank_deputies(seat, (one for one in others if one in free))
        session.add(seat)


def lay_again(
    session: Session, item: AgendaItem, case: Case, like: AgendaItem, *, now: datetime
) -> None:
    """Give the item the seats of an earlier item of its case; its parts are there already.

    Whoever left, or came out of a pool, is not put there again; the case's own people are. A judge
    is asked in the same mode.
    """
    own = _own_people(session, case, like.seats, now=now)
    free = _working(session, like.seats, now=now) - set(own.values())
    kinds = {part.id: part.kind for part in like.parts}
    by_kind = {part.kind: part.id for part in item.parts}
    for earlier in like.seats:
        usual = earlier.holder_id if earlier.fill is SeatFill.PERSON else None
        held = {kinds[row.part_id] for row in earlier.parts}
        others = [earlier.holder_id, *(row.person_id for row in earlier.deputies)]
        seat = Seat(
            item=item,
            case_id=case.id,
            domain=earlier.domain,
            organisation_id=earlier.organisation_id,
            required=earlier.required,
            quorum=earlier.quorum,
            position=earlier.position,
            fill=earlier.fill,
            mode=earlier.mode,
            holder_id=own.get(earlier.id) or (usual if usual in free else None),
        )
        seat.parts = [
            SeatPart(seat_id=seat.id, part_id=key) for kind, key in by_kind.items() if kind in held
        ]
        _rank_deputies(seat, (one for one in others if one in free and one != seat.holder_id))
        session.add(seat)


def hold_usual_parts(seat: Seat, item: AgendaItem) -> None:
    """Let the seat be held for the parts that are usual for its domain, else for all of them."""
    wanted = PARTS.get(seat.domain, frozenset())
    seat.parts = [
        SeatPart(seat_id=seat.id, part_id=part.id) for part in item.parts if part.kind in wanted
    ]


def _own_people(
    session: Session, case: Case, seats: Iterable[PanelSeat | Seat], *, now: datetime
) -> dict[UUID, UUID]:
    """Return which seats the case's contact and lead take, by the key of the seat."""
    own: dict[UUID, UUID] = {}
    lead_domains = _domains_of(session, case.lead_id, now=now) - {SeatDomain.PROCESS}
    is_seated = case.lead_id == case.victim_contact_id
    for seat in seats:
        if seat.domain is SeatDomain.VICTIM_CONTACT and case.victim_contact_id not in own.values():
            own[seat.id] = case.victim_contact_id
        elif seat.domain in lead_domains and not is_seated:
            own[seat.id] = case.lead_id
            is_seated = True
    return own


def _domains_of(session: Session, person_id: UUID, *, now: datetime) -> frozenset[SeatDomain]:
    organisations = session.exec(
        select(Organisation)
        .join(Membership, col(Membership.organisation_id) == Organisation.id)
        .where(Membership.person_id == person_id, actors.runs(now))
    )
    return frozenset(organisation.domain for organisation in organisations)


def _deputies(session: Session, panel: Panel) -> dict[UUID, list[UUID]]:
    rows = session.exec(
        select(PanelDeputy)
        .join(PanelSeat, col(PanelSeat.id) == PanelDeputy.panel_seat_id)
        .where(PanelSeat.panel_id == panel.id)
        .order_by(col(PanelDeputy.rank))
    )
    found: dict[UUID, list[UUID]] = {}
    for row in rows:
        found.setdefault(row.panel_seat_id, []).append(row.person_id)
    return found


def _serving(session: Session, region_id: UUID, *, now: datetime) -> frozenset[UUID]:
    """Return who works in the region now: whoever left takes no seat any more."""
    return frozenset(
        session.exec(
            select(Membership.person_id)
            .join(Organisation, col(Organisation.id) == Membership.organisation_id)
            .join(Person, col(Person.id) == Membership.person_id)
            .where(Organisation.region_id == region_id, actors.runs(now), col(Person.is_active))
        )
    )


def _working(session: Session, seats: Iterable[Seat], *, now: datetime) -> frozenset[UUID]:
    """Return who of the holders and deputies of these seats still works somewhere."""
    people = {seat.holder_id for seat in seats}
    people |= {deputy.person_id for seat in seats for deputy in seat.deputies}
    return frozenset(
        session.exec(
            select(Membership.person_id)
            .join(Person, col(Person.id) == Membership.person_id)
            .where(col(Person.id).in_(people - {None}), actors.runs(now), col(Person.is_active))
        )
    )


def _rank_deputies(seat: Seat, people: Iterable[UUID | None]) -> None:
    """Give the seat its deputies; whom the case's own person replaced is the first of them."""
    wanted = dict.fromkeys(one for one in people if one is not None)
    seat.deputies = [
        SeatDeputy(seat_id=seat.id, person_id=one, rank=rank) for rank, one in enumerate(wanted)
    ]
