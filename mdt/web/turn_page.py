"""When a standing table sits, in words: its rhythm, its turns, and the room that is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import get_locale, gettext, ngettext
from sqlmodel import col, select

from mdt import clock
from mdt.access import guard
from mdt.access.policy import POLICY, Action
from mdt.conferences import turns
from mdt.conferences.turns import TableTurn
from mdt.models import Case, Conference, ConferenceKind, Every, Measure, Panel, PanelRhythm, Room
from mdt.scheduling import deadlines
from mdt.scheduling.table_rhythm import Out
from mdt.web import dates, filters, words
from mdt.web.actor import actor
from mdt.web.database import get_session
from mdt.web.guard import can

AHEAD = {
    Every.WEEK: timedelta(weeks=9),
    Every.TWO_WEEKS: timedelta(weeks=17),
    Every.MONTH: timedelta(weeks=36),
}
"""How far ahead a page shows the turns: about eight of them."""

OFFERED = timedelta(weeks=9)
"""How far ahead turns are offered to a new conference."""


@dataclass(frozen=True)
class TablePage:
    """When a table sits. rows: its turns ahead. may_plan: the viewer may know what stands there."""

    rhythm: PanelRhythm | None
    lines: Sequence[str]
    rows: Sequence[TableTurn]
    may_plan: bool

    def tag_of(self, row: TableTurn) -> tuple[str, str, str]:
        """Return the words, tone and icon of a turn: what is left, or why it falls out."""
        if row.turn.out is Out.HOLIDAY:
            return str(gettext("feestdag")), "", "cal"
        if row.turn.out is Out.CANCELLED:
            return str(gettext("afgezegd")), "", "cal"
        if not self.may_plan:
            return str(gettext("gaat door")), "ok", "check"
        return left(row), "ok" if row.cases_left else "bad", "seat"

    def note_of(self, row: TableTurn) -> str:
        """Return what else there is to know of a turn."""
        if row.turn.out:
            return str(gettext("De tafel slaat deze keer over."))
        moved = gettext("Verzet van %(day)s.", day=_day(row.turn.on)) if row.turn.is_moved else ""
        return f"{moved} {closes(row)}".strip()


def of(panel: Panel) -> TablePage:
    """Return when a table sits; the caller loaded it through the guard."""
    session = get_session()
    row = session.get(PanelRhythm, panel.id)
    may_plan = can(Action.CONFERENCE_CREATE, panel)
    if row is None:
        return TablePage(None, (), (), may_plan)
    today = filters.today()
    found = beside_walls(turns.ahead(session, [panel.id], today, today + AHEAD[row.every]))
    room = session.get(Room, row.room_id) if row.room_id else None
    return TablePage(row, _lines(row, room), found, may_plan)


def offered() -> list[TableTurn]:
    """Return the turns to which the viewer may bring a case: those with room, in order."""
    session, today, now = get_session(), filters.today(), clock.now()
    regions = actor().regions(POLICY[Action.CONFERENCE_CREATE].roles)
    panels = session.exec(select(Panel.id).where(col(Panel.region_id).in_(regions))).all()
    found = beside_walls(turns.ahead(session, panels, today, today + OFFERED))
    return [one for one in found if one.can_sit(now) and one.cases_left]


def beside_walls(found: Sequence[TableTurn]) -> list[TableTurn]:
    """Return these turns, those as full on which a case stands that is shut to the viewer."""
    who, used = actor(), [one.used.conference_id for one in found if one.used]
    if not who.walled or not used:
        return list(found)
    is_open = guard.beside_walled_conferences(who, col(Conference.id))
    query = select(Conference.id).where(col(Conference.id).in_(used), is_open)
    known = {None, *get_session().exec(query)}
    return [one if (one.used and one.used.conference_id) in known else one.as_full for one in found]


def suggested(found: Sequence[TableTurn], case: Case | None) -> TableTurn | None:
    """Return the first turn that takes a case in time; None without a case or such a turn."""
    if case is None:
        return None
    now = clock.now()
    measures = get_session().exec(select(Measure).where(Measure.case_id == case.id))
    deadline = deadlines.by_measures(ConferenceKind.FIRST, measures, now=now)
    return next(
        (
            one
            for one in found
            if one.turn.closes_at > now and (deadline is None or one.turn.ends_at <= deadline.at)
        ),
        None,
    )


def key(row: TableTurn) -> str:
    """Return the turn as a form says it: the table and the day."""
    return f"{row.panel_id}/{row.turn.on.isoformat()}"


def said(row: TableTurn) -> str:
    """Return «Tafel Merwestad, di 17 feb, 10.00 uur: nog plaats voor 3 zaken»."""
    late = gettext("agenda gesloten") if row.turn.closes_at <= clock.now() else ""
    parts = [f"{row.table}, {_moment(row)}: {left(row)}", late]
    return ", ".join(filter(None, parts))


def left(row: TableTurn) -> str:
    """Return how much room is left, in words; a turn that has begun has none to give."""
    if row.turn.starts_at <= clock.now():
        return str(gettext("voorbij"))
    if not row.cases_left:
        return str(gettext("vol"))
    return str(
        ngettext("nog plaats voor %(num)s zaak", "nog plaats voor %(num)s zaken", row.cases_left)
    )


def closes(row: TableTurn) -> str:
    """Return until when a case may come, in words."""
    until = dates.moment(row.turn.closes_at, today=filters.today(), locale=_locale())
    if row.turn.closes_at <= clock.now():
        return str(gettext("De agenda is gesloten sinds %(until)s.", until=until))
    return str(gettext("De agenda sluit %(until)s.", until=until))


def _lines(row: PanelRhythm, room: Room | None) -> list[str]:
    weekday = dates.wording(_locale()).days_long[row.first_on.weekday()]
    hours = gettext(
        "%(every)s op %(weekday)s om %(time)s uur, %(minutes)s",
        every=words.word(row.every),
        weekday=weekday,
        time=f"{row.starts:%H.%M}",
        minutes=dates.duration_long(row.minutes, locale=_locale()),
    )
    place = f", {room.name}" if room else ""
    most = (
        ngettext("Ten hoogste %(num)s zaak.", "Ten hoogste %(num)s zaken.", row.most_cases)
        if row.most_cases
        else gettext("Zoveel zaken als er in de tijd passen.")
    )
    cutoff = ngettext(
        "De agenda sluit %(num)s werkdag ervoor om %(time)s uur.",
        "De agenda sluit %(num)s werkdagen ervoor om %(time)s uur.",
        row.cutoff_days,
        time=f"{row.cutoff_at:%H.%M}",
    )
    same = gettext("De agenda sluit op de dag zelf om %(time)s uur.", time=f"{row.cutoff_at:%H.%M}")
    return [f"{hours}{place}.", most, cutoff if row.cutoff_days else same]


def _moment(row: TableTurn) -> str:
    return dates.moment(row.turn.starts_at, today=filters.today(), locale=_locale())


def _day(on: date) -> str:
    return dates.day(on, today=filters.today(), locale=_locale())


def _locale() -> str:
    return str(get_locale() or "nl")
