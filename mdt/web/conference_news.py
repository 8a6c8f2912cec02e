"""Whether something happened at one conference since a page was made; looked for by its stream."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from mdt.events import Event
from mdt.models import EventRecord

OVERLAP = timedelta(seconds=15)
"""How far a stream looks back: a change is dated when it begins, and seen when it is committed."""


@dataclass
class ConferenceNews:
    """Events of these kinds at one conference, each told once.

    What happened before the page was made counts as seen, but for the last seconds of it.
    """

    conference_id: UUID
    kinds: Collection[type[Event]]
    since: datetime
    _seen: set[int] = field(default_factory=set)

    def is_fresh(self, session: Session) -> bool:
        """Tell whether there are events that were not seen yet."""
        rows = session.exec(
            select(EventRecord.id).where(
                EventRecord.conference_id == self.conference_id,
                col(EventRecord.name).in_([kind.__name__ for kind in self.kinds]),
                col(EventRecord.at) > self.since - OVERLAP,
            )
        )
        found = {key for key in rows if key is not None}
        fresh = found - self._seen
        self._seen |= found
        return bool(fresh)
