"""When somebody is up, in words: a moment, minutes and the place, and nothing of any case."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import get_locale, gettext

from mdt import clock
from mdt.conferences import own_moment
from mdt.conferences.own_moment import OwnMoment, Stage
from mdt.models import Conference, ConferenceState, Invitation, Room
from mdt.web import dates, filters
from mdt.web.database import get_session

STEP = timedelta(minutes=5)
"""A moment ahead is said in steps: it is an estimate, and is not read out every minute."""
CLOCK_FROM = timedelta(minutes=100)
"""How long before one is up the clock runs."""

AHEAD = (Stage.NOT_BEGUN, Stage.WAITS)


@dataclass(frozen=True)
class OwnMomentPage:
    """The one quiet screen. seconds: until one is up, None while that is far off or here."""

    invitation: Invitation
    moment: OwnMoment
    title: str
    text: str
    seconds: int | None
    room: Room | None
    video_url: str


def of(invitation: Invitation) -> OwnMomentPage:
    """Return the screen; the caller loaded the invitation through the guard."""
    session, now = get_session(), clock.now()
    conference = session.get_one(Conference, invitation.conference_id)
    found = own_moment.of(session, invitation, now=now)
    is_off = found.stage in {Stage.OFF, Stage.OVER}
    return OwnMomentPage(
        invitation=invitation,
        moment=found,
        title=_title(found, now),
        text=_text(found, conference),
        seconds=_seconds(found, now),
        room=session.get(Room, conference.room_id) if conference.room_id and not is_off else None,
        video_url="" if is_off else conference.video_url,
    )


def _title(found: OwnMoment, now: datetime) -> str:
    match found.stage:
        case Stage.OFF:
            return str(gettext("U wordt niet verwacht."))
        case Stage.NO_SEAT:
            return str(gettext("U hebt nog geen plaats in dit overleg."))
        case Stage.NOW:
            return str(gettext("U bent nu aan de beurt."))
        case Stage.OVER:
            return str(gettext("Uw deel is voorbij."))
        case _:
            return _ahead(found.starts_at or now, now)


def _ahead(at: datetime, now: datetime) -> str:
    locale = _locale()
    if dates.local_date(at) != dates.local_date(now):
        when = dates.moment_long(_stepped(at), today=filters.today(), locale=locale)
        return str(gettext("U bent aan de beurt op %(moment)s.", moment=when))
    if at - now < STEP:
        return str(gettext("U bent zo aan de beurt."))
    when = dates.clock(_stepped(at), locale=locale)
    return str(gettext("U bent rond %(clock)s uur aan de beurt.", clock=when))


def _text(found: OwnMoment, conference: Conference) -> str:
    match found.stage:
        case Stage.OFF if conference.state is ConferenceState.CANCELLED:
            return str(gettext("Dit overleg gaat niet door."))
        case Stage.OFF:
            return str(gettext("U hoeft niets te doen."))
        case Stage.NO_SEAT:
            return str(gettext("De coördinator laat het u weten als u nodig bent."))
        case Stage.OVER:
            return str(gettext("U hoeft niet te wachten."))
        case Stage.NOT_BEGUN:
            waits = gettext("Het overleg is nog niet begonnen.")
            return f"{waits} {_moved(found)}".strip()
        case _:
            return _moved(found)


def _moved(found: OwnMoment) -> str:
    """Return how far it is from what was planned, in steps; empty when it is about the same."""
    if found.starts_at is None or found.planned_at is None or found.stage is Stage.NOW:
        return ""
    minutes = round((found.starts_at - found.planned_at) / STEP) * int(STEP.total_seconds() / 60)
    if minutes > 0:
        return str(gettext("Dat is %(minutes)s minuten later dan gepland.", minutes=minutes))
    if minutes < 0:
        return str(gettext("Dat is %(minutes)s minuten eerder dan gepland.", minutes=-minutes))
    return ""


def _seconds(found: OwnMoment, now: datetime) -> int | None:
    if found.stage not in AHEAD or found.starts_at is None:
        return None
    left = found.starts_at - now
    return int(left.total_seconds()) if timedelta(0) < left < CLOCK_FROM else None


def _stepped(at: datetime) -> datetime:
    """Return the last step before: who comes then is never late."""
    return at - timedelta(seconds=at.timestamp() % STEP.total_seconds())


def _locale() -> str:
    return str(get_locale() or "nl")
