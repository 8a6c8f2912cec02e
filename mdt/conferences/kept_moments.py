"""The finder of a conference, kept between two looks at it while nothing that it tells changed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Session

from mdt.conferences import moments
from mdt.conferences.kept import Changes, Shelf
from mdt.conferences.moments import Finder, Terms
from mdt.models import Conference
from mdt.scheduling import diary as diaries
from mdt.scheduling import diary_queries, usual
from mdt.scheduling.diary import Diary
from mdt.scheduling.grid import Grid

MOST = 16
"""So many finders are kept by a process: some 3 MB for five hundred people in pools."""

_ASKING, _FOUND = Shelf(MOST), Shelf(MOST)
"""Who is asked for which seat; and the same with their time read."""


class _Found(NamedTuple):
    """A finder, and the rows of its people."""

    finder: Finder
    diary: Diary


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
    asking = _ASKING.recall(
        session,
        key,
        lambda reading: moments.asking(
            reading,
            conference,
            until=until,
            terms=terms,
            deadline=deadline,
            instead=instead,
            now=at,
        ),
    )
    asking = asking if minutes is None else asking.resized(minutes)
    return _FOUND.recall(
        session, key, lambda reading: _read(reading, asking), given=asking, mend=_mended
    ).finder


def _read(session: Session, asking: Finder) -> _Found:
    diary = diaries.read(session, asking.grid, asking.asked)
    return _Found(asking.read(diary), diary)


def _mended(session: Session, found: _Found, changes: Changes) -> _Found | None:
    """Return the same with the time of those read anew of whom something changed.

    None when it is not about people only.
    """
    if not diary_queries.ABOUT_PEOPLE.issuperset(changes):
        return None
    differing = (row for then, now in changes.values() for row in _differing(then, now))
    finder, diary = found
    places = sorted({row[0] for row in differing})
    diary = diaries.reread(
        session, finder.grid, finder.asked, diary, kinds=list(changes), places=places
    )
    return _Found(finder.renewed(diary, places), diary)


def _differing(then: Sequence[Any], now: Sequence[Any]) -> Sequence[Any]:
    """Return the rows of both from the first that differs up to the last; outside all is alike."""
    first = _alike(then, now)
    then, now = then[first:], now[first:]
    last = _alike(then[::-1], now[::-1])
    return [*then[: len(then) - last], *now[: len(now) - last]]


def _alike(then: Sequence[Any], now: Sequence[Any]) -> int:
    """Return how many rows are alike from the first on, by halves: whole lists compare quickly."""
    known, most = 0, min(len(then), len(now))
    while known < most:
        half = (known + most + 1) // 2
        known, most = (half, most) if then[known:half] == now[known:half] else (known, half - 1)
    return known


def quarter_end(now: datetime) -> datetime:
    """Return the first quarter of an hour that begins at this instant or after it."""
    grid = Grid.between(now, now)
    return grid.instant(grid.ceil(now))
