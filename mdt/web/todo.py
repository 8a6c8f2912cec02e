"""What needs the viewer now, each in a sentence with one thing to do about it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from flask_babel import LazyString, get_locale, gettext, ngettext
from flask_babel import lazy_gettext as _l

from mdt import clock
from mdt.conferences import cascades
from mdt.conferences.sittings import Sitting
from mdt.models import Cascade, CascadeState, Conference, ConferenceState
from mdt.seats import cover
from mdt.seats.cover import Mark, SeatState
from mdt.web import dates, sitting_words, words
from mdt.web.render import link

SOON = timedelta(days=14)
"""How long before a sitting its empty seats are said here."""

PRESSING = timedelta(hours=72)
"""How long before its latest moment a sitting without a moment is said in red."""


@dataclass(frozen=True)
class Task:
    """One thing that needs the viewer: tone is bad, or empty; href None when there is no page."""

    tone: str
    icon: str
    title: str
    text: str
    verb: str
    href: str | None


@dataclass(frozen=True)
class Table:
    """A sitting that the viewer leads: its chairs, and how many substitutes wait for a word.

    moments: how many invitees propose another moment. shut: how many links are on lock.
    latest: its latest moment, while it is planned.
    asking: how its poll stands and what to do about it, in words; None when nobody is asked.
    searches: the searches for a stand-in that the portal is at, or is about to begin.
    """

    sitting: Sitting
    marks: Sequence[Mark]
    proposals: int
    latest: datetime | None = None
    asking: tuple[str, str] | None = None
    moments: int = 0
    searches: Sequence[Cascade] = ()
    shut: int = 0

    @property
    def is_pressing(self) -> bool:
        """True when its latest moment is near."""
        return self.latest is not None and self.latest < clock.now() + PRESSING


def of(tables: Sequence[Table]) -> list[Task]:
    """Return what needs the viewer at these tables, the nearest sitting first."""
    return [task for table in tables for task in _of_table(table)]


def late(number: int, aliases: Sequence[str], href: str | None) -> Task:
    """Return the task for actions that are late; aliases: of their cases, each once."""
    first, others = aliases[0], len(aliases) - 1
    where = gettext("Zaak %(alias)s.", alias=first)
    if others:
        where = ngettext(
            "Zaak %(alias)s en %(num)s andere zaak.",
            "Zaak %(alias)s en %(num)s andere zaken.",
            others,
            alias=first,
        )
    return Task(
        tone="",
        icon="late",
        title=ngettext("Een actie is te laat", "%(num)s acties zijn te laat", number),
        text=f"{where} {gettext('Bel de eigenaar of pas de datum aan.')}",
        verb=gettext("Bekijk acties"),
        href=href,
    )


def _of_table(table: Table) -> Iterator[Task]:
    sitting, conference = table.sitting, table.sitting.conference
    match conference.state:
        case ConferenceState.IN_SESSION:
            yield _task(sitting, "people", gettext("Het overleg is bezig"), "meeting.show")
        case ConferenceState.HELD if sitting.chairs:
            yield _task(sitting, "task", gettext("Stel het verslag vast"), "meeting.show")
        case ConferenceState.DRAFT if sitting.organises:
            yield from _of_draft(table)
        case ConferenceState.CONVENED:
            yield from _of_convened(table)


def _of_draft(table: Table) -> Iterator[Task]:
    """Yield the task of a sitting without a moment, and until when it must sit; then its links."""
    task = _first_of_draft(table)
    if table.latest is not None:
        text = f"{task.text} {_until(table.latest)}"
        task = replace(task, text=text, tone="bad" if table.is_pressing else task.tone)
    yield task
    if table.shut:
        yield _of_shut(table, "polls.show")


def _of_shut(table: Table, endpoint: str) -> Task:
    title = ngettext("Een link is op slot", "%(num)s links zijn op slot", table.shut)
    verb = gettext("Stuur een nieuwe link")
    return _task(table.sitting, "lock", title, endpoint, verb, tone="bad")


def _first_of_draft(table: Table) -> Task:
    if table.asking:
        title, text = table.asking
        verb = gettext("Wie kan wanneer?")
        task = _task(table.sitting, "people", title, "polls.show", verb, tone="info")
        return replace(task, text=f"{sitting_words.title(table.sitting)}. {text}")
    if missing := cover.uncovered(table.marks):
        return _missing(table.sitting, missing)
    title = gettext("Kies een moment voor %(cases)s", cases=_named(table.sitting))
    return _task(table.sitting, "clock", title, "moment.show", gettext("Kies een moment"))


def _until(latest: datetime) -> str:
    until = dates.moment(
        latest, today=dates.local_date(clock.now()), locale=str(get_locale() or "nl")
    )
    if latest < clock.now():
        return str(gettext("Het uiterste moment is voorbij: %(until)s.", until=until))
    return str(gettext("Uiterlijk %(until)s.", until=until))


def _of_convened(table: Table) -> Iterator[Task]:
    sitting = table.sitting
    sought = {one.domain for one in table.searches}
    missing = [
        mark
        for mark in table.marks
        if mark.required and mark.state in _TROUBLE and mark.domain not in sought
    ]
    if sitting.organises:
        yield from (_of_search(sitting, one) for one in table.searches)
    if sitting.organises and missing and _is_soon(sitting.conference):
        yield _missing(sitting, missing)
    if sitting.organises and table.proposals:
        title = ngettext(
            "Iemand stelt een vervanger voor",
            "%(num)s mensen stellen een vervanger voor",
            table.proposals,
        )
        yield _task(sitting, "people", title, "invitations.board", gettext("Bekijk het voorstel"))
    if sitting.organises and table.moments:
        title = ngettext(
            "Iemand stelt een ander moment voor",
            "%(num)s mensen stellen een ander moment voor",
            table.moments,
        )
        yield _task(sitting, "clock", title, "invitations.board", gettext("Bekijk het voorstel"))
    if sitting.organises and table.shut:
        yield _of_shut(table, "invitations.board")
    if sitting.invitation and sitting.invitation.reply is None:
        title = gettext("Laat weten of u komt")
        yield _task(sitting, "mail", title, "conferences.show", gettext("Geef antwoord"))


def _how_it_goes(conference: Conference) -> str:
    now = clock.now()
    wakes_at = cascades.wakes_at(conference, now)
    if wakes_at == now:
        return str(gettext("De volgende is gevraagd."))
    return str(
        gettext(
            "Vannacht wordt niemand gevraagd. Om %(clock)s uur gaat het zoeken verder.",
            clock=dates.clock(wakes_at),
        )
    )


def _of_search(sitting: Sitting, search: Cascade) -> Task:
    """Return the task of a seat for which the portal looks: to see how it goes, or hold it back."""
    seat = words.word(search.domain)
    begins_at = search.due_at if search.state is CascadeState.ANNOUNCED else None
    if begins_at:
        title = gettext("%(seat)s kan niet komen", seat=seat)
        clock_ = dates.clock(begins_at)
        text = gettext("Om %(clock)s uur vraagt het portaal de volgende.", clock=clock_)
    else:
        title = gettext("Het portaal zoekt iemand voor %(seat)s", seat=seat)
        text = _how_it_goes(sitting.conference)
    return Task(
        tone="info",
        icon="search",
        title=title,
        text=f"{sitting_words.title(sitting)}. {text}",
        verb=gettext("Bekijk hoe het staat"),
        href=link("cascades.show", conference_id=search.conference_id, seat_id=search.seat_id),
    )


_TROUBLE: dict[SeatState, LazyString] = {
    SeatState.EMPTY: _l("De stoel van %(seat)s is nog leeg"),
    SeatState.NO: _l("%(seat)s kan niet komen"),
    SeatState.FAILED: _l("De uitnodiging voor %(seat)s kwam niet aan"),
    SeatState.HELD: _l("De uitnodiging voor %(seat)s is vastgehouden"),
}


def _missing(sitting: Sitting, missing: Sequence[Mark]) -> Task:
    if len(missing) == 1:
        seat = words.word(missing[0].domain)
        title = str(_TROUBLE[missing[0].state]) % {"seat": seat}
    elif {mark.state for mark in missing} == {SeatState.EMPTY}:
        title = gettext("%(n)s stoelen zijn nog leeg", n=len(missing))
    else:
        title = gettext("%(n)s stoelen vragen aandacht", n=len(missing))
    verb = gettext("Vul de stoel") if len(missing) == 1 else gettext("Vul de stoelen")
    if all(mark.state is SeatState.HELD for mark in missing):
        verb = gettext("Bekijk waarom")
    return _task(sitting, "seat", title, "conferences.show", verb, tone="bad")


def _task(
    sitting: Sitting, icon: str, title: str, endpoint: str, verb: str = "", *, tone: str = ""
) -> Task:
    return Task(
        tone=tone,
        icon=icon,
        title=title,
        text=f"{sitting_words.title(sitting)}. {_when(sitting)}",
        verb=verb or gettext("Naar het overleg"),
        href=link(endpoint, conference_id=sitting.conference.id),
    )


def _when(sitting: Sitting) -> str:
    if sitting.starts_at is None:
        return str(gettext("Er is nog geen moment."))
    days = dates.days_until(sitting.starts_at, today=dates.local_date(clock.now()))
    if days < 0:
        return ""
    if days == 0 and sitting.conference.state is ConferenceState.HELD:
        return str(gettext("Het overleg was vandaag."))
    if days == 0:
        return str(gettext("Het overleg is vandaag."))
    return str(ngettext("Het overleg is morgen.", "Het overleg is over %(num)s dagen.", days))


def _named(sitting: Sitting) -> str:
    name = sitting_words.cases(sitting)
    return name[:1].lower() + name[1:] if name else gettext("het overleg")


def _is_soon(conference: Conference) -> bool:
    return conference.starts_at is not None and conference.starts_at < clock.now() + SOON
