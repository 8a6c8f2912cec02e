"""Ask people which moments suit them; give them longer, stop asking, or call it off.

Callers have checked permission and own the transaction. Every verb takes the conference first, so
that answers, changes of seats and convening come one after the other.

Source: scheduling.md 1.3 (polls) and 6.5.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe
from uuid import UUID

from sqlmodel import Session, select

from mdt import events
from mdt.conferences import changing
from mdt.errors import N_, DomainError, IllegalTransition, StaleVersion
from mdt.events import Event
from mdt.identity import join_codes
from mdt.models import (
    Conference,
    ConferenceKind,
    ConferenceState,
    Person,
    Poll,
    PollOption,
    PollPerson,
    PollState,
)
from mdt.polls import asked as tables
from mdt.polls import holds, mails, standing
from mdt.scheduling import waking

FEWEST, MOST = 2, 8
"""So many moments can be asked about at once."""

REMINDED_BEFORE = timedelta(days=1)


class PollRuns(DomainError):
    """A poll of this conference is not over yet."""

    text = N_("Er loopt al een vraag naar momenten voor dit overleg.")


class WrongNumber(DomainError):
    """One moment is no question, and nobody answers twenty."""

    text = N_("Kies twee tot acht momenten.")


class ClosesTooLate(DomainError):
    """Answers must be in before the first moment, and people need a while to give them."""

    text = N_("Kies een tijd die nog komt, en die voor het eerste moment ligt.")


class NobodyToAsk(DomainError):
    """No seat has anybody to ask."""

    text = N_("Er is nog niemand om te vragen. Zet eerst iemand op een stoel.")


class PollOver(DomainError):
    """The poll led to a moment, or was called off."""

    text = N_("Deze vraag is al voorbij.")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How people are asked.

    convenes_itself: the portal convenes as soon as every seat that counts agrees on a moment.
    keeps_free: who can is sent a hold for their calendar. reminds: silent people hear once more.
    """

    closes_at: datetime
    convenes_itself: bool = False
    keeps_free: bool = True
    reminds: bool = True


def ask(
    session: Session,
    conference: Conference,
    starts: Collection[datetime],
    terms: Terms,
    *,
    minutes: int,
    by: Person,
    now: datetime,
) -> Poll:
    """Ask everybody who could sit which of these moments suit them; return the poll.

    Raises IllegalTransition unless it is a draft, PollRuns, WrongNumber, ClosesTooLate,
    NobodyToAsk.
    """
    _claim_draft(session, conference)
    if standing.current(session, conference.id):
        raise PollRuns
    chosen = sorted(set(starts))
    _require_sound(chosen, terms.closes_at, now)
    with session.begin_nested():
        poll = Poll(
            conference_id=conference.id,
            minutes=minutes,
            asked_by_id=by.id,
            asked_at=now,
            closes_at=terms.closes_at,
            reminds=terms.reminds,
            convenes_itself=terms.convenes_itself,
            keeps_free=terms.keeps_free,
        )
        poll.remind_at = reminder(session, poll, now=now)
        session.add(poll)
        session.flush()
        session.add_all(PollOption(poll_id=poll.id, starts_at=one) for one in chosen)
        _settle_people(session, poll, now)
        if not _rows(session, poll):
            raise NobodyToAsk
    _record(session, events.PollAsked, poll, by, now)
    return poll


def extend(
    session: Session, poll: Poll, closes_at: datetime, *, version: int, by: Person, now: datetime
) -> None:
    """Give people until another moment; a closed poll takes answers again.

    Raises IllegalTransition, PollOver, StaleVersion, ClosesTooLate.
    """
    claim(session, poll)
    if poll.version != version:
        raise StaleVersion
    starts = [one.starts_at for one in standing.of(session, poll, now=now).options]
    if not now < closes_at <= max(starts):
        raise ClosesTooLate
    poll.closes_at, poll.state = closes_at, PollState.OPEN
    poll.remind_at = reminder(session, poll, now=now)
    poll.version += 1
    _record(session, events.PollChanged, poll, by, now)


def close(session: Session, poll: Poll, *, by: Person | None, now: datetime) -> None:
    """Take no answers any more; by: None when its time was up. Raises PollOver."""
    claim(session, poll)
    if poll.state is PollState.CLOSED:
        return
    poll.state, poll.remind_at = PollState.CLOSED, None
    poll.version += 1
    _record(session, events.PollClosed, poll, by, now)


