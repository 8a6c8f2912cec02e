"""A month of full diaries in a database: 50 people and 6 rooms, 1 to 6 appointments a day.

Invented, and the same every time.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import Session, SQLModel

from mdt import engine as engines
from mdt.directory import hours
from mdt.directory.hours import Stretch
from mdt.models import (
    Absence,
    Conference,
    ConferenceKind,
    ConferenceState,
    Invitation,
    Person,
    Regime,
    Region,
    Room,
)
from mdt.models.base import metadata
from mdt.scheduling.diary import Wanted
from mdt.scheduling.grid import Grid

PEOPLE, ROOMS, DAYS = 50, 6, 30


@contextmanager
def full(first: date) -> Iterator[tuple[Session, Grid, Wanted]]:
    """Yield a session on a database with the diaries of a month from this day, and their owners."""
    grid = Grid.of_days(first, DAYS)
    with TemporaryDirectory() as folder:
        engine = engines.connect(f"sqlite:///{Path(folder) / 'diaries.db'}")
        metadata.create_all(engine)
        with Session(engine) as session:
            wanted = _Month(session, grid).fill()
            session.commit()
            yield session, grid, wanted
        engine.dispose()


class _Month:
    """Fills a database with one month of diaries."""

    def __init__(self, session: Session, grid: Grid) -> None:
        """Fill through session, over the days of grid."""
        self._session = session
        self._grid = grid
        self._random = Random(2026)  # noqa: S311 - the same diaries in every run
        self._region = Region(name="Regio")
        self._people = [
            Person(name=f"Persoon {n}", mail=f"p{n}@partner.example", week=self._week())
            for n in range(PEOPLE)
        ]
        self._rooms = [Room(region_id=self._region.id, name=f"Zaal {n}") for n in range(ROOMS)]

    def fill(self) -> Wanted:
        """Write every row and return whose time is asked for."""
        for rows in ([self._region], self._people, self._rooms, self._absences()):
            self._write(rows)
        conferences = [self._sitting(room.id) for room in self._rooms for _ in self._moments(1)]
        invitations = []
        for person in self._people:
            for start in self._moments(5):
                conferences.append(self._sitting(None, start))
                invitations.append(self._invitation(conferences[-1], person.id))
        self._write(conferences)
        self._write(invitations)
        return Wanted(
            [person.id for person in self._people],
            [room.id for room in self._rooms],
            planning=conferences[0].id,
        )

    def _week(self) -> str:
        """Return a working week of four or five days."""
        return hours.told(
            Stretch(day, starts, ends)
            for day in self._random.sample(range(5), self._random.choice([4, 5, 5]))
            for starts, ends in ((time(8, 30), time(12, 30)), (time(13), time(17)))
        )

    def _absences(self) -> list[Absence]:
        return [
            Absence(person_id=person.id, starts_at=start, ends_at=start + timedelta(hours=1))
            for person in self._people
            for start in self._moments(1)
        ]

    def _moments(self, most: int) -> Iterator[datetime]:
        """Yield up to so many moments a day."""
        for day in range(DAYS):
            for _ in range(self._random.randint(1, most)):
                quarter = self._random.randrange(36, 68)
                yield self._grid.starts_at + timedelta(days=day, minutes=15 * quarter)

    def _sitting(self, room_id: UUID | None, start: datetime | None = None) -> Conference:
        return Conference(
            region_id=self._region.id,
            kind=ConferenceKind.FIRST,
            regime=Regime.WGS_ZVH,
            state=ConferenceState.CONVENED,
            starts_at=start or next(self._moments(1)),
            room_id=room_id,
            coordinator_id=self._people[0].id,
            created_at=self._grid.starts_at,
        )

    def _invitation(self, conference: Conference, person_id: UUID) -> Invitation:
        start = conference.starts_at or self._grid.starts_at
        return Invitation(
            conference_id=conference.id,
            person_id=person_id,
            stamped_at=self._grid.starts_at,
            starts_at=start,
            ends_at=start + timedelta(minutes=self._random.choice([30, 45, 60, 120])),
        )

    def _write(self, rows: list[Any]) -> None:
        kind: type[SQLModel] = type(rows[0])
        self._session.execute(insert(kind), [row.model_dump() for row in rows])
