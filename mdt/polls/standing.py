"""How a poll stands: its moments, who is asked, what each answered; read from the rows."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from mdt.models import Person, Poll, PollAnswer, PollOption, PollPerson, PollState, Reply
from mdt.polls import asked, tally
from mdt.polls.asked import Asked
from mdt.polls.tally import Tally

_CURRENT = select(Poll).where(
    Poll.conference_id == bindparam("conference_id"),
    col(Poll.state).in_((PollState.OPEN, PollState.CLOSED)),
)


@dataclass(frozen=True)
class Voter:
    """Somebody who is asked, and what they said to each moment."""

    row: PollPerson
    person: Person
    replies: Mapping[UUID, Reply]

    @property
    def is_asked(self) -> bool:
        """True while they could still take a seat."""
        return self.row.left_at is None

    def has_answered(self, options: list[UUID]) -> bool:
        """Tell whether they said something to each of these moments."""
        return all(option in self.replies for option in options)


@dataclass(frozen=True)
class Standing:
    """A poll at an instant. options: in order of time; people: everybody ever asked, by name."""

    poll: Poll
    options: tuple[PollOption, ...]
    asked: Asked
    people: tuple[Voter, ...]
    now: datetime

    @cached_property
    def tallies(self) -> tuple[Tally, ...]:
        """What was said to each moment, in order of time."""
        return tuple(
            tally.tally(one.id, one.starts_at, self.asked.seats, self._said(one))
            for one in self.options
        )

    @property
    def voters(self) -> list[Voter]:
        """Everybody who is still asked."""
        return [one for one in self.people if one.is_asked]

    @property
    def best(self) -> Tally | None:
        """The best moment that can still be."""
        return tally.best(self._ahead)

    @property
    def agreed(self) -> Tally | None:
        """The best moment on which every seat that counts agrees."""
        return tally.agreed(self._ahead)

    @property
    def open_options(self) -> list[UUID]:
        """The moments that still ask for an answer: to come, and not struck."""
        return [one.option for one in self._ahead if not one.is_struck]

    @property
    def silent(self) -> list[Voter]:
        """Who did not say something to each of them."""
        return [one for one in self.voters if not one.has_answered(self.open_options)]

    def of(self, starts_at: datetime) -> Tally | None:
        """Return what was said to the moment that starts then; None when it was not asked."""
        return next((one for one in self.tallies if one.starts_at == starts_at), None)

    @property
    def takes_answers(self) -> bool:
        """True while people may answer by themselves."""
        return self.poll.state is PollState.OPEN and self.now < self.poll.closes_at

    @property
    def _ahead(self) -> list[Tally]:
        return [one for one in self.tallies if one.starts_at > self.now]

    def _said(self, option: PollOption) -> dict[UUID, Reply]:
        return {
            one.person.id: one.replies[option.id] for one in self.voters if option.id in one.replies
        }


def of(session: Session, poll: Poll, *, now: datetime) -> Standing:
    """Return how a poll stands."""
    options = session.exec(
        select(PollOption).where(PollOption.poll_id == poll.id).order_by(col(PollOption.starts_at))
    ).all()
    people = _people(session, poll)
    known = {one.person.id for one in people if one.is_asked}
    table = asked.of(session, poll, known, now=now)
    return Standing(poll, tuple(options), table, people, now)


def current(session: Session, conference_id: UUID) -> Poll | None:
    """Return the poll of a conference that may still lead to a moment; None when there is none."""
    return session.execute(_CURRENT, {"conference_id": conference_id}).scalars().first()


def note_agreement(session: Session, poll: Poll, *, now: datetime) -> None:
    """Keep since when all that count agree on a moment: lists of polls read it without answers."""
    agrees = of(session, poll, now=now).agreed is not None
    poll.agreed_at = (poll.agreed_at or now) if agrees else None
    session.add(poll)


def _people(session: Session, poll: Poll) -> tuple[Voter, ...]:
    rows = session.exec(
        select(PollPerson, Person)
        .join(Person, col(Person.id) == PollPerson.person_id)
        .where(PollPerson.poll_id == poll.id)
        .order_by(Person.name, col(Person.id))
    ).all()
    replies: dict[UUID, dict[UUID, Reply]] = defaultdict(dict)
    for answer in session.exec(
        select(PollAnswer)
        .join(PollPerson, col(PollPerson.id) == PollAnswer.poll_person_id)
        .where(PollPerson.poll_id == poll.id)
    ):
        replies[answer.poll_person_id][answer.option_id] = answer.reply
    return tuple(Voter(row, person, replies[row.id]) for row, person in rows)
