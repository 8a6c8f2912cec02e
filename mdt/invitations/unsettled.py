"""What of the invitations waits for the coordinator: one question, for every "Vandaag" asks it."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import literal_column, union_all
from sqlmodel import Session

from mdt.invitations import link_news, proposed_moments, substitutes


class Unsettled(NamedTuple):
    """How many of each a conference has: substitutes, other moments, links that are shut."""

    substitutes: Counter[UUID]
    moments: Counter[UUID]
    shut: Counter[UUID]


_PARTS = (substitutes.WAITING, proposed_moments.WAITING, link_news.SHUT)
_ALL = union_all(
    *(part.add_columns(literal_column(str(number))) for number, part in enumerate(_PARTS))
)


def of(session: Session, conference_ids: Collection[UUID], *, now: datetime) -> Unsettled:
    """Return what of each of these conferences waits for its coordinator."""
    found = Unsettled(Counter(), Counter(), Counter())
    values = {"conferences": list(conference_ids), "now": now}
    for conference_id, part in session.execute(_ALL, values):
        found[part][conference_id] += 1
    return found
