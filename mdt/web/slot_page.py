"""What the page of the slot finder shows: a week, the moment chosen, and the ways out."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID

from flask import current_app
from sqlalchemy import bindparam
from sqlmodel import col, select

from mdt import clock
from mdt.conferences import kept_moments, moments, ways_out
from mdt.conferences.double_booking import SlotTaken
from mdt.conferences.moments import Finder, Terms
from mdt.conferences.order import Weights
from mdt.config import Settings
from mdt.models import AgendaItem, Case, Conference, ConferenceState
from mdt.scheduling import local_time
from mdt.scheduling.week import Week
from mdt.web import (
    conference_page,
    latest_page,
    pips,
    slot_board,
    slot_filters,
    slot_guests,
    slot_ways,
    slot_words,
)
from mdt.web.database import get_session
from mdt.web.latest_page import Latest
from mdt.web.pips import Mark
from mdt.web.slot_board import Board, Card, Special
from mdt.web.slot_filters import Filters
from mdt.web.slot_guests import Guest, Names
from mdt.web.slot_look import Look
from mdt.web.slot_ways import Instead, Way
from mdt.web.slot_words import Choice

_CASES = (
    select(col(Case.id), col(Case.alias))
    .join(AgendaItem, col(AgendaItem.case_id) == Case.id)
    .where(col(AgendaItem.conference_id) == bindparam("conference_id"))
    .order_by(col(AgendaItem.position))
)


@dataclass(frozen=True)
class SlotPage:
    """The moments of one conference, as somebody looks at them.

    instead: who would sit in somebody's stead, when a conference that was convened is moved.
    """

    conference: Conference
    finder: Finder
    look: Look
    latest: Latest | None = None
    instead: Instead | None = None

    @property
    def is_moving(self) -> bool:
        """True when people were asked for another moment already."""
        return self.conference.state is ConferenceState.CONVENED

    @cached_property
    def monday(self) -> date:
        """The week that is shown: as asked for, that of now, or the first that suits the quorum.

        Whoever else cannot come that week is named; safety does not wait for a full table.
        """
        current = self._current
        if self.look.monday:
            return self.look.monday
        if current and current > clock.now():
            return moments.monday_of(local_time.local(current).date())
        week = self.finder.first_sound
        return week.days[0].day if week else self.finder.mondays[0]

    @cached_property
    def week(self) -> Week:
        """What is on offer in it."""
        return self.finder.week(self.monday)

    @cached_property
    def board(self) -> Board:
        """The week as one sees it."""
        return slot_board.build(self.finder, self.week, self.monday, self.marks, self._special)

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """The seats of the table, as every moment marks them."""
        return pips.marks(self.finder.places)

    @cached_property
    def choice(self) -> Choice:
        """What is said of the moment that is chosen."""
        return self._said(self.board.chosen)

    @cached_property
    def chosen_alone(self) -> Choice:
        """The same, without a week around it."""
        if self.look.chosen is None:
            return Choice(None)
        card = slot_board.card_of(self.finder, self.look.chosen, self.marks, self._special)
        return self._said(card)

    @property
    def lead(self) -> str:
        """How many moments of the week suit everybody."""
        return slot_words.lead(self.board)

    @property
    def nearest(self) -> Card | None:
        """The best moment of the week, chosen or not; None when only its deadline is against it."""
        best = self.week.best
        card = self.board.card_at(best.starts_at) if best else None
        return card if card and (not card.is_late or self.trouble_of(card)) else None

    @cached_property
    def other_week(self) -> tuple[date, int] | None:
        """The first week with moments for everybody, and how many, when it is another one."""
        week = self.finder.first_full
        if week is None or week.days[0].day == self.monday:
            return None
        return week.days[0].day, week.full_count

    @cached_property
    def shorter(self) -> tuple[int, int] | None:
        """The longest shorter sitting with moments for everybody in this week, and how many."""
        own, monday = self.finder.length_minutes, self.monday
        finders = [self.finder.resized(one) for one in self.filters.lengths if one < own]
        if self.finder.is_undivided and not any(one.may_be_full(monday) for one in finders[:1]):
            return None
        for finder in reversed(finders):
            if finder.may_be_full(monday) and (full := finder.week(monday).full_count):
                return finder.length_minutes, full
        return None

    @cached_property
    def late(self) -> datetime | None:
        """The first moment for everybody after the latest one, when there is none before it.

        None as well when it is the moment that one looks at.
        """
        late = None if self.finder.first_full else self.finder.first_late
        return None if late == self.look.chosen else late

    @property
    def item(self) -> AgendaItem | None:
        """The only case, whose minutes are those of the sitting; None when that is not so."""
        if self.is_moving or len(self.conference.items) != 1:
            return None
        return self.conference.items[0]

    @cached_property
    def ways(self) -> list[Way]:
        """Who stands in the way in this week, and the ways round them: one at a time."""
        if self.instead:
            return []
        found, offered = ways_out.of(get_session(), self.finder, self.monday, now=clock.now())
        return slot_ways.of(self.finder, self.marks, found, offered)

    @property
    def instead_of(self) -> str:
        """For which seat somebody would come in another's stead, in words."""
        keys = {self.instead.seat_id} if self.instead else set()
        return next((one.noun for one in self.marks if keys.intersection(one.keys)), "")

    @cached_property
    def filters(self) -> Filters:
        """The lengths and the weeks to choose from."""
        return slot_filters.of(self.conference, self.finder, self.monday)

    @property
    def sending(self) -> str:
        """What will leave when this is agreed, in words."""
        return slot_words.sending(self.finder, self.conference, _settings().undo_seconds)

    def trouble_of(self, card: Card) -> str:
        """Return what stands in the way of a moment, in words."""
        return slot_words.trouble(card)

    @property
    def still_empty(self) -> str:
        """Which seats nobody holds, in words."""
        return slot_words.still_empty(self.board.empty)

    @property
    def assumed(self) -> str:
        """For how many people office hours are assumed, and which, in words."""
        people = len(self.finder.free.assumed)
        starts, ends = _settings().office
        return slot_words.assumed(people, starts, ends) if people else ""

    @cached_property
    def guests(self) -> list[Guest]:
        """Everybody who will be told, in the order of the table."""
        return slot_guests.of(self.finder, self.marks, self._names(self.board.chosen))

    @cached_property
    def cases(self) -> list[tuple[UUID, str]]:
        """The cases on the agenda, in order: key and alias."""
        rows = get_session().connection().execute(_CASES, {"conference_id": self.conference.id})
        return [(case_id, alias) for case_id, alias in rows]

    @property
    def heading(self) -> str:
        """What the conference is called."""
        return conference_page.heading(self.conference.kind, [alias for _, alias in self.cases])

    def words_of(self, taken: SlotTaken) -> str:
        """Return whom, or what, another conference took."""
        gone, hurried = self._nouns(taken.people), self._nouns(taken.on_the_way)
        return slot_words.taken(gone, hurried, is_room_taken=taken.room)

    def _nouns(self, people: Collection[UUID]) -> list[str]:
        held = {place.key for place in self.finder.places if place.holder_id in people}
        return [mark.noun for mark in self.marks if held.intersection(mark.keys)]

    @property
    def _special(self) -> Special:
        return Special(self.look.chosen or self._suggested, self._current, self.look.gone)

    @property
    def _current(self) -> datetime | None:
        """The moment that people were asked for."""
        return self.conference.starts_at if self.is_moving else None

    @property
    def _suggested(self) -> datetime | None:
        """The best moment, for who chose none; a moment that was agreed is not lightly left."""
        best = self.week.best
        if best is None or best.is_late or self.is_moving or not self.look.may_suggest:
            return None
        return best.starts_at

    def _said(self, card: Card | None) -> Choice:
        pools = slot_guests.out_of_pools(self.finder, card, self._names(card)) if card else ()
        return slot_words.choice(card, pools)

    def _names(self, card: Card | None) -> Names:
        at = card.starts_at if card else None
        if at not in self._known_names:
            self._known_names[at] = slot_guests.names(self.finder, card)
        return self._known_names[at]

    @cached_property
    def _known_names(self) -> dict[datetime | None, Names]:
        """What people are called, by the moment that is looked at."""
        return {}


def of(conference: Conference, look: Look) -> SlotPage:
    """Return the page of a conference; the caller loaded it through the guard."""
    settings, now, latest = _settings(), clock.now(), latest_page.of(conference)
    instead = slot_ways.instead(conference, look.instead)
    seen = [moment for moment in (look.chosen, look.gone, conference.starts_at) if moment]
    days = [local_time.local(moment).date() for moment in (*seen, now + slot_filters.WEEKS_AHEAD)]
    finder = kept_moments.finder(
        get_session(),
        conference,
        minutes=look.minutes,
        until=max(days if look.monday is None else [*days, look.monday]),
        terms=Terms(
            timedelta(hours=settings.notice_hours), settings.office, Weights(*settings.weights)
        ),
        deadline=latest.at if latest else None,
        instead={instead.seat_id: instead.person_id} if instead else None,
        now=now,
    )
    return SlotPage(conference, finder, look, latest, instead)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["mdt.settings"]
    return settings
