"""What a case tells somebody in it who asks (AVG art. 15): its lead decides, line by line.

The portal offers only what is of the person: who they are in the case, what binds them, and notes
that name them. It never offers what is of somebody else, names somebody else of the case, or says
what is sealed; nor who told something, for that stands in no line. What was decided is kept in its
very words, so that nothing that comes later is told unseen (docs/decisions/0145).

Callers have checked permission and own the transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam
from sqlmodel import Session, col, delete, select

from mdt import events
from mdt.access import walls
from mdt.cases import subject_knowledge
from mdt.cases.subject_events import SubjectAnswerGiven, SubjectReviewDecided
from mdt.cases.subject_requests import AnswerIsGiven, ReviewsWait
from mdt.errors import N_, DomainError
from mdt.models import (
    Case,
    IdentityCheck,
    Person,
    SubjectGround,
    SubjectLine,
    SubjectOutcome,
    SubjectRequest,
    SubjectReview,
    SubjectSection,
)
from mdt.vault import watching

_OPEN = col(SubjectReview.outcome).is_(None)
WAITS: ColumnElement[bool] = (
    select(SubjectReview.id)
    .join(Case, col(Case.id) == SubjectReview.case_id)
    .where(_OPEN, col(Case.lead_id) == bindparam("person_id"))
    .exists()
)
"""Whether any waits for a person_id."""


class GroundMissing(DomainError):
    """Whatever is left out is so on a ground and for a reason, which a court can look at."""

    text = N_("Kies een grond en typ een reden voor wat u weglaat.")


class LinesChanged(DomainError):
    """What the case knows changed while the lead was looking."""

    text = N_("Er is intussen iets gewijzigd in de zaak. Kijk alles nog een keer na.")


class OfficerGives(DomainError):
    """One contact point gives the answer, unless it may not know of the case."""

    text = N_("Dit antwoord geeft de functionaris gegevensbescherming.")


@dataclass(frozen=True)
class Line:
    """What would be told, in words; left out when there is a ground.

    mark: that somebody wants it not to be told, who and why; for the lead alone.
    """

    section: SubjectSection
    text: str
    ground: SubjectGround | None = None
    mark: str = ""


@dataclass(frozen=True)
class Verdict:
    """What the lead decides: lines only when something is told, a ground when something is not."""

    outcome: SubjectOutcome
    lines: Sequence[Line] = ()
    ground: SubjectGround | None = None
    reason: str = ""


def waiting(session: Session, lead: Person) -> list[tuple[SubjectReview, SubjectRequest, Case]]:
    """Return what waits for the lead of cases, the first term to end first."""
    rows = session.exec(
        select(SubjectReview, SubjectRequest, Case)
        .join(SubjectRequest, col(SubjectRequest.id) == SubjectReview.request_id)
        .join(Case, col(Case.id) == SubjectReview.case_id)
        .where(
            Case.lead_id == lead.id,
            _OPEN,
        )
        .order_by(col(SubjectRequest.due_on), col(SubjectReview.id))
    ).all()
    return list(rows)


def offered(session: Session, review: SubjectReview, lines: Sequence[Line]) -> list[Line]:
    """Return the lines that may be told: they name nobody else of the case and say nothing sealed.

    Raises VaultClosed.
    """
    finder = watching.finder_of(session, [review.case_id])
    others = subject_knowledge.others(session, review)
    return [
        line
        for line in lines
        if not finder.places(line.text) and not subject_knowledge.names(line.text, others)
    ]


def lines_of(session: Session, review: SubjectReview) -> Sequence[SubjectLine]:
    """Return what was decided line by line, in its order."""
    return session.exec(
        select(SubjectLine)
        .where(SubjectLine.review_id == review.id)
        .order_by(col(SubjectLine.position))
    ).all()


def decide(
    session: Session, review: SubjectReview, verdict: Verdict, *, by: Person, now: datetime
) -> None:
    """Keep what the lead decides, instead of what was decided before.

    Raises AnswerIsGiven, GroundMissing.
    """
    _lock(session, review)
    lines = verdict.lines if verdict.outcome is SubjectOutcome.TELL else ()
    is_silent = verdict.outcome is SubjectOutcome.NOTHING
    leaves_out = is_silent or any(line.ground for line in lines)
    if leaves_out and (not verdict.reason or (is_silent and verdict.ground is None)):
        raise GroundMissing
    review.outcome, review.decided_at, review.decided_by_id = verdict.outcome, now, by.id
    review.ground = verdict.ground if is_silent else None
    review.reason = verdict.reason if leaves_out else ""
    session.add(review)
    _keep(session, review, lines)
    decided = SubjectReviewDecided(
        at=now, actor_id=by.id, case_id=review.case_id, subject_id=review.id
    )
    events.record(session, decided)


def gives_alone(session: Session, review: SubjectReview) -> bool:
    """Tell whether the lead gives this part: the case is shut to whoever keeps the request."""
    request = session.get_one(SubjectRequest, review.request_id)
    return walls.is_kept_out(session, review.case_id, request.registered_by_id)


def give(
    session: Session, review: SubjectReview, identity: IdentityCheck, *, by: Person, now: datetime
) -> None:
    """Note that the lead gave this part, and how it was established who asked.

    Raises AnswerIsGiven, ReviewsWait, OfficerGives.
    """
    _lock(session, review)
    if review.outcome is None:
        raise ReviewsWait
    if not gives_alone(session, review):
        raise OfficerGives
    review.identity, review.given_at, review.given_by_id = identity, now, by.id
    session.add(review)
    given = SubjectAnswerGiven(
        at=now, actor_id=by.id, case_id=review.case_id, subject_id=review.request_id
    )
    events.record(session, given)


def _lock(session: Session, review: SubjectReview) -> None:
    """Let nobody decide or give at the same time. Raises AnswerIsGiven."""
    request = session.get_one(SubjectRequest, review.request_id)
    session.refresh(request, with_for_update=True)
    session.refresh(review)
    if review.given_at:
        raise AnswerIsGiven


def _keep(session: Session, review: SubjectReview, lines: Sequence[Line]) -> None:
    session.execute(delete(SubjectLine).where(col(SubjectLine.review_id) == review.id))
    for position, line in enumerate(lines):
        session.add(
            SubjectLine(
                case_id=review.case_id,
                review_id=review.id,
                position=position,
                section=line.section,
                text="" if line.ground else line.text,
                ground=line.ground,
            )
        )
    session.flush()


def decided_by(session: Session, reviews: Sequence[SubjectReview]) -> dict[UUID, str]:
    """Return the names of who decided, by key."""
    keys = {one.decided_by_id for one in reviews if one.decided_by_id}
    return {
        person.id: person.name
        for person in session.exec(select(Person).where(col(Person.id).in_(keys)))
    }
