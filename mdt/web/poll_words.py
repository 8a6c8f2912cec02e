"""Which polls there are and how they stand, in the few words that lists and next steps have."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import get_locale, gettext
from sqlalchemy import bindparam
from sqlmodel import col, select

from mdt import clock
from mdt.access import guard
from mdt.access.actor import Actor
from mdt.models import Conference, Poll, PollPerson, PollState
from mdt.polls import standing
from mdt.web import dates
from mdt.web.database import get_session
from mdt.web.render import link
from mdt.web.todo import Task

# Made once, for these are asked on every "Vandaag".
_OWN: Any = (
    select(PollPerson.id, Poll.closes_at)
    .join(Poll, col(Poll.id) == PollPerson.poll_id)
    .where(
        PollPerson.person_id == bindparam("person_id"),
        col(PollPerson.left_at).is_(None),
        col(PollPerson.answered_at).is_(None),
        Poll.state == PollState.OPEN,
        col(Poll.closes_at) > bindparam("now"),
    )
    .order_by(col(Poll.closes_at))
)
_RUNNING = select(Poll).where(
    col(Poll.conference_id).in_(bindparam("conferences", expanding=True)),
    col(Poll.state).in_((PollState.OPEN, PollState.CLOSED)),
)


def latest(conference: Conference) -> Poll | None:
    """Return the poll that a conference has, or had last; None when nobody was ever asked."""
    return (
        get_session()
        .exec(
            select(Poll)
            .where(Poll.conference_id == conference.id)
            .order_by(col(Poll.asked_at).desc())
        )
        .first()
    )


def current(conference: Conference) -> Poll | None:
    """Return the poll that may still lead to a moment."""
    return standing.current(get_session(), conference.id)


def own_tasks(who: Actor) -> list[Task]:
    """Return what polls ask of the viewer: to say when they can."""
    query = _OWN
    if who.walled:
        is_own = guard.beside_walled_conferences(who, col(Poll.conference_id), is_own=True)
        query = query.where(is_own)
    rows = get_session().execute(query, {"person_id": who.id, "now": clock.now()})
    return [
        Task(
            tone="",
            icon="cal",
            title=gettext("Zeg wanneer u kunt"),
            text=gettext(
                "Voor een overleg. Antwoord vóór %(until)s.",
                until=_moment(closes_at),
            ),
            verb=gettext("Geef uw tijden door"),
            href=link("poll_answers.own", asked_id=asked_id),
        )
        for asked_id, closes_at in rows
    ]


def running(conference_ids: Collection[UUID]) -> dict[UUID, Poll]:
    """Return the polls of these conferences that may still lead to a moment, with one query."""
    rows = get_session().exec(_RUNNING, params={"conferences": conference_ids})
    return {poll.conference_id: poll for poll in rows}


def title(poll: Poll) -> str:
    """Return how a poll that is not over stands, in a few words."""
    if poll.agreed_at:
        return str(gettext("Alle nodige stoelen kunnen"))
    if poll.state is PollState.CLOSED or poll.closes_at <= clock.now():
        return str(gettext("De antwoorden zijn binnen"))
    return str(gettext("Er loopt een vraag naar momenten"))


def text(poll: Poll) -> str:
    """Return what there is to do about it."""
    if poll.agreed_at or poll.state is PollState.CLOSED or poll.closes_at <= clock.now():
        return str(gettext("Kies een moment uit wat er kwam."))
    return str(gettext("Antwoorden kan tot %(until)s.", until=_moment(poll.closes_at)))


def _moment(at: datetime) -> str:
    today = dates.local_date(clock.now())
    return dates.moment(at, today=today, locale=str(get_locale() or "nl"))
