"""Picking the moments that people are asked about: a week at a time, and by hand."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import cached_property

from flask import request
from werkzeug.datastructures import MultiDict

from mdt import clock
from mdt.models import Conference
from mdt.polls import asked, asking
from mdt.scheduling import local_time, working_days
from mdt.web import slot_board, slot_look, slot_page
from mdt.web.database import get_session
from mdt.web.forms import Problems
from mdt.web.slot_board import Board, Special
from mdt.web.slot_look import Look
from mdt.web.slot_page import SlotPage

SUGGESTED = 4
WEEKS = 2
BY_HAND = ("on", "at", "fold")
CLOSES_AT = time(12)
YEAR = timedelta(days=366)


@dataclass(frozen=True)
class Picking:
    """The week that is shown, and everything that is picked so far, shown or not."""

    slots: SlotPage
    picked: frozenset[datetime]

    @cached_property
    def board(self) -> Board:
        """The week, with everything in it that is picked."""
        page = self.slots
        special = Special(also=self.picked)
        return slot_board.build(page.finder, page.week, page.monday, page.marks, special)

    @property
    def elsewhere(self) -> list[datetime]:
        """Return what is picked outside the week that is shown."""
        return sorted(self.picked - {card.starts_at for card in self.board.cards})

    @cached_property
    def people(self) -> int:
        """How many people will be asked."""
        found = asked.of_conference(
            get_session(),
            self.slots.conference,
            self.slots.finder.length_minutes,
            is_filled_up=True,
            now=clock.now(),
        )
        return len(found.minutes)

    @property
    def most(self) -> int:
        """Return how many moments can be asked about."""
        return asking.MOST


def first(conference: Conference) -> Picking:
    """Return the first week that suits, with its best moments picked."""
    look, _ = slot_look.of(request.args, now=clock.now())
    page = _page(conference, look)
    picks = {look.chosen} if look.chosen else set()
    return Picking(page, frozenset(picks | _suggested(page)))


def again(conference: Conference) -> tuple[Picking, Problems]:
    """Return what is picked and typed so far, and what is wrong with a moment typed by hand."""
    sent = MultiDict(pair for pair in request.form.items(multi=True) if pair[0] != "starts_at")
    look, problems = slot_look.of(sent, now=clock.now())
    picks = set(_instants(request.form.getlist("starts_at")))
    if look.chosen:
        picks.add(look.chosen)
    return Picking(_page(conference, look), frozenset(picks)), problems


def closes_at() -> datetime:
    """Return until when people may answer unless somebody says otherwise: noon, a day on."""
    day = working_days.after(local_time.local(clock.now()).date(), 1)
    return local_time.coming_round(day, CLOSES_AT)


def typed(problems: Problems) -> dict[str, str]:
    """Return what was typed of a moment by hand, as long as it is not picked."""
    is_kept = any(name in problems for name in BY_HAND)
    return {name: request.form.get(name, "") if is_kept else "" for name in BY_HAND}


def _page(conference: Conference, look: Look) -> SlotPage:
    """Return the finder's page without a moment chosen in it."""
    return slot_page.of(conference, replace(look, chosen=None, may_suggest=False))


def _suggested(page: SlotPage) -> set[datetime]:
    """Return the best moments, from the week that is shown on, that leave time to answer."""
    ends, found = closes_at(), []
    for monday in [one for one in page.finder.mondays if one >= page.monday][:WEEKS]:
        slots = sorted(page.finder.week(monday).slots, key=lambda slot: slot.rank)
        found += [slot.starts_at for slot in slots if slot.starts_at > ends]
    return set(found[:SUGGESTED])


def _instants(texts: Iterable[str]) -> Iterable[datetime]:
    """Yield the moments that were sent, as far as they are moments of the coming year."""
    now = clock.now()
    for text in texts:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            continue
        if moment.tzinfo and now < moment < now + YEAR:
            yield moment.astimezone(UTC)
