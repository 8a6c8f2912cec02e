"""Requests of people to see what is kept of them: one contact point, one term, one answer.

The data-protection officer keeps the request; what a case tells is its lead's to decide
(mdt.cases.subject_reviews). A review of a case that is shut to the officer is asked of its lead
all the same, and nothing of it shows here (docs/decisions/0145).

Callers have checked permission and own the transaction.

Source: AVG art. 12(3), 12(6) and 15; BGS art. 1.1 (one contact point for all controllers).
"""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from mdt import acting, events
from mdt.access import walls
from mdt.access.actor import Actor
from mdt.cases.subject_events import (
    SubjectAnswerGiven,
    SubjectRequestExtended,
    SubjectRequestRegistered,
    SubjectReviewAsked,
)
from mdt.errors import N_, DomainError
from mdt.models import (
    Case,
    CasePerson,
    IdentityCheck,
    Person,
    SubjectLine,
    SubjectOutcome,
    SubjectRequest,
    SubjectReview,
)
from mdt.models.base import local_date
from mdt.vault import leaks

MONTHS = 1
MORE_MONTHS = 2
"""AVG art. 12(3): a month, and two more when it is complex or there are many."""

_WORD = re.compile(r"[^\W_]+")


class NotYetReceived(DomainError):
    """A request came in today or before; nobody who asks is born after it."""

    text = N_("Kijk de dagen na: die liggen in de toekomst.")


class AlreadyExtended(DomainError):
    """The term is extended once, and not after the answer."""

    text = N_("De termijn is al verlengd, of het antwoord is al gegeven.")


class ReviewsWait(DomainError):
    """An answer goes out when every case has said what it tells."""

    text = N_("Nog niet elke zaak is nagekeken. Wacht op de casusregisseur.")


class AnswerIsGiven(DomainError):
    """What went out does not change."""

    text = N_("Het antwoord op dit verzoek is al gegeven.")


def spelled(name: str) -> tuple[str, ...]:
    """Return a name in one form: «Brandsma, Marco» and «marco BRÁNDSMA» are one."""
    return tuple(sorted(leaks.fold(word) for word in _WORD.findall(name)))


def of(session: Session, regions: frozenset[UUID]) -> Sequence[SubjectRequest]:
    """Return the requests of the regions: who waits first, by the last day to answer."""
    return session.exec(
        select(SubjectRequest)
        .where(col(SubjectRequest.region_id).in_(regions))
        .order_by(
            col(SubjectRequest.given_at).is_not(None),
            col(SubjectRequest.due_on),
            col(SubjectRequest.id),
        )
    ).all()


def register(
    session: Session,
    region_id: UUID,
    name: str,
    *,
    born_on: date,
    received_on: date,
    by: Person,
    now: datetime,
) -> SubjectRequest:
    """Return the new request, and ask the lead of each case with somebody who may be meant.

    Raises NotYetReceived.
    """
    if max(received_on, born_on) > local_date(now):
        raise NotYetReceived
    request = SubjectRequest(
        region_id=region_id,
        name=name,
        born_on=born_on,
        received_on=received_on,
        due_on=_later(received_on, MONTHS),
        registered_by_id=by.id,
        registered_at=now,
    )
    session.add(request)
    session.flush()
    registered = SubjectRequestRegistered(at=now, actor_id=by.id, subject_id=request.id)
    events.record(session, registered)
    find(session, request, by=by.id, now=now)
    return request


@acting.by_portal
def find(session: Session, request: SubjectRequest, *, by: UUID | None, now: datetime) -> None:
    """Ask the lead of every case with somebody who may be meant and was not asked for yet.

    By the whole name, and the day of birth where the case has one: whether it is who asks, the lead
    knows. Who was set aside, and a closed case, count too.
    """
    asked = select(SubjectReview.person_id).where(SubjectReview.request_id == request.id)
    people = session.exec(
        select(CasePerson)
        .join(Case, col(Case.id) == CasePerson.case_id)
        .where(Case.region_id == request.region_id, col(CasePerson.id).not_in(asked))
        .order_by(col(CasePerson.id))
    ).all()
    for person in people:
        if not is_meant(request, person):
            continue
        review = SubjectReview(
            request_id=request.id, case_id=person.case_id, person_id=person.id, found_at=now
        )
        session.add(review)
        session.flush()
        told = SubjectReviewAsked(at=now, actor_id=by, case_id=review.case_id, subject_id=review.id)
        events.record(session, told)


