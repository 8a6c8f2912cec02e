"""A region of 100 or 10,000 conferences and ten times as many actions, in a database file.

Invented, and the same every time. What the viewers of the measured pages call their own is equal
in a region of any size (benchmarks/own_rows.py); everything else is of other coordinators:
sittings behind us and after this week, their actions settled or due after this week. The larger
region has the others of the smaller one 111 times over.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from sqlalchemy import Engine, create_engine

from benchmarks import own_rows
from benchmarks.cast import DAY, NOW, TABLE, Cast
from benchmarks.own_rows import Own
from benchmarks.rows import Rows, copy
from mdt import engine as engines
from mdt import events
from mdt.access.policy import Action
from mdt.models import (
    ActionState,
    AgendaItem,
    AuditRecord,
    Case,
    Conference,
    ConferenceKind,
    ConferenceState,
    EventRecord,
    Invitation,
    Membership,
    Organisation,
    Person,
    PlanHeading,
    Regime,
    Region,
    Reply,
    Risk,
    Role,
    SafetyAction,
    Seat,
    SeatDomain,
)
from mdt.models.base import metadata

BLOCK = 90
"""How many conferences of others are written; a larger region has copies of them."""

ACTIONS_EACH = 10
SEATS_EACH = 4
PEOPLE = 8
CONFERENCES_A_CASE = 3
YEARS = timedelta(days=3 * 365)
AFTER_THIS_WEEK = timedelta(days=7)
SEED = 2026
DONE_OF_100, AHEAD_OF_100 = 96, 12


@dataclass(frozen=True)
class Filled:
    """A filled database, who looks at it, and what of their own they look at."""

    url: str
    engine: Engine
    cast: Cast
    own: Own
    conferences: int


@contextmanager
def filled(conferences: int) -> Iterator[Filled]:
    """Yield a region with so many conferences in all: 10 more than a number of whole blocks."""
    blocks, left_over = divmod(conferences - own_rows.CONFERENCES, BLOCK)
    if left_over:
        raise ValueError(f"{conferences} conferences are no whole number of blocks")
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'region.db'}"
        rows, others = Rows(SEED), Rows(SEED, to_copy=True)
        cast = _cast(rows)
        own = own_rows.add(rows, cast)
        _Others(others, cast).add()
        _write(url, rows, others, copies=blocks - 1)
        engine = engines.connect(url)
        yield Filled(url, engine, cast, own, conferences)
        engine.dispose()


def _write(url: str, *written: Rows, copies: int) -> None:
    """Write through an engine of its own, which need not survive a power cut."""
    engine = create_engine(url)
    metadata.create_all(engine)
    with engine.begin() as connection:
        for rows in written:
            rows.write(connection)
        copy(connection, copies)
    engine.dispose()


def _cast(rows: Rows) -> Cast:
    region_id = rows.add(Region, name="Regio")
    organisations = {
        domain: rows.add(
            Organisation,
            region_id=region_id,
            name=f"Organisatie {domain.name.capitalize()}",
            domain=domain,
        )
        for domain in TABLE
    }
    holders = {
        domain: _person(rows, f"Persoon {domain.name.capitalize()}", organisations[domain])
        for domain in TABLE
    }
    office = organisations[SeatDomain.PROCESS]
    return Cast(
        region_id=region_id,
        organisations=organisations,
        holders=holders,
        coordinator_id=_person(rows, "Persoon Een", office, Role.COORDINATOR),
        professional_id=holders[SeatDomain.POLICE],
        chair_id=_person(rows, "Persoon Twee", office, Role.CHAIR),
    )


def _person(rows: Rows, name: str, organisation_id: UUID, role: Role = Role.PROFESSIONAL) -> UUID:
    person_id = rows.add(Person, name=name, mail=f"{rows.text_key()}@partner.example")
    rows.add(
        Membership,
        person_id=person_id,
        organisation_id=organisation_id,
        role=role,
        from_at=NOW - YEARS,
    )
    return person_id


class _Others:
    """Everything in the region that is nobody's whose pages are measured."""

    def __init__(self, rows: Rows, cast: Cast) -> None:
        """Add to rows."""
        self._rows, self._cast = rows, cast
        self._random = rows.random
        self._people = [
            _person(rows, f"Persoon {number}", cast.organisations[TABLE[number % len(TABLE)]])
            for number in range(PEOPLE)
        ]
        office = cast.organisations[SeatDomain.PROCESS]
        self._coordinator_id = _person(rows, "Persoon Drie", office, Role.COORDINATOR)
        self._case = (UUID(int=0), UUID(int=0))

    def add(self) -> None:
        """Add a block of conferences, each with its case, seats, actions and what happened."""
        for number in range(BLOCK):
            if number % CONFERENCES_A_CASE == 0:
                self._case = self._open_case(number)
            is_ahead = self._random.randrange(100) < AHEAD_OF_100
            at = self._ahead() if is_ahead else self._behind()
            conference_id = self._sitting(at, is_ahead=is_ahead)
            for _ in range(ACTIONS_EACH):
                self._action(conference_id, at)

    def _behind(self) -> datetime:
        return NOW - AFTER_THIS_WEEK - self._random.random() * YEARS

    def _ahead(self) -> datetime:
        return NOW + AFTER_THIS_WEEK + self._random.randrange(90) * DAY

    def _open_case(self, number: int) -> tuple[UUID, UUID]:
        case_id = self._rows.add(
            Case,
            region_id=self._cast.region_id,
            alias=f"Boom {number}",
            reference=self._rows.text_key(),
            regime=Regime.WGS_ZVH,
            lead_id=self._random.choice(self._people),
            victim_contact_id=self._random.choice(self._people),
            opened_at=NOW - YEARS,
        )
        return case_id, self._rows.add(Risk, case_id=case_id, name="dreiging")

    def _sitting(self, at: datetime, *, is_ahead: bool) -> UUID:
        case_id, _ = self._case
        conference_id = self._rows.add(
            Conference,
            region_id=self._cast.region_id,
            kind=ConferenceKind.REVIEW,
            regime=Regime.WGS_ZVH,
            state=ConferenceState.CONVENED if is_ahead else ConferenceState.HELD,
            starts_at=at,
            chair_id=self._people[0],
            coordinator_id=self._coordinator_id,
            created_at=at - 20 * DAY,
            convened_at=at - 14 * DAY,
            held_at=None if is_ahead else at,
            adopted_at=None if is_ahead else at + DAY,
        )
        item_id = self._rows.add(
            AgendaItem,
            conference_id=conference_id,
            case_id=case_id,
            question="Is zij vannacht veilig?",
            minutes=60,
        )
        for position, holder_id in enumerate(self._random.sample(self._people, SEATS_EACH)):
            self._seat(conference_id, item_id, position, holder_id, at)
        self._happened(events.ConferenceConvened, at - 14 * DAY, conference_id=conference_id)
        return conference_id

    def _seat(
        self, conference_id: UUID, item_id: UUID, position: int, holder_id: UUID, at: datetime
    ) -> None:
        case_id, _ = self._case
        self._rows.add(
            Seat,
            item_id=item_id,
            case_id=case_id,
            domain=TABLE[position],
            quorum=True,
            position=position,
            holder_id=holder_id,
        )
        self._rows.add(
            Invitation,
            conference_id=conference_id,
            person_id=holder_id,
            uid=self._rows.text_key(),
            public_key=self._rows.text_key(),
            reply_token=self._rows.text_key(),
            stamped_at=at - 14 * DAY,
            starts_at=at,
            ends_at=at + timedelta(hours=1),
            reply=Reply.YES,
        )

    def _action(self, conference_id: UUID, agreed_at: datetime) -> None:
        case_id, risk_id = self._case
        is_done = self._random.randrange(100) < DONE_OF_100
        due_at = agreed_at + 7 * DAY if is_done else self._ahead()
        action_id = self._rows.add(
            SafetyAction,
            case_id=case_id,
            conference_id=conference_id,
            heading=PlanHeading.SAFE_NOW,
            title="Slot van de voordeur vervangen",
            owner_id=self._random.choice(self._people),
            organisation_id=self._cast.organisations[TABLE[0]],
            risk_id=risk_id,
            due_at=due_at,
            late_after=due_at,
            state=ActionState.DONE if is_done else ActionState.OPEN,
            created_at=agreed_at,
            settled_at=due_at if is_done else None,
        )
        self._happened(events.ActionAgreed, agreed_at, subject_id=action_id)

    def _happened(self, kind: type[events.Event], at: datetime, **keys: UUID) -> None:
        """Add an event of the case, and the audit row that its writer left."""
        by_id = self._coordinator_id
        self._rows.add(
            EventRecord, name=kind.__name__, at=at, actor_id=by_id, case_id=self._case[0], **keys
        )
        self._rows.add(
            AuditRecord,
            at=at,
            actor_id=by_id,
            organisation_id=self._cast.organisations[SeatDomain.PROCESS],
            roles=Role.COORDINATOR.value,
            action=Action.PLAN_VIEW.value,
            case_id=self._case[0],
        )
