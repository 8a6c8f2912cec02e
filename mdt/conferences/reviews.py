"""The next review of a case: proposed when a sitting ends, taken up, put off, passed over or ended.

A proposal is worked out whenever somebody looks, from the ladder, the sittings that were and the
measures that run, so that a measure which ends sooner brings it forward. Only what somebody
decided otherwise is kept (ReviewChoice). It is taken up when the case stands on the agenda of a
sitting that is still to come.

Source: domain.md 3.7; 2, lines 5 and 15.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from mdt import events
from mdt.conferences import agenda, changing, review_reading, standing
from mdt.conferences.agenda import Terms
from mdt.conferences.review_reading import Review
from mdt.errors import N_, DomainError, IllegalTransition, StaleVersion
from mdt.models import (
    AgendaItem,
    Conference,
    ConferenceKind,
    ConferenceState,
    Panel,
    Person,
    ReviewChoice,
    base,
)
from mdt.scheduling.review_ladder import Ladder


class DayPassed(DomainError):
    """Nobody can sit on a day that has passed."""

    text = N_("Deze dag is al geweest. Kies een dag die nog komt.")


class ReasonMissing(DomainError):
    """The ladder is ended with a reason only."""

    text = N_("Schrijf op waarom er geen vervolgoverleg komt.")


class PassingUnexplained(ReasonMissing):
    """A review is passed over with a reason only."""

    text = N_("Schrijf op waarom u dit vervolgoverleg overslaat.")


class NothingToReview(DomainError):
    """The case is closed, or was spoken about again since."""

    text = N_("Na dit overleg komt er voor deze zaak geen vervolg meer.")


def after(
    session: Session, conference: Conference, ladder: Ladder, *, now: datetime
) -> list[Review]:
    """Return the next review of every case of a sitting that was held, in the agenda's order.

    Cases that were closed, or sat again since, have none.
    """
    return review_reading.at(session, conference, ladder, now=now)


def waiting(session: Session, who: Person, ladder: Ladder, *, now: datetime) -> list[Review]:
    """Return the reviews that nobody took up, after the sittings that somebody organised.

    The first that is due comes first.
    """
    found = review_reading.not_taken_up(session, who, ladder, now=now)
    return sorted((one for one in found if one.waits), key=lambda one: (one.due_on, one.alias))


def take_up(
    session: Session,
    item: AgendaItem,
    ladder: Ladder,
    *,
    on: date | None = None,
    by: Person,
    now: datetime,
) -> Conference:
    """Return a draft of the next review: the same table, place and question; asks nobody yet.

    on: the turn of its standing table that it joins, by its day; None for a conference of its own.
    Taken up already, it is that one. Raises IllegalTransition, NothingToReview, and for a turn what
    standing.put raises.
    """
    earlier = item.conference
    review = _claim(session, item, ladder, now=now)
    if review.taken_up:
        return session.get_one(Conference, review.taken_up)
    if review.choice and review.is_skipped:
        review.choice.skipped_because = ""
    terms = Terms(
        question=item.question,
        minutes=item.minutes,
        parts=[(part.kind, part.minutes) for part in item.parts] or None,
        like=item,
    )
    if on and earlier.panel_id:
        panel, kind = session.get_one(Panel, earlier.panel_id), ConferenceKind.REVIEW
        return standing.put(session, panel, on, item.case, terms, kind=kind, by=by, now=now)
    with session.begin_nested():
        conference = _like(earlier, item, review.due_on, now)
        session.add(conference)
        session.flush()
        agenda.put(session, conference, item.case, terms, panel=None, now=now)
    events.record(
        session,
        events.ConferenceDrafted(at=now, actor_id=by.id, conference_id=conference.id),
    )
    return conference


def put_off(
    session: Session, item: AgendaItem, due_on: date, ladder: Ladder, *, by: Person, now: datetime
) -> None:
    """Choose another day for the review. Raises IllegalTransition, NothingToReview, DayPassed."""
    review = _claim(session, item, ladder, now=now)
    if due_on < base.local_date(now):
        raise DayPassed
    passed = review.choice if review.is_passed_over else None
    _choose(
        session,
        item,
        review,
        by=by,
        now=now,
        due_on=due_on,
        because=passed.skipped_because if passed else "",
        passed_days=passed.passed_days if passed else 0,
    )


def pass_over(
    session: Session,
    item: AgendaItem,
    days: int,
    because: str,
    ladder: Ladder,
    *,
    by: Person,
    now: datetime,
) -> None:
    """Pass over one rung of the ladder, and let the next one be proposed.

    days: of the rung that was shown; a second click passes over no second rung. Raises
    IllegalTransition, NothingToReview, PassingUnexplained, StaleVersion.
    """
    review = _claim(session, item, ladder, now=now)
    if review.choice and 0 < days <= review.choice.passed_days:
        return
    if review.rung is None or review.rung.days != days:
        raise StaleVersion
    if not because.strip():
        raise PassingUnexplained
    _choose(session, item, review, by=by, now=now, because=because.strip(), passed_days=days)


def end(
    session: Session, item: AgendaItem, because: str, ladder: Ladder, *, by: Person, now: datetime
) -> None:
    """Let there be no review any more. Raises IllegalTransition, NothingToReview, ReasonMissing."""
    review = _claim(session, item, ladder, now=now)
    if not because.strip():
        raise ReasonMissing
    _choose(session, item, review, by=by, now=now, because=because.strip())


def restore(
    session: Session, item: AgendaItem, ladder: Ladder, *, by: Person, now: datetime
) -> None:
    """Let the ladder decide again. Raises IllegalTransition, NothingToReview."""
    review = _claim(session, item, ladder, now=now)
    if review.choice:
        session.delete(review.choice)
        _record(session, item, by, now)


def _claim(session: Session, item: AgendaItem, ladder: Ladder, *, now: datetime) -> Review:
    """Take the sitting for this transaction, and return the review of the item's case."""
    conference = item.conference
    changing.claim(session, conference)
    if conference.state is not ConferenceState.HELD:
        raise IllegalTransition
    found: Sequence[Review] = after(session, conference, ladder, now=now)
    review = next((one for one in found if one.item_id == item.id), None)
    if review is None:
        raise NothingToReview
    return review


def _like(
    earlier: Conference, item: AgendaItem, meant_on: date | None, now: datetime
) -> Conference:
    return Conference(
        region_id=earlier.region_id,
        panel_id=earlier.panel_id,
        kind=ConferenceKind.REVIEW,
        regime=earlier.regime,
        minutes=item.minutes,
        place_kind=earlier.place_kind,
        room_id=earlier.room_id,
        video_url=earlier.video_url,
        chair_id=earlier.chair_id,
        coordinator_id=earlier.coordinator_id,
        created_at=now,
        meant_on=meant_on,
    )


def _choose(
    session: Session,
    item: AgendaItem,
    review: Review,
    *,
    by: Person,
    now: datetime,
    due_on: date | None = None,
    because: str = "",
    passed_days: int = 0,
) -> None:
    row = review.choice or ReviewChoice(
        conference_id=item.conference_id, case_id=item.case_id, by_id=by.id, at=now
    )
    row.due_on, row.passed_days, row.skipped_because = due_on, passed_days, because
    row.by_id, row.at = by.id, now
    session.add(row)
    _record(session, item, by, now)


def _record(session: Session, item: AgendaItem, by: Person, now: datetime) -> None:
    events.record(
        session,
        events.ReviewChosen(
            at=now,
            actor_id=by.id,
            case_id=item.case_id,
            conference_id=item.conference_id,
            subject_id=item.id,
        ),
    )