def is_meant(request: SubjectRequest, person: CasePerson) -> bool:
    """Tell whether somebody in a case may be who asks."""
    is_born_then = person.born_on in {None, request.born_on}
    return is_born_then and spelled(person.name) == spelled(request.name)


@acting.by_portal
def find_again(session: Session, event: events.Event) -> None:
    """Look again for whoever waits, after somebody came into a case or is called otherwise."""
    waiting = select(SubjectRequest).where(col(SubjectRequest.given_at).is_(None))
    for request in session.exec(waiting.order_by(col(SubjectRequest.id))).all():
        find(session, request, by=None, now=event.at)


def extend(
    session: Session, request: SubjectRequest, because: str, *, by: Person, now: datetime
) -> None:
    """Give the request two months more, for a reason. Raises AlreadyExtended."""
    session.refresh(request, with_for_update=True)
    if request.extended_because or request.given_at:
        raise AlreadyExtended
    request.extended_because = because
    request.due_on = _later(request.received_on, MONTHS + MORE_MONTHS)
    session.add(request)
    extended = SubjectRequestExtended(at=now, actor_id=by.id, subject_id=request.id)
    events.record(session, extended)


def reviews(session: Session, request: SubjectRequest, who: Actor) -> Sequence[SubjectReview]:
    """Return what cases were asked, of those that who may know of, by when they were found."""
    return session.exec(
        select(SubjectReview)
        .where(
            SubjectReview.request_id == request.id,
            walls.beside(who.walled, col(SubjectReview.case_id)),
        )
        .order_by(col(SubjectReview.found_at), col(SubjectReview.id))
    ).all()


def answering(session: Session, request: SubjectRequest, who: Actor) -> list[SubjectReview]:
    """Return what the officer's answer is made of: once it went out, what went with it."""
    seen = reviews(session, request, who)
    return [one for one in seen if not request.given_at or one.given_at == request.given_at]


def obstacle(session: Session, request: SubjectRequest, who: Actor) -> DomainError | None:
    """Return why the answer cannot go out yet, as far as who may know."""
    if request.given_at:
        return AnswerIsGiven()
    waits = any(one.outcome is None for one in reviews(session, request, who))
    return ReviewsWait() if waits else None


def give(
    session: Session, request: SubjectRequest, identity: IdentityCheck, who: Actor, *, now: datetime
) -> None:
    """Note that the answer went out, and how it was established who asked.

    Raises AnswerIsGiven, ReviewsWait.
    """
    session.refresh(request, with_for_update=True)
    if refusal := obstacle(session, request, who):
        raise refusal
    request.identity, request.given_at, request.given_by_id = identity, now, who.id
    session.add(request)
    session.flush()
    seen = reviews(session, request, who)
    for review in seen:
        review.given_at, review.given_by_id = now, who.id
        session.add(review)
    told = {one.case_id for one in seen if one.outcome is SubjectOutcome.TELL}
    for case_id in [None, *sorted(told)]:
        given = SubjectAnswerGiven(at=now, actor_id=who.id, case_id=case_id, subject_id=request.id)
        events.record(session, given)


def outlived(now: datetime, *, kept: timedelta) -> SelectOfScalar[UUID]:
    """Return the query for the requests that were answered longer ago than that."""
    return select(SubjectRequest.id).where(col(SubjectRequest.given_at) < now - kept)


def forget(session: Session, gone: Sequence[UUID]) -> None:
    """Delete these requests, with what cases answered."""
    of_them = select(SubjectReview.id).where(col(SubjectReview.request_id).in_(gone))
    session.execute(delete(SubjectLine).where(col(SubjectLine.review_id).in_(of_them)))
    session.execute(delete(SubjectReview).where(col(SubjectReview.request_id).in_(gone)))
    session.execute(delete(SubjectRequest).where(col(SubjectRequest.id).in_(gone)))


def _later(day: date, months: int) -> date:
    """Return the day so many months on: the last of a month that is too short for it."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
