"""What somebody answers to a poll, by whatever way it comes.

Source: model.md, decided (answering by a link); scheduling.md 1.3 (polls).
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from mdt import events
from mdt.conferences import changing
from mdt.errors import N_, DomainError
from mdt.models import (
    Channel,
    Conference,
    Person,
    Poll,
    PollAnswer,
    PollOption,
    PollPerson,
    PollState,
    Reply,
)
from mdt.polls import standing


class PollClosed(DomainError):
    """The time to answer is over."""

    text = N_("De tijd om te antwoorden is voorbij. Bel de coördinator als het nog anders is.")


class PollSettled(DomainError):
    """A moment was agreed."""

    text = N_("Er is een moment gekozen. Wie erbij moet zijn, krijgt een uitnodiging.")


class NotAsked(DomainError):
    """The poll was called off, or this person could take no seat any more: the same to a reader."""

    text = N_("U hoeft niet meer te antwoorden.")


class AnswersMissing(DomainError):
    """A moment that can still be has no answer yet."""

    text = N_("Geef bij elk moment een antwoord.")

    def __init__(self, options: Collection[UUID]) -> None:
        """Keep which moments wait."""
        super().__init__()
        self.options = list(options)


def require_open(poll: Poll, asked: PollPerson, *, now: datetime) -> None:
    """Check that this person may still answer. Raises PollSettled, NotAsked, PollClosed."""
    if asked.left_at is not None or poll.state is PollState.WITHDRAWN:
        raise NotAsked
    if poll.state is PollState.SETTLED:
        raise PollSettled
    if poll.state is PollState.CLOSED or now >= poll.closes_at:
        raise PollClosed


def answer(
    session: Session,
    asked: PollPerson,
    replies: Mapping[UUID, Reply],
    *,
    channel: Channel,
    by: Person | None,
    now: datetime,
    stamped_at: datetime | None = None,
) -> Poll:
    """Keep what somebody says to these moments, by their keys; return the poll.

    What is left out stays as it was. by: who noted it; None when they answered without signing in.
    The coordinator notes what came by telephone also after the end, and moment by moment; so does
    a calendar, whose answers by mail have their DTSTAMP in stamped_at.
    Raises what require_open raises, and AnswersMissing.
    """
    poll = session.get_one(Poll, asked.poll_id)
    changing.claim(session, session.get_one(Conference, poll.conference_id))
    session.refresh(poll)
    session.refresh(asked)
    is_noted = channel is Channel.COORDINATOR
    if not (is_noted and poll.is_live and asked.left_at is None):
        require_open(poll, asked, now=now)
    with session.begin_nested():
        known = _known(session, poll, replies)
        _keep(session, asked, known, channel=channel, by=by, now=now, stamped_at=stamped_at)
        _settle(session, poll, asked, now=now, may_miss=is_noted or channel is Channel.MAIL)
        standing.note_agreement(session, poll, now=now)
    events.record(
        session,
        events.PollAnswered(
            at=now,
            actor_id=by.id if by else asked.person_id,
            conference_id=poll.conference_id,
            subject_id=asked.id,
        ),
    )
    return poll


def given(session: Session, asked: PollPerson) -> dict[UUID, Reply]:
    """Return what somebody said to each moment so far."""
    rows = session.exec(select(PollAnswer).where(PollAnswer.poll_person_id == asked.id))
    return {row.option_id: row.reply for row in rows}


def _known(session: Session, poll: Poll, replies: Mapping[UUID, Reply]) -> dict[UUID, Reply]:
    """Return the replies to moments of this poll."""
    own = session.exec(
        select(PollOption.id).where(
            PollOption.poll_id == poll.id, col(PollOption.id).in_(replies.keys())
        )
    )
    return {key: replies[key] for key in own}


def _keep(
    session: Session,
    asked: PollPerson,
    replies: Mapping[UUID, Reply],
    *,
    channel: Channel,
    by: Person | None,
    now: datetime,
    stamped_at: datetime | None,
) -> None:
    for option_id, reply in replies.items():
        row = session.get(PollAnswer, (asked.id, option_id))
        if row is None:
            row = PollAnswer(
                poll_person_id=asked.id, option_id=option_id, reply=reply, channel=channel, at=now
            )
        row.reply, row.channel, row.at, row.stamped_at = reply, channel, now, stamped_at
        row.noted_by_id = by.id if by and channel is Channel.COORDINATOR else None
        session.add(row)
    session.flush()


def _settle(
    session: Session, poll: Poll, asked: PollPerson, *, now: datetime, may_miss: bool
) -> None:
    """Note that everything has an answer, or refuse what leaves a moment without one."""
    said = given(session, asked)
    wanted = standing.of(session, poll, now=now).open_options
    if missing := [key for key in wanted if key not in said]:
        if not may_miss:
            raise AnswersMissing(missing)
        asked.answered_at = None
    else:
        asked.answered_at = now
    session.add(asked)
