"""The week of the region, as its page shows it: per day what is planned, and per room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from flask_babel import gettext

from mdt.access import guard as rules
from mdt.access.policy import POLICY, Action
from mdt.conferences import region_week, turns
from mdt.conferences.listing import Sight
from mdt.conferences.region_week import Sitting
from mdt.conferences.turns import TableTurn
from mdt.models import ConferenceState, Room
from mdt.scheduling import local_time
from mdt.web import conference_page, own_week, sitting_words, turn_page, words
from mdt.web.actor import actor
from mdt.web.cover import SeatMark
from mdt.web.database import get_session
from mdt.web.dates import EVENING, NOON

WORKING_DAYS = 5
DAYS = 7
MOVED_AT_MOST = timedelta(days=60)
"""How far from its own day a turn that was moved is looked for."""


@dataclass(frozen=True)
class Planned:
    """A sitting in the week: how it is called for the viewer, and its table if they lead it."""

    sitting: Sitting
    title: str
    marks: Sequence[SeatMark]


@dataclass(frozen=True)
class Day:
    """One day in the Netherlands, in the parts of a day that the week has.

    turns: of standing tables, while nobody was asked for them; told to who leads the table.
    """

    on: date
    parts: Sequence[Sequence[Planned]]
    turns: Sequence[Sequence[TableTurn]]

    @property
    def planned(self) -> list[Planned]:
        """Return everything of the day, in order."""
        return [one for part in self.parts for one in part]


@dataclass(frozen=True)
class RegionWeek:
    """A week from Monday; Saturday and Sunday are in it only when something is.

    parts: the names of the parts of a day. rooms: of the regions that the viewer leads.
    """

    monday: date
    days: Sequence[Day]
    parts: Sequence[str]
    rooms: Sequence[Room]
    this_monday: date

    @property
    def planned(self) -> list[Planned]:
        """Return everything that the week shows."""
        return [one for day in self.days for one in day.planned]

    @property
    def is_empty(self) -> bool:
        """True when nothing is planned and no standing table sits."""
        return not any(day.planned or any(day.turns) for day in self.days)

    @property
    def free_days(self) -> list[Day]:
        """Return the days on which nothing is planned and no standing table sits."""
        return [day for day in self.days if not day.planned and not any(day.turns)]

    @property
    def previous(self) -> str:
        """Return the week before, as its address says it."""
        return own_week.name(self.monday - timedelta(days=DAYS))

    @property
    def next(self) -> str:
        """Return the week after, as its address says it."""
        return own_week.name(self.monday + timedelta(days=DAYS))

    @property
    def sharing(self) -> list[Planned]:
        """Return what sits in a room in which another table sits too."""
        return [one for one in self.planned if one.sitting.shares_room]

    def in_room(self, room_id: UUID, day: Day) -> list[Planned]:
        """Return what sits in a room on a day, for who leads it."""
        return [one for one in day.planned if one.sitting.room_id == room_id and one.sitting.is_led]


def of(monday: date) -> RegionWeek:
    """Return the week from this Monday, as far as it is for the viewer."""
    session, who = get_session(), actor()
    start, end = (local_time.midnight(monday + timedelta(days=days)) for days in (0, DAYS))
    found = region_week.between(session, _sight(), reader_id=who.id, start=start, end=end)
    planned = [Planned(one, _title(one), conference_page.marked(one.marks)) for one in found]
    regions = who.regions(POLICY[Action.CONFERENCE_RUN].roles)
    tables = _turns(monday) if regions else []
    days = [_day(monday + timedelta(days=days), planned, tables) for days in range(DAYS)]
    has_weekend = any(day.planned or any(day.turns) for day in days[WORKING_DAYS:])
    begins = [one.starts_at for one in found] + [one.turn.starts_at for one in tables]
    has_evening = any(_hour(at) >= EVENING for at in begins)
    return RegionWeek(
        monday=monday,
        days=days if has_weekend else days[:WORKING_DAYS],
        parts=(
            gettext("Ochtend"),
            gettext("Middag en avond") if has_evening else gettext("Middag"),
        ),
        rooms=region_week.rooms(session, regions) if regions else (),
        this_monday=own_week.chosen(None),
    )


def leads_somewhere() -> bool:
    """Tell whether the viewer sees a region, and not only what is their own."""
    return bool(actor().regions(POLICY[Action.CONFERENCE_RUN].roles))


def _sight() -> Sight:
    who = actor()
    return Sight(
        conferences=rules.visible_conferences(who, Action.CONFERENCE_VIEW),
        items=rules.visible_items(who, Action.ITEM_VIEW),
        led=rules.visible_conferences(who, Action.CONFERENCE_RUN),
    )


def _title(sitting: Sitting) -> str:
    if sitting.cases:
        return conference_page.heading(sitting.kind, [case.alias for case in sitting.cases])
    if sitting.is_led:
        return words.word(sitting.kind)
    return sitting_words.neutral(sitting.kind)


def _turns(monday: date) -> list[TableTurn]:
    """Return the turns of this week of every table that the viewer leads, while nobody was asked.

    A turn that is moved stands on its new day, however far that is from its own.
    """
    regions = actor().regions(POLICY[Action.CONFERENCE_RUN].roles)
    panels = region_week.panels(get_session(), regions)
    around = (monday - MOVED_AT_MOST, monday + timedelta(days=DAYS) + MOVED_AT_MOST)
    found = turn_page.beside_walls(turns.ahead(get_session(), panels, *around))
    week = range(monday.toordinal(), monday.toordinal() + DAYS)
    return [
        one
        for one in found
        if local_time.local(one.turn.starts_at).date().toordinal() in week
        and (one.used is None or one.used.state is ConferenceState.DRAFT)
    ]


def _day(on: date, planned: Sequence[Planned], tables: Sequence[TableTurn]) -> Day:
    here = [one for one in planned if _is_on(one.sitting.starts_at, on)]
    sits = [one for one in tables if _is_on(one.turn.starts_at, on)]
    return Day(
        on,
        parts=(
            [one for one in here if _hour(one.sitting.starts_at) < NOON],
            [one for one in here if _hour(one.sitting.starts_at) >= NOON],
        ),
        turns=(
            [one for one in sits if _hour(one.turn.starts_at) < NOON],
            [one for one in sits if _hour(one.turn.starts_at) >= NOON],
        ),
    )


def _is_on(at: datetime, on: date) -> bool:
    return local_time.local(at).date() == on


def _hour(at: datetime) -> int:
    return local_time.local(at).hour
