"""A knowledge session to which many people are invited."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from mdt.conferences import invitable, knowledge
from mdt.models import Person, PlaceKind
from tests.browser.long_names import SENTENCE


def plan(
    session: Session, region_id: UUID, people: Mapping[str, Person], *, by: Person, now: datetime
) -> UUID:
    """Return the key of the session."""
    wanted = knowledge.Plan(
        topic=SENTENCE[:200],
        starts_at=now + timedelta(days=20),
        minutes=60,
        place_kind=PlaceKind.VIDEO,
        video_url="https://video.example/kennis",
    )
    conference = knowledge.plan(session, region_id, wanted, by=by, now=now)
    keys = [people[name].id for name in ("hester", "tom", "dennis", "iris")]
    here = invitable.among(session, region_id, keys, now=now)
    knowledge.invite(session, conference, here, by=by, now=now)
    return conference.id
