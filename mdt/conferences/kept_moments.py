"""The finder of a conference, kept between two looks at it while nothing that it tells changed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Session

from mdt.conferences import moments
from mdt.conferences.kept import Changes, Shelf
from mdt.conferences.moments import Finder, Terms
from mdt.models import Conference
from mdt.scheduling import busy_time, diary_queries, local_time, usual
from mdt.scheduling import diary as diaries
from mdt.scheduling.diary import Diary
from mdt.scheduling.grid import CELL, Grid

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

    A moment begins on a quarter, so that the same moments are offered in all of it. Who is asked
    is decided once a day, and the next quarter only moves what is kept (decision 129).
    """
    at = quarter_end(now)
    decided = _decided(at, moments.notice(conference, terms))
    key = (
        *conference.model_dump().values(),
        usual.of(session),
        moments.monday_of(until),
        terms,
        deadline,
        *(instead or {}).items(),
        decided,
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
            now=decided,
        ),
    )
    asking = asking if minutes is None else asking.resized(minutes)
    return _FOUND.recall(
        session,
        (*key, minutes),
        lambda reading: _read(reading, asking, at),
        given=asking,
        mend=_mended,
        move=lambda found: _moved(found, at),
    ).finder


def forget() -> None:
    """Keep nothing of what this process kept; for whoever measures what the first look costs."""
    for shelf in (_ASKING, _FOUND):
        shelf.clear()


def _decided(at: datetime, notice: timedelta) -> datetime:
    """Return the instant for which it is decided who is asked: the last quarter of this day.

    A quarter of now, when a moment could begin before that one.
    """
    tomorrow = local_time.midnight(local_time.local(at).date() + timedelta(days=1))
    return tomorrow - CELL if at + notice >= tomorrow else at


def _read(session: Session, asking: Finder, at: datetime) -> _Found:
    finder = _at(asking, at)
    diary = diaries.read(session, finder.grid, finder.asked)
    return _Found(finder.read(diary), diary)


def _moved(found: _Found, at: datetime) -> _Found:
    """Return the same at another instant: calendars grow too old, and the notice moves on."""
    finder, diary = found
    was = finder.asked.now
    if was == at:
        return found
    aged = {
        place
        for place, read_at, *_ in diary.readings
        if busy_time.is_stale(read_at, now=was) is not busy_time.is_stale(read_at, now=at)
    }
    finder = _at(finder, at)
    return _Found(finder.renewed(diary, aged) if aged else finder, diary)


def _at(finder: Finder, at: datetime) -> Finder:
    """Return the finder at another instant, with everybody's time as it was."""
    later = at - finder.asked.now if finder.asked.now else timedelta()
    asked = replace(finder.asked, now=at)
    return replace(finder, asked=asked, starts_from=finder.starts_from + later)


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
