"""Rules of mdt.cases.subject_requests: one contact point, one term, one answer."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlmodel import Session, col, select

from mdt.access import actor as actors
from mdt.access.actor import Actor
from mdt.cases import persons, subject_requests, subject_reviews
from mdt.cases.persons import Details
from mdt.cases.subject_requests import (
    AlreadyExtended,
    AnswerIsGiven,
    NotYetReceived,
    ReviewsWait,
)
from mdt.cases.subject_reviews import Verdict
from mdt.models import (
    Case,
    CasePerson,
    CaseRole,
    EventRecord,
    IdentityCheck,
    Person,
    Role,
    SubjectOutcome,
    SubjectRequest,
    SubjectReview,
)
from tests.conftest import NOON
from tests.factories import Make

BORN = date(1989, 4, 2)
TODAY = NOON.date()
NAME = "Marco Brandsma"


@pytest.fixture
def officer(make: Make) -> Person:
    return make.person(Role.DPO)


def _who(session: Session, person: Person) -> Actor:
    return actors.load(session, person, now=NOON)


def _asked(
    session: Session, make: Make, officer: Person, *, name: str = NAME, received: date = TODAY
) -> SubjectRequest:
    return subject_requests.register(
        session, make.region.id, name, born_on=BORN, received_on=received, by=officer, now=NOON
    )


def _suspect(make: Make, name: str = NAME, born_on: date | None = None) -> CasePerson:
    case = make.case()
    row = CasePerson(case_id=case.id, name=name, case_role=CaseRole.SUSPECT, born_on=born_on)
    return make.add(row)


def _found(session: Session) -> set[UUID]:
    return set(session.exec(select(SubjectReview.person_id)))


@pytest.mark.parametrize(
    "days",
    [
        (date(2026, 1, 31), date(2026, 2, 28), date(2026, 4, 30)),
        (date(2025, 11, 15), date(2025, 12, 15), date(2026, 2, 15)),
    ],
)
def test_the_term_is_a_month_and_two_more_once_for_a_reason(
    session: Session, make: Make, officer: Person, days: tuple[date, date, date]
) -> None:
    received, due, extended = days
    request = _asked(session, make, officer, received=received)
    assert request.due_on == due

    subject_requests.extend(session, request, "Er zijn veel stukken.", by=officer, now=NOON)

    assert request.due_on == extended
    with pytest.raises(AlreadyExtended):
        subject_requests.extend(session, request, "Nog meer.", by=officer, now=NOON)


def test_a_request_does_not_come_from_the_future(
    session: Session, make: Make, officer: Person
) -> None:
    with pytest.raises(NotYetReceived):
        _asked(session, make, officer, received=TODAY + timedelta(days=1))


def test_who_may_be_meant_has_the_whole_name_and_no_other_day_of_birth(
    session: Session, make: Make, officer: Person
) -> None:
    meant = [_suspect(make), _suspect(make, "BRÁNDSMA, marco", BORN)]
    _suspect(make, born_on=BORN + timedelta(days=1))
    _suspect(make, "Marco van Brandsma")
    elsewhere = make.case(region_id=make.another_region().id)
    make.add(CasePerson(case_id=elsewhere.id, name=NAME, case_role=CaseRole.SUSPECT))

    _asked(session, make, officer)

    assert _found(session) == {one.id for one in meant}


def test_who_comes_into_a_case_later_is_found_while_no_answer_went_out(
    session: Session, make: Make, officer: Person
) -> None:
    waits, case = _asked(session, make, officer), make.case()
    assert subject_requests.obstacle(session, waits, _who(session, officer)) is None

    details = Details(name=NAME, case_role=CaseRole.SUSPECT)
    new = persons.add(session, case, details, by=make.coordinator(), now=NOON)

    assert _found(session) == {new.id}
    with pytest.raises(ReviewsWait):
        subject_requests.give(session, waits, IdentityCheck.DIGID, _who(session, officer), now=NOON)


def test_a_case_that_is_shut_to_the_officer_shows_nowhere_and_is_asked_all_the_same(
    session: Session, make: Make, officer: Person
) -> None:
    person = _suspect(make)
    make.wall(session.get_one(Case, person.case_id), officer)
    request = _asked(session, make, officer)

    assert _found(session) == {person.id}
    assert subject_requests.reviews(session, request, _who(session, officer)) == []
    assert subject_requests.obstacle(session, request, _who(session, officer)) is None


def test_the_answer_goes_out_once_after_every_case_spoke(
    session: Session, make: Make, officer: Person
) -> None:
    _suspect(make)
    request, who = _asked(session, make, officer), _who(session, officer)
    [review] = subject_requests.reviews(session, request, who)
    with pytest.raises(ReviewsWait):
        subject_requests.give(session, request, IdentityCheck.DIGID, who, now=NOON)
    verdict = Verdict(SubjectOutcome.OTHER_PERSON)
    subject_reviews.decide(session, review, verdict, by=make.person(), now=NOON)

    subject_requests.give(session, request, IdentityCheck.DIGID, who, now=NOON)

    assert (request.identity, request.given_at, request.given_by_id) == (
        IdentityCheck.DIGID,
        NOON,
        officer.id,
    )
    with pytest.raises(AnswerIsGiven):
        subject_reviews.decide(session, review, verdict, by=make.person(), now=NOON)
    told = session.exec(select(EventRecord).order_by(col(EventRecord.id))).all()
    assert [(one.name, one.case_id) for one in told] == [
        ("SubjectRequestRegistered", None),
        ("SubjectReviewAsked", review.case_id),
        ("SubjectReviewDecided", review.case_id),
        ("SubjectAnswerGiven", None),
    ]
