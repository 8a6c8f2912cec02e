"""Answering a poll: the moments as the person who is asked sees them, and what they send.

Each moment is a field of its own, named after its key. Nobody sees what others answered, only that
a moment fell.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask import current_app, request
from flask_babel import LazyString, get_locale, gettext, ngettext
from flask_babel import lazy_gettext as _l

from mdt import clock
from mdt.conferences.moments import Terms
from mdt.config import Settings
from mdt.models import Channel, Person, Poll, PollPerson, Reply, SeatDomain
from mdt.polls import agreement, answering, standing
from mdt.polls.answering import AnswersMissing, NotAsked
from mdt.scheduling import availability
from mdt.scheduling.diary import Wanted
from mdt.scheduling.grid import Grid
from mdt.web import dates, latest_page, pips
from mdt.web.database import get_session
from mdt.web.forms import Problems

PREFIX = "moment-"

WORDS: dict[Reply, LazyString] = {
    Reply.YES: _l("Ja"),
    Reply.MAYBE: _l("Als het moet"),
    Reply.NO: _l("Nee"),
}
"""What one says to a moment that is only asked about."""


@dataclass(frozen=True)
class Moment:
    """One moment as somebody is asked about it, for their own span.

    said: what is filled in. is_struck: it cannot be any more, and no answer is asked; whoever sees
    their own answers may take back a no. busy: what their own calendar says of it, in words; empty
    when that is not shown.
    """

    key: UUID
    starts_at: datetime
    ends_at: datetime
    said: str
    is_struck: bool
    busy: str = ""

    @property
    def field(self) -> str:
        """Return the name of its field."""
        return f"{PREFIX}{self.key}"

    @property
    def minutes(self) -> int:
        """Return for how long this person is needed."""
        return round((self.ends_at - self.starts_at).total_seconds() / 60)


def moments(
    poll: Poll, asked: PollPerson, *, said: Mapping[UUID, Reply] | None = None, is_own: bool = False
) -> list[Moment]:
    """Return the moments that are still to come, in order of time.

    said: what is filled in before somebody types. is_own: they signed in, and see their own time.
    Raises NotAsked.
    """
    now = clock.now()
    found = standing.of(get_session(), poll, now=now)
    if asked.person_id not in found.asked.minutes:
        raise NotAsked
    spans = {
        one.option: found.asked.span(asked.person_id, one.starts_at)
        for one in found.tallies
        if one.starts_at > now
    }
    busy = _busy(poll, asked, spans) if is_own else {}
    return [
        Moment(
            key=one.option,
            starts_at=spans[one.option].starts_at,
            ends_at=spans[one.option].ends_at,
            said=_typed(one.option, said or {}),
            is_struck=one.is_struck and (said or {}).get(one.option) is not Reply.NO,
            busy=busy.get(one.option, ""),
        )
        for one in found.tallies
        if one.option in spans
    ]


def needed(poll: Poll, asked: PollPerson) -> list[str]:
    """Return the seats without which no moment stands, as who is asked may read them.

    Only for whoever sees their own time too. A judge reads of no other seat before saying that
    nothing stands in the way, so whoever is asked for a judge's seat gets none.
    """
    places = standing.of(get_session(), poll, now=clock.now()).asked.places
    own = [one.domain for one in places if asked.person_id in one.candidates]
    if SeatDomain.JUDICIARY in own:
        return []
    keys = {one.key for one in places if one.counts}
    return [mark.noun for mark in pips.marks(places) if not keys.isdisjoint(mark.keys)]


def sent() -> tuple[dict[UUID, Reply], Problems]:
    """Return what was sent for each moment, and what cannot be read."""
    replies: dict[UUID, Reply] = {}
    problems: Problems = {}
    for name, text in request.form.items():
        if not name.startswith(PREFIX) or not text:
            continue
        try:
            replies[UUID(name.removeprefix(PREFIX))] = Reply(text)
        except ValueError:
            problems[name] = gettext("Kies een van de mogelijkheden.")
    return replies, problems


def take(
    asked: PollPerson, replies: Mapping[UUID, Reply], *, channel: Channel, by: Person | None
) -> Poll:
    """Keep the answers, and convene when that makes all agree. Raises what answering raises."""
    session, now = get_session(), clock.now()
    poll = answering.answer(session, asked, replies, channel=channel, by=by, now=now)
    agreement.convene(session, poll, terms=terms(), clocks=latest_page.clocks(), now=now)
    return poll


def missing(refusal: AnswersMissing, found: Sequence[Moment]) -> Problems:
    """Return the problem at the field of each moment without an answer."""
    today, locale = dates.local_date(clock.now()), str(get_locale() or "nl")
    return {
        moment.field: gettext(
            "Geef een antwoord voor %(moment)s.",
            moment=dates.moment(moment.starts_at, today=today, locale=locale),
        )
        for moment in found
        if moment.key in refusal.options
    }


def summary(replies: Mapping[UUID, Reply]) -> str:
    """Return what was kept, in a sentence."""
    counts = {reply: list(replies.values()).count(reply) for reply in Reply}
    said = [
        ngettext("%(num)s keer ja", "%(num)s keer ja", counts[Reply.YES]),
        ngettext("%(num)s keer als het moet", "%(num)s keer als het moet", counts[Reply.MAYBE]),
        ngettext("%(num)s keer nee", "%(num)s keer nee", counts[Reply.NO]),
    ]
    pairs = zip(said, (counts[Reply.YES], counts[Reply.MAYBE], counts[Reply.NO]), strict=True)
    named = ", ".join(str(text) for text, count in pairs if count)
    return str(gettext("Uw antwoord is bewaard: %(said)s.", said=named))


def terms() -> Terms:
    """Return what this installation asks of every moment."""
    settings: Settings = current_app.extensions["mdt.settings"]
    return Terms(timedelta(hours=settings.notice_hours), settings.office)


def _typed(key: UUID, said: Mapping[UUID, Reply]) -> str:
    before = said[key].value if key in said else ""
    return request.form.get(f"{PREFIX}{key}", before)


def _busy(
    poll: Poll, asked: PollPerson, spans: Mapping[UUID, tuple[datetime, datetime]]
) -> dict[UUID, str]:
    """Return what somebody's own calendar says of each moment; never why."""
    if not spans:
        return {}
    starts, ends = zip(*spans.values(), strict=True)
    grid = Grid.between(min(starts), max(ends))
    wanted = Wanted(
        people=[asked.person_id],
        planning=poll.conference_id,
        office=terms().office,
        now=clock.now(),
    )
    mask = availability.of(get_session(), grid, wanted).people[asked.person_id]
    found = {}
    for key, (start, end) in spans.items():
        cells = grid.mask(grid.floor(start), grid.ceil(end))
        if cells & ~(mask.free | mask.maybe):
            found[key] = gettext("In uw agenda: bezet")
        elif cells & ~mask.free:
            found[key] = gettext("In uw agenda: misschien bezet")
        else:
            found[key] = gettext("In uw agenda: vrij")
    return found
