"""Load a scenario into an empty database: `mdt demo load`."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Engine
from sqlmodel import Session, select

from mdt import clock, events
from mdt import engine as engines
from mdt.demo import merwestad, offset, populier
from mdt.demo.merwestad import World
from mdt.demo.stage import Stage
from mdt.models import Region
from mdt.reactions import REACTIONS

Play = Callable[..., Stage]

SCENARIOS: Mapping[str, Play] = {"populier": populier.play}
"""The scenarios that can be played so far, by name."""

SETTING_UP = timedelta(days=30)
"""How long before the story the region was set up."""


class UnknownScenario(Exception):
    """There is no scenario of that name; the message names those that there are."""


class NotEmpty(Exception):
    """The database already has a region; a demo never mixes with anything else."""


def load(engine: Engine, scenario: str = "populier", *, at: datetime | None = None) -> World:
    """Set up the region and play the scenario; return the region.

    at: the instant that every process of this installation takes for now; the story keeps
    its own dates and is played up to then. Without it the story is moved by whole weeks so
    that today lies in it, between the morning of the first conference and the review.
    Raises UnknownScenario, NotEmpty.
    """
    if scenario not in SCENARIOS:
        raise UnknownScenario(f"{scenario}: choose one of {', '.join(sorted(SCENARIOS))}")
    if not is_empty(engine):
        raise NotEmpty("the database is not empty")
    with _open(engine) as session:
        if at is not None:
            offset.keep(session, at - clock.now() + clock.offset())
        now = clock.now()
        shift = timedelta(0) if at is not None else offset.whole_weeks(now)
        world = merwestad.set_up(session, now=offset.STORY_BEGINS + shift - SETTING_UP)
        SCENARIOS[scenario](session, world, shift=shift, until=now)
        session.commit()
    return world


def is_empty(engine: Engine) -> bool:
    """Tell whether the database has no region yet."""
    with Session(engine) as session:
        return session.exec(select(Region.id)).first() is None


def _open(engine: Engine) -> Session:
    return Session(
        engines.writing(engine), info={events.REACTIONS: REACTIONS}, expire_on_commit=False
    )
