"""Shut a case to organisations, units and people; open it to them again when two people agree.

Callers have checked permission and own the transaction. What somebody had in the case when it was
shut to them is taken from them by the reactions to WallSet.

Source: scenarios.md, scenario 2 (15:55); security.md 2, row 1.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Session, col, select

from mdt import events
from mdt.access import walls
from mdt.access.actor import Actor
from mdt.cases import wall_choices, wall_events
from mdt.errors import N_, DomainError
from mdt.events import Event
from mdt.models import Case, Organisation, Person, Role, Unit, Wall


class ShutsOneself(DomainError):
    """Whoever sets the wall would stand behind it, and nobody would know of the case."""

    text = N_("U kunt de zaak niet afschermen voor uzelf. Vraag een andere coördinator.")


class ShutsKeeper(DomainError):
    """The lead or the victim's contact would stand behind the wall."""

    text = N_("Deze zaak is bij %(name)s. Draag de zaak eerst over, of kies een ander.")


class AgreedAlready(DomainError):
    """The same person would agree twice."""

    text = N_("U gaf al akkoord. Een ander moet ook akkoord geven.")


class MayNotLift(DomainError):
    """The person is neither a chair nor a data-protection officer where the case is."""

    text = N_("Alleen een voorzitter en een functionaris gegevensbescherming heffen dit op.")


class Standing(NamedTuple):
    """A wall in names; that of a unit has its organisation's too."""

    wall: Wall
    name: str
    set_by: str
    chair: str
    officer: str


def shut(
    session: Session,
    case: Case,
    *,
    organisations: Collection[UUID] = (),
    units: Collection[UUID] = (),
    people: Collection[UUID] = (),
    by: Person,
    now: datetime,
) -> list[Wall]:
    """Return the new walls of the case; none where one stands already.

    Raises ShutsOneself, ShutsKeeper.
    """
    standing = _standing(session, case)
    there = {wall.whom_id for wall in standing}
    set_: dict[str, Any] = {"set_at": now, "set_by_id": by.id}
    wanted = [
        *(Wall(case_id=case.id, organisation_id=key, **set_) for key in _new(organisations, there)),
        *(Wall(case_id=case.id, unit_id=key, **set_) for key in _new(units, there)),
        *(Wall(case_id=case.id, person_id=key, **set_) for key in _new(people, there)),
    ]
    with session.begin_nested():
        session.add_all(wanted)
        session.flush()
        _require_kept(session, case, by)
    for wall in wanted:
        _record(session, wall_events.WallSet, wall, by, now)
    return wanted


def agree(session: Session, wall: Wall, who: Actor, *, now: datetime) -> None:
    """Agree as a chair, or as a data-protection officer, that the wall falls; two people lift it.

    Nothing happens when it was lifted already. Raises AgreedAlready, MayNotLift.
    """
    session.refresh(wall, with_for_update=True)
    if not wall.stands:
        return
    region_id = session.get_one(Case, wall.case_id).region_id
    roles = {post.role for post in who.posts if post.region_id == region_id}
    if who.id in {wall.chair_id, wall.officer_id}:
        raise AgreedAlready
    if Role.CHAIR in roles and wall.chair_id is None:
        wall.chair_id, wall.chair_agreed_at = who.id, now
    elif Role.DPO in roles and wall.officer_id is None:
        wall.officer_id, wall.officer_agreed_at = who.id, now
    else:
        raise MayNotLift
    is_lifted = wall.chair_id is not None and wall.officer_id is not None
    wall.lifted_at = now if is_lifted else None
    session.add(wall)
    kind = wall_events.WallLifted if is_lifted else wall_events.WallLiftAgreed
    _record(session, kind, wall, who.person, now)


def disagree(session: Session, wall: Wall, *, by: Person, now: datetime) -> None:
    """Take back what one agreed to, or refuse what the other did; the wall simply stands."""
    session.refresh(wall, with_for_update=True)
    if not wall.stands or (wall.chair_id is None and wall.officer_id is None):
        return
    wall.chair_id = wall.chair_agreed_at = wall.officer_id = wall.officer_agreed_at = None
    session.add(wall)
    _record(session, wall_events.WallLiftRefused, wall, by, now)


def of(session: Session, case: Case) -> list[Standing]:
    """Return the walls of the case, those that stand first and then the newest first."""
    rows = session.exec(
        select(Wall)
        .where(Wall.case_id == case.id)
        .order_by(col(Wall.lifted_at).is_not(None), col(Wall.set_at).desc(), col(Wall.id))
    ).all()
    return in_names(session, rows)


def in_names(session: Session, rows: Sequence[Wall]) -> list[Standing]:
    """Return these walls in names."""
    people = {
        key
        for wall in rows
        for key in (wall.person_id, wall.set_by_id, wall.chair_id, wall.officer_id)
        if key
    }
    names: dict[UUID | None, str] = dict(
        session.exec(select(Person.id, Person.name).where(col(Person.id).in_(people))).all()
    )
    places = {wall.organisation_id for wall in rows} - {None}
    names |= dict(
        session.exec(
            select(Organisation.id, Organisation.name).where(col(Organisation.id).in_(places))
        ).all()
    )
    parts = {wall.unit_id for wall in rows} - {None}
    names |= dict(wall_choices.units(session, col(Unit.id).in_(parts)))
    return [
        Standing(
            wall,
            names[wall.whom_id],
            names[wall.set_by_id],
            names.get(wall.chair_id, ""),
            names.get(wall.officer_id, ""),
        )
        for wall in rows
    ]


def waiting(session: Session, who: Actor) -> list[tuple[Case, Standing]]:
    """Return the walls of which one of two agreed that they fall, in the regions of who."""
    regions = who.regions(frozenset({Role.CHAIR, Role.DPO}))
    rows = session.exec(
        select(Case, Wall)
        .join(Wall, col(Wall.case_id) == Case.id)
        .where(
            col(Case.region_id).in_(regions),
            walls.beside(who.walled, col(Case.id)),
            col(Wall.lifted_at).is_(None),
            col(Wall.chair_id).is_not(None) | col(Wall.officer_id).is_not(None),
        )
        .order_by(Case.reference, col(Wall.set_at))
    ).all()
    named = in_names(session, [wall for _, wall in rows])
    return [(case, one) for (case, _), one in zip(rows, named, strict=True)]


def _new(keys: Collection[UUID], there: Collection[UUID | None]) -> list[UUID]:
    return sorted(set(keys) - set(there))


def _standing(session: Session, case: Case) -> Sequence[Wall]:
    """Return the walls of the case that stand, so that nobody else sets one meanwhile."""
    session.exec(select(Case.id).where(Case.id == case.id).with_for_update()).one()
    return session.exec(
        select(Wall).where(Wall.case_id == case.id, col(Wall.lifted_at).is_(None))
    ).all()


def _require_kept(session: Session, case: Case, by: Person) -> None:
    """Raise ShutsOneself or ShutsKeeper: a case must be in sight for who set it up and keeps it."""
    shut_to = walls.of(session, case.id).people
    if by.id in shut_to:
        raise ShutsOneself
    for key in (case.lead_id, case.victim_contact_id):
        if key in shut_to:
            raise ShutsKeeper(name=session.get_one(Person, key).name)


def _record(session: Session, kind: type[Event], wall: Wall, by: Person, now: datetime) -> None:
    events.record(session, kind(at=now, actor_id=by.id, case_id=wall.case_id, subject_id=wall.id))
