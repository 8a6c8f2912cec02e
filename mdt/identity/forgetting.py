"""Which sessions nobody needs any more: over long ago, and no longer how a browser is known.

The last one of a person by a browser that is known stays: without any, whatever browser signs in
next would be their first, and nobody hears of a first one (mdt.identity.devices).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from mdt.models import WebSession


def outlived(now: datetime, *, kept: timedelta) -> SelectOfScalar[UUID]:
    """Return the query for the sessions that began longer ago than that.

    kept: not shorter than a browser's mark lasts, which is far beyond the end of any session.
    """
    later = aliased(WebSession)
    known_since = select(later.id).where(
        later.person_id == WebSession.person_id,
        later.mark_hash != "",
        later.created_at > WebSession.created_at,
    )
    return select(WebSession.id).where(
        col(WebSession.created_at) < now - kept,
        (col(WebSession.mark_hash) == "") | known_since.exists(),
    )


def forget(session: Session, gone: Sequence[UUID]) -> None:
    """Delete these sessions."""
    session.execute(delete(WebSession).where(col(WebSession.id).in_(gone)))
