"""Load one scenario, or all of them, into an empty database: `mdt demo load`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt import clock
from mdt import engine as engines
from mdt.config import Settings
from mdt.demo import figures, merwestad, offset, populier, rosters, waterland, week, zilverberk
from mdt.demo.merwestad import World
from mdt.demo.stage import Stage
from mdt.models import Person, Region
from mdt.scheduling import local_time
from mdt.web import database

ALL = "all"
SETTING_UP = timedelta(days=30)
"""How long before the first story the region was set up."""

ROTAS_BEFORE = timedelta(weeks=42)
"""How long before "Zilverberk" the rosters begin: a multiple of the length of each rota."""

Play = Callable[..., Stage]


@dataclass(frozen=True)
class Story:
    """What can be played. begins: the first instant that it tells of; None: it is told from today.

    since: without an instant for now, the week that begins then (Dutch clocks) has today in it.
    """

    play: Play
    begins: datetime | None = None
    since: datetime | None = None


SCENARIOS: Mapping[str, Story] = {
    "populier": Story(populier.play, populier.BEGINS, populier.SINCE),
    "week": Story(week.play),
    "zilverberk": Story(zilverberk.play, zilverberk.BEGINS, zilverberk.SINCE),
}

LIVED_IN = frozenset({"week", "zilverberk"})
"""Scenarios in which the region has rosters, and a neighbour that takes over."""


class UnknownScenario(Exception):
    """There is no scenario of that name; the message names those that there are."""


class NotEmpty(Exception):
    """The database already has a region or people; a demo never mixes with anything else."""


def load(
    engine: Engine,
    scenario: str = ALL,
    *,
    at: datetime | None = None,
    settings: Settings | None = None,
) -> World:
    """Set up the region and play the scenario, or all; return the region.

    at: the instant that every process of this installation takes for now; the stories keep
    their own dates and are played up to then. Without it each story is moved by whole weeks so
    that today lies in it. settings: what this installation wants; people are asked with its margin.
    Raises UnknownScenario, NotEmpty.
    """
    chosen = _chosen(scenario)
    if not is_empty(engine):
        raise NotEmpty("the database is not empty")
    with database.open_session(engines.writing(engine), settings) as session:
        if at is not None:
            offset.keep(session, at - clock.now() + clock.offset())
        now = clock.now()
        moved = {name: _shift(SCENARIOS[name], now, at) for name in SCENARIOS}
        world = _set_up(session, chosen, moved, now)
        for name in chosen:
            SCENARIOS[name].play(session, world, shift=moved[name], until=now)
        figures.set_up(session, world, now=now)
        session.commit()
    return world


def is_empty(engine: Engine) -> bool:
    """Tell whether the database has no region yet, and nobody in it."""
    with Session(engine) as session:
        return not any(session.exec(select(one.id)).first() for one in (Region, Person))


def _chosen(scenario: str) -> Sequence[str]:
    if scenario == ALL:
        return tuple(SCENARIOS)
    if scenario not in SCENARIOS:
        raise UnknownScenario(f"{scenario}: choose one of {', '.join([ALL, *SCENARIOS])}")
    return (scenario,)


def _shift(story: Story, now: datetime, at: datetime | None) -> timedelta:
    if story.since is None or at is not None:
        return timedelta(0)
    return offset.whole_weeks(now, story.since)


def _set_up(
    session: Session, chosen: Sequence[str], moved: Mapping[str, timedelta], now: datetime
) -> World:
    """Return the region as it was long before any of the chosen stories begins."""
    begin = [(SCENARIOS[name].begins, moved[name]) for name in chosen]
    first = min([*(instant + shift for instant, shift in begin if instant), now])
    world = merwestad.set_up(session, now=first - SETTING_UP)
    if LIVED_IN.isdisjoint(chosen):
        return world
    world = waterland.set_up(session, world, now=first - SETTING_UP)
    on = local_time.local(zilverberk.BEGINS + moved["zilverberk"] - ROTAS_BEFORE).date()
    monday = on - timedelta(days=on.weekday())
    rosters.set_up(session, world, monday=monday, now=first - SETTING_UP)
    return world
