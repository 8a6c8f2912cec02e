"""Sessions about a subject that are past their term: they have no case to go with.

Source: decision 152; AVG art. 5 (no longer than needed).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from mdt.models import Conference, ConferenceKind
from mdt.retention import belongings


def outlived(now: datetime, *, kept: timedelta) -> SelectOfScalar[UUID]:
    """Return the query for the sessions whose moment, or making without one, is longer ago."""
    moment = func.coalesce(col(Conference.starts_at), col(Conference.created_at))
    return select(Conference.id).where(
        Conference.kind == ConferenceKind.KNOWLEDGE, moment < now - kept
    )


def forget(session: Session, gone: Sequence[UUID]) -> None:
    """Delete these sessions: the subject, who was asked, the answers and the mail."""
    belongings.remove(session, belongings.of_sittings(session, gone))
