"""What a coordinator sees of a poll: the moments, the seats at each, and who is still silent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from flask_babel import LazyString, gettext, ngettext
from flask_babel import lazy_gettext as _l
from sqlmodel import col, select

from mdt import clock
from mdt.models import AgendaItem, Case, Conference, Person, Poll
from mdt.polls import agreement, mails, standing
from mdt.polls.standing import Standing, Voter
from mdt.polls.tally import Stand, Tally
from mdt.web import conference_page, pips, poll_ways, poll_words, slot_page
from mdt.web.database import get_session
from mdt.web.pips import Mark
from mdt.web.slot_look import Look
from mdt.web.slot_ways import Swap

STANDS: dict[Stand, tuple[str, str, LazyString]] = {
    Stand.YES: ("yes", "check", _l("ja")),
    Stand.MAYBE: ("maybe", "minus", _l("als het moet")),
    Stand.WAITS: ("waits", "clock", _l("nog niet")),
    Stand.NO: ("no", "cross", _l("nee")),
    Stand.ON_DUTY: ("yes", "repeat", _l("dienst")),
    Stand.NOBODY: ("nobody", "seat", _l("leeg")),
}
"""How a seat stands at a moment: its look, its sign and its word."""

_WORST_FIRST = (
    *(Stand.NO, Stand.NOBODY, Stand.WAITS, Stand.MAYBE, Stand.ON_DUTY),
    Stand.YES,
)


@dataclass(frozen=True)
class Line:
    """One moment as the coordinator weighs it; swap: who could sit where one seat let it fall."""

    tally: Tally
    is_best: bool
    is_past: bool
    blocked_by: str
    swap: Swap | None = None

    @property
    def starts_at(self) -> datetime:
        """Return when it starts."""
        return self.tally.starts_at

    @property
    def counts(self) -> list[tuple[str, int]]:
        """Return how many seats stand how, those with none left out."""
        pairs = (
            (gettext("kan"), self.tally.having(Stand.YES, Stand.ON_DUTY)),
            (gettext("als het moet"), self.tally.having(Stand.MAYBE)),
            (gettext("kan niet"), self.tally.having(Stand.NO)),
            (gettext("nog niet"), self.tally.having(Stand.WAITS, Stand.NOBODY)),
        )
        return [(str(word), count) for word, count in pairs if count]


@dataclass(frozen=True)
class Row:
    """A seat, whether the table needs it, and how it stands at each moment.

    on_duty: who fills it without being asked; empty for a seat that people are asked for.
    """

    mark: Mark
    is_needed: bool
    stands: Sequence[Stand]
    on_duty: str = ""


@dataclass(frozen=True)
class PollPage:
    """A poll as its coordinator sees it."""

    conference: Conference
    found: Standing

    @property
    def poll(self) -> Poll:
        """Return the poll itself."""
        return self.found.poll

    @property
    def is_closed(self) -> bool:
        """True when nobody may answer by themselves any more, and no moment was chosen yet."""
        return self.poll.is_live and not self.found.takes_answers

    @cached_property
    def cases(self) -> list[tuple[UUID, str]]:
        """The cases on the agenda, in order: key and alias."""
        rows = get_session().execute(
            select(col(Case.id), col(Case.alias))
            .join(AgendaItem, col(AgendaItem.case_id) == Case.id)
            .where(AgendaItem.conference_id == self.conference.id)
            .order_by(col(AgendaItem.position))
        )
        return [(case_id, alias) for case_id, alias in rows]

    @property
    def heading(self) -> str:
        """What the conference is called."""
        return conference_page.heading(self.conference.kind, [alias for _, alias in self.cases])

    @cached_property
    def lines(self) -> list[Line]:
        """The moments, in order of time."""
        best, swaps = self.found.best, self._swaps
        return [
            Line(
                one,
                is_best=best is not None and one.option == best.option,
                is_past=one.starts_at <= self.found.now,
                blocked_by=", ".join(self._nouns(one.blocking)),
                swap=swaps.get(one.starts_at),
            )
            for one in self.found.tallies
        ]

    @cached_property
    def marks(self) -> tuple[Mark, ...]:
        """The seats, as the slot finder names them."""
        return pips.marks(self.found.asked.places)

    @cached_property
    def rows(self) -> list[Row]:
        """The seats, those that are needed first, and how they stand at each moment."""
        needed = {place.key for place in self.found.asked.places if place.counts}
        on_duty = _on_duty(self.found.asked.on_duty)
        rows = [
            Row(
                mark,
                not needed.isdisjoint(mark.keys),
                [_worst(one, mark) for one in self.found.tallies],
                next((on_duty[key] for key in mark.keys if key in on_duty), ""),
            )
            for mark in self.marks
        ]
        return sorted(rows, key=lambda row: not row.is_needed)

    def seats_of(self, voter: Voter) -> str:
        """Return for which seats somebody is asked, in words."""
        keys = {place.key for place in self.found.asked.seats_of(voter.person.id)}
        return ", ".join(one.label for one in self.marks if not keys.isdisjoint(one.keys))

    @cached_property
    def reminders(self) -> Mapping[UUID, datetime]:
        """When the reminder goes of whoever is owed one, by who is asked."""
        return mails.reminders_waiting(get_session(), self.poll)

    @property
    def answered(self) -> list[Voter]:
        """Who said something to every moment that can still be."""
        silent = {one.row.id for one in self.found.silent}
        return [one for one in self.found.voters if one.row.id not in silent]

    @property
    def _swaps(self) -> Mapping[datetime, Swap]:
        """Who could sit where one seat let a moment fall; looked up only when one did."""
        fallen = [one for one in self.found.tallies if one.is_struck]
        if not fallen or not self.poll.is_live:
            return {}
        look = Look(self.poll.minutes, chosen=max(one.starts_at for one in fallen))
        return poll_ways.of(slot_page.of(self.conference, look).finder, fallen)

    def _nouns(self, keys: Sequence[object]) -> list[str]:
        return [one.noun for one in self.marks if not set(keys).isdisjoint(one.keys)]


def of(conference: Conference, poll: Poll) -> PollPage:
    """Return the page of a poll; the caller loaded its conference through the guard."""
    return PollPage(conference, standing.of(get_session(), poll, now=clock.now()))


def holders(
    conference: Conference, starts_at: datetime, by_pool: Mapping[UUID, UUID]
) -> dict[UUID, UUID]:
    """Return who takes the seats that nobody holds: who said they can at this moment goes first."""
    poll = poll_words.current(conference)
    found = standing.of(get_session(), poll, now=clock.now()).of(starts_at) if poll else None
    return agreement.joined(by_pool, found, conference) if found else dict(by_pool)


def silent_words(count: int) -> str:
    """Return how many people are still silent, in words."""
    if not count:
        return str(gettext("Iedereen gaf antwoord."))
    return str(
        ngettext(
            "%(num)s persoon gaf nog geen antwoord.",
            "%(num)s mensen gaven nog geen antwoord.",
            count,
        )
    )


def _on_duty(holders: Mapping[UUID, UUID | None]) -> dict[UUID, str]:
    """Return by seat who on duty fills it; by name once a moment was agreed."""
    wanted = set(holders.values()) - {None}
    names: dict[UUID | None, str] = {}
    if wanted:
        people = select(col(Person.id), col(Person.name)).where(col(Person.id).in_(wanted))
        names = {row[0]: row[1] for row in get_session().execute(people)}
    return {
        key: names.get(holder) or gettext("wie dienst heeft") for key, holder in holders.items()
    }


def _worst(one: Tally, mark: Mark) -> Stand:
    return min((one.stands[key] for key in mark.keys), key=_WORST_FIRST.index)
