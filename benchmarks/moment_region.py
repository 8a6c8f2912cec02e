"""A region in which a table seeks its moment: its pools, seats and rooms, and everybody's diaries.

Everybody works four or five days a week, has a calendar of their own that the portal read an hour
ago, with one to six appointments a day of which one in ten is tentative, and is asked to two other
sittings in the weeks ahead. Invented, and the same every time.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from sqlalchemy import Engine, create_engine

from benchmarks.cast import DAY, HOUR, NOW
from benchmarks.rows import Rows
from mdt import engine as engines
from mdt.directory import hours
from mdt.directory.hours import Stretch
from mdt.models import (
    AgendaItem,
    BusyKind,
    BusySource,
    Case,
    Conference,
    ConferenceKind,
    ConferenceState,
    Invitation,
    Membership,
    Organisation,
    Person,
    PlaceKind,
    Regime,
    Region,
    Role,
    Room,
    Seat,
    SeatDomain,
    SeatFill,
    WorkingPattern,
)
from mdt.models.base import metadata
from mdt.scheduling import busy_time

SEED = 2026
DAYS, SITTINGS_EACH = 30, 2
FIXED, OPTIONAL, ROOMS = 2, 8, 6
YEARS = timedelta(days=3 * 365)


@dataclass(frozen=True)
class Seeking:
    """A filled database, the conference that seeks its moment, and who arranges it."""

    url: str
    engine: Engine
    conference_id: UUID
    coordinator_id: UUID


@contextmanager
def filled(pools: Mapping[SeatDomain, int]) -> Iterator[Seeking]:
    """Yield a region with a table of these pools, and seats with a holder beside them."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'region.db'}"
        rows = Rows(SEED)
        table = _Table(rows)
        conference_id = table.seek(pools)
        writer = create_engine(url)
        metadata.create_all(writer)
        with writer.begin() as connection:
            rows.write(connection)
        writer.dispose()
        engine = engines.connect(url)
        yield Seeking(url, engine, conference_id, table.coordinator_id)
        engine.dispose()


