"""The page "Vandaag": what needs the viewer, today, this week, and what is late.

Everything on it is the viewer's own, and costs the same number of queries whatever there is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum, auto
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement

from mdt import clock
from mdt.access import guard as rules
from mdt.access.actor import Actor
from mdt.access.policy import Action
from mdt.conferences import doors, latest, marks, sittings, sought, speed
from mdt.conferences.sittings import Sitting
from mdt.conferences.speed import Speed
from mdt.invitations import unsettled
from mdt.models import ConferenceState, Poll, Role
from mdt.models.base import local_date
from mdt.polls import link_news
from mdt.safety_plan import lateness, overview, watched
from mdt.safety_plan.overview import Line
from mdt.web import (
    account_wish_page,
    alerts,
    at_hand,
    cover,
    duty_page,
    filters,
    incoming_page,
    latest_page,
    more_time_page,
    poll_words,
    review_page,
    sitting_words,
    steps,
    todo,
    words,
)
from mdt.web.actor import actor
from mdt.web.alerts import Alert
from mdt.web.cover import SeatMark
from mdt.web.database import get_session
from mdt.web.render import link
from mdt.web.steps import Step
from mdt.web.todo import Table, Task

WEEK_DAYS = 7
MOST_TASKS = 8
LATE_SHOWN = 5
ACTIONS_SHOWN = 6
MONTHS_TO_COMPARE = 2
ALIKE_DAYS = 0.05
QUICKER = _l("Dat is %(days)s dag sneller dan in %(month)s.")
SLOWER = _l("Dat is %(days)s dag langzamer dan in %(month)s.")
CAN_COME = (ConferenceState.CONVENED, ConferenceState.IN_SESSION)


class Kind(Enum):
    """For whom the page is made: the first of these that fits."""

    TABLE = auto()
    PARTNER = auto()
    JUDGE = auto()
    SETUP = auto()
    WATCH = auto()


@dataclass(frozen=True)
class Row:
    """A sitting in a list: how it is called, by its cases too if the viewer may know them.

    marks: its table, when the viewer leads it. latest: until when, while it has no moment.
    """

    sitting: Sitting
    title: str
    cases: str
    marks: Sequence[SeatMark]
    is_now: bool
    latest: datetime | None


@dataclass(frozen=True)
class Work:
    """Actions: those that are shown, and how many there are."""

    lines: Sequence[Line] = ()
    total: int = 0


@dataclass(frozen=True)
class Today:
    """Everything that the page shows to this viewer.

    asks: the polls that wait for the viewer; requests: for more time. Both are among the tasks too.
    """

    kind: Kind
    steps: Sequence[Step]
    alerts: Sequence[Alert] = ()
    tasks: Sequence[Task] = ()
    asks: Sequence[Task] = ()
    asked: Sequence[Row] = ()
    today: Sequence[Row] = ()
    week: Sequence[Row] = ()
    upcoming: Row | None = None
    late: Work = field(default_factory=Work)
    own: Work = field(default_factory=Work)
    requests: Sequence[Task] = ()
    speed: Speed | None = None
    may_create: bool = False

    @property
    def change(self) -> str:
        """Return how the last month compares with the first, in a sentence; empty when alike."""
        if self.speed is None or len(self.speed.months) < MONTHS_TO_COMPARE:
            return ""
        first, last = self.speed.months[0], self.speed.months[-1]
        quicker = first.days - last.days
        if abs(quicker) < ALIKE_DAYS:
            return ""
        sentence = QUICKER if quicker > 0 else SLOWER
        figure, month = filters.figure(abs(quicker)), filters.month(first.first)
        return str(sentence) % {"days": figure, "month": month}

    @property
    def case_ids(self) -> set[UUID]:
        """Return every case that is named on the page."""
        rows = [*self.asked, *self.today, *self.week, *filter(None, [self.upcoming])]
        of_rows = {topic.case_id for row in rows for topic in row.sitting.topics}
        of_alerts = {alert.case_id for alert in self.alerts if alert.case_id}
        lines = (*self.late.lines, *self.own.lines)
        return of_rows | of_alerts | {line.case_id for line in lines}


def of() -> Today:
    """Return the page for the viewer."""
    who = actor()
    kind, here = kind_of(who), at_hand.of(get_session(), who)
    checklist, urgent = steps.of(who, here.done), alerts.of(who, here)
    if kind in {Kind.SETUP, Kind.WATCH}:
        return Today(kind, checklist, urgent)
    own = sittings.ahead(get_session(), who)
    tables = _tables([one for one in own if one.is_led])
    watch = None if kind is Kind.JUDGE else watched.condition(who)
    late, rows, asks = _late(watch), _rows(own, tables), poll_words.own_tasks(who)
    requests = [] if watch is None else more_time_page.tasks(watch)
    ahead = [row for row in rows if row.sitting.conference.state is not ConferenceState.HELD]
    return Today(
        kind,
        checklist,
        urgent,
        tasks=[
            *duty_page.tasks(who),
            *incoming_page.tasks(who, here),
            *account_wish_page.tasks(who, here),
            *asks,
            *todo.of(tables),
            *review_page.tasks(who),
            *requests,
            *_late_task(late),
        ],
        asks=asks,
        requests=requests,
        asked=[row for row in ahead if _waits(row.sitting)],
        today=[row for row in rows if _is_on(row, local_date(clock.now()))],
        week=[row for row in ahead if _is_this_week(row)],
        upcoming=next((row for row in ahead if _will_come(row.sitting)), None),
        late=late,
        own=_own_work(who) if kind is not Kind.JUDGE else Work(),
        speed=_speed(who) if kind is Kind.TABLE else None,
        may_create=rules.permits_anywhere(who, Action.CONFERENCE_CREATE),
    )


def kind_of(who: Actor) -> Kind:
    """Return for whom the page is made."""
    if who.roles & {Role.COORDINATOR, Role.CHAIR}:
        return Kind.TABLE
    if who.is_judge:
        return Kind.JUDGE
    if who.may_sit:
        return Kind.PARTNER
    return Kind.SETUP if Role.ADMINISTRATOR in who.roles else Kind.WATCH


def _tables(led: Sequence[Sitting]) -> list[Table]:
    session, keys = get_session(), [one.conference.id for one in led]
    searches = sought.under_way(session, keys)
    chairs = marks.of(session, keys, sought.seats(searches))
    waiting = unsettled.of(session, keys, now=clock.now())
    planned = [one.conference for one in led if one.conference.is_open]
    ends = latest.of_all(session, planned, latest_page.clocks(), now=clock.now())
    polls, shut = poll_words.running(keys), waiting.shut
    if polls:
        shut += link_news.shut(session, polls.keys(), now=clock.now())
    return [
        Table(
            one,
            chairs.get(one.conference.id, ()),
            waiting.substitutes[one.conference.id],
            deadline.at if (deadline := ends.get(one.conference.id)) else None,
            _asking(polls.get(one.conference.id)),
            waiting.moments[one.conference.id],
            [
                search
                for search in searches
                if search.conference_id == one.conference.id and not search.keeps_holder
            ],
            shut[one.conference.id],
        )
        for one in led
    ]


def _asking(poll: Poll | None) -> tuple[str, str] | None:
    return (poll_words.title(poll), poll_words.text(poll)) if poll else None


def _rows(own: Iterable[Sitting], tables: Iterable[Table]) -> list[Row]:
    led = {table.sitting.conference.id: table for table in tables}
    domains = {mark.domain for table in led.values() for mark in table.marks}
    chips = {domain: words.short(domain) for domain in domains}
    now = clock.now()
    return [
        Row(
            sitting=one,
            title=sitting_words.title(one),
            cases=sitting_words.cases(one),
            marks=[
                SeatMark(chips[mark.domain], cover.SeatState(mark.state.value), mark.quorum)
                for mark in (led[one.conference.id].marks if one.conference.id in led else ())
            ],
            is_now=_is_now(one, now),
            latest=led[one.conference.id].latest if one.conference.id in led else None,
        )
        for one in own
    ]


def _late(watch: ColumnElement[bool] | None) -> Work:
    if watch is None:
        return Work()
    return Work(*overview.first(get_session(), watch, lateness.late(clock.now()), limit=LATE_SHOWN))


def _late_task(late: Work) -> list[Task]:
    if not late.total:
        return []
    aliases = list(dict.fromkeys(line.alias for line in late.lines))
    return [todo.late(late.total, aliases, link("actions.index", show="late"))]


def _own_work(who: Actor) -> Work:
    own = overview.first_of(get_session(), who.id, besides=who.walled, limit=ACTIONS_SHOWN)
    return Work(*own)


def _speed(who: Actor) -> Speed | None:
    return speed.of(get_session(), who.id, besides=who.walled, now=clock.now())


def _waits(sitting: Sitting) -> bool:
    asked, is_open = sitting.invitation, sitting.conference.state in CAN_COME
    return is_open and asked is not None and asked.reply is None and asked.ends_at > clock.now()


def _will_come(sitting: Sitting) -> bool:
    at, can_come = sitting.ends_at, sitting.conference.state in CAN_COME
    return at is not None and at > clock.now() and can_come and not _waits(sitting)


def _is_on(row: Row, day: date) -> bool:
    return (at := row.sitting.starts_at) is not None and local_date(at) == day


def _is_this_week(row: Row) -> bool:
    """Tell whether it is on one of the next seven days, or still without a moment."""
    at, today = row.sitting.starts_at, local_date(clock.now())
    if at is None:
        return True
    return today < local_date(at) <= today + timedelta(days=WEEK_DAYS)


def _is_now(sitting: Sitting, now: datetime) -> bool:
    if sitting.starts_at is None or sitting.ends_at is None:
        return False
    return sitting.starts_at - doors.OPEN_BEFORE <= now < sitting.ends_at


def called(name: str) -> str:
    """Return how somebody is greeted: by their first name, or whole when a title comes first."""
    first = name.split(maxsplit=1)[0]
    return name if first.endswith(".") else first
