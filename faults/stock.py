"""What the workers have to deliver: conferences that are convened, moved and called off."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from random import Random

from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from mdt import engine as engines
from mdt import events
from mdt.models import Conference, ConferenceState, OutboxMessage, OutboxState
from mdt.web import database
from tests.conftest import NOON
from tests.factories import Make
from tests.invitations import cast

TABLE = 12
REFUSED = "weg@"
"""How the address of somebody begins whom no mail will ever reach."""


class Stock:
    """Keeps the outbox filled, by the verbs and events of the portal itself."""

    def __init__(self, engine: Engine, random: Random) -> None:
        """Fill the outbox of this database."""
        self._engine, self._random = engine, random
        self._numbers, self._conferences = count(1), list[Conference]()
        self._make: Make | None = None

    def due(self, now: datetime) -> int:
        """Return how many messages could be delivered now."""
        with Session(self._engine) as session:
            return session.exec(
                select(func.count())
                .select_from(OutboxMessage)
                .where(OutboxMessage.state == OutboxState.PENDING)
                .where(col(OutboxMessage.due_at) <= now)
            ).one()

    def refill(self, *, now: datetime) -> None:
        """Convene one more conference; move or call off an earlier one now and then."""
        with database.open_session(engines.writing(self._engine)) as session:
            made = self._convene(session, now)
            for kind, chance in ((events.ConferenceMoved, 0.5), (events.ConferenceCancelled, 0.15)):
                if self._conferences and self._random.random() < chance:
                    self._change(session, kind, now)
            session.commit()
            self._conferences.append(made)

    def addresses(self) -> Iterator[str]:
        """Yield addresses; one in forty takes nothing."""
        for number in self._numbers:
            yield f"{REFUSED if number % 40 == 0 else 'p@'}d{number}.example"

    def _convene(self, session: Session, now: datetime) -> Conference:
        make = self._maker(session, now)
        conference = make.convened()
        for address in self._new(TABLE):
            make.seat(conference, make.person(mail=address))
        cast.happen(session, events.ConferenceConvened, conference, after=now - NOON)
        return conference

    def _maker(self, session: Session, now: datetime) -> Make:
        """Return the one maker, in this session: its numbers go on."""
        if self._make is None:
            self._make = Make(session, now)
        self._make.session, self._make.now = session, now
        return self._make

    def _new(self, number: int) -> list[str]:
        addresses = self.addresses()
        return [next(addresses) for _ in range(number)]

    def _change(self, session: Session, kind: type[events.Event], now: datetime) -> None:
        chosen = self._random.choice(self._conferences)
        conference = session.get_one(Conference, chosen.id)
        if conference.state is ConferenceState.CANCELLED or conference.starts_at is None:
            return
        if kind is events.ConferenceCancelled:
            conference.state = ConferenceState.CANCELLED
        else:
            conference.starts_at += timedelta(hours=1)
        cast.happen(session, kind, conference, after=now - NOON)
