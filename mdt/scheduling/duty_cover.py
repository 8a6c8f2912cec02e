"""Whether rosters are covered: who can be on duty, and the gaps that nobody has seen yet."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col, or_, select

from mdt.access import actor as actors
from mdt.models import Absence, DutyRoster, Membership, Organisation, Person
from mdt.scheduling import duty
from mdt.scheduling.duty import Shift
from mdt.scheduling.masks import Interval

_ROSTERS = (
    select(DutyRoster)
    .join(Organisation, col(Organisation.id) == DutyRoster.organisation_id)
    .where(col(Organisation.is_active))
    .order_by(Organisation.name, col(DutyRoster.period))
)
_IN_REGIONS = _ROSTERS.where(col(DutyRoster.region_id).in_(bindparam("regions", expanding=True)))


def gaps(
    session: Session, found: Mapping[UUID, Sequence[Shift]], *, now: datetime
) -> dict[UUID, list[Shift]]:
    """Return in which of the shifts of each roster nobody is there; what follows on is one gap."""
    shifts = [shift for one in found.values() for shift in one]
    if not shifts:
        return {}
    within = (min(one.starts_at for one in shifts), max(one.ends_at for one in shifts))
    away = _away(session, {one.person for one in shifts if one.person}, within, now=now)
    return {key: duty.stretches(duty.gaps(one, away)) for key, one in found.items()}


def in_regions(session: Session, regions: Collection[UUID]) -> list[DutyRoster]:
    """Return the rosters of these regions, by organisation."""
    return list(session.exec(_IN_REGIONS, params={"regions": regions}))


def of(session: Session, region_id: UUID, others: Collection[UUID]) -> list[DutyRoster]:
    """Return the rosters of the region and of these other organisations, by organisation."""
    is_theirs = col(DutyRoster.organisation_id).in_(others)
    is_there = or_(col(DutyRoster.region_id) == region_id, is_theirs)
    return list(session.exec(_ROSTERS.where(is_there)))


def members(session: Session, organisation_id: UUID, *, now: datetime) -> list[Person]:
    """Return who works at the organisation now, by name."""
    query = (
        select(Person)
        .join(Membership, col(Membership.person_id) == Person.id)
        .where(
            Membership.organisation_id == organisation_id, actors.runs(now), col(Person.is_active)
        )
        .order_by(Person.name)
    )
    return list({person.id: person for person in session.exec(query)}.values())


def _away(
    session: Session, people: Collection[UUID], within: Interval, *, now: datetime
) -> dict[UUID, list[Interval]]:
    """Return when these people cannot: absences, and all of it for who works nowhere any more."""
    found: dict[UUID, list[Interval]] = defaultdict(list)
    for row in session.exec(
        select(Absence).where(
            col(Absence.person_id).in_(people),
            col(Absence.starts_at) < within[1],
            col(Absence.ends_at) > within[0],
        )
    ):
        found[row.person_id].append((row.starts_at, row.ends_at))
    working = session.exec(
        select(Membership.person_id)
        .join(Person, col(Person.id) == Membership.person_id)
        .where(col(Membership.person_id).in_(people), actors.runs(now), col(Person.is_active))
    )
    for person_id in set(people) - set(working):
        found[person_id] = [within]
    return found
