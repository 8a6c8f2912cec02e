"""What an open page hears of an emergency: looked for once a second, told as the running list."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from flask import current_app, render_template, url_for
from flask_babel import gettext
from sqlalchemy import Engine
from sqlmodel import Session

from mdt import acting, clock, events
from mdt.access import guard
from mdt.access.policy import Action
from mdt.identity import sessions
from mdt.models import Conference, WebSession
from mdt.web import emergency_page
from mdt.web.actor import actor, is_signed_in
from mdt.web.conference_news import ConferenceNews
from mdt.web.database import ENGINE, get_session
from mdt.web.streams import Ended

HEARD = (
    *(events.AnswerGiven, events.CascadeEnded, events.CascadeExhausted, events.CascadeStarted),
    *(events.CascadeStepped, events.ConferenceCancelled, events.ConferenceMoved),
    *(events.ConferenceOpened, events.SeatsChanged),
)


@dataclass
class EmergencyListener:
    """Listens to one emergency for one page, signed in under one web session."""

    engine: Engine
    conference_id: UUID
    web_session_id: UUID
    since: datetime
    heard_until: datetime = field(init=False)
    news: ConferenceNews = field(init=False)

    def __post_init__(self) -> None:
        """Begin where the page stands."""
        self.heard_until = self.since
        self.news = ConferenceNews(self.conference_id, HEARD, self.since)

    def look(self) -> bool:
        """Tell whether something changed, or the sign-in has ended."""
        now = clock.now()
        with Session(acting.portal(self.engine)) as session:
            web_session = session.get(WebSession, self.web_session_id)
            is_live = web_session is not None and sessions.is_live(web_session, now=now)
            fresh = self.news.is_fresh(session)
        self.heard_until = now
        return fresh or not is_live

    def tell(self) -> str | Ended:
        """Return the running list for whoever the cookie says is looking now."""
        if not is_signed_in():
            return Ended(self._closed(gettext("U bent uitgelogd. Log weer in om verder te gaan.")))
        conference = get_session().get(Conference, self.conference_id)
        if conference is None or not guard.permits_conference(
            get_session(), actor(), Action.CONFERENCE_ARRANGE, conference
        ):
            return Ended(self._closed(gettext("Deze pagina bestaat niet of is niet voor u.")))
        return render_template("emergencies/live.html", page=emergency_page.answers(conference))

    def heard(self) -> datetime:
        """Return up to which instant everything was told."""
        return self.heard_until

    def _closed(self, message: str) -> str:
        back = url_for("emergencies.show", conference_id=self.conference_id)
        href = url_for("account.sign_in", next=back)
        return render_template("plan/closed.html", message=message, href=href)


def listen(
    conference: Conference, web_session: WebSession, since: datetime | None
) -> EmergencyListener:
    """Return a listener to the emergency, from the instant that the page was made."""
    engine: Engine = current_app.extensions[ENGINE]
    return EmergencyListener(engine, conference.id, web_session.id, since or clock.now())
