"""What the whole page "Kies een moment" costs, for a large table and for a very large one.

Beside the emptiest page of somebody who is signed in, so that only what the page itself does
counts. CPU time of a whole request: session, guard, queries, masks, search, template, audit row.

The process is warm and the page was looked at before, as when a coordinator goes from week to week
and from moment to moment: the database is asked everything again, and what follows from its answers
is kept (decision 40). Beside it the same page when somebody's time changed since the last look, so
that theirs is read and searched anew. The first look of a quarter of an hour costs more, and so
does one after a change of who is asked.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from statistics import median
from unittest.mock import patch

from sqlmodel import Session, select

from benchmarks import moment_region, visits
from benchmarks.cast import DAY, HOUR, NOW
from benchmarks.harness import Figure, cpu_ms
from mdt import clock
from mdt import engine as engines
from mdt.models import Absence, Invitation, SeatDomain

LARGE: Mapping[SeatDomain, int] = {
    SeatDomain.JUDICIARY: 6,
    SeatDomain.SHELTER: 9,
    SeatDomain.POLICE: 9,
    SeatDomain.OM: 8,
    SeatDomain.PROBATION: 8,
}
VERY_LARGE: Mapping[SeatDomain, int] = dict.fromkeys(
    [
        *LARGE,
        *(SeatDomain.GI, SeatDomain.RVDK, SeatDomain.GGZ),
        *(SeatDomain.LOCAL_TEAM, SeatDomain.MUNICIPALITY),
    ],
    50,
)
EMPTY = "/search/"
ROUNDS = 15


def figures() -> Iterator[Figure]:
    """Yield the page at both sizes."""
    with patch.object(clock, "now", lambda: NOW):
        for pools in (LARGE, VERY_LARGE):
            with moment_region.filled(pools) as seeking:
                yield from _figures(seeking, sum(pools.values()))


def _figures(seeking: moment_region.Seeking, people: int) -> Iterator[Figure]:
    app = visits.portal(seeking.url, seeking.engine)
    cookie = visits.as_person(app, seeking.engine, seeking.coordinator_id)
    page = visits.visit(app, f"/conferences/{seeking.conference_id}/moment", cookie)
    empty = visits.visit(app, EMPTY, cookie)
    for one in (page, empty):
        answer = one()
        assert answer.status == "200 OK", answer.status
    name = f"the whole page of moments, {people} people in pools"
    for said, before, limit in (
        ("", _nothing, 5),
        (", after a change", partial(_go_away, seeking), 7),
    ):
        taken, yardstick = _in_turn(page, empty, before=before)
        yield Figure(
            name=f"{name}{said}",
            value=taken,
            yardstick="an empty page",
            yardstick_value=yardstick,
            ratio_at_most=limit,
        )


def _nothing() -> None:
    """Let all be as it was."""


def _go_away(seeking: moment_region.Seeking) -> None:
    """Let somebody of the table be away for a while."""
    with Session(engines.writing(seeking.engine)) as session:
        who = session.exec(select(Invitation.person_id).limit(1)).one()
        session.add(Absence(person_id=who, starts_at=NOW + DAY, ends_at=NOW + DAY + HOUR))
        session.commit()


def _in_turn(*works: Callable[[], object], before: Callable[[], object]) -> list[float]:
    """Return the median CPU milliseconds of each, measured in turn: all meet the same noise.

    before: what is done before each round, unmeasured.
    """
    rounds = []
    for _ in range(ROUNDS):
        before()
        rounds.append([cpu_ms(work, repeat=1) for work in works])
    return [median(taken) for taken in zip(*rounds, strict=True)]
