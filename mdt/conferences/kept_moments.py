"""The finder of a conference, kept between two looks at it while nothing that it tells changed."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from mdt.conferences import moments
from mdt.conferences.kept import Shelf
from mdt.conferences.moments import Finder, Terms
from mdt.models import Conference
from mdt.scheduling import usual
from mdt.scheduling.grid import Grid

MOST = 16
"""So many finders are kept by a process: some 3 MB for five hundred people in pools."""

_SHELF = Shelf(MOST)


def finder(
    session: Session,
    conference: Conference,
    *,
    minutes: int | None = None,
    until: date,
    terms: Terms,
    deadline: datetime | None = None,
    instead: Mapping[UUID, UUID] | None = None,
    now: datetime,
) -> Finder:
    """Return what moments.finder() returns at the end of the quarter in which now falls.

    A moment begins on a quarter, so that the same moments are offered in all of it.
    """
    at = quarter_end(now)
    key = (
        *conference.model_dump().values(),
        usual.of(session),
        minutes,
        moments.monday_of(until),
        terms,
        deadline,
        *(instead or {}).items(),
        at,
    )
    return _SHELF.recall(
        session,
        key,
        lambda reading: moments.finder(
            reading,
            conference,
            minutes=minutes,
            until=until,
            terms=terms,
            deadline=deadline,
            instead=instead,
            now=at,
        ),
    )


def quarter_end(now: datetime) -> datetime:
    """Return the first quarter of an hour that begins at this instant or after it."""
    grid = Grid.between(now, now)
    return grid.instant(grid.ceil(now))
