"""Who must never learn of a case. A wall beats every grant, whatever the policy gives.

Somebody stands behind a wall who is named in it, or who was a member of its organisation or its
unit when it was set or at any time since: a new colleague at once, and whoever left for good.

Source: scenarios.md, scenario 2 (15:55); security.md 2, row 1; model.md, always true 3.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, exists, or_, true
from sqlalchemy import select as sa_select
from sqlalchemy.orm import aliased
from sqlmodel import Session

from mdt import acting
from mdt.models import (
    AgendaItem,
    Invitation,
    Membership,
    OutboxMessage,
    Reminder,
    Seat,
    Wall,
)

# Aliases keep SQLAlchemy from tying these tables to the same ones of an outer query.
_WALL: Any = aliased(Wall)
_POST: Any = aliased(Membership)
_AT: Any = aliased(AgendaItem)
_SEAT: Any = aliased(Seat)
_SAID: Any = aliased(Reminder)
_ASKED: Any = aliased(Invitation)
_SENT: Any = OutboxMessage
_STANDS = _WALL.lifted_at.is_(None)
_IS_THERE = or_(_POST.organisation_id == _WALL.organisation_id, _POST.unit_id == _WALL.unit_id)
_SINCE = or_(_POST.until_at.is_(None), _POST.until_at > _WALL.set_at)


class Shut(NamedTuple):
    """To whom a case is shut: whole organisations, and everybody behind its walls by person."""

    organisations: frozenset[UUID] = frozenset()
    people: frozenset[UUID] = frozenset()


OPEN = Shut()
"""A case that is shut to nobody."""


def keeps_out(case_id: Any, person_id: Any) -> ColumnElement[bool]:
    """Return the condition that a wall keeps the person out of the case; keys or columns."""
    kept_out = exists().where(_WALL.case_id == case_id, _STANDS, _is_behind(person_id))
    return kept_out.correlate_except(_WALL)


@acting.by_portal
def is_kept_out(session: Session, case_id: UUID, person_id: UUID) -> bool:
    """Tell whether a wall keeps the person out of the case."""
    return bool(session.execute(sa_select(keeps_out(case_id, person_id))).scalar_one())


@acting.by_portal
def touches(session: Session, conference_id: UUID, person_id: UUID) -> bool:
    """Tell whether a case that is shut to the person stands on the agenda of the conference."""
    asked = {"conference_id": conference_id, "person_id": person_id}
    return bool(session.scalar(_TOUCHED, asked))


@acting.by_portal
def silences(session: Session, conference_id: UUID | None, person_id: UUID) -> bool:
    """Tell whether a wall lets nothing be said of the conference to the person."""
    if conference_id is None or not touches(session, conference_id, person_id):
        return False
    other = sits_beside(cases(session, person_id), conference_id, person_id)
    return not session.execute(sa_select(other)).scalar_one()


@acting.by_portal
def cases(session: Session, person_id: UUID) -> frozenset[UUID]:
    """Return every case that is shut to the person."""
    return frozenset(session.scalars(_CASES, {"person_id": person_id}))


@acting.by_portal
def conferences(session: Session, walled: Collection[UUID]) -> frozenset[UUID]:
    """Return the conferences that have one of the walled cases on their agenda."""
    return frozenset(session.scalars(_TOUCHING, {"cases": walled}))


@acting.by_portal
def shut(session: Session, case_ids: Collection[UUID]) -> Mapping[UUID, Shut]:
    """Return to whom each of these cases is shut; a case without walls is not in it."""
    rows = session.execute(_OF_CASES, {"cases": case_ids}).all()
    if not rows:
        return {}
    people = session.execute(_PEOPLE, {"cases": {row.case_id for row in rows}}).all()
    return {
        key: Shut(
            _others(row.organisation_id for row in rows if row.case_id == key),
            _others(row.person_id for row in (*rows, *people) if row.case_id == key),
        )
        for key in {row.case_id for row in rows}
    }


@acting.by_portal
def of(session: Session, case_id: UUID) -> Shut:
    """Return to whom the case is shut."""
    return shut(session, [case_id]).get(case_id, OPEN)


def beside(walled: Collection[UUID], case_id: Any) -> ColumnElement[bool]:
    """Return the condition that a row is of none of the walled cases; a row of no case is not."""
    if not walled:
        return true()
    return or_(case_id.is_(None), case_id.not_in(walled))


def untouched(touched: Collection[UUID], conference_id: Any) -> ColumnElement[bool]:
    """Return the condition that a conference is none of those that a walled case touches.

    They are given, and not looked for: whoever asks does not see what stands behind a wall.
    """
    return beside(touched, conference_id)


def untold(walled: Collection[UUID], touched: Collection[UUID]) -> ColumnElement[bool]:
    """Return the condition on OutboxMessage that it tells nothing of the walled cases.

    touched: the conferences with one of them on the agenda.

    What one message says of several cases, it says of each; a reminder names them in its rows.
    """
    if not walled:
        return true()
    is_asked = exists().where(_ASKED.id == _SAID.invitation_id)
    of_sitting = is_asked.where(~untouched(touched, _ASKED.conference_id))
    reminds = exists().where(
        _SAID.message_id == _SENT.id,
        or_(_SAID.case_id.in_(walled), of_sitting.correlate_except(_ASKED)),
    )
    return and_(
        beside(walled, _SENT.case_id),
        untouched(touched, _SENT.conference_id),
        ~reminds.correlate_except(_SAID),
    )


def sits_beside(
    walled: Collection[UUID], conference_id: Any, person_id: UUID
) -> ColumnElement[bool]:
    """Return the condition that the person holds a seat there at a case that is not walled."""
    sits = exists().where(
        _AT.conference_id == conference_id,
        _AT.case_id.not_in(walled),
        _SEAT.item_id == _AT.id,
        _SEAT.holder_id == person_id,
    )
    return sits.correlate_except(_AT, _SEAT)


def _is_behind(person_id: Any) -> ColumnElement[bool]:
    """Return the condition that the person stands behind the wall of the query around it."""
    is_member = exists().where(_POST.person_id == person_id, _IS_THERE, _SINCE)
    return or_(_WALL.person_id == person_id, is_member.correlate_except(_POST))


def _others(keys: Iterable[UUID | None]) -> frozenset[UUID]:
    return frozenset(key for key in keys if key)


# The queries are made once, for one of them is asked at every request.
# They begin at the person: at their own walls, and from their few memberships at those of each.
_WHO: Any = bindparam("person_id")
_BY_NAME = sa_select(_WALL.case_id).where(_WALL.person_id == _WHO, _STANDS)
_BY_POST = (
    sa_select(_WALL.case_id)
    .select_from(_POST)
    .join(_WALL, _WALL.organisation_id == _POST.organisation_id)
    .where(_POST.person_id == _WHO, _STANDS, _SINCE)
)
_BY_UNIT = (
    sa_select(_WALL.case_id)
    .select_from(_POST)
    .join(_WALL, _WALL.unit_id == _POST.unit_id)
    .where(_POST.person_id == _WHO, _STANDS, _SINCE)
)
_CASES = _BY_NAME.union(_BY_POST, _BY_UNIT)
IS_ANYWHERE: Any = or_(_BY_NAME.exists(), _BY_POST.exists(), _BY_UNIT.exists())
"""Whether any case is shut to the person of the query's parameter person_id."""

_TOUCHED = sa_select(
    exists().where(_AT.conference_id == bindparam("conference_id"), keeps_out(_AT.case_id, _WHO))
)
_TOUCHING = sa_select(_AT.conference_id).where(_AT.case_id.in_(bindparam("cases", expanding=True)))
_OF_CASES = sa_select(_WALL.case_id, _WALL.organisation_id, _WALL.person_id).where(
    _STANDS, _WALL.case_id.in_(bindparam("cases", expanding=True))
)
_PEOPLE = sa_select(_WALL.case_id, _POST.person_id).where(
    _STANDS,
    _WALL.case_id.in_(bindparam("cases", expanding=True)),
    _IS_THERE,
    _SINCE,
)