def withdraw(session: Session, poll: Poll, *, by: Person, now: datetime) -> None:
    """Call the poll off: whoever opens their link reads that nothing is asked. Raises PollOver."""
    claim(session, poll)
    end(session, poll, PollState.WITHDRAWN, now=now)
    holds.settle(session, poll, now=now)
    _record(session, events.PollWithdrawn, poll, by, now)


def remind(session: Session, poll: Poll, *, by: Person | None, now: datetime) -> int:
    """Remind everybody who did not answer; return how many. Raises PollOver.

    Whoever is owed a reminder that has not left, for it is night, gets no second one.
    """
    claim(session, poll)
    found, owed = standing.of(session, poll, now=now), mails.reminders_waiting(session, poll)
    silent = [one for one in found.silent if one.row.id not in owed] if found.takes_answers else []
    for voter in silent:
        mails.remind(session, poll, voter.row, now=now)
        voter.row.reminded_at = now
    poll.remind_at = None
    _record(session, events.PollReminded, poll, by, now)
    return len(silent)


def send_again(
    session: Session, poll: Poll, asked: PollPerson, *, by: Person, now: datetime
) -> None:
    """Send somebody a new link; the old one and its digits are dead. Raises PollOver."""
    claim(session, poll)
    asked.public_key = token_urlsafe(16)
    asked.wrong_codes, asked.wrong_join_codes, asked.locked_at = 0, 0, None
    join_codes.revoke(session, asked, now=now)
    mails.ask(session, poll, asked, now=now, is_undoable=False)
    _record(session, events.PollChanged, poll, by, now)


def reconcile(session: Session, event: Event) -> None:
    """React to another table: ask who could sit now, and leave in peace who no longer could."""
    if event.conference_id and (poll := standing.current(session, event.conference_id)):
        _settle_people(session, poll, event.at)
        standing.note_agreement(session, poll, now=event.at)


def claim(session: Session, poll: Poll) -> None:
    """Take the poll's conference for this transaction and read the poll anew. Raises PollOver."""
    changing.claim(session, session.get_one(Conference, poll.conference_id))
    session.refresh(poll)
    if not poll.is_live:
        raise PollOver


def end(session: Session, poll: Poll, state: PollState, *, now: datetime) -> None:
    """Let the poll be over in this state; the caller records why."""
    poll.state, poll.ended_at, poll.remind_at = state, now, None
    poll.version += 1
    session.add(poll)
    mails.take_back(session, poll)


def reminder(session: Session, poll: Poll, *, now: datetime) -> datetime | None:
    """Return when to remind the silent: a day before the end, or halfway when that is later.

    By day, unless it is an emergency: in the morning, or where the end comes before that in the
    evening. None when nobody wants it, or when people were asked in the night in which it ends.
    """
    if not poll.reminds:
        return None
    at = max(poll.closes_at - REMINDED_BEFORE, now + (poll.closes_at - now) / 2)
    is_urgent = session.get_one(Conference, poll.conference_id).kind is ConferenceKind.EMERGENCY
    if is_urgent or not waking.is_night(at):
        return at
    morning, evening = waking.from_then(at), waking.before(at)
    return next((one for one in (morning, evening) if now < one < poll.closes_at), None)


def _claim_draft(session: Session, conference: Conference) -> None:
    changing.claim(session, conference)
    if conference.state is not ConferenceState.DRAFT:
        raise IllegalTransition


def _require_sound(starts: list[datetime], closes_at: datetime, now: datetime) -> None:
    if not FEWEST <= len(starts) <= MOST:
        raise WrongNumber
    if not now < closes_at <= starts[0]:
        raise ClosesTooLate


def _settle_people(session: Session, poll: Poll, now: datetime) -> None:
    """Let everybody who could sit be asked, and nobody else."""
    known = _rows(session, poll)
    wanted = tables.wanted(session, poll, known, now=now).minutes
    for person_id, row in known.items():
        if person_id not in wanted:
            row.left_at = row.left_at or now
        else:
            row.left_at = None
    for person_id in wanted:
        if person_id not in known:
            row = PollPerson(poll_id=poll.id, person_id=person_id)
            session.add(row)
            session.flush()
            mails.ask(session, poll, row, now=now)


def _rows(session: Session, poll: Poll) -> dict[UUID, PollPerson]:
    rows = session.exec(select(PollPerson).where(PollPerson.poll_id == poll.id))
    return {row.person_id: row for row in rows}


def _record(
    session: Session, kind: type[Event], poll: Poll, by: Person | None, now: datetime
) -> None:
    session.add(poll)
    events.record(
        session,
        kind(
            at=now,
            actor_id=by.id if by else None,
            conference_id=poll.conference_id,
            subject_id=poll.id,
        ),
    )
