"""What the open screen of somebody's own moment hears, as the chair goes on."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from flask import Response, current_app, render_template
from sqlalchemy import Engine
from sqlmodel import Session

from mdt import acting, clock, events
from mdt.models import Invitation
from mdt.web import own_moment_page, streams
from mdt.web.conference_news import ConferenceNews
from mdt.web.database import ENGINE
from mdt.web.streams import Ended

HEARD = (
    *(events.AgendaChanged, events.AnswerGiven, events.AttendanceNoted, events.CascadeEnded),
    *(events.ConferenceCancelled, events.ConferenceChanged, events.ConferenceHeld),
    *(events.ConferenceMoved, events.ConferenceOpened, events.SeatsChanged),
)
TOLD_EVERY = 30
"""Looks after which the screen is told again: time goes on without anything that happens."""

Find = Callable[[], Invitation | None]
"""Return the invitation of whoever the browser's cookie says is looking; None when it is over."""


@dataclass
class OwnMomentListener:
    """Listens to the conference of an invitation, for the screen of its invitee."""

    engine: Engine
    news: ConferenceNews
    find: Find
    presence_href: str
    closed_href: str
    heard_until: datetime = field(init=False)
    _looks: int = 0

    def __post_init__(self) -> None:
        """Begin where the page stands."""
        self.heard_until = self.news.since

    def look(self) -> bool:
        """Tell whether something happened, or it is time to tell again; the first time it is."""
        now = clock.now()
        with Session(acting.portal(self.engine)) as session:
            is_fresh = self.news.is_fresh(session)
        self._looks += 1
        self.heard_until = now
        return is_fresh or self._looks % TOLD_EVERY == 1

    def tell(self) -> str | Ended:
        """Return the screen for whoever is looking now."""
        invitation = self.find()
        if invitation is None:
            return Ended(render_template("own_moment/closed.html", href=self.closed_href))
        page = own_moment_page.of(invitation)
        return render_template("own_moment/live.html", page=page, presence_href=self.presence_href)

    def heard(self) -> datetime:
        """Return up to which instant everything was told."""
        return self.heard_until


def answer(invitation: Invitation, *, find: Find, presence_href: str, closed_href: str) -> Response:
    """Return the stream of the invitee's screen.

    presence_href: where they say that they are there; closed_href: where one goes when it is over.
    """
    engine: Engine = current_app.extensions[ENGINE]
    since = streams.since() or clock.now()
    news = ConferenceNews(invitation.conference_id, HEARD, since)
    listener = OwnMomentListener(engine, news, find, presence_href, closed_href)
    return streams.answer(listener.look, listener.tell, listener.heard)
