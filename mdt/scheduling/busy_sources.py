"""The calendars that people let the portal read, and what it takes to read them.

An address can hold a secret of its own, so it is kept as a password is: sealed, and bound to
its row.

Source: security.md 3 (secrets sealed per row).
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlmodel import Session, col, delete, select

from mdt import events, keys
from mdt.errors import N_, DomainError
from mdt.identity import sealing
from mdt.models import BusyInterval, BusyKind, BusySource, Person

MOST = 5
"""Calendars that one person may have read."""

PURPOSE = "busy calendar"


class TooManyCalendars(DomainError):
    """The person has as many calendars as one person may have."""

    text = N_("U hebt al %(most)s agenda's. Haal er eerst een weg.")


@dataclass(frozen=True)
class Place:
    """Where a calendar is. name and password are empty when it wants none.

    label: what its owner calls it; sealed like the rest, for it is nobody else's.
    """

    address: str
    name: str = ""
    password: str = ""
    label: str = ""


def add(
    session: Session,
    person: Person,
    kind: BusyKind,
    place: Place,
    *,
    secret: str,
    now: datetime,
) -> BusySource:
    """Return a calendar of the person's own, to be read at once. Raises TooManyCalendars."""
    if len(of(session, person)) >= MOST:
        raise TooManyCalendars(most=MOST)
    key = uuid4()
    source = BusySource(
        id=key,
        person_id=person.id,
        kind=kind,
        sealed=_sealed(place, key, secret),
        created_at=now,
        due_at=now,
    )
    session.add(source)
    _record(session, person, now)
    return source


def remove(session: Session, source: BusySource, *, by: Person, now: datetime) -> None:
    """Forget a calendar of the person's own, and all that was read from it."""
    session.exec(delete(BusyInterval).where(col(BusyInterval.source_id) == source.id))
    session.delete(source)
    _record(session, by, now)


def of(session: Session, person: Person) -> Sequence[BusySource]:
    """Return the person's calendars, the oldest first."""
    rows = session.exec(
        select(BusySource)
        .where(BusySource.person_id == person.id)
        .order_by(col(BusySource.created_at), col(BusySource.id))
    )
    return rows.all()


def place_of(source: BusySource, *, secret: str) -> Place:
    """Return where the calendar is. Raises SealBroken."""
    key = keys.derive(secret, PURPOSE)
    return Place(**json.loads(sealing.unseal(key, source.sealed, place=str(source.id))))


def _sealed(place: Place, key: UUID, secret: str) -> str:
    plain = json.dumps(asdict(place)).encode()
    return sealing.seal(keys.derive(secret, PURPOSE), plain, place=str(key))


def _record(session: Session, person: Person, now: datetime) -> None:
    events.record(session, events.PersonChanged(at=now, actor_id=person.id, subject_id=person.id))
