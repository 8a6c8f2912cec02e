"""Kill workers of text messages, at every marked point and at random, before a hostile gateway.

What is owed are codes, which live ten minutes, and emergencies that are asked, moved and called
off. A code that expired need not arrive and must not; everything else arrives or was refused. In
the end no code is kept anywhere.

Source: security.md 4 (the second channel) and 5; issue 4.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from itertools import count, cycle
from random import Random

from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from faults.gateway import REFUSED, Gateway, Text, serving
from faults.kills import Slaughter
from faults.nursery import Nursery
from faults.texter import POINTS
from faults.verdict import Verdict
from faults.worker import SETTINGS, Job
from mdt import engine as engines
from mdt import events
from mdt.identity import text_codes
from mdt.models import (
    Conference,
    ConferenceKind,
    ConferenceState,
    MessageKind,
    OutboxChannel,
    OutboxMessage,
    OutboxState,
    Person,
)
from mdt.outbox import queue
from mdt.web import database
from tests import databases
from tests.conftest import NOON
from tests.databases import Database
from tests.factories import Make
from tests.invitations import cast

KILLS = 1000
SEED = 4
TABLE, CODES = 6, 6
LONG_AFTER = timedelta(days=60)
"""When an emergency of this trial sits: the trial lasts weeks of its own time."""


def trials() -> Iterator[Verdict]:
    """Yield what became of a thousand kills on each database."""
    for kind in ("sqlite", "postgresql"):
        database_ = databases.open_database(kind)
        try:
            yield trial(kind, database_, kills=KILLS)
        finally:
            database_.close()


def trial(kind: str, chosen: Database, *, kills: int) -> Verdict:
    """Return what became of everything that was owed while so many workers were killed."""
    random = Random(SEED)  # noqa: S311 - a trial is repeated with the same luck
    gateway, stock = Gateway(random), TextStock(chosen.engine, random)
    stock.refill(now=NOON - timedelta(minutes=2))
    with (
        serving(gateway) as port,
        Nursery(Job(chosen.url, port, NOON, None, 0), "faults.texter") as nursery,
    ):
        slaughter = TextSlaughter(chosen, gateway, stock, nursery, port, random)
        slaughter.points = cycle([*POINTS, None, None, None])
        slaughter.go_on(kills)
        slaughter.settle()
    return slaughter.verdict(kind)


class TextStock:
    """Keeps the outbox filled with text messages, by the verbs and events of the portal itself."""

    def __init__(self, engine: Engine, random: Random) -> None:
        """Fill the outbox of this database."""
        self._engine, self._random = engine, random
        self._numbers, self._conferences = count(1), list[Conference]()
        self._make: Make | None = None

    def due(self, now: datetime) -> int:
        """Return how many text messages could be delivered now."""
        with Session(self._engine) as session:
            return session.exec(
                select(func.count())
                .select_from(OutboxMessage)
                .where(OutboxMessage.channel == OutboxChannel.TEXT)
                .where(OutboxMessage.state == OutboxState.PENDING)
                .where(col(OutboxMessage.due_at) <= now)
            ).one()

    def refill(self, *, now: datetime) -> None:
        """Ask for one more emergency, and send codes; move or call off an earlier one at times."""
        with database.open_session(engines.writing(self._engine)) as session:
            session.info[queue.TERMS] = queue.Terms(can_text=True)
            made = self._convene(session, now)
            for kind, chance in ((events.ConferenceMoved, 0.5), (events.ConferenceCancelled, 0.15)):
                if self._conferences and self._random.random() < chance:
                    self._change(session, kind, now)
            session.commit()
            self._conferences.append(made)

    def _convene(self, session: Session, now: datetime) -> Conference:
        make = self._make = self._make or Make(session, now)
        make.session, make.now = session, now
        starts_at = now + LONG_AFTER
        conference = make.convened(kind=ConferenceKind.EMERGENCY, starts_at=starts_at)
        people = [make.person(phone=self._number()) for _ in range(TABLE)]
        for person in people:
            make.seat(conference, person)
        cast.happen(session, events.ConferenceConvened, conference, after=now - NOON)
        for person in self._random.choices(people, k=CODES):
            text_codes.send(session, person, "12345678", secret=SETTINGS.secret_key, now=now)
        return conference

    def _number(self) -> str:
        """Return a mobile number; one in forty takes nothing."""
        number = next(self._numbers)
        return f"{REFUSED}{number:05d}" if number % 40 == 0 else f"+3162{number:07d}"

    def _change(self, session: Session, kind: type[events.Event], now: datetime) -> None:
        key = self._random.choice(self._conferences).id
        conference = session.get_one(Conference, key)
        if conference.state is ConferenceState.CANCELLED or conference.starts_at is None:
            return
        if kind is events.ConferenceCancelled:
            conference.state = ConferenceState.CANCELLED
        else:
            conference.starts_at += timedelta(hours=1)
        cast.happen(session, kind, conference, after=now - NOON)


class TextSlaughter(Slaughter):
    """The same, of text messages."""

    def verdict(self, kind: str) -> Verdict:
        """Return what was promised and broken."""
        book = TextLedger(self.database.engine, self.server.taken, now=self.now)
        found = {
            "lost": book.lost(),
            "two texts of one message": book.doubles(),
            "after something newer": book.backwards(),
            "codes kept": book.kept(),
        }
        broken = [f"{len(which)} {what}: {which[:3]}" for what, which in found.items() if which]
        if (unexplained := book.copies - len(self.uncertain)) > 0:
            broken.append(f"{unexplained} copies that no kill or cut line explains")
        if missed := set(POINTS) - self.at_points:
            broken.append(f"nobody died {', '.join(sorted(missed))}")
        cut = sum(one.was_cut for one in self.server.taken)
        return Verdict(
            name=f"text messages on {kind}",
            counted={
                "workers killed": self.killed,
                "messages owed": len(book.owed),
                "texts taken": len(self.server.taken),
                **{what: len(which) for what, which in found.items()},
                "raw copies": book.copies,
                "kills after acceptance": len(self.uncertain) - cut,
                "lines cut after acceptance": cut,
            },
            broken=tuple(broken),
        )

    def _note(self, before: int) -> None:
        new = {one.reference for one in self.server.taken[before:]}
        self.uncertain += unbooked(self.database.engine, new)


def unbooked(engine: Engine, references: Collection[str]) -> set[str]:
    """Return which of these messages are not booked as sent."""
    with Session(engine) as session:
        sent = session.exec(select(OutboxMessage.id).where(OutboxMessage.state == OutboxState.SENT))
        return set(references) - {str(key) for key in sent}


class TextLedger:
    """The outbox at the end, beside what the gateway took."""

    def __init__(self, engine: Engine, taken: Collection[Text], *, now: datetime) -> None:
        """Read both; now: the end of the trial."""
        self._taken, self._now = list(taken), now
        self._ids = Counter(one.reference for one in taken)
        with Session(engine) as session:
            query = select(OutboxMessage, Person.phone, Conference.state)
            query = query.join(Person, col(Person.id) == OutboxMessage.person_id)
            query = query.join(
                Conference, col(Conference.id) == OutboxMessage.conference_id, isouter=True
            )
            is_text = OutboxMessage.channel == OutboxChannel.TEXT
            self.owed = [tuple(row) for row in session.execute(query.where(is_text))]
        self._by_id = {str(message.id): message for message, *_ in self.owed}
        self._newest: dict[str, int] = {}
        for message, *_ in self.owed:
            known = self._newest.get(message.uid, 0)
            self._newest[message.uid] = max(message.sequence, known)

    @property
    def copies(self) -> int:
        """How many texts were taken more than once, each further one counted."""
        return self._ids.total() - len(self._ids)

    def lost(self) -> list[str]:
        """Return what neither arrived, nor was refused, nor had become needless."""
        return [str(row[0].id) for row in self.owed if not self._is_settled(*row)]

    def doubles(self) -> list[str]:
        """Return the messages of which two texts are not the same, to the same number."""
        seen: dict[str, tuple[str, str]] = {}
        return [
            one.reference
            for one in self._taken
            if seen.setdefault(one.reference, (one.number, one.words)) != (one.number, one.words)
        ]

    def backwards(self) -> list[str]:
        """Return what was taken after something newer for the same thing."""
        newest: dict[str, int] = {}
        found = []
        for one in self._taken:
            message = self._by_id[one.reference]
            if message.sequence < newest.get(message.uid, 0):
                found.append(one.reference)
            newest[message.uid] = max(message.sequence, newest.get(message.uid, 0))
        return found

    def kept(self) -> list[str]:
        """Return the messages that are done with and still hold a code."""
        ended = [row[0] for row in self.owed if row[0].state is not OutboxState.PENDING]
        return [str(message.id) for message in ended if message.sealed]

    def _is_settled(
        self, message: OutboxMessage, number: str, state: ConferenceState | None
    ) -> bool:
        match message.state:
            case OutboxState.SENT:
                return str(message.id) in self._ids
            case OutboxState.DEAD:
                return number.startswith(REFUSED) and str(message.id) not in self._ids
            case OutboxState.SUPERSEDED | OutboxState.TAKEN_BACK:
                return self._is_needless(message, state)
            case _:
                return False

    def _is_needless(self, message: OutboxMessage, state: ConferenceState | None) -> bool:
        """Tell whether something newer is owed, the sitting was called off, or a code expired."""
        is_over = message.ends_at is not None and message.ends_at <= self._now
        is_off = message.kind is MessageKind.URGENT and state is ConferenceState.CANCELLED
        return is_off or is_over or message.sequence < self._newest[message.uid]