class _Table:
    """One table, and all that its people have to do elsewhere."""

    def __init__(self, rows: Rows) -> None:
        """Add to rows."""
        self._rows, self._random = rows, rows.random
        self._region_id = rows.add(Region, name="Regio")
        self._office_id = self._organisation(SeatDomain.PROCESS)
        self.coordinator_id = self._person(self._office_id, Role.COORDINATOR)

    def seek(self, pools: Mapping[SeatDomain, int]) -> UUID:
        """Add the conference with its seats and everybody's diaries; return its key."""
        rooms = [
            self._rows.add(Room, region_id=self._region_id, name=f"Zaal {number}")
            for number in range(ROOMS)
        ]
        conference_id = self._conference(ConferenceState.DRAFT, None, rooms[0])
        case_id = self._case()
        item_id = self._rows.add(
            AgendaItem,
            conference_id=conference_id,
            case_id=case_id,
            question="Is zij vannacht veilig?",
            minutes=90,
        )
        for domain, size in pools.items():
            organisation_id = self._organisation(domain)
            for _ in range(size):
                self._busy(self._person(organisation_id))
            self._seat(item_id, case_id, domain, None, organisation_id)
        for number in range(FIXED + OPTIONAL):
            holder_id = self._person(self._office_id)
            self._busy(holder_id)
            domain = SeatDomain.VT if number < FIXED else SeatDomain.SHN
            self._seat(item_id, case_id, domain, holder_id, None, quorum=number < FIXED)
        for room_id in rooms:
            for _ in range(DAYS):
                self._conference(ConferenceState.CONVENED, self._moment(), room_id)
        return conference_id

    def _organisation(self, domain: SeatDomain) -> UUID:
        name = f"Organisatie {domain.name.capitalize()}"
        return self._rows.add(Organisation, region_id=self._region_id, name=name, domain=domain)

    def _person(self, organisation_id: UUID, role: Role = Role.PROFESSIONAL) -> UUID:
        key = self._rows.text_key()
        person_id = self._rows.add(Person, name=f"Persoon {key[:6]}", mail=f"{key}@partner.example")
        self._rows.add(
            Membership,
            person_id=person_id,
            organisation_id=organisation_id,
            role=role,
            from_at=NOW - YEARS,
        )
        return person_id

    def _busy(self, person_id: UUID) -> None:
        week = [
            Stretch(day, starts, ends)
            for day in self._random.sample(range(5), self._random.choice([4, 5, 5]))
            for starts, ends in ((time(8, 30), time(12, 30)), (time(13), time(17)))
        ]
        self._rows.change(Person, person_id, week=hours.told(week))
        for one in week:
            self._rows.add(WorkingPattern, person_id=person_id, **asdict(one))
        self._rows.add(
            BusySource,
            person_id=person_id,
            kind=BusyKind.ICS,
            sealed="",
            created_at=NOW - YEARS,
            due_at=NOW + HOUR,
            read_at=NOW - HOUR,
            whole_at=NOW - HOUR,
            known_until=NOW + 120 * DAY,
            **busy_time.quarters(self._appointments(), (NOW, NOW + 120 * DAY))._asdict(),
        )
        for _ in range(SITTINGS_EACH):
            start = self._moment()
            self._rows.add(
                Invitation,
                conference_id=self._conference(ConferenceState.CONVENED, start, None),
                person_id=person_id,
                uid=self._rows.text_key(),
                public_key=self._rows.text_key(),
                reply_token=self._rows.text_key(),
                stamped_at=NOW - DAY,
                starts_at=start,
                ends_at=start + HOUR,
            )

    def _appointments(self) -> list[tuple[datetime, datetime, bool]]:
        """Return one to six a day: from, until, tentative or not."""
        starts = [
            self._moment(day) for day in range(DAYS) for _ in range(self._random.randint(1, 6))
        ]
        return [
            (
                start,
                start + timedelta(minutes=self._random.choice([30, 45, 60, 120])),
                self._random.randrange(10) == 0,
            )
            for start in starts
        ]

    def _moment(self, day: int | None = None) -> datetime:
        """Return a quarter between 8 and 16 hours in UTC, of this day from now or of any."""
        ahead = self._random.randrange(DAYS) if day is None else day
        midnight = NOW.replace(hour=0, minute=0)
        return midnight + ahead * DAY + timedelta(minutes=15 * self._random.randrange(32, 64))

    def _conference(
        self, state: ConferenceState, starts_at: datetime | None, room_id: UUID | None
    ) -> UUID:
        return self._rows.add(
            Conference,
            region_id=self._region_id,
            kind=ConferenceKind.REVIEW,
            regime=Regime.WGS_ZVH,
            state=state,
            starts_at=starts_at,
            minutes=90,
            place_kind=PlaceKind.ROOM if room_id else PlaceKind.VIDEO,
            room_id=room_id,
            coordinator_id=self.coordinator_id,
            created_at=NOW - DAY,
        )

    def _case(self) -> UUID:
        return self._rows.add(
            Case,
            region_id=self._region_id,
            alias="Populier",
            reference=self._rows.text_key(),
            regime=Regime.WGS_ZVH,
            lead_id=self.coordinator_id,
            victim_contact_id=self.coordinator_id,
            opened_at=NOW - DAY,
        )

    def _seat(
        self,
        item_id: UUID,
        case_id: UUID,
        domain: SeatDomain,
        holder_id: UUID | None,
        organisation_id: UUID | None,
        *,
        quorum: bool = True,
    ) -> None:
        self._rows.add(
            Seat,
            item_id=item_id,
            case_id=case_id,
            domain=domain,
            organisation_id=organisation_id,
            quorum=quorum,
            holder_id=holder_id,
            fill=SeatFill.PERSON if holder_id else SeatFill.ORGANISATION,
        )
