"""A knowledge session in the week to come, to which a judge is invited."""

from datetime import datetime

from mdt.conferences import knowledge
from mdt.conferences.knowledge import Plan
from mdt.demo import acts
from mdt.demo.stage import Stage
from mdt.models import PlaceKind

TOPIC = "Wat een contactverbod voor kinderen betekent"
GUESTS = ("hester", "dennis", "iris")


def plan(stage: Stage, now: datetime, *, key: str, starts: str) -> None:
    """Plan the session as coordinator, and invite people by name."""
    by = stage.person(acts.COORDINATOR)
    wanted = Plan(
        topic=TOPIC,
        starts_at=stage.at(starts),
        minutes=45,
        place_kind=PlaceKind.VIDEO,
        video_url=acts.VIDEO_URL,
    )
    conference = knowledge.plan(stage.session, stage.world.region.id, wanted, by=by, now=now)
    guests = [stage.person(who).id for who in GUESTS]
    knowledge.invite(stage.session, conference, guests, overlap_allowed=True, by=by, now=now)
    stage.conferences[key] = conference
